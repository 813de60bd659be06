import { looksLikeNumber, numberInCell, type WrittenNumber } from './written-numbers.js';

/** Cells as text, row by row, all rows equally long. */
export type Rows = string[][];

/** A list that was dropped. */
export interface Sheet {
  fileName: string;
  rows: Rows;
  /** There were more rows than are read. */
  cut: boolean;
}

/** How a sheet's rows become numbers. */
export interface Columns {
  /** The first row names the columns. */
  header: boolean;
  /** Index of the column with the numbers. */
  number: number;
}

export type SheetProblem = 'too_large' | 'unreadable' | 'empty' | 'wrong_kind';

export class SheetError extends Error {
  readonly problem: SheetProblem;

  constructor(problem: SheetProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Ten thousand rows of a few columns are one; a file that is larger is not a list of numbers to call. */
export const LARGEST_FILE_BYTES = 5_000_000;

/** As many numbers as one request may have, and a header. */
export const MOST_ROWS = 10_001;

/** Columns beyond these are no part of a list of callees. */
const MOST_COLUMNS = 50;

const LONGEST_CELL = 500;

/**
 * Reads a CSV (commas, semicolons or tabs; UTF-8, UTF-16 or GBK) or an XLSX file (its first sheet). Nothing in a cell is ever carried out: formulas are
 * texts here.
 *
 * @throws SheetError
 */
export async function readSheet(file: File): Promise<Sheet> {
  if (file.size > LARGEST_FILE_BYTES) throw new SheetError('too_large');
  if (file.size === 0) throw new SheetError('empty');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const read = await cellsOf(file, bytes);
  const filled = read.filter((row) => row.some((cell) => cell !== ''));
  if (filled.length === 0) throw new SheetError('empty');
  const width = Math.min(
    MOST_COLUMNS,
    filled.reduce((most, row) => Math.max(most, row.length), 0),
  );
  const rows = filled
    .slice(0, MOST_ROWS)
    .map((row) => Array.from({ length: width }, (_, index) => (row[index] ?? '').slice(0, LONGEST_CELL)));
  return { fileName: file.name, rows, cut: filled.length > MOST_ROWS };
}

function cellsOf(file: File, bytes: Uint8Array<ArrayBuffer>): Promise<Rows> {
  // A ZIP archive begins so, and an old `.xls` like that: what a file is called may be wrong.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return excelCells(file);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new SheetError('wrong_kind');
  return csvCells(decoded(bytes));
}

async function excelCells(file: File): Promise<Rows> {
  const { readSheet: read } = await import('read-excel-file/universal');
  try {
    const rows = await read(file);
    return rows.map((row) => row.map(cellText));
  } catch {
    throw new SheetError('unreadable');
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/u, '');
  // A phone number that is kept as a number has every digit: it is far below 2^53.
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return cell.toFixed(0);
  return String(cell).trim();
}

async function csvCells(text: string): Promise<Rows> {
  const { default: papa } = await import('papaparse');
  const { data } = papa.parse<string[]>(text, { skipEmptyLines: 'greedy', preview: MOST_ROWS + 1 });
  return data.map((row) => row.map((cell) => cell.trim()));
}

/** UTF-8, or what a byte order mark says; what is neither is GBK, as Excel saves CSV in Chinese. @throws SheetError `unreadable` */
function decoded(bytes: Uint8Array<ArrayBuffer>): string {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  for (const encoding of marked === null ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // A picture or a program may well decode; a list has no such characters.
      if (!text.includes('\0')) return text;
    } catch {
      // The next one.
    }
  }
  throw new SheetError('unreadable');
}

const NUMBER_HEADER = /phone|mobile|\btel|\bcell|电话|手机|号码|联系方式/iu;

/** Which column has the numbers, and whether the first row names the columns, as it seems. */
export function guessColumns({ rows }: Pick<Sheet, 'rows'>): Columns {
  const [first = [], ...others] = rows;
  const header = others.length > 0 && !first.some(looksLikeNumber);
  const body = header ? others : rows;
  const scores = first.map((name, column) => {
    const alike = body.filter((row) => looksLikeNumber(row[column] ?? '')).length;
    return alike + (header && NUMBER_HEADER.test(name) ? body.length : 0);
  });
  return { header, number: scores.indexOf(Math.max(...scores)) };
}

/** What each column is called: as its header says, or A, B, C … */
export function columnNames({ rows }: Pick<Sheet, 'rows'>, header: boolean): string[] {
  const seen = new Set<string>();
  return (rows[0] ?? []).map((cell, index) => {
    const plain = header ? cell.replace(/[{}]/gu, '').trim() : '';
    const name = plain === '' || seen.has(plain) ? letter(index) : plain;
    seen.add(name);
    return name;
  });
}

function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26);
}

/** The numbers of a sheet, with the cells of their rows. Rows whose cell is empty are left out. */
export function numbersInSheet(sheet: Pick<Sheet, 'rows'>, { header, number }: Columns): WrittenNumber[] {
  const names = columnNames(sheet, header);
  return sheet.rows.flatMap((row, index) => {
    if (header && index === 0) return [];
    const cells = Object.fromEntries(names.map((name, column) => [name, row[column] ?? '']));
    const beside = row.find((cell, column) => column !== number && cell !== '' && !looksLikeNumber(cell)) ?? '';
    return numberInCell(row[number] ?? '', index + 1, beside.slice(0, 40), cells);
  });
}
