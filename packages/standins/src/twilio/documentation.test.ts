import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { example } from './testing/example.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const document = read('../../../../docs/standins-twilio.md');
/** Names in the first column of the table under a heading. */
const table = (heading: string): string[] => {
  const [, section = ''] = document.split(`## ${heading}\n`);
  const rows = (section.split('\n## ')[0] as string).matchAll(/^\| (`[^|]*) \|/gm);
  return [...rows]
    .flatMap(([, cell]) => [...(cell as string).matchAll(/`([^`]+)`/g)].map(([, name]) => name as string))
    .sort();
};
/** Names of an interface's fields, as its source has them. */
const fields = (file: string, name: string): string[] => {
  const [, body = ''] = new RegExp(`interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field as string).sort();
};

describe('the document of the Twilio stand-in', () => {
  it('holds an example that runs', async () => {
    expect(document).toContain(read('./testing/example.ts').trim());
    expect(await example()).toBe('completed');
  });

  it('names every fault and every option', () => {
    expect(fields('./faults.ts', 'TwilioFaults')).toHaveLength(11);
    expect(table('Faults')).toEqual(fields('./faults.ts', 'TwilioFaults'));
    expect(table('Options')).toEqual(fields('./twilio-standin.ts', 'TwilioStandinOptions'));
  });
});
