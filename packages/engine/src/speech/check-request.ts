import { RingbackError } from '../errors.js';
import type { Voice } from './synthesiser.js';

/** Longest text of one request: a whole requirement (4,000 characters) and its frame. Some 20 minutes of speech. */
const LONGEST_TEXT = 5000;

/** A voice with everything filled in. */
export interface CheckedVoice {
  language: 'zh' | 'en';
  pitch: number;
  rate: number;
}

/** @throws RingbackError `speech_failed` for a text that is too long or a voice that there is not. */
export function checkRequest(text: string, voice: Voice): CheckedVoice {
  if (text.length > LONGEST_TEXT) {
    throw new RingbackError(
      'speech_failed',
      `the text has ${text.length} characters: speak at most ${LONGEST_TEXT} at a time`,
    );
  }
  const { language, pitch = 50, rate = 175 } = voice;
  if (language !== 'zh' && language !== 'en') {
    throw new RingbackError('speech_failed', 'speech is there in the languages zh and en: name one of them');
  }
  if (!Number.isInteger(pitch) || pitch < 0 || pitch > 99) {
    throw new RingbackError('speech_failed', `pitch is ${pitch}: give a whole number from 0 to 99`);
  }
  if (!Number.isInteger(rate) || rate < 80 || rate > 300) {
    throw new RingbackError('speech_failed', `rate is ${rate}: give a whole number of words a minute from 80 to 300`);
  }
  return { language, pitch, rate };
}
