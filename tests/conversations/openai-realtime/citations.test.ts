import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { REALTIME_BEHAVIOURS } from '../../behaviours/realtime.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

it('each behaviour of the realtime conversation is cited by a test', () => {
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const cited = new Set(sources.flatMap((text) => [...text.matchAll(/behaves\('([^']+)'\)/g)].map(([, name]) => name)));
  expect([...cited].sort()).toEqual(Object.keys(REALTIME_BEHAVIOURS).sort());
});
