import { captioned } from '@ringback/standins';
import { afterEach, describe, expect, it } from 'vitest';
import { Line, type WholeCallOptions } from './whole-call.js';
import { noise, speechMs, WordSpeech } from './word-speech.js';

const OPENING = 'Hello this is the assistant of Lakeside Dental.';
const GOODBYE = 'Thank you very much for your time and until Thursday goodbye.';
const HANG_UP = { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Done.' } };

let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  line = undefined;
});

async function open(options: Partial<WholeCallOptions> = {}): Promise<Line> {
  line = await Line.open({
    mind: [{ say: OPENING }, { when: 'bye', say: GOODBYE, call: HANG_UP }],
    synthesiser: new WordSpeech(),
    ...options,
  });
  return line;
}

describe('the last words', () => {
  it('are heard to their end before the line goes [defect: goodbye-clipped]', async () => {
    const line = await open();
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(500);
    await callee.say('Fine bye.');
    await call.running.ended;
    await line.until(() => callee.goneAt !== null);
    expect(callee.words.trim()).toBe(`${OPENING}${GOODBYE}`);
    expect(callee.frames.length * 20).toBe(speechMs(OPENING) + speechMs(GOODBYE));
    expect((callee.goneAt ?? 0) - (callee.frames.at(-1)?.at ?? 0)).toBeLessThan(1_500);
  });

  it('end the call at Twilio, too [defect: line-left-open]', async () => {
    const line = await open();
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(500);
    await callee.say('Fine bye.');
    await call.running.ended;
    const [{ sid = '', status } = {}] = line.twilio.calls;
    expect(status).toBe('completed');
    expect((await line.twilio.ended(sid)).status).toBe('completed');
    expect(line.realtime.sessions).toEqual([]);
  });

  it('come also where the model never ends the call: it is asked, and then it is over [defect: line-left-open]', async () => {
    const line = await open({
      mind: [{ say: OPENING }, { say: 'Are you still there?' }],
      limits: { silenceMs: 3_000 },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('there?'));
    expect((await call.running.ended).endReason).toBe('no_response');
  });

  it('are said in time where the time limit is reached', async () => {
    const line = await open({
      mind: [{ say: OPENING }, { say: 'We have to stop here goodbye.', call: HANG_UP }],
    });
    const call = line.place({}, { timeLimitMs: 20_000 });
    const callee = await line.callee();
    const end = await call.running.ended;
    expect(end.endReason).toBe('time_limit');
    expect(end.talkMs).toBeLessThanOrEqual(20_500);
    expect(callee.words).toContain('We have to stop here goodbye.');
  });
});

describe('a mailbox', () => {
  const GREETING = 'You have reached the mailbox of Anna Please leave a message after the tone.';
  const MESSAGE = 'This is Lakeside Dental. Please call us back about your appointment.';
  const mind = [{ say: OPENING }, { when: () => true, say: MESSAGE, again: true }];

  async function mailbox(voicemail: 'hang_up' | { message: string }) {
    const line = await open({
      mind,
      twilio: { whoAnswers: () => 'machine' },
      carrier: { machineDetection: 'Enable' },
    });
    const call = line.place({ voicemail });
    const callee = await line.callee();
    // What is being said when the line goes never comes to its end.
    return { line, call, callee, greeted: callee.say(GREETING) };
  }

  it('gets nothing where it is to get nothing [defect: voicemail]', async () => {
    const { call, callee } = await mailbox('hang_up');
    expect((await call.running.ended).endReason).toBe('voicemail');
    expect(callee.words).not.toContain(MESSAGE);
    expect(call.of('machine').map(({ moment }) => moment)).toEqual(['greeting']);
  });

  it('gets the message when it records, whole and alone [defect: voicemail]', async () => {
    const { call, callee, greeted, line } = await mailbox({ message: MESSAGE });
    await greeted;
    const greetedAt = line.clock.now();
    expect((await call.running.ended).endReason).toBe('voicemail');
    const saidAt = callee.frames.find(({ at }) => at > greetedAt)?.at ?? 0;
    expect(saidAt).toBeGreaterThan(greetedAt);
    const after = callee.frames.filter(({ at }) => at > greetedAt).length * 20;
    expect(after).toBe(speechMs(MESSAGE));
    expect(call.transcript.at(-1)).toBe(`assistant: ${MESSAGE}`);
  });
});

describe('keys', () => {
  it('are pressed, not said [defect: keys-spoken-instead-of-pressed]', async () => {
    const line = await open({
      mind: [
        { say: OPENING },
        { when: 'press', call: { name: 'send_keys', arguments: { digits: '13#' } } },
        { when: 'bye', say: GOODBYE, call: HANG_UP },
      ],
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(500);
    await callee.say('For appointments press one three and hash.');
    await line.until(() => callee.keys.length === 3);
    await line.pass(1_000);
    expect(callee.keys.join('')).toBe('13#');
    expect(callee.words.trim()).toBe(OPENING);
    expect(call.of('keys').map(({ by, digits }) => `${by} ${digits}`)).toEqual(['assistant 13#']);
    await callee.say('Good bye.');
    expect((await call.running.ended).endReason).toBe('completed');
  });
});

describe('noise', () => {
  it('has no words, whatever a recogniser makes of it [defect: invented-words-on-silence]', async () => {
    const line = await open({
      mind: [{ say: OPENING }],
      realtime: { recogniser: captioned(() => 'Thank you for watching!') },
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.words.includes('Dental'));
    await line.pass(1_000);
    await callee.send(noise(300));
    await line.pass(3_000);
    expect(line.modelEvents('conversation.item.input_audio_transcription.completed').length).toBeGreaterThan(0);
    callee.hangUp();
    await call.running.ended;
    expect(call.transcript).toEqual([`assistant: ${OPENING}`]);
  });
});
