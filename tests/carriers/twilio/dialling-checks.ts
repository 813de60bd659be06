import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RingbackError } from '@ringback/engine';
import { expect } from 'vitest';
import { Line } from '../../behaviours/carrier-rig.js';
import { apiProxy } from './api-proxy.js';
import { FROM, TO } from './bench.js';
import { verify } from './checks.js';

verify('dial.dead-public-path', async (open) => {
  const at = await open();
  at.server.dead = new RingbackError('public_path_dead', 'the tunnel is down: start it again');
  const line = at.dial();
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'failed', detail: 'not dialled: the tunnel is down: start it again' });
  expect(at.standin.calls).toEqual([]);
  at.server.dead = null;
  at.server.url = null;
  const other = at.dial({ callId: 'other' });
  await at.clock.settle();
  expect(other.end?.detail).toMatch(/^not dialled: there is no public address/);
  expect(at.standin.calls).toEqual([]);
});

verify('dial.parameters', async (open) => {
  const at = await open();
  const proxy = await apiProxy(at.apiUrl);
  // A slash too many at the end of the address does not matter.
  const carrier = at.restarted({ apiUrl: `${proxy.url}/`, machineDetection: 'DetectMessageEnd', recording: true });
  const request = { callId: 'a-1', to: TO, ringTimeoutMs: 12_001, timeLimitMs: 300_000 };
  const line = new Line({ carrier, clock: at.clock, farEnds: [] }, request);
  await at.clock.advanceUntil(() => line.all('accepted').length > 0, 1_000);
  const [body] = proxy.creates as [URLSearchParams];
  const at0 = 'https://calls.example.com/twilio';
  expect([...body].map(([name, value]) => `${name}=${value}`).sort()).toEqual([
    'AsyncAmd=true',
    `AsyncAmdStatusCallback=${at0}/machine/a-1`,
    'AsyncAmdStatusCallbackMethod=POST',
    `From=${FROM}`,
    'MachineDetection=DetectMessageEnd',
    'Method=POST',
    'Record=true',
    'RecordingChannels=dual',
    `RecordingStatusCallback=${at0}/recording/a-1`,
    'RecordingStatusCallbackEvent=absent',
    'RecordingStatusCallbackEvent=completed',
    'RecordingStatusCallbackMethod=POST',
    `StatusCallback=${at0}/status/a-1`,
    'StatusCallbackEvent=answered',
    'StatusCallbackEvent=completed',
    'StatusCallbackEvent=initiated',
    'StatusCallbackEvent=ringing',
    'StatusCallbackMethod=POST',
    'TimeLimit=360',
    'Timeout=13',
    `To=${TO}`,
    `Url=${at0}/twiml/a-1`,
  ]);
  expect(at.standin.ignoredParameters(line.all('accepted')[0] as string)).toEqual([]);
  line.leg.hangUp();
  await line.untilOver();
  await proxy.close();
});

for (const [of, request, cause, detail] of [
  ['a number that is none', { to: '+0123456789' }, 'unreachable', /^Twilio 21211: .*check it/],
  ['a foreign number to call from', { from: '+12025550999' }, 'failed', /^Twilio 21210: .*TWILIO_FROM/],
] as const) {
  verify(
    'dial.refusals',
    async (open) => {
      const at = await open();
      const line = at.dial(request);
      await at.clock.settle();
      expect(line.told).toEqual([['ended', cause]]);
      expect(line.end?.detail).toMatch(detail);
      expect(line.end?.detail).not.toMatch(/\d{7}/);
    },
    of,
  );
}

verify(
  'dial.refusals',
  async (open) => {
    const at = await open({ carrier: { authToken: 'another' } });
    const line = at.dial();
    await at.clock.settle();
    expect(line.end?.detail).toMatch(/^Twilio 20003: .*TWILIO_AUTH_TOKEN/);
  },
  'wrong credentials',
);

verify(
  'dial.refusals',
  async (open) => {
    const secret = 'secret-of-the-key';
    const at = await open({
      standin: { apiKeys: { SK1: secret } },
      carrier: { apiKey: { sid: 'SK1', secret } },
    });
    const { line } = await at.answered();
    expect(line.all('answered')).toEqual(['unknown']);
  },
  'are none with an API key: requests are made with it, webhooks verified with the auth token',
);

verify('dial.too-many-requests', async (open) => {
  const at = await open({ standin: { faults: { tooManyRequests: 3 } } });
  const line = at.dial();
  await at.clock.advance(7_100);
  expect(line.all('accepted')).toHaveLength(1);
  expect(at.standin.calls).toHaveLength(1);
  at.standin.faults = { tooManyRequests: 4 };
  const other = at.dial({ callId: 'other' });
  await at.clock.advance(7_100);
  expect(other.end).toMatchObject({ cause: 'failed', detail: expect.stringMatching(/^Twilio 20429/) });
  expect(at.standin.calls).toHaveLength(1);
});

verify('dial.not-sent', async (open) => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const at = await open({ carrier: { apiUrl: `http://127.0.0.1:${port}` } });
  const line = at.dial();
  await at.clock.settle();
  expect(line.end).toMatchObject({ cause: 'failed', detail: expect.stringContaining('ECONNREFUSED') });
});

for (const how of ['hang', 'reset'] as const) {
  verify(
    'dial.lost-answer',
    async (open) => {
      const at = await open({ standin: { faults: { lose201: how } } });
      const { line, leg } = await at.answered();
      expect(line.told.map(([event]) => event)).toEqual(['accepted', 'ringing', 'answered']);
      expect(line.all('accepted')).toEqual([at.standin.calls[0]?.sid]);
      for (let second = 0; second < 40; second += 1) {
        leg.sound();
        await at.clock.advance(1_000);
      }
      expect(at.standin.calls).toHaveLength(1);
      expect(line.over).toBe(false);
      leg.end();
      await at.clock.settle();
      expect(line.end?.cause).toBe('callee_hung_up');
    },
    how,
  );

  verify(
    'dial.lost-answer-silent',
    async (open) => {
      const deadWebhooks = ['status', 'stream-status'] as const;
      const at = await open({ standin: { faults: { lose201: how, deadWebhooks } } });
      const before = at.dial({ callId: 'before' });
      await at.clock.advance(15_000);
      const [first] = at.standin.calls;
      expect(before.all('accepted')).toEqual([first?.sid]);
      // To the same number, at the same time: what belongs to another call is not taken for this one.
      const line = at.dial({ callId: 'second' });
      await at.clock.advance(15_000);
      expect(at.standin.calls).toHaveLength(2);
      expect(line.all('accepted')).toEqual([at.standin.calls[1]?.sid]);
      at.legs[1]?.end('busy');
      await at.clock.advance(60_000);
      expect(line.end?.cause).toBe('busy');
      expect(at.standin.calls).toHaveLength(2);
    },
    how,
  );
}

verify('dial.lost-request', async (open) => {
  const at = await open();
  const proxy = await apiProxy(at.apiUrl, { withholds: true });
  // An older call to the same number is not taken for this one.
  const older = await at.answered();
  older.leg.end();
  await at.clock.advance(5_000);
  const carrier = at.restarted({ apiUrl: proxy.url });
  const line = new Line({ carrier, clock: at.clock, farEnds: [] }, { callId: 'lost', to: TO, ringTimeoutMs: 30_000 });
  await at.clock.advance(29_900);
  expect(line.told).toEqual([]);
  await at.clock.advance(200);
  expect(line.told).toEqual([['ended', 'failed']]);
  expect(line.end?.detail).toContain('not known whether the phone rang');
  expect(proxy.asked.filter((one) => one === 'POST Calls.json')).toHaveLength(1);
  expect(proxy.asked.filter((one) => one === 'GET Calls.json')).toHaveLength(6);
  await proxy.close();
});

verify('dial.found-too-late', async (open) => {
  const at = await open();
  const proxy = await apiProxy(at.apiUrl, { withholds: true });
  const carrier = at.restarted({ apiUrl: proxy.url });
  const line = new Line({ carrier, clock: at.clock, farEnds: [] }, { callId: 'late', to: TO, ringTimeoutMs: 30_000 });
  await at.clock.advance(31_000);
  expect(line.end?.cause).toBe('failed');
  expect(at.standin.calls).toEqual([]);
  await proxy.release();
  await at.clock.advance(1_000);
  const [call] = at.standin.calls;
  expect(call?.status).toBe('canceled');
  expect(at.unknown).toEqual([{ callId: 'late', callSid: call?.sid }]);
  expect(line.told).toEqual([['ended', 'failed']]);
  await proxy.close();
});

verify('dial.socket-before-answer', async (open) => {
  const at = await open({ standin: { faults: { socketBefore201: true } } });
  const { line, leg } = await at.answered();
  expect(line.told.map(([event]) => event)).toEqual(['accepted', 'ringing', 'answered']);
  leg.sound(undefined, 3);
  await at.clock.settle();
  expect(line.frames).toHaveLength(3);
  leg.end();
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
});

verify('dial.slow-api', async (open) => {
  const deadWebhooks = ['status'] as const;
  const at = await open({ standin: { faults: { slowRestMs: 12_000, deadWebhooks } } });
  const line = at.dial();
  await at.clock.advance(12_100);
  expect(line.all('accepted')).toEqual([at.standin.calls[0]?.sid]);
  await at.clock.advance(30_000);
  expect(line.told.map(([event]) => event)).toEqual(['accepted']);
  expect(at.standin.calls).toHaveLength(1);
  at.standin.faults = {};
});

verify('signalwire.by-base-url', async (open) => {
  const at = await open();
  const { accountSid, authToken } = at.standin;
  const project = 'b08dacad-7a0b-4a5e-9c3e-0f1e2d3c4b5a';
  const proxy = await apiProxy(at.apiUrl, { signalWire: { project, token: 'PT1', accountSid, authToken } });
  const carrier = at.restarted({
    apiUrl: `${proxy.url}/api/laml`,
    accountSid: project,
    authToken: 'PT1',
    signingKey: authToken,
  });
  const line = new Line({ carrier, clock: at.clock, farEnds: [] }, { callId: 'sw', to: TO, ringTimeoutMs: 30_000 });
  await at.clock.advanceUntil(() => at.legs.length > 0, 1_000);
  const [leg] = at.legs;
  leg?.ring();
  leg?.answer();
  await at.clock.advanceUntil(() => line.all('answered').length > 0, 1_000);
  const lost = { callId: 'x', reference: null, to: '+12025550177', dialledAt: at.clock.now() - 600_000 };
  expect(await carrier.lookUp(lost)).toBe('never_dialled');
  line.leg.hangUp();
  expect(await line.untilOver()).toBe('we_hung_up');
  expect(at.standin.calls.map(({ status }) => status)).toEqual(['completed']);
  expect(proxy.asked).toEqual(['POST Calls.json', 'GET Calls.json', `POST ${at.standin.calls[0]?.sid}.json`]);
  await proxy.close();
});
