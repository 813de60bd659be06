/**
 * Ours as it runs in the service, between the same two sides: the carrier `twilio`, the conversation `openai-realtime`, the bridge between them. It
 * places its calls itself.
 */
import { randomUUID } from 'node:crypto';
import {
  letHeapGrow,
  OpenaiRealtimeConversations,
  PublicListener,
  placeCall,
  realClock,
  TonesSynthesiser,
  TwilioCarrier,
} from '@ringback/engine';
import { measurements } from './measured-process.mjs';
import { takeOrders } from './orders.mjs';

/** By this name Twilio is told of us; where that really is the load knows. */
const PUBLIC_URL = 'https://calls.bench.example';
const BRIEF = {
  requirement: 'Move the appointment of Ms Li from Thursday, half past three, to four o’clock.',
  openingLine: 'Good afternoon, this is the assistant of the dental practice.',
  language: 'en',
};

// As the service does.
letHeapGrow();
const clock = realClock();
const ids = { next: () => randomUUID() };
const synthesiser = new TonesSynthesiser();
const lasting = new Set();
const ends = {};
let carrier;
let conversations;
let limits;
let keeping = null;

function place() {
  const call = placeCall(
    { callId: ids.next(), to: '+12025550100', brief: BRIEF },
    { carrier, conversations, synthesiser, clock, ids, limits, onEvent() {} },
  );
  lasting.add(call);
  // Some callees are hung up on, before or after they answered.
  const hangUp =
    keeping !== null && Math.random() < keeping.hangUps ? setTimeout(() => call.hangUp(), Math.random() * 8000) : null;
  call.ended.then(({ endReason }) => {
    clearTimeout(hangUp);
    lasting.delete(call);
    ends[endReason] = (ends[endReason] ?? 0) + 1;
    if (keeping !== null && lasting.size < keeping.calls) place();
  });
}

takeOrders({
  ...measurements,
  async configure({ modelUrl, restUrl, accountSid, authToken, bargeInMs, prewarm }) {
    const { origin, pathname } = new URL(modelUrl);
    carrier = new TwilioCarrier({
      accountSid,
      authToken,
      from: '+15005550006',
      apiUrl: restUrl,
      publicAddress: { url: PUBLIC_URL, verify: () => Promise.resolve(), seen() {} },
      clock,
      onError: (error) => console.error('carrier:', error.message),
      // A call that we hung up on just as it was answered is known no more; anybody else turned away is a fault of the load's.
      onRefused: ({ at, why }) => why === 'unknown_call' || console.error(`carrier refused: ${at} ${why}`),
    });
    conversations = new OpenaiRealtimeConversations({
      apiKey: 'sk-none',
      baseUrl: origin + pathname.replace(/\/realtime$/, ''),
      prewarm,
    });
    limits = { bargeInMs, timeLimitMs: 3_600_000 };
    const listener = new PublicListener({
      routes: [carrier],
      clock,
      onError: (error) => console.error('listener:', error.message),
    });
    return { publicPort: (await listener.listen()).port };
  },
  async place({ calls, everyMs }) {
    for (let index = 0; index < calls; index += 1) {
      place();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  },
  /** So many calls at once from now on: who ends is followed by another. `hangUps` is the share of calls that we end. */
  async keep({ calls, hangUps }) {
    keeping = { calls, hangUps };
    while (keeping !== null && lasting.size < calls) {
      place();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  async stopKeeping() {
    keeping = null;
  },
  count: () => ({ lasting: lasting.size, ends }),
});
