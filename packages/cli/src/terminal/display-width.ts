/**
 * How many columns of a terminal a text takes: Chinese, Japanese and Korean characters and emoji take two, marks that sit on the character
 * before them none (Unicode Standard Annex 11; East_Asian_Width W and F).
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** `text` cut to at most `columns`, with `…` where something was cut off: at its end, or at its start. */
export function cutToWidth(text: string, columns: number, from: 'end' | 'start' = 'end'): string {
  if (displayWidth(text) <= columns) return text;
  const segments = Array.from(graphemes.segment(text), ({ segment }) => segment);
  if (from === 'start') segments.reverse();
  const kept: string[] = [];
  let width = 1;
  for (const segment of segments) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    kept.push(segment);
  }
  return from === 'end' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}

/** `text` filled up with spaces to `columns`. */
export function padToWidth(text: string, columns: number, side: 'end' | 'start' = 'end'): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return side === 'end' ? text + space : space + text;
}

/** `text` in lines of at most `columns`, broken at spaces where there are any and between Chinese characters. */
export function wrapToWidth(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const piece of text.match(PIECES) ?? []) {
    const pieceWidth = displayWidth(piece.trimEnd());
    if (width > 0 && width + pieceWidth > columns) {
      lines.push(line.trimEnd());
      line = '';
      width = 0;
    }
    for (const { segment } of graphemes.segment(piece)) {
      if (width + graphemeWidth(segment) > columns && segment.trim() !== '') {
        lines.push(line.trimEnd());
        line = '';
        width = 0;
      }
      line += segment;
      width += graphemeWidth(segment);
    }
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A wide character with the punctuation behind it, which must not begin a line; or a word with the spaces behind it. */
const PIECES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][，。、；：？！）》」』”’]*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+\s*|\s+/gu;

const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u;
const NO_WIDTH = /^[\p{Mark}\p{Cc}\p{Cf}\p{Cs}]+$/u;

function graphemeWidth(segment: string): number {
  if (NO_WIDTH.test(segment)) return 0;
  if (EMOJI.test(segment)) return 2;
  return isWide(segment.codePointAt(0) ?? 0) ? 2 : 1;
}

/** The ranges of East_Asian_Width W and F outside of emoji, rounded to blocks. */
function isWide(point: number): boolean {
  return (
    point >= 0x1100 &&
    (point <= 0x115f ||
      (point >= 0x2e80 && point <= 0x303e) ||
      (point >= 0x3041 && point <= 0x33ff) ||
      (point >= 0x3400 && point <= 0x4dbf) ||
      (point >= 0x4e00 && point <= 0xa4cf) ||
      (point >= 0xa960 && point <= 0xa97f) ||
      (point >= 0xac00 && point <= 0xd7a3) ||
      (point >= 0xf900 && point <= 0xfaff) ||
      (point >= 0xfe10 && point <= 0xfe19) ||
      (point >= 0xfe30 && point <= 0xfe6f) ||
      (point >= 0xff00 && point <= 0xff60) ||
      (point >= 0xffe0 && point <= 0xffe6) ||
      (point >= 0x20000 && point <= 0x3fffd))
  );
}
