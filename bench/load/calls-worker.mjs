import { randomUUID } from 'node:crypto';
import { createSynthesiser, NoticeConversations, placeCall, realClock, Simulator } from '@ringback/engine';
import { simulatedCallees } from '@ringback/standins/callees';
import { percentile, rounded } from '../figures.mjs';

const { calls, windowMs } = JSON.parse(process.argv[2]);
const FRAME_MS = 20;
const clock = realClock();
const ids = { next: () => randomUUID() };
const synthesiser = await createSynthesiser({ kind: 'auto' });
const simulator = new Simulator({ directory: simulatedCallees({}), synthesiser, clock });
const conversations = new NoticeConversations({ synthesiser });

let measuring = false;
const lateness = [];

/** The simulator, with each frame's moment noted on its way to the bridge. */
const carrier = {
  name: simulator.name,
  capabilities: simulator.capabilities,
  lookUp: (...args) => simulator.lookUp(...args),
  close: () => simulator.close(),
  dial(request, listener) {
    let frames = 0;
    // A frame is late against the earliest pace that any frame of its call has shown.
    let earliest = Number.POSITIVE_INFINITY;
    const noting = Object.create(listener, {
      audio: {
        value: (audio) => {
          const offset = performance.now() - frames * FRAME_MS;
          frames += 1;
          if (offset < earliest) earliest = offset;
          if (measuring) lateness.push(offset - earliest);
          listener.audio(audio);
        },
      },
    });
    return simulator.dial(request, noting);
  },
};

let running = 0;
let completed = 0;
let stopping = false;
const lasting = new Set();

function start() {
  running += 1;
  const call = placeCall(
    {
      callId: ids.next(),
      to: '+8613800138000',
      brief: { requirement: '通知张先生明天上午9点在三楼会议室开会，请带好身份证和合同原件，会议大约两个小时' },
    },
    { carrier, conversations, synthesiser, clock, ids, onEvent() {} },
  );
  lasting.add(call);
  call.ended.then((end) => {
    running -= 1;
    if (end.endReason === 'completed') completed += 1;
    lasting.delete(call);
    if (!stopping) start();
  });
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// One call first: it fills the cache of spoken sentences, and what the run-time loads lazily is loaded.
start();
await wait(3000);
global.gc();
const memoryBefore = process.memoryUsage().rss;
for (let index = 1; index < calls; index += 1) {
  start();
  await wait(10);
}
// Every phone has rung and been answered by then.
await wait(6000);
const cpuBefore = process.cpuUsage();
const from = performance.now();
measuring = true;
let most = 0;
let sum = 0;
let samples = 0;
const sampler = setInterval(() => {
  most = Math.max(most, running);
  sum += running;
  samples += 1;
}, 100);
await wait(windowMs);
measuring = false;
clearInterval(sampler);
const cpu = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - from) / 1000;
const average = sum / samples;
global.gc();
const memoryDuring = process.memoryUsage().rss;
stopping = true;
for (const call of [...lasting]) call.hangUp();
await Promise.all([...lasting].map((call) => call.ended));
await carrier.close();
await conversations.close();
await synthesiser.close();

const cpuSeconds = (cpu.user + cpu.system) / 1e6;
const frames = lateness.length;
console.log(
  JSON.stringify({
    speech: synthesiser.name,
    callsAtOnce: most,
    seconds: rounded(seconds),
    callsCompleted: completed,
    cpuMsPerCallSecond: rounded((cpuSeconds * 1000) / (average * seconds), 2),
    shareOfOneCore: rounded(cpuSeconds / seconds, 2),
    memoryPerCallKb: rounded((memoryDuring - memoryBefore) / calls / 1024, 0),
    frames,
    frameLatenessMs: {
      p50: rounded(percentile(lateness, 0.5), 2),
      p99: rounded(percentile(lateness, 0.99), 2),
      max: rounded(percentile(lateness, 1), 1),
    },
  }),
);
process.exit(0);
