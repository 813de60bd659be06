import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function manifest(...path: string[]): Manifest {
  return JSON.parse(readFileSync(join(root, ...path, 'package.json'), 'utf8')) as Manifest;
}

const packages = readdirSync(join(root, 'packages'));
const document = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');
const [runTime = '', inTheConsole = '', development = ''] = document.split(
  /## (?:In the console|To build, test and measure)/,
);

function named(section: string): string[] {
  const cells = section.split('\n').flatMap((line) => /^\| (`[^|]*) \|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string)).sort();
}

describe('dependencies', () => {
  it('at run time are the documented ones', () => {
    const used = new Set(
      packages.flatMap((name) => {
        const { dependencies = {}, optionalDependencies = {} } = manifest('packages', name);
        return [...Object.keys(dependencies), ...Object.keys(optionalDependencies)];
      }),
    );
    expect([...used].filter((name) => !name.startsWith('@ringback/')).sort()).toEqual(named(runTime));
  });

  it('of the console, which its build puts into its files, are the documented ones', () => {
    const { devDependencies = {} } = manifest('packages', 'console');
    const used = Object.keys(devDependencies).filter((name) => !name.startsWith('@ringback/'));
    expect(used.sort()).toEqual(named(inTheConsole));
  });

  it('of development are the documented ones', () => {
    expect(Object.keys(manifest().devDependencies ?? {}).sort()).toEqual(named(development));
  });

  it('are pinned exactly', () => {
    const all = [manifest(), ...packages.map((name) => manifest('packages', name))].flatMap((one) =>
      Object.entries({ ...one.dependencies, ...one.optionalDependencies, ...one.devDependencies }),
    );
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are locked for every platform, so that `npm ci` works on all of them', () => {
    const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string; link?: boolean; optionalDependencies?: Record<string, string> }>;
    };
    const names = new Set(Object.keys(locked).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.values(locked)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !names.has(name));
    expect(missing).toEqual([]);
    const unversioned = Object.entries(locked).filter(
      ([path, { version, link }]) => path.includes('node_modules/') && version === undefined && link !== true,
    );
    expect(unversioned).toEqual([]);
  });

  it('name no registry address in the lock file', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    expect([...lock.matchAll(/"resolved": "(https?:[^"]*)"/g)].map((match) => match[1])).toEqual([]);
  });
});
