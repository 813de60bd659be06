import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { END_REASONS } from './end-reason.js';

const DOCUMENT = new URL('../../../../docs/end-reasons.md', import.meta.url);

describe('the end reasons', () => {
  it('stand in docs/end-reasons.md one row each, in the same order, with every column filled', () => {
    const rows = readFileSync(DOCUMENT, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows.map(([reason]) => reason)).toEqual(END_REASONS.map((reason) => `\`${reason}\``));
    for (const row of rows) {
      expect(row).toHaveLength(4);
      for (const cell of row) expect(cell, row[0]).not.toBe('');
    }
  });
});
