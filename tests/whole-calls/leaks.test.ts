import { describe, expect, it } from 'vitest';
import { Line } from './whole-call.js';
import { WordSpeech } from './word-speech.js';

const CALLS = 500;
const AT_ONCE = 12;

/** Of what V8 keeps after a collection, measured until it does not shrink any more. */
function heapAfterCollection(): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('run Node with --expose-gc');
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 6; times += 1) {
    collect();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

/** Sockets, servers and timers that keep the process alive, by kind. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Connections that are kept for a next request close some seconds later, and hold on to what they served until then. */
async function allClosed(): Promise<void> {
  for (let times = 0; times < 200 && handles().TCPSocketWrap !== undefined; times += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function run(calls: number): Promise<{ ends: Record<string, number>; kept: unknown }> {
  const line = await Line.open({
    mind: [
      { say: 'Hello.', call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Done.' } } },
      { say: 'Goodbye.' },
    ],
    synthesiser: new WordSpeech(),
    speed: 8,
    pickup: (answer, to) => (to.endsWith('1') ? { kind: 'busy', afterMs: 200 } : answer),
  });
  const ends: Record<string, number> = {};
  let left = calls;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { endReason, detail } = await line.place({}, {}, `+1202555010${left % 10}`).running.ended;
      const how = endReason === 'completed' || endReason === 'busy' ? endReason : detail;
      ends[how] = (ends[how] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  // Closing frames are on their way; nothing tells when the last has come.
  for (let times = 0; times < 100 && line.realtime.sessions.length > 0; times += 1) await line.pass(200);
  expect([line.realtime.sessions, line.carrier.legs, line.carrier.sockets]).toEqual([[], 0, 0]);
  await line.close();
  // The stand-ins show every call that was ever made, and go; what is ours is held to having forgotten them.
  return { ends, kept: [line.carrier, line.conversations, line.listener] };
}

describe('five hundred calls', () => {
  it('leave nothing behind [defect: leaks]', { timeout: 180_000 }, async () => {
    // Loads and compiles what calls need.
    const first = await run(250);
    await allClosed();
    const before = { heap: heapAfterCollection(), handles: handles() };
    const { ends, kept } = await run(CALLS);
    await allClosed();
    expect(ends).toEqual({ completed: CALLS * 0.9, busy: CALLS * 0.1 });
    const after = { heap: heapAfterCollection(), handles: handles() };
    for (const [kind, count] of Object.entries(after.handles)) {
      expect([kind, count]).toEqual([kind, expect.toSatisfy((now: number) => now <= (before.handles[kind] ?? 0))]);
    }
    // A call that were kept, with its audio, would be 50 kB and more; what V8 compiles meanwhile is a few hundred in all.
    expect((after.heap - before.heap) / CALLS).toBeLessThan(2_000);
    expect([first.kept, kept]).toHaveLength(2);
  });
});
