/** One number that somebody wrote, and where. */
export interface WrittenNumber {
  /** Of the text or the file, from 1. */
  line: number;
  /** As it is asked about: one number in at most 64 characters, without a comma. */
  written: string;
  /** What stood beside it; for people. */
  name: string;
  /** What the page knows without asking: the digits that Excel dropped are gone. */
  lost: boolean;
  /** The cells of its row by the name of their column. */
  cells: Readonly<Record<string, string>>;
}

/** The most that the API takes as one number. */
const LONGEST_WRITTEN = 64;

/** Fewer digits are a house number or a year. */
const FEWEST_DIGITS = 7;

/** E.164 has no more than 15 with the country; what has more is several numbers. */
const MOST_DIGITS = 15;

/** Digits, and what people put between them. Tabs and line breaks stand between numbers. */
const ONLY_A_NUMBER = /^[+＋]?[\d０-９ .\-‐-―−()（）[\]/~]+$/u;

/** A number within other words. */
const NUMBER_WITHIN = /[+＋]?[(（]?[\d０-９](?:[\d０-９ .\-‐-―−()（）]*[\d０-９])?/gu;

/** An inner number cannot be dialled: the service says so, where it sees it whole. */
const EXTENSION = /[\d０-９][\s)）]*(?:转|轉|分机|分機|ext(?:ension)?\.?|x|#)\s*[\d０-９]/iu;

const SEPARATORS = /[,，、;；\t|]/u;

const digitsOf = (text: string): number => text.replace(/[^\d０-９]/gu, '').length;

/** Every number of a text that was typed or pasted, line by line; a part without one is given as it is, for the service to say why. */
export function numbersInText(text: string): WrittenNumber[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/u).flatMap((line, index) => numbersInLine(line, index + 1));
}

function numbersInLine(line: string, number: number): WrittenNumber[] {
  const parts = line
    .split(SEPARATORS)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = parts.map(readPart);
  // A name in a part of its own belongs to the number beside it: `张三, 13800138000`.
  if (read.some(({ numbers }) => numbers.length > 0)) {
    const names = read.filter(({ numbers }) => numbers.length === 0).map(({ name }) => name);
    const found = read.flatMap(({ numbers, name }) => numbers.map((written) => ({ written, name })));
    const [only, ...more] = found;
    if (only !== undefined && more.length === 0)
      return [entry(number, only.written, [only.name, ...names].filter((name) => name !== '').join(' '))];
    return [
      ...found.map(({ written, name }) => entry(number, written, name)),
      ...names.map((name) => entry(number, name, '')),
    ];
  }
  return parts.map((part) => entry(number, part, ''));
}

function readPart(part: string): { numbers: string[]; name: string } {
  if (EXTENSION.test(part) || isRounded(part)) return { numbers: [part], name: '' };
  if (ONLY_A_NUMBER.test(part)) return { numbers: apart(part), name: '' };
  const numbers: string[] = [];
  const rest = part.replace(NUMBER_WITHIN, (run) => {
    if (digitsOf(run) < FEWEST_DIGITS) return run;
    numbers.push(...apart(run.trim()));
    return ' ';
  });
  const name = rest
    .replace(/[<>:：()（）[\]"“”'‘’]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return { numbers, name };
}

/** Numbers with nothing but spaces between them are told apart by having more digits than one can have. */
function apart(text: string): string[] {
  if (digitsOf(text) <= MOST_DIGITS) return [text];
  const pieces = text.split(/\s+/u).filter((piece) => piece !== '');
  return pieces.every((piece) => digitsOf(piece) >= FEWEST_DIGITS) ? pieces : [text];
}

/** The number of one cell of a file; null where the cell is empty. */
export function numberInCell(
  cell: string,
  line: number,
  name: string,
  cells: Readonly<Record<string, string>>,
): WrittenNumber[] {
  // As Excel keeps a text that looks like a number: '138…, or ="138…".
  const bare = cell
    .trim()
    .replace(/^'/u, '')
    .replace(/^="([^"]*)"$/u, '$1')
    .trim();
  if (bare === '') return [];
  const whole = fromScientific(bare);
  if (whole !== null) return [{ ...entry(line, whole, name), cells }];
  const read = bare
    .split(SEPARATORS)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(readPart);
  const numbers = read.flatMap((part) => part.numbers);
  return (numbers.length === 0 ? [bare] : numbers).map((written) => ({ ...entry(line, written, name), cells }));
}

function entry(line: number, written: string, name: string): WrittenNumber {
  return { line, written: oneNumber(written), name, lost: isRounded(written), cells: {} };
}

/** What the API takes as one number: nothing in it that would make two of it. */
function oneNumber(text: string): string {
  const plain = text
    .replace(/[,，、;；\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_WRITTEN)
    .trim();
  return plain === '' ? '?' : plain;
}

const SCIENTIFIC = /^(\d)(?:\.(\d+))?E\+?(\d{1,2})$/iu;

/** `1.38E+10`: how Excel shows a long number, and how it then saves one as text. The digits after it are gone. */
export function isRounded(text: string): boolean {
  return SCIENTIFIC.test(text.trim()) && fromScientific(text.trim()) === null;
}

/** The whole number where every digit is still there: `1.3800138000E+10`. */
function fromScientific(text: string): string | null {
  const [, first, decimals = '', exponent] = SCIENTIFIC.exec(text) ?? [];
  if (first === undefined || decimals.length < Number(exponent)) return null;
  return first + decimals.slice(0, Number(exponent));
}

/** Whether a cell looks like a phone number, to find the column that has them. */
export function looksLikeNumber(cell: string): boolean {
  const text = cell.trim().replace(/^(?:'|=")/u, '');
  if (SCIENTIFIC.test(text)) return true;
  const digits = digitsOf(text);
  return digits >= FEWEST_DIGITS && digits <= MOST_DIGITS && digits * 2 >= text.replace(/\s/gu, '').length;
}
