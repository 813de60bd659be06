import { afterEach, describe, expect, it } from 'vitest';
import { Line, type WholeCallOptions } from './whole-call.js';
import { speechMs, WordSpeech } from './word-speech.js';

const OPENING = 'Hello this is the assistant of Lakeside Dental.';
const ANSWER = 'Your appointment is on Thursday at nine in the morning and Doctor Brown will see you then.';
const HANG_UP = { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Done.' } };
const MIND = [{ say: OPENING }, { when: 'when', say: ANSWER }, { when: 'bye', say: 'Goodbye.', call: HANG_UP }];

let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  line = undefined;
});

async function open(options: Partial<WholeCallOptions> = {}): Promise<Line> {
  line = await Line.open({ mind: MIND, synthesiser: new WordSpeech(), ...options });
  return line;
}

describe('a session that ends', () => {
  it('at its limit is replaced by another before, and nobody notices [defect: session-cap]', async () => {
    const line = await open({
      // A scripted mind begins anew in every session: here it follows what was heard, and what the session knows of before.
      mind: { begin: () => ({ respond: (context) => thoughts(context.heard, context.history.length > 0) }) },
      realtime: { sessionMs: 20_000 },
      conversation: { renewalMarginMs: 12_000 },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    for (let turn = 0; turn < 5; turn += 1) {
      await line.pass(1_500);
      const before = callee.frames.length;
      await callee.say('And when is it?');
      await line.until(() => callee.frames.length * 20 >= before * 20 + speechMs(ANSWER));
    }
    await line.pass(800);
    await callee.say('Fine bye.');
    expect((await call.running.ended).endReason).toBe('completed');
    expect(line.modelEvents('session.created').length).toBeGreaterThanOrEqual(2);
    expect(call.transcript.filter((text) => text === `assistant: ${ANSWER}`)).toHaveLength(5);
    expect(callee.words).not.toContain('One moment');
  });

  it('without a word is replaced, with what was said so far', async () => {
    const line = await open({
      mind: { begin: () => ({ respond: (context) => thoughts(context.heard, context.history.length > 0) }) },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(600);
    for (const session of line.realtime.sessions) session.drop();
    await line.until(() => line.modelEvents('session.created').length === 2);
    await line.pass(600);
    await callee.say('And when is it?');
    await line.until(() => callee.words.includes('Brown'));
    await line.pass(4_000);
    await callee.say('Fine bye.');
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.transcript[0]).toBe(`assistant: ${OPENING}`);
  });

  it('and cannot be replaced leads to words and a polite end [defect: model-failure-as-a-mute-line]', async () => {
    const line = await open({
      realtime: { faults: (connection) => (connection === 1 ? {} : { handshakeStatus: 503 }) },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(600);
    const lostAt = line.clock.now();
    for (const session of line.realtime.sessions) session.drop();
    const end = await call.running.ended;
    expect(end.endReason).toBe('model_failure');
    expect(call.transcript.at(-1)).toMatch(/^assistant: I am very sorry/);
    const words = callee.frames.find(({ at }) => at > lostAt)?.at ?? Number.POSITIVE_INFINITY;
    expect(words - lostAt).toBeLessThan(2_500);
  });
});

describe('a connection that breaks', () => {
  it('ends its own call with a reason, and no other [defect: one-sockets-error-ending-the-process]', async () => {
    const line = await open();
    const broken = line.place();
    const first = await line.callee(0);
    const whole = line.place();
    const second = await line.callee(1);
    await line.until(() => first.words.includes('Dental') && second.words.includes('Dental'));
    const [{ sid = '' } = {}] = line.twilio.calls;
    line.twilio.breakStream(sid);
    expect((await broken.running.ended).endReason).toBe('carrier_failure');
    await line.until(() => first.goneAt !== null);
    await line.pass(500);
    await second.say('Fine bye.');
    expect((await whole.running.ended).endReason).toBe('completed');
  });
});

describe('audio that comes unevenly', () => {
  it('is heard without a gap and in order [defect: jitter]', async () => {
    const line = await open({
      // Deltas of 150 ms, each just before the one before it is played out.
      realtime: { latency: { firstDeltaMs: 200, deltaEveryMs: 120 } },
      twilio: { faults: { timestampGaps: { everyFrames: 40, lostFrames: 3 } } },
      conversation: { prewarm: 'session' },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(500);
    await callee.say('And when is it?');
    await line.until(() => callee.words.includes('then.'));
    await line.pass(600);
    const said = await new WordSpeech().speak(ANSWER);
    const heard = Buffer.from(callee.sound).indexOf(Buffer.from(said.bytes));
    expect(heard).toBeGreaterThan(0);
    callee.hangUp();
    await call.running.ended;
  });
});

function thoughts(heard: string, knowsBefore: boolean): ({ say: string } | { call: string; arguments: unknown })[] {
  if (!knowsBefore) return [{ say: OPENING }];
  if (heard.includes('bye')) return [{ say: 'Goodbye.' }, { call: 'hang_up', arguments: HANG_UP.arguments }];
  return heard.includes('when') ? [{ say: ANSWER }] : [];
}
