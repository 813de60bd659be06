import { afterEach, describe, expect, it } from 'vitest';
import { Line, type WholeCallOptions } from './whole-call.js';
import { speechMs, WordSpeech } from './word-speech.js';

const OPENING = 'Hello this is the assistant of Lakeside Dental.';
const DONE = {
  when: 'bye',
  say: 'Goodbye.',
  call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Done.' } },
};

let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  line = undefined;
});

async function open(options: Partial<WholeCallOptions> = {}): Promise<Line> {
  line = await Line.open({ mind: [{ say: OPENING }, DONE], synthesiser: new WordSpeech(), ...options });
  return line;
}

describe('the first words', () => {
  it('are held while it rings, and heard whole from the first syllable on [defect: speaking-before-pick-up]', async () => {
    const line = await open({ pickup: (answer) => ({ ...answer, afterMs: 6_000 }) as typeof answer });
    const call = line.place();
    await line.until(() => line.modelEvents('response.done').length > 0);
    expect(call.running.state).not.toBe('in_progress');
    expect(line.callees.flatMap(({ frames }) => frames)).toEqual([]);
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(500);
    expect(callee.words.trim()).toBe(OPENING);
    expect(callee.frames.length * 20).toBe(speechMs(OPENING));
    callee.hangUp();
    await call.running.ended;
  });

  it('come at once [defect: dead-air-after-answer]', async () => {
    const line = await open({ speed: 1 });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.frames.length > 0);
    // From the answer: Twilio asks for instructions and opens the socket, both here on this machine; then nothing more.
    expect((callee.frames[0]?.at ?? 0) - (callee.answeredAt ?? 0)).toBeLessThan(500);
    await line.until(() => call.of('turn').length > 0);
    const [{ latency } = { latency: null }] = call.of('turn');
    expect(latency?.toFirstAudio).toBe(0);
    expect(latency?.toCarrier).toBeLessThanOrEqual(30);
    callee.hangUp();
    await call.running.ended;
  });

  it('can wait for the callee’s own, and are their answer [defect: opening-over-the-greeting]', async () => {
    const line = await open();
    const call = line.place({ opening: 'wait' });
    const callee = await line.callee();
    await line.pass(600);
    await callee.say('Yes hello this is Anna.');
    expect(callee.frames).toEqual([]);
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(1_500);
    // The greeting was not answered a second time.
    expect(callee.frames.length * 20).toBe(speechMs(OPENING));
    await callee.say('Fine bye.');
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.transcript).toEqual([
      'user: Yes hello this is Anna.',
      `assistant: ${OPENING}`,
      'user: Fine bye.',
      'assistant: Goodbye.',
    ]);
  });

  it('are not stopped by a greeting, nor said again for it', async () => {
    const line = await open();
    const call = line.place();
    const callee = await line.callee();
    await callee.say('Hello.');
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(2_000);
    expect(call.of('interruption')).toEqual([]);
    expect(callee.frames.length * 20).toBe(speechMs(OPENING));
    callee.hangUp();
    await call.running.ended;
  });
});

describe('what Twilio tells in another order, twice, or not at all', () => {
  it('is the same call [defect: callbacks-racing-the-stream]', async () => {
    const line = await open({
      twilio: { faults: { socketBefore201: true, reorderCallbacks: true, repeatCallbacks: 2 } },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(500);
    await callee.say('Fine bye.');
    expect((await call.running.ended).endReason).toBe('completed');
    expect(
      call
        .of('state')
        .map(({ state }) => state)
        .filter((state, at, all) => state !== all[at - 1]),
    ).toEqual(expect.arrayContaining(['dialing', 'in_progress']));
    expect(call.of('state').filter(({ state }) => state === 'in_progress')).toHaveLength(1);
    expect(call.transcript[0]).toBe(`assistant: ${OPENING}`);
  });

  it.each(['hang', 'reset'] as const)(
    'is one call where the answer to dialling is lost (%s) [defect: duplicate-dials]',
    async (how) => {
      const line = await open({ twilio: { faults: { lose201: how } } });
      const call = line.place();
      const callee = await line.callee();
      await line.until(() => callee.words.includes('Dental'));
      await line.pass(500);
      await callee.say('Fine bye.');
      expect((await call.running.ended).endReason).toBe('completed');
      expect(line.twilio.calls).toHaveLength(1);
      expect(line.callees).toHaveLength(1);
    },
  );
});

describe('a call that nobody answers', () => {
  it('says what its prepared opening cost [defect: cost-surprises]', async () => {
    const line = await open({ pickup: () => ({ kind: 'never_answers' }), limits: { ringTimeoutMs: 4_000 } });
    const call = line.place();
    const end = await call.running.ended;
    expect(end.endReason).toBe('no_answer');
    const usage = call.of('usage').map((event) => event.usage);
    expect(usage).toHaveLength(1);
    expect(usage[0]?.output.audio).toBeGreaterThan(0);
    expect(usage[0]?.costNanoUsd).toBeGreaterThan(0);
    const [done] = line.modelEvents('response.done');
    expect(done?.event.response).toMatchObject({
      usage: { output_token_details: { audio_tokens: usage[0]?.output.audio } },
    });
  });

  it('costs nothing where nothing is prepared', async () => {
    const line = await open({
      pickup: () => ({ kind: 'busy', afterMs: 500 }),
      conversation: { prewarm: 'off' },
    });
    const call = line.place();
    expect((await call.running.ended).endReason).toBe('busy');
    expect(call.of('usage')).toEqual([]);
    expect(line.model).toEqual([]);
  });
});
