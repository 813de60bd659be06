import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFECTS } from './defects.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tests that always run: those of the long proofs are no citation. */
function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'long'].includes(entry.name) ? [] : testFiles(path);
    return entry.name.endsWith('.test.ts') && entry.name !== 'defects.test.ts' ? [path] : [];
  });
}

describe('the known defects of such systems', () => {
  it('are each cited by a test, and no other is', () => {
    const cited = [join(root, 'tests'), join(root, 'packages')]
      .flatMap(testFiles)
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\[defect: ([a-z-]+)\]/g)].map((match) => match[1]));
    expect([...new Set(cited)].sort()).toEqual(Object.keys(DEFECTS).sort());
  });
});
