/** A hanzi, a word of letters, or a number: what is either said or not. */
const UNIT = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}'’-])+|\p{N}+/gu;

/** How long a unit takes to say, in syllables: a hanzi is one, a written word about one in three letters, a number one a digit. */
function syllables(unit: string): number {
  if (/^\p{N}/u.test(unit)) return unit.length;
  return Math.max(1, Math.ceil(unit.length / 3));
}

/**
 * The words of `text` that were said to their end once `proportion` (0 to 1) of its sound was: cut behind a hanzi or a word, without
 * the punctuation that follows; all of it at 1, nothing at 0.
 */
export function spokenPart(text: string, proportion: number): string {
  if (proportion >= 1) return text;
  if (!(proportion > 0)) return '';
  const units = [...text.matchAll(UNIT)];
  let whole = 0;
  for (const [unit] of units) whole += syllables(unit);
  const said = whole * proportion;
  let passed = 0;
  let end = 0;
  for (const unit of units) {
    passed += syllables(unit[0]);
    if (passed > said) break;
    end = unit.index + unit[0].length;
  }
  return text.slice(0, end);
}
