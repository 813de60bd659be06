/**
 * What is either said or not: one hanzi (or kana), or a run of anything else with letters and digits. Marks and spaces behind it belong to
 * it, so that the words of a text, put together, are the text.
 */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])(?:[\p{L}\p{M}\p{N}]|(?<=[\p{L}\p{N}])['’.:@_-](?=[\p{L}\p{N}])))+/gu;

const TRAILING = /[\s\p{P}\p{S}]+$/u;

/** How long a word takes to say, in syllables: a hanzi or a digit is one, three letters about one. */
function syllables(word: string): number {
  const letters = word.match(/\p{L}/gu) ?? [];
  const whole = letters.filter((letter) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter));
  const digits = word.match(/\p{N}/gu)?.length ?? 0;
  return Math.max(1, whole.length + digits + Math.ceil((letters.length - whole.length) / 3));
}

/**
 * Cuts a text that is said evenly into as many parts as there are `shares`, at word and hanzi boundaries, so that each part holds the
 * words that end within its share of the sound. The parts put together are the text; a part may be empty.
 *
 * @param shares how long each part sounds, in any unit; at least one.
 */
export function splitSpoken(text: string, shares: readonly number[]): string[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const parts: string[] = [];
  let start = 0;
  let sounded = 0;
  for (const [index, share] of shares.entries()) {
    sounded += share;
    const end = index === shares.length - 1 ? text.length : spokenLength(text, whole > 0 ? sounded / whole : 1);
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
  if (proportion >= 1) return text;
  return text.slice(0, spokenLength(text, proportion)).replace(TRAILING, '');
}

/** Characters of `text` whose words end within `proportion` of its sound. */
function spokenLength(text: string, proportion: number): number {
  if (proportion >= 1) return text.length;
  const matches = [...text.matchAll(WORD)];
  const words = matches.map((match, index) => ({
    end: matches[index + 1]?.index ?? text.length,
    syllables: syllables(match[0]),
  }));
  const whole = words.reduce((sum, word) => sum + word.syllables, 0);
  // Sums of floats: a boundary that falls on a word's very end is that word's.
  const said = whole * proportion + 1e-6;
  let passed = 0;
  let end = 0;
  for (const word of words) {
    passed += word.syllables;
    if (passed > said) break;
    end = word.end;
  }
  return end;
}

/** Puts two stretches of one utterance together: with a space between words of letters, without one beside hanzi or an own space. */
export function joinSpoken(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  const needsSpace =
    /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。！？；：、“‘（《「]$/u.test(before) &&
    /^[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Pe}\p{Pf}，。！？；：、,.!?;:%]/u.test(after);
  return needsSpace ? `${before} ${after}` : before + after;
}
