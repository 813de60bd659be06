import { once } from 'node:events';
import { MulawAudio } from '@ringback/engine';
import twilio from 'twilio';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { TwilioBench, TwilioBenchOptions } from './bench.js';
import { verify } from './checks.js';

const WSS = 'wss://calls.example.com/twilio/media';

interface Connected {
  socket: WebSocket;
  /** The close code, or the status with which the upgrade was refused. */
  end: Promise<number>;
}

/** A media socket that somebody opens beside Twilio. @param url what is signed; null: nothing is. */
async function connect(at: TwilioBench, url: string | null = WSS, path = '/twilio/media'): Promise<Connected> {
  const headers =
    url === null ? {} : { 'x-twilio-signature': twilio.getExpectedTwilioSignature(at.standin.authToken, url, {}) };
  const socket = new WebSocket(at.server.origin.replace('http', 'ws') + path, { headers, perMessageDeflate: false });
  const end = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
  await Promise.race([once(socket, 'open').catch(() => undefined), end]);
  return { socket, end };
}

function start(sid: string, parameters: Record<string, string>): string {
  return JSON.stringify({
    event: 'start',
    sequenceNumber: '1',
    streamSid: 'MZ-other',
    start: {
      accountSid: 'AC',
      streamSid: 'MZ-other',
      callSid: sid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: parameters,
    },
  });
}

/** A carrier whose tokens are known: `token-1`, `token-2` … in the order of dialling. */
function knownTokens(options: TwilioBenchOptions = {}): TwilioBenchOptions {
  let count = 0;
  return {
    ...options,
    carrier: {
      newToken: () => {
        count += 1;
        return `token-${count}`;
      },
    },
  };
}

verify('signature.forged-upgrade', async (open) => {
  const at = await open();
  const { line } = await at.answered();
  const forged = [null, 'wss://evil.example.com/twilio/media', 'https://calls.example.com/twilio/media', `${WSS}/more`];
  for (const url of forged) expect(await (await connect(at, url)).end).toBe(403);
  expect(await (await connect(at, WSS, '/twilio/elsewhere')).end).toBe(404);
  expect(at.refusals).toEqual(forged.map(() => ({ at: 'media', why: 'signature' })));
  expect(line.over).toBe(false);
});

verify(
  'signature.forged-upgrade',
  async (open) => {
    const at = await open();
    // Nothing was dialled yet, so that there is no call that a socket could be for.
    expect(await (await connect(at)).end).toBe(403);
    expect(at.refusals).toEqual([{ at: 'media', why: 'unknown_call' }]);
  },
  'before anything was dialled',
);

for (const [of, token] of [
  ['wrong', { token: 'token-2' }],
  ['absent', {}],
  ['empty', { token: '' }],
] as const) {
  verify(
    'socket.wrong-token',
    async (open) => {
      const at = await open(knownTokens({ standin: { faults: { deadWebhooks: ['twiml', 'status'] } } }));
      const { line } = await at.answered();
      const { end, socket } = await connect(at);
      socket.send(start(line.all('accepted')[0] as string, { callId: 'call-0', ...token }));
      expect(await end).toBe(1008);
      expect(at.refusals).toEqual([{ at: 'media', why: 'token' }]);
      expect(line.told.map(([event]) => event)).toEqual(['accepted']);
      // The right one still lets in.
      const right = await connect(at);
      right.socket.send(start(line.all('accepted')[0] as string, { callId: 'call-0', token: 'token-1' }));
      await at.clock.settle();
      expect(line.all('answered')).toEqual(['unknown']);
      right.socket.close();
      await at.clock.settle();
    },
    of,
  );
}

verify('socket.token-of-another-call', async (open) => {
  const at = await open(knownTokens({ standin: { faults: { deadWebhooks: ['twiml', 'status'] } } }));
  const first = await at.answered();
  const second = await at.answered();
  const sids = [first, second].map(({ line }) => line.all('accepted')[0] as string) as [string, string];
  for (const [sid, callId, token, why] of [
    [sids[0], 'call-0', 'token-2', 'token'],
    [sids[1], 'call-0', 'token-1', 'unknown_call'],
    [sids[0], 'call-9', 'token-1', 'unknown_call'],
  ] as const) {
    const { end, socket } = await connect(at);
    socket.send(start(sid, { callId, token }));
    expect(await end).toBe(1008);
    expect(at.refusals.at(-1)).toEqual({ at: 'media', why });
  }
  expect([first.line.all('answered'), second.line.all('answered')]).toEqual([[], []]);
});

verify('socket.late', async (open) => {
  const at = await open();
  const { line, leg } = await at.answered();
  const { end, socket } = await connect(at);
  socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
  await at.clock.advance(4_900);
  leg.sound();
  expect(at.carrier.sockets).toBe(2);
  await at.clock.advance(200);
  expect(await end).toBe(1008);
  expect(at.refusals).toEqual([{ at: 'media', why: 'no_start' }]);
  expect(line.over).toBe(false);
});

for (const garbage of [
  'nonsense',
  '{"event":"media","media":{"payload":"AA==","timestamp":"1"}}',
  '[]',
  '{"event":"start"}',
]) {
  verify(
    'socket.garbage',
    async (open) => {
      const at = await open();
      await at.answered();
      const { end, socket } = await connect(at);
      socket.send(garbage);
      expect(await end).toBe(1008);
      expect(at.refusals).toEqual([{ at: 'media', why: 'bad_message' }]);
    },
    garbage,
  );
}

verify(
  'socket.garbage',
  async (open) => {
    const at = await open(knownTokens({ standin: { faults: { deadWebhooks: ['twiml', 'status'] } } }));
    const { line } = await at.answered();
    const { socket } = await connect(at);
    socket.send(start(line.all('accepted')[0] as string, { callId: 'call-0', token: 'token-1' }));
    socket.send('nonsense');
    socket.send(Buffer.from([1, 2, 3]));
    socket.send('{"event":"of the future"}');
    socket.send('{"event":"dtmf","dtmf":{"digit":"5"}}');
    socket.send('{"event":"dtmf","dtmf":{"digit":"five"}}');
    // Another order, and a slash as JSON may write it.
    socket.send('{"streamSid":"MZ-other","media":{"payload":"\\/v8=","timestamp":"20"},"event":"media"}');
    socket.send('{"event":"media","media":{"timestamp":"22","payload":"\\/v8="}}');
    await at.clock.settle();
    expect(line.all('key')).toEqual(['5']);
    expect(line.frames.map(({ audio }) => audio.base64)).toEqual(['/v8=', '/v8=']);
    expect(at.errors).toHaveLength(2);
    expect(line.over).toBe(false);
  },
  'later',
);

verify('socket.second', async (open) => {
  const at = await open(knownTokens());
  const { line, leg } = await at.answered();
  const { end, socket } = await connect(at);
  socket.send(start(line.all('accepted')[0] as string, { callId: 'call-0', token: 'token-1' }));
  expect(await end).toBe(1008);
  expect(at.refusals).toEqual([{ at: 'media', why: 'second_socket' }]);
  leg.sound(undefined, 3);
  line.leg.play(MulawAudio.fromBytes(new Uint8Array(160).fill(7)));
  await at.clock.settle();
  expect(line.frames).toHaveLength(3);
  expect(leg.given).toHaveLength(1);
  expect(line.all('answered')).toEqual(['unknown']);
});

verify('socket.missing', async (open) => {
  const at = await open({ standin: { faults: { deadWebhooks: ['stream-status'] } } });
  // Upgrades hang: the connection is made, and nobody answers.
  at.server.hangsUpgrades = true;
  const { line } = await at.answered();
  await at.clock.advance(4_900);
  expect(line.over).toBe(false);
  expect(at.standin.calls[0]?.status).toBe('in-progress');
  await at.clock.advance(200);
  expect(line.end).toMatchObject({ cause: 'failed', detail: expect.stringContaining('media socket') });
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify('socket.lost', async (open) => {
  const at = await open();
  const { line } = await at.answered();
  expect(at.standin.breakStream(line.all('accepted')[0] as string)).toBe(true);
  await at.clock.advance(20);
  expect(line.end).toEqual({ cause: 'failed', detail: 'the connection of the media socket to Twilio was lost' });
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify('socket.half-open', async (open) => {
  const at = await open();
  const { line, leg } = await at.answered();
  for (let seconds = 0; seconds < 20; seconds += 4) {
    leg.sound();
    await at.clock.advance(4_000);
  }
  expect(line.over).toBe(false);
  await at.clock.advance(10_100);
  expect(line.end?.cause).toBe('failed');
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify('socket.stalled', async (open) => {
  const at = await open(knownTokens({ standin: { faults: { deadWebhooks: ['twiml', 'status'] } } }));
  const { line } = await at.answered();
  const { socket } = await connect(at);
  socket.send(start(line.all('accepted')[0] as string, { callId: 'call-0', token: 'token-1' }));
  await at.clock.settle();
  socket.pause();
  const second = MulawAudio.fromBytes(new Uint8Array(8_000).fill(7));
  let most = 0;
  for (let given = 0; given < 5_000 && !line.over; given += 1) {
    line.leg.play(second);
    for (const one of at.server.sockets) most = Math.max(most, one.bufferedAmount);
    if (given % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.terminate();
  await at.clock.settle();
  expect(line.end).toMatchObject({ cause: 'failed', detail: expect.stringContaining('stood still') });
  expect(most).toBeLessThan(2_100_000);
});

verify('socket.gaps', async (open) => {
  const at = await open({ standin: { faults: { timestampGaps: { everyFrames: 3, lostFrames: 2 } } } });
  const { line, leg } = await at.answered();
  for (let frame = 1; frame <= 11; frame += 1) leg.sound(MulawAudio.fromBytes(new Uint8Array(160).fill(frame)));
  await at.clock.settle();
  const first = line.frames.map(({ audio }) => audio.bytes[0]);
  expect(first).toEqual([1, 2, 3, 255, 255, 6, 7, 8, 255, 255, 11]);
  expect(line.frames.every(({ audio }) => audio.byteLength === 160)).toBe(true);
});

verify('socket.held-audio', async (open) => {
  const at = await open();
  const line = at.dial();
  for (const value of [1, 2, 3]) {
    line.leg.play(MulawAudio.fromBytes(new Uint8Array(160).fill(value)));
    line.leg.mark(`m${value}`);
  }
  line.leg.play(MulawAudio.fromBytes(new Uint8Array(0)));
  await at.clock.advance(20);
  const [leg] = at.legs;
  leg?.ring();
  leg?.answer();
  await at.clock.settle();
  expect(leg?.given.map(({ audio }) => audio.bytes[0])).toEqual([1, 2, 3]);
  expect(line.all('mark')).toEqual([]);
  await at.clock.advance(60);
  expect(line.all('mark')).toEqual(['m1', 'm2', 'm3']);
});

verify(
  'socket.held-audio',
  async (open) => {
    const at = await open();
    const line = at.dial();
    const minute = MulawAudio.fromBytes(new Uint8Array(480_000).fill(1));
    for (let minutes = 0; minutes < 5; minutes += 1) line.leg.play(minute);
    expect(line.over).toBe(false);
    await at.clock.advance(100);
    expect(line.end).toMatchObject({ cause: 'failed', detail: expect.stringContaining('more audio') });
  },
  'up to three minutes of it',
);

verify('socket.held-clear', async (open) => {
  const at = await open();
  const line = at.dial();
  line.leg.play(MulawAudio.fromBytes(new Uint8Array(160).fill(1)));
  line.leg.mark('a');
  line.leg.mark('b');
  line.leg.clear();
  expect(line.told).toEqual([]);
  line.leg.play(MulawAudio.fromBytes(new Uint8Array(160).fill(2)));
  await at.clock.advance(20);
  expect(line.all('mark')).toEqual(['a', 'b']);
  const [leg] = at.legs;
  leg?.ring();
  leg?.answer();
  await at.clock.settle();
  expect(leg?.given.map(({ audio }) => audio.bytes[0])).toEqual([2]);
});
