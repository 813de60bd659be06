import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifest } from '../../packages/openclaw/src/manifest.js';
import { packed } from './programs.js';

/** What OpenClaw's audit reads of a file; one that is larger it does not look at. */
const AUDITED_BYTES = 1_048_576;

describe('the package of the plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'supercall-shape-'));
  const inside = (name: string): string => join(folder, 'package', name);

  beforeAll(() => {
    execFileSync('tar', ['xzf', packed(folder), '-C', folder]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds one file of JavaScript, what it needs beside it, and nothing else', () => {
    const listed = execFileSync('find', ['package', '-type', 'f'], { cwd: folder, encoding: 'utf8' });
    expect(listed.trim().split('\n').sort()).toEqual(
      [
        'README.md',
        'dist/LICENSES.txt',
        'dist/index.js',
        'dist/words.json',
        'openclaw.plugin.json',
        'package.json',
        'skills/supercall/SKILL.md',
      ]
        .map((name) => `package/${name}`)
        .sort(),
    );
  });

  it('needs nothing installed: all that the file asks for is Node’s own', () => {
    const source = readFileSync(inside('dist/index.js'), 'utf8');
    const asked = [
      ...source.matchAll(/^import [^"']*["']([^"']+)["'];?$/gm),
      ...source.matchAll(/\b__require\(["']([^"']+)["']\)/g),
    ].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !isBuiltin(name))).toEqual([]);
    expect(source).not.toMatch(/\.node["']/);
    const { dependencies, optionalDependencies, scripts } = JSON.parse(readFileSync(inside('package.json'), 'utf8'));
    expect([dependencies, optionalDependencies, scripts]).toEqual([undefined, undefined, undefined]);
  });

  it('is small enough for the host’s audit to read it', () => {
    expect(statSync(inside('dist/index.js')).size).toBeLessThan(AUDITED_BYTES);
  });

  it('is loaded alone in a folder, by this Node', () => {
    const script = `const { default: plugin } = await import(${JSON.stringify(inside('dist/index.js'))});
      console.log(JSON.stringify([plugin.id, typeof plugin.register]));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(JSON.parse(said)).toEqual(['supercall', 'function']);
  });

  it('says what the host must know, as the sources have it', () => {
    const { version, openclaw } = JSON.parse(readFileSync(inside('package.json'), 'utf8'));
    expect(JSON.parse(readFileSync(inside('openclaw.plugin.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(manifest(version))),
    );
    expect(openclaw.extensions).toEqual(['./dist/index.js']);
  });
});
