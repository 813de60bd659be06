import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** TypeScript of all tests that always run, and of the lists that those check: the long proofs are no citation. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'long'].includes(entry.name) ? [] : files(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** The names that are cited as `[kind: name]` anywhere in the tests, each once, sorted. */
export function cited(kind: string): string[] {
  const pattern = new RegExp(`\\[${kind}: ([a-z.-]+)\\]`, 'g');
  const names = [join(root, 'tests'), join(root, 'packages')]
    .flatMap(files)
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1] as string));
  return [...new Set(names)].sort();
}
