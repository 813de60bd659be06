/**
 * The moments of a talk that callees notice, where connecting to the model takes 150 ms and its first audio 300 ms: from picking up to the first
 * audio; from the model's hearing the callee speak to the carrier's being told to be silent; and how far what the model is told was heard is from
 * what really was.
 */
import { median, middle, percentile, rounded } from './figures.mjs';
import { CORES, canPin, startWorker } from './load/orders.mjs';
import { SYSTEMS, startCalls, untilTalking } from './load/systems.mjs';

const CONNECT_MS = 150;
const FIRST_DELTA_MS = 300;
/** Long enough for the opening to be made before the answer. */
const RING_MS = 1500;

/** As many calls first, all of them interrupted: a service runs for weeks, so nothing measured shall run or be compiled for the first time. */
const WARM_UP_MS = 20_000;

const HELD_MS = 30;
const BEYOND_MODEL_MS = 10;
const CLEAR_MS = 2;
const TRUNCATION_MS = 20;

export async function turns({ quick }) {
  const settings = { calls: quick ? 5 : 40, windowMs: quick ? 2500 : 40_000, warmUpMs: quick ? 500 : WARM_UP_MS };
  const peer = await measure('peer', {}, settings);
  const heldRuns = [];
  // What most of the bounds are for is measured three times.
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    heldRuns.push(await measure('ringback', { prewarm: 'opening' }, settings));
  }
  const held = middle(heldRuns);
  const prepared = await measure('ringback', { prewarm: 'session' }, settings);
  const cold = await measure('ringback', { prewarm: 'off' }, settings);
  const met =
    held.firstAudioMs.p50 <= HELD_MS &&
    prepared.beyondModelMs.p50 <= BEYOND_MODEL_MS &&
    held.speechStartedToClearMs.p99 <= CLEAR_MS &&
    held.truncationErrorMs.p99 <= TRUNCATION_MS;
  return {
    pinned: canPin,
    connectMs: CONNECT_MS,
    firstDeltaMs: FIRST_DELTA_MS,
    peer,
    ringback: { openingHeld: held, sessionPrepared: prepared, nothingPrepared: cold },
    expected: {
      openingHeldFirstAudioMs: HELD_MS,
      sessionPreparedBeyondModelMs: BEYOND_MODEL_MS,
      speechStartedToClearP99Ms: CLEAR_MS,
      truncationErrorP99Ms: TRUNCATION_MS,
    },
    met,
  };
}

async function measure(name, options, { calls, windowMs, warmUpMs }) {
  const network = await startWorker('load/media-network.mjs', { core: CORES.load });
  const system = await startWorker(SYSTEMS[name].program, { core: CORES.measured });
  const both = { name, network, system };
  try {
    const { port, accountSid, authToken } = await network.order('about');
    const { publicPort } = await system.order('configure', {
      modelUrl: `ws://127.0.0.1:${port}/v1/realtime?model=gpt-realtime-2.1`,
      restUrl: `http://127.0.0.1:${port}`,
      accountSid,
      authToken,
      bargeInMs: 0,
      ...options,
    });
    const conditions = { publicPort, connectMs: CONNECT_MS, firstDeltaMs: FIRST_DELTA_MS, ringMs: RING_MS };
    await network.order('configure', conditions);
    await network.order('configure', {
      ...conditions,
      speechMs: 6000,
      dialogue: { interruptAfterMs: [600, 3000], calleeMs: 800 },
    });
    await startCalls(both, calls, 100);
    await untilTalking(both, calls);
    await wait(warmUpMs);
    await network.order('hangUp');
    await wait(300);
    await system.order('memory');

    await network.order('begin');
    await startCalls(both, calls, 100);
    await untilTalking(both, calls);
    await wait(windowMs);
    const seen = await network.order('end');
    for (const problem of seen.problems) console.error(`  ${name}: ${problem}`);
    const figures = {
      calls: seen.firstAudio.length,
      firstAudioMs: quoted(seen.firstAudio.map(({ ms }) => ms)),
      beyondModelMs: quoted(seen.firstAudio.map(({ ms, modelMs }) => ms - modelMs)),
      interruptions: seen.speechStartedToClearMs.length,
      speechStartedToClearMs: quoted(seen.speechStartedToClearMs),
      truncations: seen.truncationErrorMs.length,
      truncationErrorMs: quoted(seen.truncationErrorMs.map(Math.abs)),
    };
    console.error(`  ${name} ${options.prewarm ?? ''}: ${JSON.stringify(figures)}`);
    return figures;
  } finally {
    await system.stop();
    await network.stop();
  }
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quoted = (values) => ({
  p50: rounded(median(values), 2),
  p99: rounded(percentile(values, 0.99), 2),
  max: rounded(percentile(values, 1), 2),
});
