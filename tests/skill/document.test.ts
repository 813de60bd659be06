import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { skill } from './shells.js';

const document = readFileSync(join(skill, 'SKILL.md'), 'utf8');

/** The lines between the two `---`: hosts read each as one `key: value`, and `metadata` as JSON on one line. */
function frontMatter(): Record<string, string> {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(document)?.[1] ?? '';
  return Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
}

describe('SKILL.md', () => {
  it('tells a host what the skill is and needs', () => {
    const { name, description, metadata, ...more } = frontMatter();
    expect(more).toEqual({});
    expect(name).toBe('ai-calls-china-phone');
    expect(description?.length).toBeLessThanOrEqual(1024);
    const needs = {
      emoji: '📞',
      requires: { env: ['STEPONEAI_API_KEY'], bins: ['curl'] },
      primaryEnv: 'STEPONEAI_API_KEY',
    };
    expect(JSON.parse(metadata ?? '')).toEqual({ clawdbot: needs, openclaw: needs });
  });

  it('names scripts that exist, in both languages alike', () => {
    const [chinese = '', english = ''] = document.split('\n# AI phone calls\n');
    const named = (text: string): string[] =>
      [...text.matchAll(/\{baseDir\}\/(\w+\.sh)/g)].map((match) => match[1] as string);
    expect(named(chinese).length).toBeGreaterThan(6);
    expect(named(english)).toEqual(named(chinese));
    for (const script of named(document)) expect(existsSync(join(skill, script)), script).toBe(true);
  });
});

describe('the folder of the skill', () => {
  const scripts = ['callinfo.sh', 'callout.sh', 'stepone.sh', 'stream_chat.sh'];

  it('holds the document, the four scripts, and the same four for the older layout', () => {
    expect(readdirSync(skill).sort()).toEqual([...scripts, 'SKILL.md', 'scripts'].sort());
    expect(readdirSync(join(skill, 'scripts')).sort()).toEqual(scripts);
  });

  it.each([...scripts, ...scripts.map((script) => join('scripts', script))])(
    '%s is a POSIX shell script that can be run',
    (script) => {
      expect(readFileSync(join(skill, script), 'utf8')).toMatch(/^#!\/bin\/sh\n/);
      expect(statSync(join(skill, script)).mode & 0o111).toBe(0o111);
    },
  );
});
