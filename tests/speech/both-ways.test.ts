import { afterEach, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { Line } from '../whole-calls/whole-call.js';
import { FliteSynthesiser } from './flite.js';
import { recogniseSpeech } from './pocketsphinx.js';

const ready = (await requirement('flite')) && (await requirement('pocketsphinx'));

const OPENING = 'your appointment is on thursday at nine';
const REPLY = 'please move it to friday at ten';
const ANSWER = 'very well your appointment is on friday at ten';
const SENTENCES = [
  OPENING,
  REPLY,
  ANSWER,
  'your appointment is on monday at nine',
  'please move it to monday at noon',
  'please call me back',
];

let line: Line | undefined;
afterEach(async () => {
  await line?.close();
  line = undefined;
});

describe.runIf(ready)('speech over the whole way of a call', () => {
  it('arrives with the same words, both ways, and the model answers what it really heard', {
    timeout: 60_000,
  }, async () => {
    const heardByModel: string[] = [];
    line = await Line.open({
      // Nothing in this process knows what is said: only the sound goes from one to the other.
      mind: [
        { say: OPENING },
        {
          when: 'friday at ten',
          say: ANSWER,
          call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Moved.' } },
        },
      ],
      synthesiser: new FliteSynthesiser(),
      twilio: { words: undefined, calleeWords: undefined },
      realtime: {
        recogniser: {
          recognise: async ({ audio }) => {
            const words = await recogniseSpeech(audio, SENTENCES);
            heardByModel.push(words);
            return words;
          },
        },
      },
      speed: 2,
    });
    const call = line.place();
    const callee = await line.callee();
    await line.until(() => callee.speech.some(({ speaking }) => !speaking));
    await line.pass(600);
    expect(await recogniseSpeech(callee.sound, SENTENCES)).toBe(OPENING);
    const before = callee.frames.length;
    await callee.say(REPLY);
    const end = await call.running.ended;
    expect(heardByModel).toEqual([REPLY]);
    expect(end.endReason).toBe('completed');
    const answer = Buffer.concat(callee.frames.slice(before).map(({ bytes }) => bytes));
    expect(await recogniseSpeech(answer, SENTENCES)).toBe(ANSWER);
    expect(call.transcript).toEqual([`assistant: ${OPENING}`, `user: ${REPLY}`, `assistant: ${ANSWER}`]);
  });
});
