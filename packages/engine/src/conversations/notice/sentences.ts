import type { Language } from '../../speech/synthesiser.js';

/** Longest sentence said in one breath, in characters: about 12 s of Mandarin (5 characters a second) and of English (16). */
const LONGEST_SENTENCE: Readonly<Record<Language, number>> = { zh: 60, en: 200 };

const ABBREVIATIONS = new Set([
  ...['mr', 'mrs', 'ms', 'dr', 'prof', 'st', 'no', 'vs', 'etc', 'e.g', 'i.e', 'a.m', 'p.m', 'approx', 'dept', 'ext'],
  ...['inc', 'ltd', 'co', 'jr', 'sr', 'capt', 'gen', 'rev', 'hon', 'mt', 'ave', 'rd', 'blvd', 'apt', 'fig', 'tel'],
  ...['jan', 'feb', 'mar', 'apr', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec'],
  ...['mon', 'tue', 'tues', 'wed', 'thu', 'thur', 'thurs', 'fri', 'sat', 'sun'],
]);
/** Abbreviations that may also end a sentence: what follows decides, a capital begins the next. */
const ENDING_ABBREVIATIONS = new Set(['a.m', 'p.m', 'etc', 'inc', 'ltd', 'co', 'jr', 'sr']);

/**
 * Makes written text fit to be said and shown: control characters, list marks and emphasis go, and ASCII double quotes and square
 * brackets become typographic quotes and parentheses (shell clients of the compatible API cut a transcript at those).
 */
export function speakable(text: string): string {
  const quoted = curlyQuotes(text.normalize('NFC'));
  return quoted
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, ' ')
    .replace(/^[ \t]*(?:[-*•·●▪#>]+|\d{1,2}[.)、](?!\d))[ \t]*/gmu, '')
    .replace(/[*_`~]{2,}/g, '')
    .replace(/[[［]/g, '(')
    .replace(/[\]］]/g, ')')
    .replace(/[ \t\u3000]+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .replace(/ *\n+ */g, '\n')
    .trim();
}

/** `"` opens and closes in turn; one left over opens nothing and goes. */
function curlyQuotes(text: string): string {
  const pieces = text.replace(/[＂]/g, '"').split('"');
  const pairs = Math.floor((pieces.length - 1) / 2) * 2;
  return pieces.map((piece, index) => (index < pairs ? piece + (index % 2 === 0 ? '“' : '”') : piece)).join('');
}

/** Cuts speakable text into sentences, each ending with a full stop, question or exclamation mark, none longer than a breath. */
export function sentences(text: string, language: Language): string[] {
  const result: string[] = [];
  for (const paragraph of text.split('\n')) {
    for (const sentence of cutSentences(paragraph)) {
      for (const breath of breaths(sentence, LONGEST_SENTENCE[language])) {
        const ended = withFullStop(breath, language);
        if (ended !== '') result.push(ended);
      }
    }
  }
  return result;
}

function cutSentences(paragraph: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of paragraph.matchAll(/[。！？；!?;…]+[”’」』）)]*|\.+[”’)]*(?=\s|$|[“”\p{Script=Han}])/gu)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith('.') && !endsSentence(paragraph.slice(start, match.index), paragraph.slice(end))) continue;
    found.push(paragraph.slice(start, end));
    start = end;
  }
  found.push(paragraph.slice(start));
  return found.map((sentence) => sentence.trim()).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function endsSentence(before: string, after: string): boolean {
  const word = /(?:^|[\s(“‘])([\p{L}.]+)$/u.exec(before)?.[1]?.toLowerCase();
  if (word === undefined) return true;
  if (ENDING_ABBREVIATIONS.has(word)) return /^\s*(?:$|[A-Z“\p{Script=Han}])/u.test(after);
  return !ABBREVIATIONS.has(word) && !/^[a-z]$/.test(word);
}

/** Cuts a sentence that is too long at its last comma before the limit, else at a space, else anywhere. */
function breaths(sentence: string, limit: number): string[] {
  const found: string[] = [];
  let rest = sentence;
  while (rest.length > limit) {
    const head = rest.slice(0, limit);
    const comma = lastIndexOf(head, /[，、：]|[,:](?=\s)/gu);
    const space = head.lastIndexOf(' ');
    let cut = comma > limit / 3 ? comma + 1 : space > limit / 3 ? space + 1 : limit;
    // Never between the halves of a character outside the basic plane.
    if (/[\uD800-\uDBFF]/.test(rest[cut - 1] as string)) cut -= 1;
    found.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  found.push(rest);
  return found;
}

function lastIndexOf(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}

/** Ends a sentence with a mark that speech and eye take as its end. */
export function withFullStop(sentence: string, language: Language): string {
  const bare = sentence.trim().replace(/[\s，、：；,:;]+$/u, '');
  if (bare === '' || !/[\p{L}\p{N}]/u.test(bare)) return '';
  if (/[。！？!?…][”’」』）)]*$/u.test(bare) || /\.[”’)]*$/.test(bare)) return bare;
  return bare + (language === 'zh' ? '。' : '.');
}

/** Without the mark at its end, for putting it inside another sentence. */
export function withoutFullStop(sentence: string): string {
  return sentence.trim().replace(/[\s。．.，,；;、：:]+$/u, '');
}

/** Whether words claim that a human is speaking. A conversation never says so of itself, whoever asks for it. */
export function claimsToBeHuman(text: string): boolean {
  return (
    /(?<![您不吗否])(?:我|这里|这边)?(?:就?是|乃)(?:一[个名位])?(?:真人|活人|人类|真实的人)/u.test(text) ||
    /不是(?:一[个台款])?(?:AI|人工智能|机器人?|智能|语音助手|录音)/iu.test(text) ||
    /\b(?:real|actual|living|human)\s+(?:person|human|being|man|woman)\b/i.test(text) ||
    /\b(?:am|'m|’m|is|are)\s+(?:a\s+)?human\b/i.test(text) ||
    /\bnot\s+(?:an?\s+)?(?:AI|artificial|robot|bot|machine|computer|recording|chatbot)\b/i.test(text)
  );
}
