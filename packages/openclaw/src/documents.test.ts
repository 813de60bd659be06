import { readFileSync } from 'node:fs';
import { END_REASONS } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { ENDED_STATE_OF, ENDED_STATES, LIVE_STATES } from './calls/call-states.js';
import { CONFIG_KEYS } from './config/keys.js';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const document = read('../../docs/supercall.md');

/** The row of a key in the table of the document. */
function row({ path, default: fallback, env, help, choices, bounds }: (typeof CONFIG_KEYS)[number]): string {
  const defaults =
    fallback !== undefined ? `\`${fallback}\`` : env !== undefined ? `\`${env}\` of the environment` : '';
  const of = choices === undefined ? '' : ` One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`;
  const within = bounds === undefined ? '' : ` ${bounds[0]} to ${bounds[1]}.`;
  return `| \`${path}\` | ${defaults} | ${help}${of}${within} |`;
}

describe('docs/supercall.md', () => {
  it('has a row for every key, as the plugin has it', () => {
    const rows = document
      .split('\n')
      .filter((line) => /^\| `[a-zA-Z.]+` \|.*\|.*\|$/.test(line) && line.split(' | ').length === 3);
    expect(rows.filter((line) => CONFIG_KEYS.some(({ path }) => line.startsWith(`| \`${path}\` |`)))).toEqual(
      CONFIG_KEYS.map(row),
    );
  });

  it('says as what each end reason of the engine is known', () => {
    const section = /## States and outcomes\n([\s\S]*?)\n## /.exec(document)?.[1] ?? '';
    const table = Object.fromEntries(
      [...section.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)].flatMap(([, state, reasons = '']) =>
        [...reasons.matchAll(/`([a-z_]+)`/g)].map(([, reason]) => [reason, state]),
      ),
    );
    expect(table).toEqual(ENDED_STATE_OF);
    expect(Object.keys(ENDED_STATE_OF).sort()).toEqual([...END_REASONS].sort());
  });

  it('names every state', () => {
    for (const state of [...LIVE_STATES, ...ENDED_STATES]) expect(document).toContain(`\`${state}\``);
  });
});

describe('the skill', () => {
  it('says what every outcome means', () => {
    const skill = read('skills/supercall/SKILL.md');
    for (const state of ENDED_STATES) expect(skill).toContain(`\`${state}\``);
    for (const action of ['persona_call', 'get_status', 'end_call']) expect(skill).toContain(action);
  });
});
