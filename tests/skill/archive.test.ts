import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ringback-archive-'));
const SCRIPTS = ['callinfo.sh', 'callout.sh', 'stepone.sh', 'stream_chat.sh'];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pack(name: string): Promise<string> {
  const path = join(folder, name);
  await run(process.execPath, [join(root, 'scripts', 'pack-skill.mjs'), path]);
  return path;
}

describe.skipIf(!(await requirement('unzip')))('the skill’s archive', () => {
  it('unpacks to SKILL.md and the commands, at its root and under scripts/, each with its run bit', async () => {
    const target = join(folder, 'unpacked');
    await run('unzip', ['-q', await pack('one.zip'), '-d', target]);
    expect(readdirSync(target).sort()).toEqual(['SKILL.md', ...SCRIPTS, 'scripts'].sort());
    expect(readdirSync(join(target, 'scripts')).sort()).toEqual(SCRIPTS);
    for (const script of [...SCRIPTS, ...SCRIPTS.map((name) => `scripts/${name}`)]) {
      expect(statSync(join(target, script)).mode & 0o777, script).toBe(0o755);
      const { stdout } = await run(join(target, script), ['--help']);
      expect(stdout, script).toContain('Usage');
    }
  });

  it('is the same bytes each time', async () => {
    expect(readFileSync(await pack('two.zip')).equals(readFileSync(await pack('three.zip')))).toBe(true);
  });
});
