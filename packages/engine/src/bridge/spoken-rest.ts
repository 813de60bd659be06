import { MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { spokenPart } from '../call/spoken-words.js';
import { heardWords, type SpokenUtterance, wholeText } from './spoken-utterance.js';

/** What is left of an utterance that was cut off. */
export interface SpokenRest {
  /** The utterance it is the rest of, as the conversation names it. */
  utteranceId: string;
  /** How much of the whole was heard before. */
  heardMs: number;
  stretches: { audio: MulawAudio; words: string | undefined }[];
  text: string;
}

/** A shorter rest is not worth going back to: the last syllable was on its way. */
const LEAST_MS = 300;

/**
 * Null where nothing worth saying is left, or its words are not known. Of what was still being made the rest is as much as had come: the
 * conversation, told that it goes on, makes more.
 */
export function restOf(spoken: SpokenUtterance): SpokenRest | null {
  const whole = wholeText(spoken);
  const heard = spoken.heardMs <= 0 ? '' : heardWords(spoken);
  if (!(spoken.complete || spoken.text !== null) || spoken.own || whole === null || heard === null) return null;
  if (spoken.givenMs - spoken.heardMs < LEAST_MS) return null;
  const stretches: SpokenRest['stretches'] = [];
  let skipMs = spoken.heardMs;
  for (const { audio: stored, ms, words } of spoken.stretches) {
    if (skipMs >= ms - 0.001) {
      skipMs -= ms;
      continue;
    }
    if (stored === null) return null;
    const audio = stored.take();
    if (skipMs <= 0) stretches.push({ audio, words });
    else {
      const skipped = Math.round((skipMs * TELEPHONE_RATE) / 1000);
      const said = words === undefined ? undefined : spokenPart(words, skipMs / ms);
      stretches.push({
        audio: MulawAudio.fromBytes(audio.bytes.subarray(skipped)),
        words: said === undefined ? undefined : words?.slice(said.length),
      });
      skipMs = 0;
    }
  }
  const text = (whole.startsWith(heard) ? whole.slice(heard.length) : whole).trim();
  const { id, heardMs } = spoken.continues ?? { id: spoken.id, heardMs: 0 };
  return { utteranceId: id, heardMs: heardMs + spoken.heardMs, stretches, text };
}
