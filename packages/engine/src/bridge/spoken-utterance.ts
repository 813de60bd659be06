import type { StoredAudio } from '../audio/audio-store.js';
import { joinSpoken, spokenPart, TimedText } from '../call/spoken-words.js';

/** A chunk of it as it was given, at its place in all that the callee is played. */
interface SpokenStretch {
  startMs: number;
  ms: number;
  words: string | undefined;
  /** Let go of once it was heard. */
  audio: StoredAudio | null;
}

/** One utterance of the assistant's, from its first audio until it is final. Positions are the playout's. */
export interface SpokenUtterance {
  kind: 'utterance';
  id: string;
  stretches: SpokenStretch[];
  givenMs: number;
  /** Where its last stretch ends. */
  endMs: number;
  /** All of its audio was given. */
  complete: boolean;
  text: string | null;
  /** `text` with its timing, made when it is first asked how far it has come. */
  timed: TimedText | null;
  startedAt: number | null;
  /** When its heard part last grew. */
  heardAt: number;
  heardMs: number;
  partial: string;
  /** The bridge's own words, of which no conversation is told. */
  own: boolean;
  /** The utterance whose rest it is, as the conversation names it, and how much of that was heard before. */
  continues: { id: string; heardMs: number } | null;
}

/** @param complete nothing more of it will come than what is given now. */
export function newSpoken(id: string, own: boolean, complete: boolean): SpokenUtterance {
  return {
    kind: 'utterance',
    id,
    stretches: [],
    givenMs: 0,
    endMs: 0,
    complete,
    text: null,
    timed: null,
    startedAt: null,
    heardAt: 0,
    heardMs: 0,
    partial: '',
    own,
    continues: null,
  };
}

/** Positions are sums of the same lengths in different orders: a thousandth of a millisecond apart is the same. */
export function reaches(positionMs: number, endMs: number): boolean {
  return positionMs >= endMs - 0.001;
}

/** Down to whole milliseconds: a model refuses to cut its memory at more than it has said. */
export function wholeMs(ms: number): number {
  return Math.floor(ms + 0.001);
}

/** Milliseconds of an utterance that lie before a position. */
export function heardOf(spoken: SpokenUtterance, positionMs: number): number {
  let heard = 0;
  for (const stretch of spoken.stretches) {
    if (stretch.startMs >= positionMs) break;
    heard += Math.min(stretch.ms, positionMs - stretch.startMs);
  }
  return heard;
}

/** The words of what was heard; null where they are not known, or not yet. */
export function heardWords(spoken: SpokenUtterance): string | null {
  let words = '';
  let leftMs = spoken.heardMs;
  for (const stretch of spoken.stretches) {
    if (leftMs <= 0) break;
    if (stretch.words === undefined) {
      if (spoken.text === null) return null;
      if (spoken.timed?.text !== spoken.text) spoken.timed = new TimedText(spoken.text);
      return spoken.timed.part(spoken.heardMs / spoken.givenMs);
    }
    const part = reaches(leftMs, stretch.ms) ? stretch.words : spokenPart(stretch.words, leftMs / stretch.ms);
    words = joinSpoken(words, part);
    leftMs -= stretch.ms;
  }
  return spoken.text === null ? words : prefixAlike(spoken.text, words);
}

/** All it said: the conversation's own text, else the words of its stretches; null where neither is known. */
export function wholeText(spoken: SpokenUtterance): string | null {
  if (spoken.text !== null && spoken.text.trim() !== '') return spoken.text;
  if (spoken.stretches.some((stretch) => stretch.words === undefined)) return spoken.text;
  return spoken.stretches.reduce((text, stretch) => joinSpoken(text, stretch.words as string), '');
}

/** The beginning of `text` that holds just the characters of `words`, in the text's own spacing; `words` where they differ. */
function prefixAlike(text: string, words: string): string {
  let at = 0;
  for (const character of words) {
    if (/\s/.test(character)) continue;
    while (at < text.length && /\s/.test(text[at] as string)) at += 1;
    if (!text.startsWith(character, at)) return words;
    at += character.length;
  }
  return text.slice(0, at);
}

/** Lets go of the audio that lies before a position. */
export function forgetHeard(spoken: SpokenUtterance, positionMs: number): void {
  for (const stretch of spoken.stretches) {
    if (stretch.startMs + stretch.ms > positionMs) break;
    stretch.audio = null;
  }
}
