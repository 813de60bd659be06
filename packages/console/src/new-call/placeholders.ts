const PLACEHOLDER = /\{([^{}\n]{1,64})\}/gu;

/** The columns that a text names, as `{column}`, each once. */
export function placeholdersIn(text: string, columns: readonly string[]): string[] {
  const named = new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim()));
  return columns.filter((column) => named.has(column));
}

/** The text with each `{column}` replaced by its cell; braces around anything else stay. */
export function filled(text: string, cells: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const cell = Object.hasOwn(cells, name.trim()) ? cells[name.trim()] : undefined;
    return cell ?? whole;
  });
}

/** Columns that the text names and that are empty in this row: what would be said has a hole. */
export function holes(columns: readonly string[], cells: Readonly<Record<string, string>>): string[] {
  return columns.filter((column) => (cells[column] ?? '') === '');
}
