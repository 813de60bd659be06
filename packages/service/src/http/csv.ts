/** Excel takes a file for UTF-8 only where it begins with this; other programs pass it over. */
export const BYTE_ORDER_MARK = '\ufeff';

export type Cell = string | number | null;

/** One line of CSV (RFC 4180). */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula (it may have been spoken by a stranger on the phone) gets an apostrophe in front, which makes it a
 * text: https://owasp.org/www-community/attacks/CSV_Injection.
 */
function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[\s\0]*[=+\-@＝＋－＠\t\r|%]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
