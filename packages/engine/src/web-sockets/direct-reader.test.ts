import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DirectReader } from './direct-reader.js';
import { webSockets } from './web-sockets.js';

const PREFIX = '{"event":"media"';

/** One end of a connection: gives exactly the chunks that it is told to, and keeps what is written to it. */
class Connection extends Duplex {
  readonly written: Buffer[] = [];

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(chunk);
    done();
  }
}

interface Frame {
  opcode: number;
  payload: Buffer;
  fin?: boolean;
  masked?: boolean;
  reserved?: boolean;
}

function encoded({ opcode, payload, fin = true, masked = true, reserved = false }: Frame): Buffer {
  const { length } = payload;
  const size = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + size);
  header[0] = (fin ? 0x80 : 0) | (reserved ? 0x40 : 0) | opcode;
  header[1] = (masked ? 0x80 : 0) | (size === 0 ? length : size === 2 ? 126 : 127);
  if (size === 2) header.writeUInt16BE(length, 2);
  if (size === 8) header.writeBigUInt64BE(BigInt(length), 2);
  if (!masked) return Buffer.concat([header, payload]);
  const mask = Buffer.from([0x12, 0xfe, 0x80, 0x07]);
  return Buffer.concat([header, mask, payload.map((byte, at) => byte ^ (mask[at & 3] as number))]);
}

const text = (words: string, more: Partial<Frame> = {}): Frame => ({
  opcode: 1,
  payload: Buffer.from(words),
  ...more,
});
const media = (words: string): Frame => text(`${PREFIX}${words}`);

interface Reading {
  log: string[];
  /** What was answered on the connection, as hexadecimal. */
  written: string;
  direct: number;
  /** How often it was said that the other side closes. */
  closing: number;
}

/** Bytes arrive here, and others are there as soon as they were read. */
const landing = Buffer.alloc(65_536);

/**
 * What comes of bytes in these chunks.
 *
 * @param take null: all of it is read by `ws`. @param head came with the handshake.
 */
async function read(
  chunks: readonly Buffer[],
  take: ((message: string) => boolean) | null,
  head: Buffer = Buffer.alloc(0),
): Promise<Reading> {
  const { WebSocketServer } = webSockets();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 200_000 });
  const connection = new Connection();
  const reading: Reading = { log: [], written: '', direct: 0, closing: 0 };
  const headers = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  };
  const request = { method: 'GET', url: '/', headers } as unknown as IncomingMessage;
  const reader = new DirectReader();
  reader.belongTo(connection);
  server.handleUpgrade(request, connection, Buffer.from(head), (webSocket) => {
    webSocket.on('error', (error) => reading.log.push(`error ${error.message}`));
    webSocket.on('message', (data, isBinary) =>
      reading.log.push(`${isBinary ? 'binary' : 'text'} ${brief(String(data as Buffer))}`),
    );
    webSocket.on('ping', (data) => reading.log.push(`ping ${data.toString()}`));
    webSocket.on('pong', (data) => reading.log.push(`pong ${data.toString()}`));
    webSocket.on('close', (code) => reading.log.push(`close ${code}`));
    if (take === null) return;
    webSocket.once('error', () => reader.end());
    reader.begin({
      form: { prefix: Buffer.from(PREFIX), masked: true },
      take: (data, start, end) => {
        const message = data.toString('utf8', start, end);
        if (!take(message)) return false;
        reading.direct += 1;
        reading.log.push(`text ${brief(message)}`);
        return true;
      },
      closing: () => {
        reading.closing += 1;
      },
    });
  });
  for (const chunk of chunks) {
    // As a socket does: nothing is read while nobody wants it.
    while (connection.isPaused() && !connection.destroyed) await turn();
    chunk.copy(landing);
    const wanted = reader.read(landing, chunk.length);
    landing.fill(0);
    await turn();
    if (!wanted) await vi.waitFor(() => expect(connection.readableLength).toBe(0));
  }
  await turn();
  reading.written = Buffer.concat(connection.written).toString('hex');
  connection.destroy();
  await turn();
  return reading;
}

/** Cut at these places, and where Node cuts anyway. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const always = Array.from({ length: Math.floor(bytes.length / 65_536) }, (_, index) => (index + 1) * 65_536);
  const wanted = [...places.map((place) => place % (bytes.length + 1)), ...always];
  const at = [...new Set(wanted)].sort((one, other) => one - other);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index])).filter((chunk) => chunk.length > 0);
}

/** Long ones by their length, so that a failure can be read. */
const brief = (words: string): string => (words.length > 100 ? `${words.slice(0, 20)}… ${words.length}` : words);

const all = (): boolean => true;
const everyOther = (message: string): boolean => message.length % 2 === 0;

const words = fc.oneof(fc.string({ maxLength: 30, unit: 'grapheme' }), fc.constant('x'.repeat(300)));
const message = fc.oneof(
  { weight: 6, arbitrary: words.map((said) => [media(said)]) },
  { weight: 2, arbitrary: words.map((said) => [text(said)]) },
  { weight: 1, arbitrary: fc.constant([media('y'.repeat(70_000))]) },
  { weight: 1, arbitrary: words.map((said) => [{ opcode: 2, payload: Buffer.from(said) }]) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((said) => [{ opcode: 9, payload: Buffer.from(said) }]) },
  { weight: 1, arbitrary: fc.constant([{ opcode: 10, payload: Buffer.from('pong') }]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(words, words, fc.boolean())
      .map(([one, other, pinged]) => [
        text(`${PREFIX}${one}`, { fin: false }),
        ...(pinged ? [{ opcode: 9, payload: Buffer.from('within') }] : []),
        { opcode: 0, payload: Buffer.from(other) },
      ]),
  },
);
const wrong = fc.constantFrom<Frame>(
  text(`${PREFIX} not masked`, { masked: false }),
  text(`${PREFIX} reserved`, { reserved: true }),
  { opcode: 3, payload: Buffer.from('no such opcode') },
  { opcode: 0, payload: Buffer.from('goes on with nothing') },
  { opcode: 9, payload: Buffer.alloc(126) },
  { opcode: 8, payload: Buffer.from([0x03, 0xe8]) },
  { opcode: 8, payload: Buffer.alloc(0) },
  { opcode: 8, payload: Buffer.from([0x03, 0xed]) },
  { opcode: 1, payload: Buffer.alloc(200_001, 0x61) },
);

describe('messages that are read past ws', () => {
  it('come in the same order and with the same answers as through ws alone, however they are cut and whatever goes wrong', async () => {
    const frames = fc.tuple(
      fc.array(message, { maxLength: 12 }),
      fc.option(wrong),
      fc.array(message, { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.nat(100_000), { maxLength: 12 }), async ([before, one, after], places) => {
        const every = [...before.flat(), ...(one === null ? [] : [one]), ...after.flat()];
        const chunks = cut(Buffer.concat(every.map((frame) => encoded(frame))), places);
        const alone = await read(chunks, null);
        for (const take of [all, everyOther]) {
          const { log, written } = await read(chunks, take);
          expect(log).toEqual(alone.log);
          expect(written).toBe(alone.written);
        }
        const [head, ...rest] = chunks;
        const { log, written } = await read(rest, all, head);
        expect(log).toEqual(alone.log);
        expect(written).toBe(alone.written);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('byte by byte', async () => {
    const frames = [
      media('one'),
      text('two'),
      media('three'),
      { opcode: 9, payload: Buffer.from('four') },
      media('five'),
    ];
    const bytes = Buffer.concat(frames.map((frame) => encoded(frame)));
    const chunks = [...bytes].map((byte) => Buffer.from([byte]));
    expect((await read(chunks, all)).log).toEqual((await read(chunks, null)).log);
  });

  it('are those with the beginning, whole in what arrived, and no others', async () => {
    const bytes = encoded(media('whole'));
    expect((await read([bytes], all)).direct).toBe(1);
    expect((await read([Buffer.concat([bytes, bytes, bytes])], all)).direct).toBe(3);
    expect((await read([encoded(text('other')), bytes], all)).direct).toBe(1);
    expect((await read([bytes.subarray(0, 20), bytes.subarray(20)], all)).direct).toBe(0);
    expect((await read([encoded(text(PREFIX.slice(1)))], all)).direct).toBe(0);
    expect((await read([encoded(text(PREFIX, { fin: false }))], all)).direct).toBe(0);
  });

  it('are none behind a mistake in the protocol, or behind the closing', async () => {
    const closing = encoded({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) });
    const mistake = encoded({ opcode: 3, payload: Buffer.alloc(0) });
    for (const end of [closing, mistake]) {
      expect((await read([Buffer.concat([end, encoded(media('late'))])], all)).direct).toBe(0);
      expect((await read([end, encoded(media('late'))], all)).direct).toBe(0);
    }
  });

  it('do not keep ws from refusing a text that is none', async () => {
    const bytes = encoded({ opcode: 1, payload: Buffer.from([0xff, 0xfe]) });
    const { log, written } = await read([bytes, encoded(media('late'))], all);
    expect(log).toEqual(['error Invalid WebSocket frame: invalid UTF-8 sequence', 'close 1006']);
    // 1007, invalid payload data.
    expect(written).toContain('880203ef');
  });

  it('wait behind what ws has not read, also where it pauses in the middle of what arrived', () => {
    const connection = new Connection();
    const log: string[] = [];
    const reader = new DirectReader();
    reader.belongTo(connection);
    connection.on('data', (chunk: Buffer) => {
      log.push(`stream ${chunk.length}`);
      connection.pause();
    });
    reader.begin({
      form: { prefix: Buffer.from(PREFIX), masked: true },
      take: () => log.push('direct') > 0,
      closing: () => undefined,
    });
    const [one, two] = [text('one'), media('two')].map(encoded) as [Buffer, Buffer];
    const both = Buffer.concat([one, two]);
    reader.read(Buffer.from(both), both.length);
    expect(log).toEqual([`stream ${one.length}`]);
    expect(connection.read(two.length)).toEqual(two);
    reader.read(Buffer.from(two), two.length);
    expect(log.at(-1)).toBe('direct');
  });

  it('are no more once the other side closes, which is said before anything is answered', async () => {
    const bytes = Buffer.concat([media('one'), { opcode: 8, payload: Buffer.from([0x03, 0xe8]) }].map(encoded));
    const { closing, direct, log } = await read([bytes], all);
    expect([closing, direct]).toEqual([1, 1]);
    expect(log).toEqual([`text ${PREFIX}one`, 'close 1000']);
  });
});
