import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { STATUS } from './errors.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const document = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

const files = readdirSync(join(root, 'packages'))
  .flatMap((name) => {
    const folder = join(root, 'packages', name, 'src');
    try {
      return sources(folder);
    } catch {
      return [];
    }
  })
  .map((path) => ({ path: path.slice(root.length), text: readFileSync(path, 'utf8') }));

/** `new RingbackError('code'`, `new RingbackApiError(status, 'code'`, `new CommandFailure('code'`, `new ToolRefusal('code'`. */
const THROWN =
  /new (?:RingbackError|CommandFailure|ToolRefusal)\(\s*'(\w+)'|new RingbackApiError\(\s*[\w.]+,\s*'(\w+)'/g;
const thrown = new Set(
  files.flatMap(({ text }) => [...text.matchAll(THROWN)].map((match) => (match[1] ?? match[2]) as string)),
);

/** Rows of every table whose first column is a code. */
const rows = document
  .split(/^(?=\| code \|)/m)
  .slice(1)
  .flatMap((table) => table.split('\n\n')[0]?.split('\n').slice(2) ?? [])
  .filter((row) => row.startsWith('|'))
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .map(([, code = '', ...cells]) => ({ code: code.replaceAll('`', ''), cells }));
const documented = rows.map(({ code }) => code);

describe('docs/errors.md', () => {
  it('documents every code that is thrown anywhere', () => {
    expect([...thrown, ...Object.keys(STATUS)].filter((code) => !documented.includes(code)).sort()).toEqual([]);
  });

  it('documents none that does not exist, and none twice', () => {
    expect(documented.filter((code) => !thrown.has(code) && !Object.hasOwn(STATUS, code))).toEqual([]);
    expect(new Set(documented).size).toBe(documented.length);
  });

  it('says of every code what it means and what to do, in whole sentences', () => {
    for (const { code, cells } of rows) {
      const said = cells.filter((cell) => cell !== '' && !/^\d{3}$/.test(cell));
      expect(said.length, code).toBe(2);
      for (const sentence of said) expect(sentence, code).toMatch(/\.$/);
    }
  });

  it('gives the status of every answer', () => {
    const given = Object.fromEntries(
      rows.filter(({ cells }) => /^\d{3}$/.test(cells[0] ?? '')).map(({ code, cells }) => [code, Number(cells[0])]),
    );
    expect(given).toEqual(STATUS);
  });

  it('is not fooled: every code of the catalogue is one that something names, and codes are literals but for known places', () => {
    const elsewhere = files
      .filter(({ path }) => !/http\/(messages|errors|call-fields|openapi)\.ts$/.test(path))
      .map(({ text }) => text)
      .join('\n');
    const inErrors = files.find(({ path }) => path.endsWith('http/errors.ts'))?.text ?? '';
    for (const code of Object.keys(STATUS))
      expect(
        elsewhere.includes(`'${code}'`) || inErrors.includes(`code: '${code}'`) || inErrors.includes(`('${code}'`),
        code,
      ).toBe(true);
    const computed = files
      .filter(({ text }) => /new RingbackError\(\s*[a-z]\w*\s*,/.test(text))
      .map(({ path }) => path)
      .sort();
    expect(computed).toEqual([
      'packages/engine/src/testing/scripted-conversations.ts',
      'packages/service/src/calls/request-check.ts',
    ]);
  });
});
