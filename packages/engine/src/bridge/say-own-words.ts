import type { MulawAudio } from '../audio/mulaw-audio.js';
import { callLanguage } from '../call/language.js';
import type { CallRequest } from '../place-call.js';
import type { Synthesiser } from '../speech/synthesiser.js';
import type { CallTimers } from './call-timers.js';
import { errorCode } from './error-code.js';
import { type OwnWords, ownWords, speakOwnWords } from './own-words.js';

/** The synthesiser makes a sentence in 0.2 s; one that has not after 3 s would leave a silence worse than a plain end. */
const SPEAK_WITHIN_MS = 3_000;

export interface OwnWordsEvents {
  made(audio: MulawAudio, text: string): void;
  /** Nothing can be said. */
  failed(code: string): void;
}

/**
 * Has the bridge's own words spoken by the synthesiser, in the call's language. One of the events is told, once, and never from inside;
 * neither may throw.
 */
export function makeOwnWords(
  words: OwnWords,
  request: CallRequest,
  synthesiser: Synthesiser,
  timers: CallTimers,
  events: OwnWordsEvents,
): void {
  const language = callLanguage(request.brief, request.to);
  let told = false;
  const once = (tell: () => void): void => {
    if (told) return;
    told = true;
    giveUp.cancel();
    tell();
  };
  const giveUp = timers.after(SPEAK_WITHIN_MS, () => once(() => events.failed('speech_late')));
  // Also where the synthesiser throws at once instead of rejecting.
  new Promise<MulawAudio>((resolve) => resolve(speakOwnWords(synthesiser, words, language))).then(
    (audio) => once(() => events.made(audio, ownWords(words, language))),
    (error) => once(() => events.failed(errorCode(error))),
  );
}
