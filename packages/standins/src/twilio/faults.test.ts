import { ManualClock } from '@ringback/engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { TwilioFaults } from './faults.js';
import { type Bench, bench } from './testing/bench.js';

let at: Bench;
afterEach(() => at.stop());

const faulty = async (faults: TwilioFaults, options = {}): Promise<void> => {
  at = await bench({ faults, ...options });
};
/** Sequence number and status, as they arrived. */
const arrived = (): string[] =>
  at.receiver.received
    .filter(({ path }) => path === '/status')
    .map(({ params, valid }) => (valid ? `${params.SequenceNumber} ${params.CallStatus}` : 'forged'));

describe('faults that can be switched on', () => {
  it('reorderCallbacks: every two arrive the wrong way round, with their true numbers', async () => {
    await faulty({ reorderCallbacks: true });
    const { sid } = await at.call();
    const leg = await at.leg();
    leg.ring();
    await at.receiver.until(() => arrived().length === 2);
    leg.answer();
    leg.end();
    await at.standin.ended(sid);
    expect(arrived()).toEqual(['1 ringing', '0 initiated', '3 completed', '2 in-progress']);
  });

  it('reorderCallbacks: one that no other follows arrives all the same', async () => {
    await faulty({ reorderCallbacks: true });
    await at.call({ statusCallbackEvent: ['initiated'] });
    await at.receiver.until(() => arrived().length === 1);
    expect(arrived()).toEqual(['0 initiated']);
  });

  it('repeatCallbacks: each arrives so many times more', async () => {
    await faulty({ repeatCallbacks: 2 });
    const { sid, leg } = await at.streaming();
    leg.end();
    await at.standin.ended(sid);
    expect(arrived().sort()).toEqual(
      ['0 initiated', '1 ringing', '2 in-progress', '3 completed'].flatMap((one) => [one, one, one]),
    );
  });

  it('loseCallbacks: those never arrive, and leave a gap in the numbers', async () => {
    await faulty({ loseCallbacks: ['ringing', 'completed'] });
    const { sid, leg } = await at.streaming();
    leg.end();
    await at.standin.ended(sid);
    expect(arrived().sort()).toEqual(['0 initiated', '2 in-progress']);
  });

  it('socketBefore201: the call is created only once its media socket is open', async () => {
    await faulty({ socketBefore201: true });
    let created = false;
    const creating = at.call().then((call) => {
      created = true;
      return call;
    });
    const leg = await at.leg();
    leg.ring();
    await at.receiver.until(() => arrived().length === 2);
    expect(created).toBe(false);
    leg.answer();
    const stream = await at.receiver.stream();
    const start = stream.messages.find(({ event }) => event === 'start');
    expect((await creating).sid).toBe(start?.start?.callSid);
  });

  it('socketBefore201: or is over', async () => {
    await faulty({ socketBefore201: true });
    const creating = at.call();
    (await at.leg()).end('busy');
    expect((await at.standin.ended((await creating).sid)).status).toBe('busy');
  });

  it.each(['hang', 'reset'] as const)(
    'lose201 (%s): the request fails though the call was dialled, and a list finds it',
    async (how) => {
      await faulty({ lose201: how });
      const { accountSid, authToken } = at.standin;
      const abort = new AbortController();
      const creating = fetch(`${at.client.api.baseUrl}/2010-04-01/Accounts/${accountSid}/Calls.json`, {
        method: 'POST',
        signal: abort.signal,
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
        body: new URLSearchParams({ To: '+12025550100', From: '+15005550006', Url: 'https://calls.example.com/twiml' }),
      });
      const failed = expect(creating).rejects.toThrow();
      const { request } = await at.leg();
      abort.abort();
      await failed;
      const startTimeAfter = new Date(at.clock.now() - 60_000);
      const found = await at.client.calls.list({ to: '+12025550100', startTimeAfter });
      expect(found.map(({ sid }) => sid)).toEqual([request.callId]);
    },
  );

  it('timestampGaps: frames are lost, and the timestamps tell of it', async () => {
    await faulty({ timestampGaps: { everyFrames: 3, lostFrames: 2 } });
    const { leg, stream } = await at.streaming();
    leg.sound(undefined, 11);
    const media = await at.receiver.until(() => {
      const frames = stream.messages.filter(({ event }) => event === 'media');
      return frames.length === 7 && frames;
    });
    const first = Number(media[0]?.media?.timestamp);
    expect(media.map((one) => Number(one.media?.timestamp) - first)).toEqual([0, 20, 40, 100, 120, 140, 200]);
    expect(media.map((one) => one.media?.chunk)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  it('trailingSlashInSignedUrl: the upgrade is signed over its URL and a slash', async () => {
    await faulty({ trailingSlashInSignedUrl: true });
    const { stream } = await at.streaming();
    expect([stream.path, stream.valid, stream.validWithSlash]).toEqual(['/media', false, true]);
  });

  it('signedPort: URLs are signed with the port that they do not name', async () => {
    await faulty({ signedPort: 'explicit' });
    const { stream } = await at.streaming();
    const twiml = at.receiver.received.find(({ path }) => path === '/twiml');
    // The package tries :443 for https and :80 for everything else, wss among it.
    expect([twiml?.valid, stream.valid]).toEqual([true, false]);
    at.standin.faults = { signedPort: 'omitted' };
    await at.streaming();
    expect(at.receiver.received.every(({ valid }) => valid)).toBe(true);
  });

  it.each([
    ['twiml', [11205, 11200]],
    ['status', [11205, 11205, 11205, 11205]],
    ['stream', [31902]],
  ] as const)('deadWebhooks (%s): nobody is reached', async (kind, codes) => {
    await faulty({ deadWebhooks: [kind] });
    const { sid } = await at.call();
    const leg = await at.leg();
    leg.ring();
    leg.answer();
    if (kind === 'status') (await at.receiver.stream()).socket.close();
    expect((await at.standin.ended(sid)).status).toBe('completed');
    expect(at.standin.debugger.map(({ code }) => code)).toEqual(codes);
    expect(arrived()).toHaveLength(kind === 'status' ? 0 : 4);
  });

  it('slowRestMs: every answer takes longer', async () => {
    const networkClock = new ManualClock();
    await faulty({ slowRestMs: 5_000 }, { networkClock });
    let answered = false;
    const listing = at.client.calls.list().then(() => {
      answered = true;
    });
    await networkClock.advanceUntil(() => networkClock.pending === 1, 1_000, 0.1);
    await networkClock.advance(4_900);
    expect(answered).toBe(false);
    await networkClock.advance(100);
    await listing;
  });

  it('tooManyRequests: the next requests are refused with 20429, and nothing is done', async () => {
    await faulty({ tooManyRequests: 2 });
    await expect(at.call()).rejects.toMatchObject({ status: 429, code: 20429, message: 'Too Many Requests' });
    await expect(at.client.calls.list()).rejects.toMatchObject({ status: 429 });
    expect(await at.client.calls.list()).toEqual([]);
  });

  it('are not on by themselves, and can be changed at any time', async () => {
    await faulty({});
    const first = await at.streaming();
    first.leg.end();
    await at.standin.ended(first.sid);
    expect(arrived()).toHaveLength(4);
    at.standin.faults = { loseCallbacks: ['initiated', 'ringing', 'answered', 'completed'] };
    const second = await at.streaming();
    second.leg.end();
    await at.standin.ended(second.sid);
    expect(arrived()).toHaveLength(4);
  });
});
