import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { FRAME_BYTES, MulawAudio } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpokenWords } from '../spoken-words.js';
import { type Bench, bench } from './testing/bench.js';

let at: Bench;
const words = new SpokenWords();
beforeEach(async () => {
  at = await bench({ words });
});
afterEach(() => at.stop());

const frame = (byte: number): MulawAudio => MulawAudio.fromBytes(new Uint8Array(FRAME_BYTES).fill(byte));
/** Half a second of sound. */
const payload = Buffer.alloc(4000, 0x10).toString('base64');

describe('a media stream', () => {
  it('is opened with a signed upgrade over its wss URL, and says what it is', async () => {
    const { sid, stream } = await at.streaming();
    expect([stream.valid, stream.path]).toEqual([true, '/media']);
    expect(stream.messages.slice(0, 2)).toEqual([
      { event: 'connected', protocol: 'Call', version: '1.0.0' },
      {
        event: 'start',
        sequenceNumber: '1',
        streamSid: stream.streamSid,
        start: {
          accountSid: at.standin.accountSid,
          streamSid: stream.streamSid,
          callSid: sid,
          tracks: ['inbound'],
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
          customParameters: { token: 't-1' },
        },
      },
    ]);
    expect(stream.streamSid).toMatch(/^MZ[0-9a-f]{32}$/);
  });

  it('brings what the callee says, frame by frame and numbered, and its keys', async () => {
    const { leg, stream } = await at.streaming();
    leg.sound(frame(1));
    leg.sound(frame(2));
    leg.pressKey('#');
    leg.sound(frame(3));
    await at.receiver.until(() => stream.messages.length === 6);
    const [first, second, key, third] = stream.messages.slice(2);
    expect([first?.media?.payload, second?.media?.payload, third?.media?.payload]).toEqual(
      [1, 2, 3].map((byte) => frame(byte).base64),
    );
    expect([first, second, key, third].map((message) => message?.sequenceNumber)).toEqual(['2', '3', '4', '5']);
    expect([first, second, third].map((message) => message?.media?.chunk)).toEqual(['1', '2', '3']);
    expect(Number(third?.media?.timestamp) - Number(first?.media?.timestamp)).toBe(40);
    expect(first?.media?.track).toBe('inbound');
    expect(key?.dtmf).toEqual({ track: 'inbound_track', digit: '#' });
  });

  it('plays what it is sent in order, and returns marks when what is before them was played', async () => {
    const { leg, stream } = await at.streaming();
    stream.send({ event: 'media', media: { payload } });
    stream.send({ event: 'mark', mark: { name: 'heard' } });
    const mark = await at.receiver.until(() => stream.messages.find(({ event }) => event === 'mark'));
    expect([mark.mark, mark.streamSid, leg.heardMs]).toEqual([{ name: 'heard' }, stream.streamSid, 500]);
  });

  it('returns a mark at once where nothing is queued', async () => {
    const { leg, stream } = await at.streaming();
    stream.send({ event: 'mark', mark: { name: 'idle' } });
    await at.receiver.until(() => stream.messages.find(({ event }) => event === 'mark'));
    expect(leg.given).toEqual([]);
  });

  it('drops what is queued on clear, and returns every mark that is out', async () => {
    const { leg, stream } = await at.streaming();
    for (const name of ['one', 'two']) {
      stream.send({ event: 'media', media: { payload: Buffer.alloc(80_000, 0x10).toString('base64') } });
      stream.send({ event: 'mark', mark: { name } });
    }
    stream.send({ event: 'clear' });
    const marks = await at.receiver.until(() => {
      const back = stream.messages.filter(({ event }) => event === 'mark');
      return back.length === 2 && back;
    });
    expect(marks.map(({ mark }) => mark?.name)).toEqual(['one', 'two']);
    expect(leg.heardMs).toBeLessThan(20_000);
  });

  it('brings the words beside audio that arrives as it was made', async () => {
    words.remember(payload, 'Good day.');
    const { leg, stream } = await at.streaming();
    stream.send({ event: 'media', media: { payload } });
    stream.send({ event: 'media', media: { payload: Buffer.alloc(160, 0x11).toString('base64') } });
    stream.send({ event: 'mark', mark: { name: 'end' } });
    await at.receiver.until(() => stream.messages.some(({ event }) => event === 'mark'));
    expect(leg.given.map((stretch) => stretch.words)).toEqual(['Good day.', undefined]);
  });

  it('is stopped when the callee hangs up', async () => {
    const { sid, leg, stream } = await at.streaming();
    leg.end();
    await at.receiver.until(() => stream.closeCode !== undefined);
    expect(stream.closeCode).toBe(1000);
    expect(stream.messages.at(-1)).toMatchObject({
      event: 'stop',
      streamSid: stream.streamSid,
      stop: { accountSid: at.standin.accountSid, callSid: sid },
    });
  });

  it('that the server closes leads to the next verb, and the end of the call where there is none', async () => {
    const { sid, stream, leg } = await at.streaming();
    stream.send({ event: 'media', media: { payload: Buffer.alloc(80_000, 0x10).toString('base64') } });
    stream.socket.close();
    expect((await at.standin.ended(sid)).status).toBe('completed');
    expect(leg.heardMs).toBeLessThan(10_000);
    expect(stream.messages.some(({ event }) => event === 'stop')).toBe(false);
    expect(at.standin.debugger).toEqual([]);
  });

  it.each([
    ['not JSON', '{', 'not JSON'],
    ['an event of its own', { event: 'start' }, 'no event of a server: media, mark or clear'],
    ['a field too many', { event: 'clear', sequenceNumber: '1' }, 'unexpected field sequenceNumber'],
    [
      'a field too many inside',
      { event: 'media', media: { payload, track: 'outbound' } },
      'unexpected field media.track',
    ],
    ['no payload', { event: 'media', media: {} }, 'media.payload is not a text'],
    ['no base64', { event: 'media', media: { payload: 'a b' } }, 'media.payload is not base64'],
    ['a mark without a name', { event: 'mark', mark: { name: 7 } }, 'mark.name is not a text'],
  ])('is closed on %s, and the debugger told (31951)', async (_, message, detail) => {
    const { sid, stream } = await at.streaming();
    if (typeof message === 'string') stream.socket.send(message);
    else stream.send(message);
    await at.standin.ended(sid);
    expect(at.standin.debugger).toMatchObject([
      { code: 31951, callSid: sid, message: `Stream - Protocol - Invalid Message: ${detail}` },
    ]);
    await at.receiver.until(() => stream.closeCode === 1003);
  });

  it('is closed on the sid of another stream and on binary messages', async () => {
    const first = await at.streaming();
    first.stream.socket.send(JSON.stringify({ event: 'clear', streamSid: 'MZ0' }));
    await at.standin.ended(first.sid);
    const second = await at.streaming();
    second.stream.socket.send(Buffer.from([1, 2, 3]));
    await at.standin.ended(second.sid);
    expect(at.standin.debugger.map(({ code }) => code)).toEqual([31951, 31951]);
  });

  it('whose connection is lost ends as one that was closed, and the debugger is told', async () => {
    const { sid } = await at.streaming();
    expect(at.standin.breakStream(sid)).toBe(true);
    expect((await at.standin.ended(sid)).status).toBe('completed');
    expect(at.standin.debugger.map(({ code }) => code)).toEqual([31921]);
    expect(at.standin.breakStream(sid)).toBe(false);
  });

  it('tells its own callback', async () => {
    at.receiver.twiml.set(
      '/twiml',
      '<Response><Connect><Stream name="s1" url="wss://calls.example.com/media" statusCallback="/stream"/></Connect></Response>',
    );
    const { sid, leg, stream } = await at.streaming();
    leg.end();
    await at.standin.ended(sid);
    const told = at.receiver.received.filter(({ path }) => path === '/stream');
    expect(told.map(({ params }) => params.StreamEvent).sort()).toEqual(['stream-started', 'stream-stopped']);
    expect(
      told.every(({ valid, params }) => valid && params.StreamSid === stream.streamSid && params.StreamName === 's1'),
    ).toBe(true);
  });

  /** A call on a server of media sockets that is not the receiver's; the code that the debugger has of it. */
  async function streamTo(server: Server | undefined, networkClock?: ManualClock): Promise<number[]> {
    server?.listen(0, '127.0.0.1');
    if (server !== undefined) await once(server, 'listening');
    const port = server === undefined ? 9 : (server.address() as AddressInfo).port;
    await at.stop();
    at = await bench({ hosts: { 'media.example.com': `http://127.0.0.1:${port}` }, networkClock });
    const { sid } = await at.call({
      url: undefined,
      statusCallback: undefined,
      twiml: '<Response><Connect><Stream url="wss://media.example.com/media"/></Connect><Say>Sorry</Say></Response>',
    });
    const leg = await at.leg();
    leg.answer();
    if (networkClock !== undefined && server !== undefined) {
      await once(server, 'connection');
      await networkClock.advance(9_999);
      expect(at.standin.debugger).toEqual([]);
      await networkClock.advance(1);
    }
    await at.standin.ended(sid);
    server?.close();
    expect(leg.words).toBe('Sorry');
    return at.standin.debugger.map(({ code }) => code);
  }

  it('that nobody listens for is 31902, and the call goes on', async () => {
    expect(await streamTo(undefined)).toEqual([31902]);
  });

  it('that is not upgraded is 31920, and the call goes on', async () => {
    expect(await streamTo(createHttpServer((_, response) => response.writeHead(404).end()))).toEqual([31920]);
  });

  it('that is not answered within 10 s is 31901, and the call goes on', async () => {
    expect(await streamTo(createServer(), new ManualClock())).toEqual([31901]);
  });
});
