import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import { afterEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Bench, bench } from './testing/bench.js';

let at: Bench;
let realtime: WebSocketServer;
afterEach(async () => {
  for (const client of realtime.clients) client.terminate();
  realtime.close();
  await at.stop();
});

/** Just enough of a speech service to take audio and to send some: the session itself is not what is tried here. */
async function speechService(): Promise<{ url: string; connected: Promise<WebSocket> }> {
  realtime = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(realtime, 'listening');
  const connected = once(realtime, 'connection').then(([socket]) => socket as WebSocket);
  return { url: `ws://127.0.0.1:${(realtime.address() as AddressInfo).port}`, connected };
}

it('the Twilio transport of @openai/agents-extensions lives on its media socket: audio both ways, marks, clear', async () => {
  at = await bench();
  const service = await speechService();
  const { leg, stream } = await at.streaming();
  const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket: stream.socket as never });
  const errors: unknown[] = [];
  transport.on('error', (error) => errors.push(error));
  // It learns the stream from `start`, which had come before it listened.
  stream.socket.emit(
    'message',
    Buffer.from(JSON.stringify(stream.messages.find(({ event }) => event === 'start'))),
    false,
  );
  const connecting = transport.connect({ apiKey: 'sk-test', url: service.url, model: 'gpt-realtime' });
  const socket = await service.connected;
  const said: { type: string; audio?: string }[] = [];
  const heard = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const event = JSON.parse(String(data)) as { type: string; audio?: string };
      said.push(event);
      if (event.type === 'input_audio_buffer.append') resolve();
    });
  });
  socket.send(
    JSON.stringify({
      type: 'session.created',
      event_id: 'e0',
      session: { type: 'realtime', id: 's', object: 'realtime.session' },
    }),
  );
  await connecting;

  leg.sound();
  await heard;
  expect(Buffer.from(said.find(({ audio }) => audio !== undefined)?.audio as string, 'base64')).toEqual(
    Buffer.alloc(160, 0xff),
  );

  const ids = { response_id: 'r1', item_id: 'i1', output_index: 0, content_index: 0 };
  socket.send(
    JSON.stringify({ type: 'response.created', event_id: 'e1', response: { id: 'r1', object: 'realtime.response' } }),
  );
  const delta = (ms: number): string => Buffer.alloc(ms * 8, 0x20).toString('base64');
  socket.send(JSON.stringify({ type: 'response.output_audio.delta', event_id: 'e2', ...ids, delta: delta(100) }));
  await at.receiver.until(() => stream.messages.some(({ event }) => event === 'mark'));
  expect(leg.heardMs).toBe(100);

  const relayed = new Promise<void>((resolve) => transport.on('audio', () => resolve()));
  socket.send(JSON.stringify({ type: 'response.output_audio.delta', event_id: 'e3', ...ids, delta: delta(60_000) }));
  await relayed;
  transport.interrupt();
  await at.receiver.until(() => stream.messages.filter(({ event }) => event === 'mark').length === 2);
  expect(leg.clears).toHaveLength(1);
  expect(leg.heardMs).toBeLessThan(60_000);
  expect([errors, at.standin.debugger]).toEqual([[], []]);
  transport.close();
});
