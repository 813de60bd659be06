import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { skill } from './shells.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ringback-archive-'));
const SCRIPTS = ['callinfo.sh', 'callout.sh', 'stepone.sh', 'stream_chat.sh'];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pack(name: string, env: Record<string, string> = {}): Promise<string> {
  const path = join(folder, name);
  const { stdout } = await run(process.execPath, [join(root, 'scripts', 'pack-skill.mjs'), path], {
    env: { ...process.env, ...env },
  });
  expect(stdout).toContain(`SHA-256: ${createHash('sha256').update(readFileSync(path)).digest('hex')}\n`);
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

  it('is whole, and holds what the folder holds', async () => {
    const archive = await pack('whole.zip');
    const tested = await run('unzip', ['-t', archive]);
    expect(tested.stdout).toMatch(/No errors detected/);
    for (const name of ['SKILL.md', ...SCRIPTS, ...SCRIPTS.map((script) => `scripts/${script}`)]) {
      const { stdout } = await run('unzip', ['-p', archive, name], { encoding: 'buffer' });
      expect(stdout.equals(readFileSync(join(skill, name))), name).toBe(true);
    }
  });

  it('is the same bytes each time, whatever the clock, the zone and the age of the files', async () => {
    const first = readFileSync(await pack('two.zip', { TZ: 'Asia/Shanghai' }));
    utimesSync(join(skill, 'SKILL.md'), new Date(), new Date());
    expect(readFileSync(await pack('three.zip', { TZ: 'America/Los_Angeles' })).equals(first)).toBe(true);
  });
});
