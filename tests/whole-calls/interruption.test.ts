import { afterEach, describe, expect, it } from 'vitest';
import { Line, type WholeCallOptions } from './whole-call.js';
import { noise, speechMs, WordSpeech } from './word-speech.js';

const LONG =
  'Good morning this is the assistant of Lakeside Dental and I call to tell you that your appointment on Thursday had to be moved by an hour so that it now begins at ten and not at nine as we had told you before.';
const STOP = 'Wait a moment please stop.';
const GOODBYE = {
  when: 'goodbye',
  say: 'Goodbye.',
  call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Told.' } },
};

let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  line = undefined;
});

async function open(options: Partial<WholeCallOptions> = {}): Promise<Line> {
  line = await Line.open({
    mind: [{ say: LONG }, { when: 'stop', say: 'Of course I listen.' }, GOODBYE],
    synthesiser: new WordSpeech(),
    ...options,
  });
  return line;
}

describe('a callee who interrupts', () => {
  it('hears nothing more of what was buffered [defect: buffered-audio-after-barge-in]', async () => {
    const { callee, call, line } = await interrupted();
    const [{ at: clearedAt } = { at: 0 }] = call.of('interruption');
    const startedAt = call.of('state')[0]?.at ?? 0;
    expect(clearedAt).toBeGreaterThan(startedAt);
    // The rest, ten seconds and more, had long been generated; between the stop and the answer there is nothing of it.
    await line.until(() => callee.words.includes('listen'));
    const heardMs = callee.frames.length * 20;
    const [cut] = call.of('interruption');
    expect(cut?.spokenMs).toBe(speechMs(LONG));
    expect(heardMs).toBeLessThanOrEqual((cut?.heardMs ?? 0) + speechMs('Of course I listen.') + 200);
    expect(callee.words).not.toContain('told you before');
  });

  it('leaves the model with just what was heard, to within frames [defect: truncation-by-wall-clock]', async () => {
    const { callee, line, heardBeforeMs } = await interrupted({ speed: 1 });
    await line.until(() => line.modelEvents('conversation.item.truncated').length > 0);
    const [truncated] = line.modelEvents('conversation.item.truncated');
    const heardMs = callee.frames.findIndex(({ at }) => at > (truncated?.at ?? 0)) * 20;
    expect(heardBeforeMs).toBeGreaterThan(1_000);
    const trulyHeardMs = heardMs < 0 ? callee.frames.length * 20 : heardMs;
    expect(Math.abs(Number(truncated?.event.audio_end_ms) - trulyHeardMs)).toBeLessThanOrEqual(60);
  });

  it('is answered, in a transcript that holds only what was heard', async () => {
    const { call, callee, line } = await interrupted();
    await line.until(() => callee.words.includes('listen'));
    await line.pass(800);
    await callee.say('Thanks goodbye.');
    expect((await call.running.ended).endReason).toBe('completed');
    const [first = '', ...rest] = call.transcript;
    expect(first).toMatch(/^assistant: Good morning this .*…$/);
    expect(LONG.startsWith(first.slice('assistant: '.length, -1))).toBe(true);
    expect(rest).toEqual([
      `user: ${STOP}`,
      'assistant: Of course I listen.',
      'user: Thanks goodbye.',
      'assistant: Goodbye.',
    ]);
  });
});

describe('a callee who only murmurs', () => {
  it('stops nothing, and is not answered [defect: back-channel-stops]', async () => {
    const line = await open();
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.frames.length > 80);
    await callee.send(noise(200));
    await line.until(() => callee.words.includes('before'));
    await line.pass(1_000);
    expect(call.of('interruption')).toEqual([]);
    expect(call.transcript[0]).toBe(`assistant: ${LONG}`);
    // Had it been answered, the model would have said something that was never asked for.
    expect(callee.frames.length * 20).toBeLessThanOrEqual(speechMs(LONG) + 200);
    expect(line.modelEvents('response.output_audio.delta').length).toBeLessThanOrEqual(speechMs(LONG) / 150 + 2);
    callee.hangUp();
    await call.running.ended;
  });

  it('loudly, for half a second: the assistant falls silent and then goes on', async () => {
    const line = await open({
      mind: [{ say: LONG }],
      conversation: { turnDetection: { type: 'server_vad', createResponse: false } },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.frames.length > 80);
    await callee.send(noise(500));
    await line.until(() => callee.words.includes('before'));
    expect(call.of('interruption')).toHaveLength(1);
    expect(call.of('resumed')).toHaveLength(1);
    expect(Math.abs(callee.frames.length * 20 - speechMs(LONG))).toBeLessThanOrEqual(100);
    callee.hangUp();
    await call.running.ended;
    expect(call.transcript.map((text) => text.replace(/^assistant: |…$/g, '')).join(' ')).toBe(LONG);
  });
});

describe('what goes on at the same time', () => {
  it('is one response at a time [defect: active-response-conflict]', async () => {
    const line = await open({
      mind: [
        { say: 'Hello there.' },
        { when: 'first', afterMs: 1_500, say: 'This answers the first.' },
        { when: 'second', say: 'This answers both.' },
        GOODBYE,
      ],
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('there'));
    await line.pass(500);
    await callee.say('Here is the first thing.');
    await line.pass(900);
    await callee.say('And here is the second thing.');
    await line.until(() => callee.words.includes('both'));
    await line.pass(500);
    await callee.say('Thanks goodbye.');
    expect((await call.running.ended).endReason).toBe('completed');
    let active = 0;
    for (const { event } of line.model) {
      const { type } = event as { type: string };
      if (type === 'response.created') active += 1;
      if (type === 'response.done') active -= 1;
      expect(active).toBeLessThanOrEqual(1);
    }
    expect(line.modelEvents('error').map(({ event }) => event)).toEqual([]);
  });

  it('is told in the order in which it was said [defect: transcript-order]', async () => {
    const line = await open({
      mind: [{ say: 'Hello there.' }, { when: 'question', say: 'Here is the answer.' }, GOODBYE],
      realtime: { faults: { transcription: 'after_response' } },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('there'));
    await line.pass(500);
    await callee.say('I have a question.');
    await line.until(() => callee.words.includes('answer'));
    await line.pass(500);
    await callee.say('Thanks goodbye.');
    await call.running.ended;
    expect(call.transcript).toEqual([
      'assistant: Hello there.',
      'user: I have a question.',
      'assistant: Here is the answer.',
      'user: Thanks goodbye.',
      'assistant: Goodbye.',
    ]);
    const starts = call.of('utterance').map(({ utterance }) => utterance.startedAt);
    expect([...starts].sort((one, other) => one - other)).toEqual(starts);
  });
});

async function interrupted(options: Partial<WholeCallOptions> = {}) {
  const line = await open(options);
  const call = line.place();
  const callee = await line.callee();
  await line.until(() => callee.frames.length * 20 >= 2_000);
  const heardBeforeMs = callee.frames.length * 20;
  void callee.say(STOP);
  await line.until(() => call.of('interruption').length > 0);
  return { line, call, callee, heardBeforeMs };
}
