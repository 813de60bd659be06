import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { MulawAudio } from '../audio/mulaw-audio.js';
import { AudioFrames } from './audio-frames.js';
import { webSockets } from './web-sockets.js';

const BEFORE = '{"audio":"';
const AFTER = '"}';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff);
const base64 = (length: number): string => Buffer.from(bytes(length)).toString('base64');

/** What a real peer reads of these frames, one direction after the other. */
async function exchange(audios: readonly MulawAudio[]): Promise<{ byServer: string[]; byClient: string[] }> {
  const { WebSocket, WebSocketServer } = webSockets();
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const byServer: string[] = [];
  const byClient: string[] = [];
  const done = new Promise<void>((resolve) => {
    sockets.on('connection', (peer, { socket }) => {
      peer.on('message', (data) => {
        byServer.push(String(data as Buffer));
        if (byServer.length < audios.length) return;
        const frames = new AudioFrames(BEFORE, AFTER, false);
        for (const audio of audios) socket.write(frames.frame(audio));
      });
    });
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      perMessageDeflate: false,
    });
    let connection: Duplex;
    client.on('upgrade', ({ socket }) => {
      connection = socket;
    });
    client.on('open', () => {
      const frames = new AudioFrames(BEFORE, AFTER, true);
      for (const audio of audios) connection.write(frames.frame(audio));
    });
    client.on('message', (data) => {
      byClient.push(String(data as Buffer));
      if (byClient.length === audios.length) resolve();
    });
  });
  await done;
  for (const peer of sockets.clients) peer.terminate();
  await new Promise((resolve) => server.close(resolve));
  return { byServer, byClient };
}

describe('audio as a frame of WebSocket', () => {
  it('is read by another implementation as the text that it is, whatever it is held as and however long', async () => {
    // Lengths on both sides of where the frame's header grows.
    const lengths = [0, 1, 2, 3, 80, 81, 82, 160, 1_200, 49_130, 49_149, 60_000];
    const audios = lengths.flatMap((length) => [
      MulawAudio.fromBytes(bytes(length)),
      MulawAudio.fromBase64(base64(length)),
      MulawAudio.fromReceived(Buffer.from(`before"${base64(length)}"after`), 7, 7 + base64(length).length),
    ]);
    const expected = lengths.flatMap((length) => Array(3).fill(`${BEFORE}${base64(length)}${AFTER}`));
    const { byServer, byClient } = await exchange(audios);
    expect(byServer).toEqual(expected);
    expect(byClient).toEqual(expected);
  });

  it('is masked otherwise each time', () => {
    const frames = new AudioFrames(BEFORE, AFTER, true);
    const audio = MulawAudio.fromBytes(bytes(160));
    // More of them than masks are made at once.
    const masks = Array.from({ length: 5_000 }, () => frames.frame(audio).readUInt32LE(4));
    expect(new Set(masks).size).toBeGreaterThan(4_990);
  });
});
