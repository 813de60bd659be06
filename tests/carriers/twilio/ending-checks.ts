import { expect } from 'vitest';
import { TO } from './bench.js';
import { verify } from './checks.js';

verify('hang-up.before-sid', async (open) => {
  const at = await open({ standin: { faults: { slowRestMs: 3_000, deadWebhooks: ['status'] } } });
  const line = at.dial();
  await at.clock.advance(500);
  line.leg.hangUp();
  await at.clock.advance(2_000);
  expect(line.over).toBe(false);
  await at.clock.advance(5_000);
  expect(line.end).toEqual({ cause: 'we_hung_up' });
  expect(line.all('accepted')).toEqual([at.standin.calls[0]?.sid]);
  expect(at.standin.calls.map(({ status }) => status)).toEqual(['canceled']);
  at.standin.faults = {};
});

verify('hang-up.queued', async (open) => {
  const at = await open({ standin: { callsPerSecond: 0.01 } });
  const first = at.dial({ callId: 'first' });
  await at.clock.advance(20);
  const queued = at.dial({ callId: 'queued' });
  await at.clock.advance(20);
  expect(at.standin.calls.map(({ status }) => status)).toEqual(['queued', 'queued']);
  queued.leg.hangUp();
  await at.clock.advance(20);
  expect(queued.end).toEqual({ cause: 'we_hung_up' });
  expect(at.standin.calls[1]?.status).toBe('canceled');
  await at.clock.advance(120_000);
  expect(at.legs).toHaveLength(1);
  first.leg.hangUp();
  await first.untilOver();
});

verify('hang-up.while-waiting-for-429', async (open) => {
  const at = await open({ standin: { faults: { tooManyRequests: 1 } } });
  const line = at.dial();
  await at.clock.advance(500);
  line.leg.hangUp();
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'we_hung_up' });
  await at.clock.advance(10_000);
  expect(at.standin.calls).toEqual([]);
});

verify('hang-up.already-over', async (open) => {
  const at = await open({ standin: { faults: { loseCallbacks: ['completed'] } } });
  const line = at.dial();
  await at.clock.advance(20);
  at.legs[0]?.ring();
  await at.clock.settle();
  at.legs[0]?.end('no_answer');
  await at.clock.settle();
  expect(line.over).toBe(false);
  line.leg.hangUp();
  await at.clock.settle();
  expect(line.end).toEqual({ cause: 'we_hung_up' });
});

verify('hang-up.api-fails', async (open) => {
  const at = await open();
  const { line } = await at.answered();
  at.standin.faults = { tooManyRequests: 1_000 };
  line.leg.hangUp();
  await at.clock.advance(1_900);
  expect(at.standin.calls[0]?.status).toBe('in-progress');
  await at.clock.advance(200);
  expect(at.standin.calls[0]?.status).toBe('completed');
  expect(line.end).toEqual({ cause: 'we_hung_up' });
  await at.clock.advance(10_000);
  at.standin.faults = {};
});

verify('status.lost-end-of-talk', async (open) => {
  const at = await open({ standin: { faults: { loseCallbacks: ['completed'] } } });
  const { line, leg } = await at.answered();
  leg.end();
  await at.clock.settle();
  expect(line.over).toBe(false);
  await at.clock.advance(1_100);
  expect(line.end).toEqual({ cause: 'callee_hung_up' });
});

verify(
  'status.lost-end-of-talk',
  async (open) => {
    const at = await open({ standin: { faults: { loseCallbacks: ['completed'] } } });
    const { line, leg } = await at.answered();
    at.standin.faults = { tooManyRequests: 1_000, loseCallbacks: ['completed'] };
    leg.end();
    await at.clock.advance(60_000);
    expect(line.over).toBe(false);
    await at.clock.advance(60_000);
    expect(line.end).toMatchObject({ cause: 'failed', detail: expect.stringContaining('Twilio 20429') });
    at.standin.faults = {};
  },
  'and where Twilio cannot be asked either, it ends without being sure',
);

for (const [cause, end] of [
  ['busy', 'busy'],
  ['no_answer', 'no_answer'],
  // The API does not tell the SIP response, by which alone these are known.
  ['rejected', 'busy'],
  ['unreachable', 'failed'],
] as const) {
  verify(
    'status.lost-end-of-ringing',
    async (open) => {
      const at = await open({ standin: { faults: { loseCallbacks: ['completed'] } } });
      const line = at.dial({ ringTimeoutMs: 20_000 });
      await at.clock.advance(20);
      at.legs[0]?.ring();
      await at.clock.advance(5_000);
      at.legs[0]?.end(cause);
      await at.clock.advance(24_000);
      expect(line.over).toBe(false);
      await at.clock.advance(1_500);
      expect(line.end?.cause).toBe(end);
    },
    cause,
  );
}

verify(
  'status.lost-end-of-ringing',
  async (open) => {
    const at = await open();
    const line = at.dial({ ringTimeoutMs: 20_000 });
    await at.clock.advance(20);
    at.legs[0]?.ring();
    // The network never gives up.
    await at.clock.advance(31_000);
    expect(line.end?.cause).toBe('no_answer');
    expect(at.standin.calls[0]?.status).toBe('canceled');
  },
  'and a call that rings beyond its time is ended',
);

verify('status.queued-for-long', async (open) => {
  const at = await open({ standin: { callsPerSecond: 1 / 300 } });
  at.dial({ callId: 'first' });
  await at.clock.advance(20);
  const line = at.dial({ callId: 'second', ringTimeoutMs: 20_000 });
  await at.clock.advance(620_000);
  const leg = at.legs.find(({ request }) => request.callId === line.all('accepted')[0]);
  expect(leg).toBeDefined();
  expect(line.over).toBe(false);
  leg?.ring();
  leg?.answer();
  await at.clock.settle();
  expect(line.all('answered')).toEqual(['unknown']);
});

verify('look-up.by-reference', async (open) => {
  const at = await open();
  const { line } = await at.answered();
  const reference = line.all('accepted')[0] as string;
  const after = at.restarted();
  const lost = { callId: 'call-0', reference, to: TO, dialledAt: at.clock.now() };
  expect(await after.lookUp(lost)).toBe('under_way');
  await at.clock.advance(0);
  expect(at.standin.calls[0]?.status).toBe('completed');
  expect(await after.lookUp(lost)).toBe('over');
  // A name that Twilio gave and does not know tells nothing.
  expect(await after.lookUp({ ...lost, reference: `CA${'0'.repeat(32)}` })).toBe('unknown');
});

verify('look-up.by-number', async (open) => {
  const at = await open();
  const dialledAt = at.clock.now();
  await at.answered();
  const after = at.restarted();
  const lost = { callId: 'call-0', reference: null, to: TO, dialledAt };
  expect(await after.lookUp(lost)).toBe('under_way');
  await at.clock.advance(0);
  expect(at.standin.calls[0]?.status).toBe('completed');
  expect(await after.lookUp(lost)).toBe('over');
});

verify(
  'look-up.by-number',
  async (open) => {
    const at = await open({ standin: { callsPerSecond: 0.01 } });
    const dialledAt = at.clock.now();
    at.dial();
    await at.clock.settle();
    const after = at.restarted();
    expect(await after.lookUp({ callId: 'call-0', reference: null, to: TO, dialledAt })).toBe('under_way');
    await at.clock.advance(200_000);
    expect(at.legs).toEqual([]);
  },
  'while it waits for its turn',
);

verify('look-up.never-dialled', async (open) => {
  const at = await open();
  const { line, leg } = await at.answered();
  const after = at.restarted();
  const lost = { callId: 'lost', reference: null, to: TO, dialledAt: at.clock.now() - 3_600_000 };
  expect(await after.lookUp(lost)).toBe('never_dialled');
  leg.sound();
  // Of one that was to be dialled just now Twilio is asked again: its list lags behind.
  let found: string | undefined;
  void after.lookUp({ ...lost, to: '+12025550177', dialledAt: at.clock.now() }).then((state) => {
    found = state;
  });
  await at.clock.advance(5_900);
  expect(found).toBeUndefined();
  await at.clock.advance(200);
  expect(found).toBe('never_dialled');
  expect(line.over).toBe(false);
});

verify('look-up.unknown', async (open) => {
  const at = await open({ carrier: { authToken: 'another' } });
  const lost = { callId: 'lost', reference: null, to: TO, dialledAt: 0 };
  expect(await at.carrier.lookUp(lost)).toBe('unknown');
  expect(at.errors).toHaveLength(1);
});

verify('listener.throws', async (open) => {
  const at = await open();
  const line = at.dial();
  line.ringing = () => {
    throw new Error('of the listener');
  };
  const other = at.dial({ callId: 'other' });
  await at.clock.advance(20);
  for (const leg of at.legs) leg.ring();
  await at.clock.advance(20);
  expect(line.end).toMatchObject({ cause: 'failed' });
  expect(at.errors).toHaveLength(1);
  expect(at.standin.calls.find(({ sid }) => sid === line.all('accepted')[0])?.status).toBe('canceled');
  expect(other.told.map(([event]) => event)).toEqual(['accepted', 'ringing']);
});

verify('leaks.many-calls', async (open) => {
  const at = await open();
  for (let round = 0; round < 10; round += 1) {
    const lines = Array.from({ length: 50 }, (_, index) => at.dial({ callId: `${round}-${index}` }));
    await at.clock.advance(50);
    const legs = at.legs.slice(-50);
    for (const leg of legs) leg.ring();
    await at.clock.settle();
    for (const leg of legs) leg.answer();
    await at.clock.settle();
    expect(at.carrier.sockets).toBe(50);
    for (const leg of legs) leg.sound(undefined, 3);
    for (const [index, line] of lines.entries()) if (index % 2 === 0) line.leg.hangUp();
    await at.clock.advance(20);
    for (const [index, leg] of legs.entries()) if (leg.hungUpAt === null && index >= 0) leg.end();
    await at.clock.advance(20);
    expect(lines.filter(({ over }) => over)).toHaveLength(50);
    expect(new Set(lines.map(({ end }) => end?.cause))).toEqual(new Set(['we_hung_up', 'callee_hung_up']));
  }
  expect([at.carrier.legs, at.carrier.sockets, at.server.sockets.size, at.clock.pending]).toEqual([0, 0, 0, 0]);
  expect(at.standin.calls).toHaveLength(500);
  expect([at.errors, at.refusals, at.unknown]).toEqual([[], [], []]);
});
