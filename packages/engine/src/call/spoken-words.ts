/**
 * What is either said or not: one hanzi (or kana), or a run of anything else with letters and digits. Marks and spaces behind it belong to
 * it, so that the words of a text, put together, are the text.
 */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])(?:[\p{L}\p{M}\p{N}]|(?<=[\p{L}\p{N}])['’.:@_-](?=[\p{L}\p{N}])))+/gu;

const TRAILING = /[\s\p{P}\p{S}]+$/u;

const WHOLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{N}]/gu;
const LETTER = /\p{L}/gu;
const WHOLE_LETTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const LATIN = /^[A-Za-z]+$/;

/** How long a word takes to say, in syllables: a hanzi or a digit is one, three letters about one. */
function syllables(word: string): number {
  // Most words by far, and asked for each of them.
  if (LATIN.test(word)) return Math.ceil(word.length / 3);
  const letters = count(word, LETTER) - count(word, WHOLE_LETTER);
  return Math.max(1, count(word, WHOLE) + Math.ceil(letters / 3));
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/**
 * Cuts a text that is said evenly into as many parts as there are `shares`, at word and hanzi boundaries, so that each part holds the
 * words that end within its share of the sound. The parts put together are the text; a part may be empty.
 *
 * @param shares how long each part sounds, in any unit; at least one.
 */
export function splitSpoken(text: string, shares: readonly number[]): string[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const parts: string[] = [];
  const timed = new TimedText(text);
  let start = 0;
  let sounded = 0;
  for (const [index, share] of shares.entries()) {
    sounded += share;
    const end = index === shares.length - 1 ? text.length : timed.length(whole > 0 ? sounded / whole : 1);
    parts.push(text.slice(start, Math.max(start, end)));
    start = Math.max(start, end);
  }
  return parts;
}

/**
 * The words of `text` that were said to their end once `proportion` (0 to 1) of its sound was heard, without the marks and spaces behind
 * the last of them; all of it at 1.
 */
export function spokenPart(text: string, proportion: number): string {
  return proportion >= 1 ? text : new TimedText(text).part(proportion);
}

/** A text with how long each of its words takes to say, for whoever asks more than once how far it has come. */
export class TimedText {
  readonly text: string;
  /** Where each word ends, with what is behind it, and the syllables up to there. */
  readonly #ends: number[] = [];
  readonly #passed: number[] = [];

  constructor(text: string) {
    this.text = text;
    let passed = 0;
    let word = '';
    const close = (end: number): void => {
      passed += syllables(word);
      this.#ends.push(end);
      this.#passed.push(passed);
    };
    for (const match of text.matchAll(WORD)) {
      if (word !== '') close(match.index);
      word = match[0];
    }
    if (word !== '') close(text.length);
  }

  /** See {@link spokenPart}. */
  part(proportion: number): string {
    if (proportion >= 1) return this.text;
    return this.text.slice(0, this.length(proportion)).replace(TRAILING, '');
  }

  /** Characters of it whose words end within `proportion` of its sound. */
  length(proportion: number): number {
    if (proportion >= 1) return this.text.length;
    // Sums of floats: a boundary that falls on a word's very end is that word's.
    const said = (this.#passed.at(-1) ?? 0) * proportion + 1e-6;
    const beyond = this.#passed.findIndex((passed) => passed > said);
    return this.#ends[(beyond < 0 ? this.#ends.length : beyond) - 1] ?? 0;
  }
}

/** Puts two stretches of one utterance together: with a space between words of letters, without one beside hanzi or an own space. */
export function joinSpoken(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  const needsSpace =
    /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。！？；：、“‘（《「]$/u.test(before) &&
    /^[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Pe}\p{Pf}，。！？；：、,.!?;:%]/u.test(after);
  return needsSpace ? `${before} ${after}` : before + after;
}
