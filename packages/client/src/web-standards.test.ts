import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the client', () => {
  it('uses web standards only, so that it runs in browsers', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    expect(files).toContain('client.ts');
    const specifiers = files.flatMap((name) =>
      [...readFileSync(new URL(name, import.meta.url), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
        (match) => match[1],
      ),
    );
    expect([...new Set(specifiers.filter((specifier) => !specifier?.startsWith('./')))]).toEqual([
      'eventsource-parser',
    ]);
    const manifest = JSON.parse(readFileSync(new URL('../tsconfig.json', import.meta.url), 'utf8'));
    expect(manifest.compilerOptions).toMatchObject({ lib: ['ES2023', 'DOM'], types: [] });
  });
});
