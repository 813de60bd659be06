/**
 * What it costs to stand between a telephone and a model: a bare relay that only moves the payload, OpenAI's own Twilio transport, and ours, in turn
 * and under the same load. CPU a call-second, added latency each way, memory a call, lag of the event loop.
 */
import { middle, rounded } from './figures.mjs';
import { CORES, canPin, startWorker } from './load/orders.mjs';
import { SYSTEMS, startCalls, untilTalking } from './load/systems.mjs';

/** At this many calls the bounds hold, and everything is measured three times. */
const JUDGED_CALLS = 150;
const CPU_OF_FLOOR = 1.15;
/** Stands beside the two that are judged, and may fail. */
const COMPARED = 'peer';
const LATENCY_MS = 5;
/**
 * Calls that run first, and for how long: a service runs for weeks, so nothing measured shall be compiled or allocated for the first time. What runs
 * once in each turn of a call is optimised late: after half of this, compiling still takes 2 to 4 % of ours.
 */
const WARM_UP_CALLS = 100;
const WARM_UP_MS = 30_000;

/** @param stages so many calls at once, one after the other; with {@link JUDGED_CALLS}. */
export async function relay({ quick, stages: asked = [1, 50, JUDGED_CALLS, 300] }) {
  const stages = quick ? [20] : asked;
  const judged = quick ? 20 : JUDGED_CALLS;
  const windowMs = quick ? 4000 : 15_000;
  const warmUpMs = quick ? 1000 : WARM_UP_MS;
  // In a short run everybody says less, so that all of it is met.
  const dialogue = quick ? { speechMs: 1050, dialogue: { calleeMs: 500 } } : {};
  const byCalls = {};
  for (const calls of stages) {
    const runs = Object.fromEntries(Object.keys(SYSTEMS).map((name) => [name, []]));
    const notManaged = {};
    for (let round = 0; round < (calls === judged && !quick ? 3 : 1); round += 1) {
      for (const name of Object.keys(SYSTEMS).filter((one) => notManaged[one] === undefined)) {
        try {
          runs[name].push(await measure(name, { calls, windowMs, warmUpMs, dialogue }));
        } catch (error) {
          // More than it can carry on this machine; without the two that are judged there is nothing to tell.
          if (calls <= judged && name !== COMPARED) throw error;
          notManaged[name] = error.message.split('\n')[0];
        }
      }
    }
    byCalls[calls] = Object.fromEntries(
      Object.entries(runs).map(([name, all]) => [
        name,
        notManaged[name] === undefined ? middle(all) : { managed: false, notManaged: notManaged[name] },
      ]),
    );
    console.error(`  ${calls} calls: ${brief(byCalls[calls])}`);
  }
  const { floor, ringback } = byCalls[judged];
  const cpuOfFloor = rounded(ringback.cpuMsPerCallSecond / floor.cpuMsPerCallSecond, 2);
  const worstP99 = Math.max(ringback.toModelMs.p99, ringback.toCalleeMs.p99);
  return {
    pinned: canPin,
    calls: byCalls,
    cpuOfFloor,
    expected: { calls: judged, cpuOfFloor: CPU_OF_FLOOR, addedLatencyP99Ms: LATENCY_MS },
    met: cpuOfFloor <= CPU_OF_FLOOR && worstP99 <= LATENCY_MS && ringback.managed,
  };
}

async function measure(name, { calls, windowMs, warmUpMs, dialogue }) {
  const network = await startWorker('load/media-network.mjs', { core: CORES.load });
  const system = await startWorker(SYSTEMS[name].program, { core: CORES.measured });
  const both = { name, network, system };
  try {
    const { port, accountSid, authToken } = await network.order('about');
    const modelUrl = `ws://127.0.0.1:${port}/v1/realtime?model=gpt-realtime-2.1`;
    const { publicPort } = await system.order('configure', {
      modelUrl,
      restUrl: `http://127.0.0.1:${port}`,
      accountSid,
      authToken,
    });
    await network.order('configure', { publicPort, ...dialogue });

    await startCalls(both, Math.min(WARM_UP_CALLS, Math.max(calls, 10)), 20);
    await wait(warmUpMs);
    await network.order('hangUp');
    await wait(300);
    const before = await system.order('memory');

    // Spread over the dialogue's length, so that not all of them speak at once.
    await startCalls(both, calls, Math.min(20, 3000 / calls));
    await untilTalking(both, calls);
    await wait(quickest(warmUpMs, 5000));
    // What so many calls left behind that began at once is collected once, as it would be in their first minutes: not in the middle of what is measured.
    await system.order('memory');
    await wait(quickest(warmUpMs, 2000));
    await Promise.all([system.order('begin'), network.order('begin')]);
    await wait(windowMs);
    const [own, seen] = await Promise.all([system.order('end'), network.order('end')]);
    const after = await system.order('memory');
    for (const problem of seen.problems) console.error(`  ${name}: ${problem}`);
    const arrived = seen.framesArrived / seen.framesSent;
    return {
      cpuMsPerCallSecond: rounded(own.cpuMs / (calls * seen.seconds), 3),
      shareOfOneCore: rounded(own.cpuMs / 1000 / seen.seconds, 2),
      toModelMs: seen.toModelMs,
      toCalleeMs: seen.toCalleeMs,
      eventLoopLagMs: own.eventLoopLagMs,
      memoryPerCallKb: rounded((after.rss - before.rss) / calls / 1024, 0),
      heapPerCallKb: rounded((after.heapUsed - before.heapUsed) / calls / 1024, 0),
      framesArrived: rounded(arrived, 3),
      heardOfSpoken: rounded(seen.heardSeconds / seen.spokenSeconds, 3),
      // Padding is sent where frames come late, so more may arrive than was sent.
      managed: arrived > 0.99 && seen.toModelMs.p99 < 1000 && seen.toCalleeMs.p99 < 1000,
      load: { latenessMs: seen.loadLatenessMs, shareOfOneCore: seen.loadShareOfOneCore },
    };
  } finally {
    await system.stop();
    await network.stop();
  }
}

const quickest = (one, other) => Math.min(one, other);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function brief(systems) {
  return Object.entries(systems)
    .map(
      ([name, { notManaged, cpuMsPerCallSecond, toModelMs, toCalleeMs }]) =>
        notManaged ??
        `${name} ${cpuMsPerCallSecond} ms/call-s, to the model ${toModelMs.p99} ms, to the callee ${toCalleeMs.p99} ms (p99)`,
    )
    .join('; ');
}
