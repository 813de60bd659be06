import { describe, expect, it } from 'vitest';
import { Line } from './whole-call.js';
import { WordSpeech } from './word-speech.js';

const CALLS = 500;
const AT_ONCE = 20;

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

describe('five hundred calls', () => {
  it('leave nothing behind [defect: leaks]', { timeout: 180_000 }, async () => {
    const line = await Line.open({
      mind: [
        {
          say: 'Hello.',
          call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Done.' } },
        },
        { say: 'Goodbye.' },
      ],
      synthesiser: new WordSpeech(),
      speed: 8,
      pickup: (answer, to) => (to.endsWith('1') ? { kind: 'busy', afterMs: 200 } : answer),
    });
    const run = async (calls: number): Promise<Record<string, number>> => {
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
      // What the stand-ins keep of calls that are over is theirs.
      line.forget();
      return ends;
    };
    await run(60);
    const before = { heap: heapAfterCollection(), handles: handles() };
    const ends = await run(CALLS);
    expect(ends).toEqual({ completed: CALLS * 0.9, busy: CALLS * 0.1 });
    // Their closing frames are on their way; nothing tells when the last has come.
    for (let times = 0; times < 100 && line.realtime.sessions.length > 0; times += 1) await line.pass(200);
    expect(line.realtime.sessions).toEqual([]);
    const after = { heap: heapAfterCollection(), handles: handles() };
    expect(line.carrier.legs).toBe(0);
    for (const [kind, count] of Object.entries(after.handles)) {
      // A connection that is kept for the next request may be there, or not.
      expect([kind, count]).toEqual([kind, expect.toSatisfy((now: number) => now <= (before.handles[kind] ?? 0) + 4)]);
    }
    // Twilio's stand-in shows every call that was ever made, as the service does: 2 kB each.
    expect((after.heap - before.heap) / CALLS).toBeLessThan(4_000);
    await line.close();
  });
});
