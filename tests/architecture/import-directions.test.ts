import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Which packages each package may reach. `docs/architecture.md` draws the same. */
const ALLOWED: Record<string, string[]> = {
  engine: [],
  espeak: [],
  standins: ['engine'],
  client: [],
  mcp: ['client'],
  webphone: [],
  console: ['client', 'webphone'],
  // Of the console the files as they were built: it serves them.
  service: ['engine', 'standins', 'console'],
  cli: ['client', 'mcp'],
  openclaw: ['engine', 'standins'],
};

/** Installed as files that hold all they import: what they are built from is of their development. */
const BUNDLED = new Set(['openclaw', 'console']);

/** The command line starts the service's own program in its process: at run time, from this one file (decision 0001). */
const RUNTIME_DOOR = join('packages', 'cli', 'src', 'service-program.ts');

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'dist' || entry.name === 'node_modules' ? [] : sources(path);
    return /\.(tsx?|mjs|js)$/.test(entry.name) ? [path] : [];
  });
}

interface Import {
  from: string;
  file: string;
  specifier: string;
  /** `import type`: nothing of it is there at run time. */
  typeOnly: boolean;
}

/** Tests, and what only tests use: `test-*.ts` is left out of the builds. */
const isTest = (file: string): boolean => /(\.test\.ts|[/\\]test-[a-z-]+\.ts)$/.test(file);

/** Import and export specifiers, dynamic imports and `resolve`, of every source that is not a test. */
function imports(name: string): Import[] {
  const pattern =
    /(?<type>\bimport\s+type\b[^;'"]*?\bfrom\s*|)(?:(?<=[\s}]from\s*)|(?<=[\s}])from\s*|\bimport\s*\(\s*|\bimport\s+|\b(?:import\.meta|require)\.resolve\s*\(\s*)['"](?<specifier>[^'"\n]+)['"]/g;
  return sources(join(root, 'packages', name))
    .filter((file) => !isTest(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => ({
        from: name,
        file: relative(root, file),
        specifier: match.groups?.specifier as string,
        typeOnly: match.groups?.type !== '',
      })),
    );
}

function packageOf(specifier: string): string | null {
  return /^@ringback\/([a-z-]+)/.exec(specifier)?.[1] ?? null;
}

const names = readdirSync(join(root, 'packages'));

describe('import directions', () => {
  it('let the command line load the MCP server only when it is asked for', () => {
    const loaded = sources(join(root, 'packages', 'cli'))
      .filter((file) => !isTest(file))
      .filter((file) => /^import (?!type\b)[^;]*?from '@ringback\/mcp'/m.test(readFileSync(file, 'utf8')));
    expect(loaded).toEqual([]);
  });

  it('knows every package', () => {
    expect(names.sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it.each(names)('%s reaches only what it may', (name) => {
    const wrong = imports(name).filter(({ file, specifier }) => {
      const target = packageOf(specifier);
      if (target === null || target === name || (ALLOWED[name] ?? []).includes(target)) return false;
      // The engine runs the speech program as a process of its own; the command line loads the service at run time.
      if (name === 'engine' && specifier === '@ringback/espeak/program') return false;
      return !(file === RUNTIME_DOOR && target === 'service');
    });
    expect(wrong).toEqual([]);
  });

  it.each(names)('%s never reaches into another package by a path', (name) => {
    const folder = join(root, 'packages', name) + sep;
    const wrong = imports(name).filter(
      ({ file, specifier }) => specifier.startsWith('.') && !join(root, file, '..', specifier).startsWith(folder),
    );
    expect(wrong).toEqual([]);
  });

  it.each(names)('%s declares what it imports', (name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >;
    const declared = new Set([
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.optionalDependencies ?? {}),
      ...Object.keys(manifest.peerDependencies ?? {}),
    ]);
    const development = new Set(Object.keys(manifest.devDependencies ?? {}));
    const undeclared = imports(name).filter(({ file, specifier, typeOnly }) => {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) return false;
      const parts = specifier.split('/');
      const target = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
      if (target === `@ringback/${name}` || file.includes(`${sep}testing${sep}`)) return false;
      // Types of another's API are of the build; what users see of a package must not name them.
      return !declared.has(target) && !((typeOnly || BUNDLED.has(name)) && development.has(target));
    });
    expect(undeclared).toEqual([]);
  });
});
