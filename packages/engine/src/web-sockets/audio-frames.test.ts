import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
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
        for (const audio of audios) frames.write(socket, audio);
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
      for (const audio of audios) frames.write(connection, audio);
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

  it('stays as it is until the system has taken it, however slowly somebody reads', async () => {
    const { WebSocket, WebSocketServer } = webSockets();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await once(server, 'listening');
    const read: string[][] = [];
    server.on('connection', (peer) => {
      const messages: string[] = [];
      read.push(messages);
      // The first reads nothing for now.
      if (read.length === 1) peer.pause();
      peer.on('message', (data) => messages.push(String(data as Buffer)));
    });
    const open = async (): Promise<Duplex> => {
      const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        perMessageDeflate: false,
      });
      const upgraded = once(client, 'upgrade') as Promise<[IncomingMessage]>;
      await once(client, 'open');
      return (await upgraded)[0].socket;
    };
    const slow = await open();
    const quick = await open();
    const frames = new AudioFrames(BEFORE, AFTER, true);
    const said = Array.from({ length: 2_000 }, (_, index) => Buffer.alloc(160 + (index % 5) * 2_700, index));
    for (const [index, audio] of said.entries()) {
      frames.write(slow, MulawAudio.fromBytes(audio));
      frames.write(quick, MulawAudio.fromBytes(audio));
      if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(slow.writableLength).toBeGreaterThan(100_000);
    for (const peer of server.clients) peer.resume();
    await vi.waitFor(() => expect(read.map(({ length }) => length)).toEqual([2_000, 2_000]), 20_000);
    const expected = said.map((audio) => `${BEFORE}${audio.toString('base64')}${AFTER}`);
    expect(read[0]).toEqual(expected);
    expect(read[1]).toEqual(expected);
    for (const peer of server.clients) peer.terminate();
    server.close();
  }, 30_000);

  it('stays as it is for a connection that keeps what it is given', () => {
    const kept: Buffer[] = [];
    const connection = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        kept.push(chunk);
        done();
      },
    }) as unknown as Duplex;
    const frames = new AudioFrames(BEFORE, AFTER, false);
    const said = Array.from({ length: 500 }, (_, index) => bytes(index));
    for (const audio of said) frames.write(connection, MulawAudio.fromBytes(audio));
    const texts = kept.map((frame) => frame.toString('latin1').slice(frame.toString('latin1').indexOf('{')));
    expect(texts).toEqual(said.map((audio) => `${BEFORE}${Buffer.from(audio).toString('base64')}${AFTER}`));
  });

  it('is masked otherwise each time', () => {
    const masks = new Set<number>();
    const connection = { write: (frame: Buffer) => masks.add(frame.readUInt32LE(4)) } as unknown as Duplex;
    const frames = new AudioFrames(BEFORE, AFTER, true);
    const audio = MulawAudio.fromBytes(bytes(160));
    // More of them than masks are made at once.
    for (let times = 0; times < 5_000; times += 1) frames.write(connection, audio);
    expect(masks.size).toBeGreaterThan(4_990);
  });
});
