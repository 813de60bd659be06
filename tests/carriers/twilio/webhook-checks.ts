import type { PublicRequest, PublicResponse } from '@ringback/engine';
import { encodeMulaw, MulawAudio, seededRandom } from '@ringback/engine';
import type { ScriptedLeg } from '@ringback/engine/testing';
import twilio from 'twilio';
import { expect } from 'vitest';
import { Line } from '../../behaviours/carrier-rig.js';
import { apiProxy } from './api-proxy.js';
import { TO, type TwilioBench } from './bench.js';
import { verify } from './checks.js';

const PUBLIC = 'https://calls.example.com';

interface Forgery {
  /** Signs it; default: the account's. */
  key?: string;
  /** What is signed, where it is not what is asked. */
  url?: string;
  signed?: Record<string, string>;
  /** Default: as it is signed. */
  signature?: string | null;
  method?: string;
  host?: string;
}

/** A webhook as Twilio, or somebody else, would send it. */
function webhook(at: TwilioBench, target: string, form: Record<string, string>, forgery: Forgery = {}): PublicRequest {
  const { key = at.standin.authToken, url = PUBLIC + target, signed = form, method = 'POST' } = forgery;
  const { host = 'calls.example.com' } = forgery;
  const signature = forgery.signature ?? twilio.getExpectedTwilioSignature(key, url, signed);
  return {
    method,
    target,
    headers: { host, ...(forgery.signature === null ? {} : { 'x-twilio-signature': signature }) },
    body: Buffer.from(new URLSearchParams(form).toString()),
  };
}

const events = (line: Line): string[] => line.told.map(([event]) => event);

verify('status.repeated', async (open) => {
  const at = await open({ standin: { faults: { repeatCallbacks: 3 } } });
  const { line, leg } = await at.answered();
  leg.end();
  await at.clock.settle();
  expect(events(line)).toEqual(['accepted', 'ringing', 'answered', 'ended']);
  expect(at.server.at('/twilio/status')).toHaveLength(16);
  await at.clock.advance(20_000);
  expect([at.unknown, at.errors]).toEqual([[], []]);
});

for (const cause of ['callee_hung_up', 'busy', 'rejected', 'no_answer'] as const) {
  verify(
    'status.reordered',
    async (open) => {
      const at = await open({ standin: { faults: { reorderCallbacks: true } } });
      const line = at.dial();
      await at.clock.advance(20);
      const [leg] = at.legs as [ScriptedLeg];
      leg.ring();
      await at.clock.advance(100);
      if (cause === 'callee_hung_up') {
        leg.answer();
        await at.clock.advance(100);
      }
      leg.end(cause);
      await at.clock.advance(5_000);
      expect(line.all('ended')).toEqual([cause]);
      expect(events(line)[0]).toBe('accepted');
      expect(events(line).at(-1)).toBe('ended');
      expect([at.unknown, at.errors]).toEqual([[], []]);
    },
    cause,
  );
}

for (const lost of [['initiated'], ['ringing'], ['answered'], ['initiated', 'ringing', 'answered']] as const) {
  verify(
    'status.lost-on-the-way',
    async (open) => {
      const at = await open({ standin: { faults: { loseCallbacks: lost } } });
      const { line, leg } = await at.answered();
      const ringing = (lost as readonly string[]).includes('ringing') ? [] : ['ringing'];
      expect(events(line)).toEqual(['accepted', ...ringing, 'answered']);
      leg.end();
      await at.clock.settle();
      expect(line.end).toEqual({ cause: 'callee_hung_up' });
    },
    lost.join(', '),
  );
}

for (const [of, end] of [
  ['busy', 'busy'],
  ['rejected', 'rejected'],
  ['unreachable', 'unreachable'],
  ['failed', 'failed'],
] as const) {
  verify(
    'status.reordered',
    async (open) => {
      const at = await open();
      const line = at.dial();
      await at.clock.advance(20);
      at.legs[0]?.end(of);
      await at.clock.settle();
      expect(line.end).toMatchObject({
        cause: end,
        detail: expect.stringMatching(/^Twilio: (busy|failed), SIP \d{3}$/),
      });
    },
    `and the last one alone tells ${of}`,
  );
}

verify('webhooks.dead-twiml', async (open) => {
  const at = await open({ standin: { faults: { deadWebhooks: ['twiml'] } } });
  const { line } = await at.answered();
  await at.clock.advance(5_100);
  expect(events(line)).not.toContain('answered');
  expect(line.end).toMatchObject({ cause: 'failed', detail: expect.stringContaining('public address') });
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify('webhooks.dead-stream', async (open) => {
  const at = await open({ standin: { faults: { deadWebhooks: ['stream'] } } });
  const { line } = await at.answered();
  await at.clock.advance(100);
  expect(events(line)).not.toContain('answered');
  expect(line.end).toMatchObject({ cause: 'failed' });
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify('webhooks.dead-stream-status', async (open) => {
  const at = await open({ standin: { faults: { deadWebhooks: ['stream-status', 'stream', 'status'] } } });
  const { line } = await at.answered();
  await at.clock.advance(5_100);
  expect(line.end).toMatchObject({ cause: 'failed' });
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify(
  'webhooks.dead-stream-status',
  async (open) => {
    const at = await open({ standin: { faults: { deadWebhooks: ['stream-status'] } } });
    const { line, leg } = await at.answered();
    leg.end();
    await at.clock.settle();
    expect(events(line)).toEqual(['accepted', 'ringing', 'answered', 'ended']);
  },
  'and nothing is missed where the stream comes',
);

verify('webhooks.dead-status', async (open) => {
  const at = await open({ standin: { faults: { deadWebhooks: ['status'] } } });
  const { line, leg } = await at.answered();
  expect(events(line)).toEqual(['accepted', 'answered']);
  leg.end();
  await at.clock.advance(1_100);
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
});

/** Swells and fades five times a second, as syllables do. */
function speech(leg: ScriptedLeg, ms: number): void {
  const noise = seededRandom(5);
  for (let frame = 0; frame < ms / 20; frame += 1) {
    const samples = Int16Array.from({ length: 160 }, (_, n) => {
      const swell = Math.abs(Math.sin((Math.PI * (frame * 160 + n)) / 1600));
      return (noise() - 0.5) * 20_000 * swell;
    });
    leg.sound(MulawAudio.fromBytes(encodeMulaw(samples)));
  }
}

for (const [mode, moment] of [
  ['Enable', 'greeting'],
  ['DetectMessageEnd', 'recording'],
] as const) {
  verify(
    'machine.moments',
    async (open) => {
      const at = await open({ carrier: { machineDetection: mode }, standin: { whoAnswers: () => 'machine' } });
      const { line, leg } = await at.answered();
      speech(leg, 4_000);
      leg.sound(undefined, 100);
      await at.clock.advance(100);
      expect(line.told.slice(2)).toEqual([
        ['answered', 'unknown'],
        ['machine', moment],
      ]);
      expect(at.carrier.capabilities.machineDetection).toBe(true);
    },
    mode,
  );
}

verify('machine.fax', async (open) => {
  const at = await open({ carrier: { machineDetection: 'Enable' }, standin: { whoAnswers: () => 'fax' } });
  const { line, leg } = await at.answered();
  speech(leg, 2_000);
  await at.clock.advance(100);
  expect(line.end).toEqual({ cause: 'unreachable', detail: 'a fax machine answered (Twilio: fax)' });
  expect(at.standin.calls[0]?.status).toBe('completed');
});

verify('webhooks.dead-machine-detection', async (open) => {
  const at = await open({
    carrier: { machineDetection: 'Enable' },
    standin: { whoAnswers: () => 'machine', faults: { deadWebhooks: ['machine-detection'] } },
  });
  const { line, leg } = await at.answered();
  speech(leg, 4_000);
  await at.clock.advance(100);
  expect(at.standin.calls[0]?.answered_by).toBe('machine_start');
  expect(events(line)).toEqual(['accepted', 'ringing', 'answered']);
  leg.end();
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
});

verify('recording.told', async (open) => {
  const at = await open({ carrier: { recording: true } });
  const { line, leg } = await at.answered();
  leg.sound(undefined, 100);
  await at.clock.advance(2_000);
  leg.end();
  await at.clock.settle();
  expect(at.recordings).toEqual([
    {
      callId: 'call-0',
      callSid: line.all('accepted')[0],
      recordingSid: expect.stringMatching(/^RE/),
      url: expect.stringMatching(/^http.*\/Recordings\/RE/),
      status: 'completed',
      durationMs: 2_000,
      channels: 2,
    },
  ]);
  expect(at.unknown).toEqual([]);
});

verify('webhooks.dead-recording', async (open) => {
  const at = await open({ carrier: { recording: true }, standin: { faults: { deadWebhooks: ['recording'] } } });
  const { line, leg } = await at.answered();
  leg.sound(undefined, 100);
  leg.end();
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
  expect(at.recordings).toEqual([]);
});

verify('signature.forged', async (open) => {
  const at = await open();
  const { line, leg } = await at.answered();
  const sid = line.all('accepted')[0] as string;
  const target = '/twilio/status/call-0';
  const form = { CallSid: sid, CallStatus: 'completed', SequenceNumber: '9' };
  const forgeries: Forgery[] = [
    { signature: null },
    { signature: 'nonsense' },
    { key: 'another key' },
    // Signed rightly, for somebody else's server; the Host header says the same.
    { url: `https://evil.example.com${target}`, host: 'evil.example.com' },
    { url: `http://calls.example.com${target}` },
    { url: `${PUBLIC}/twilio/status/call-1` },
    { signed: { ...form, CallStatus: 'ringing' } },
    { signed: {} },
  ];
  for (const forgery of forgeries) {
    const answer = await at.carrier.handle(webhook(at, target, form, forgery));
    expect(answer).toEqual({ status: 403, body: 'forbidden' });
  }
  expect(at.carrier.refused).toBe(forgeries.length);
  expect(at.refusals).toEqual(forgeries.map(() => ({ at: 'status', why: 'signature' })));
  for (const path of ['twiml', 'machine', 'recording', 'stream']) {
    const answer = await at.carrier.handle(webhook(at, `/twilio/${path}/call-0`, form, { key: 'another key' }));
    expect(answer.status).toBe(403);
  }
  expect((await at.carrier.handle(webhook(at, '/twilio/nothing/call-0', form))).status).toBe(404);
  expect((await at.carrier.handle(webhook(at, target, form, { method: 'GET' }))).status).toBe(405);
  expect((await at.carrier.handle(webhook(at, target, {}))).status).toBe(400);
  expect((await at.carrier.handle(webhook(at, '/twilio/status/%E0%A4%A', form))).status).toBe(500);
  expect(line.over).toBe(false);
  expect([at.recordings, at.unknown]).toEqual([[], []]);
  // The very same, signed by Twilio, counts.
  expect((await at.carrier.handle(webhook(at, target, form))).status).toBe(204);
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
  leg.end();
});

verify('signature.replayed', async (open) => {
  const at = await open();
  const { line, leg } = await at.answered();
  const before = [...line.told];
  const replay = async (): Promise<PublicResponse[]> => {
    const posts = at.server.received.filter(({ request }) => request.method === 'POST');
    return Promise.all(posts.map(({ request }) => at.carrier.handle(request)));
  };
  const bodies = (await replay()).map(({ body = '' }) => body);
  expect(bodies.length).toBeGreaterThanOrEqual(5);
  expect(bodies.filter((body) => body.includes('Parameter'))).toEqual([]);
  expect(line.told).toEqual(before);
  leg.end();
  await at.clock.settle();
  await replay();
  await at.clock.advance(1_000);
  expect(line.all('ended')).toEqual(['callee_hung_up']);
  expect([at.unknown, at.errors]).toEqual([[], []]);
});

for (const [of, publicUrl, faults] of [
  ['a slash behind the media URL', PUBLIC, { trailingSlashInSignedUrl: true }],
  ['a port that the URL does not name', PUBLIC, { signedPort: 'explicit' }],
  ['without the port that the URL names', `${PUBLIC}:8443`, { signedPort: 'omitted' }],
  ['with the port that the URL names', `${PUBLIC}:8443`, {}],
  ['a port, and a slash', PUBLIC, { signedPort: 'explicit', trailingSlashInSignedUrl: true }],
] as const) {
  verify(
    'signature.ports-and-slashes',
    async (open) => {
      const at = await open({ standin: { faults } });
      at.server.url = publicUrl;
      const { line, leg } = await at.answered();
      expect(events(line)).toEqual(['accepted', 'ringing', 'answered']);
      leg.end();
      await at.clock.settle();
      expect(line.end).toEqual({ cause: 'callee_hung_up' });
      expect(at.refusals).toEqual([]);
    },
    of,
  );
}

verify('unknown.after-a-crash', async (open) => {
  const at = await open();
  const line = at.dial();
  await at.clock.advance(20);
  const [leg] = at.legs as [ScriptedLeg];
  const after = at.restarted();
  leg.ring();
  await at.clock.advance(20);
  const [callSid] = line.all('accepted') as [string];
  expect(at.unknown).toEqual([{ callId: 'call-0', callSid }]);
  expect(at.standin.calls[0]?.status).toBe('canceled');
  // Its webhooks came before it was looked up: it is not one of this process all the same.
  const lost = { callId: 'call-0', reference: null, to: '+12025550100', dialledAt: at.clock.now() };
  expect(await after.lookUp(lost)).toBe('over');
});

verify(
  'unknown.after-a-crash',
  async (open) => {
    const at = await open({ standin: { faults: { deadWebhooks: ['status', 'stream-status'] } } });
    const line = at.dial();
    await at.clock.advance(20);
    const [leg] = at.legs as [ScriptedLeg];
    leg.ring();
    at.restarted();
    leg.answer();
    await at.clock.advance(20);
    const [twiml] = at.server.at('/twilio/twiml');
    expect(twiml?.answer?.body).toContain('<Response><Hangup/></Response>');
    expect(at.standin.calls[0]?.status).toBe('completed');
    expect(at.unknown).toHaveLength(1);
    expect(line.over).toBe(false);
  },
  'by its TwiML',
);

verify(
  'unknown.after-a-crash',
  async (open) => {
    const at = await open({ standin: { faults: { deadWebhooks: ['status', 'stream-status', 'stream'] } } });
    const { line } = await at.answered();
    const [sid] = line.all('accepted') as [string];
    await at.clock.advance(20);
    expect(at.standin.calls[0]?.status).toBe('completed');
    const after = at.restarted();
    const answer = await after.handle(webhook(at, '/twilio/twiml/call-0', { CallSid: sid }));
    expect(answer.body).toContain('<Hangup/>');
    await at.clock.settle();
    expect(at.unknown).toEqual([]);
  },
  'which is over already: nothing is told',
);

verify('unknown.late-callbacks', async (open) => {
  const at = await open({ standin: { faults: { reorderCallbacks: true, repeatCallbacks: 1 } } });
  const proxy = await apiProxy(at.apiUrl);
  const carrier = at.restarted({ apiUrl: proxy.url });
  const line = new Line({ carrier, clock: at.clock, farEnds: [] }, { callId: 'a', to: TO, ringTimeoutMs: 30_000 });
  await at.clock.advanceUntil(() => at.legs.length > 0, 1_000);
  const [leg] = at.legs;
  leg?.ring();
  leg?.answer();
  await at.clock.advance(20);
  leg?.end();
  await at.clock.advance(5_000);
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
  const [sid] = line.all('accepted') as [string];
  const late = { CallSid: sid, CallStatus: 'in-progress', SequenceNumber: '2' };
  expect((await carrier.handle(webhook(at, '/twilio/status/a', late))).status).toBe(204);
  await at.clock.settle();
  // Twilio was not bothered with it.
  expect(proxy.asked).toEqual(['POST Calls.json']);
  expect([at.unknown, at.errors]).toEqual([[], []]);
  await proxy.close();
});
