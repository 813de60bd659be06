/**
 * Half an hour of calls coming and going, each ended in one of the ways in which calls end: the callee hangs up, we do, the media socket is lost, the
 * model's is and is made anew. Memory and handles before and after, when no call is under way.
 */
import { rounded } from './figures.mjs';
import { CORES, canPin, startWorker } from './load/orders.mjs';
import { SYSTEMS } from './load/systems.mjs';

const CALLS = 40;
/** A call may leave no more than this behind of what the program holds: a record of a hundred bytes for each would show in a day. */
const HELD_A_CALL_BYTES = 50;
/** What varies from one time to another: pools, buffers that are being filled. */
const HELD_NOISE_BYTES = 100_000;

/** Ours gives up connections to the REST API that are not used for 5 s. */
const IDLE_MS = 6000;

export async function soak({ quick }) {
  const calls = quick ? 10 : CALLS;
  const soakMs = quick ? 6000 : 30 * 60_000;
  const warmUpMs = quick ? 2000 : 120_000;
  const network = await startWorker('load/media-network.mjs', { core: CORES.load });
  const system = await startWorker(SYSTEMS.ringback.program, { core: CORES.measured });
  try {
    const { port, accountSid, authToken } = await network.order('about');
    const { publicPort } = await system.order('configure', {
      modelUrl: `ws://127.0.0.1:${port}/v1/realtime?model=gpt-realtime-2.1`,
      restUrl: `http://127.0.0.1:${port}`,
      accountSid,
      authToken,
    });
    await network.order('configure', {
      publicPort,
      ringMs: 300,
      dialogue: { interruptAfterMs: [600, 5000], calleeMs: 1000 },
      ending: { afterMs: quick ? [500, 2000] : [5000, 40_000], lineDrops: 0.1, modelDrops: 0.1 },
    });
    const run = async (ms) => {
      const samples = [];
      void system.order('keep', { calls, hangUps: 0.15 });
      const until = performance.now() + ms;
      while (performance.now() < until) {
        await wait(Math.min(60_000, ms / 4));
        const { heapUsed, rss } = await system.order('memory');
        samples.push({ heapMb: megabytes(heapUsed), rssMb: megabytes(rss) });
      }
      await system.order('stopKeeping');
      await network.order('hangUp');
      await untilQuiet(network, system, quick ? 500 : IDLE_MS);
      return samples;
    };
    await run(warmUpMs);
    const start = await system.order('memory');
    const heldAtStart = await system.order('held');
    const { ends: before } = await system.order('count');
    const callsBefore = sum(before);
    await network.order('begin');
    const during = await run(soakMs);
    const { problems } = await network.order('end');
    const end = await system.order('memory');
    const heldAtEnd = await system.order('held');
    const { ends } = await system.order('count');
    const count = sum(ends) - callsBefore;
    const growth = heldAtEnd - heldAtStart;
    const sameHandles = Object.entries(end.handles).every(([name, number]) => number <= (start.handles[name] ?? 0));
    return {
      pinned: canPin,
      minutes: rounded(soakMs / 60_000),
      callsAtOnce: calls,
      calls: count,
      ends,
      start: shown(start),
      end: shown(end),
      during: during.filter((_, index) => index % Math.ceil(during.length / 10) === 0),
      held: { startMb: rounded(heldAtStart / 2 ** 20, 2), endMb: rounded(heldAtEnd / 2 ** 20, 2) },
      heldPerCallBytes: rounded(growth / count),
      problems,
      expected: {
        heldPerCallBytes: HELD_A_CALL_BYTES,
        noiseBytes: HELD_NOISE_BYTES,
        handles: 'as at the start',
      },
      met: growth <= HELD_NOISE_BYTES + count * HELD_A_CALL_BYTES && sameHandles,
    };
  } finally {
    await system.stop();
    await network.stop();
  }
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const megabytes = (bytes) => rounded(bytes / 2 ** 20);
const sum = (ends) => Object.values(ends).reduce((all, one) => all + one, 0);
const shown = ({ heapUsed, external, rss, handles }) => ({
  heapMb: megabytes(heapUsed),
  externalMb: megabytes(external),
  rssMb: megabytes(rss),
  handles,
});

/** No call, no socket; and connections that wait to be used again have been given up. */
async function untilQuiet(network, system, idleMs) {
  const limit = performance.now() + 30_000;
  for (;;) {
    await network.order('hangUp');
    const { calls, sessions } = await network.order('state');
    const { lasting } = await system.order('count');
    if (calls === 0 && sessions === 0 && lasting === 0) break;
    if (performance.now() > limit) throw new Error(`${lasting} calls and ${sessions} sessions do not end`);
    await wait(100);
  }
  await network.order('closeIdle');
  await wait(idleMs);
}
