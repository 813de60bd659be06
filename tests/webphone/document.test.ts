import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { microphoneError } from '../../packages/webphone/src/phone-audio.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Listening to a call is told where it is about that. */
const document = ['carrier-webphone.md', 'live.md']
  .map((name) => readFileSync(join(root, 'docs', name), 'utf8'))
  .join('\n');

function source(path: string): string {
  return readFileSync(join(root, 'packages', path), 'utf8');
}

/** The words of a union of strings. */
function words(text: string, type: string): string[] {
  const [, union = ''] = new RegExp(`export type ${type} =([^;]*);`).exec(text) ?? [];
  return [...union.matchAll(/'([a-z_]+)'/g)].map((match) => match[1] as string);
}

const codes = words(source('webphone/src/webphone-error.ts'), 'WebphoneErrorCode');
const refusals = words(source('engine/src/carriers/webphone/page-message.ts'), 'PageRefusal');
const causes = words(source('engine/src/carriers/webphone/page-message.ts'), 'PageEndCause');
const types = (path: string): string[] =>
  [...new Set([...source(path).matchAll(/\{ type: '([a-z_]+)'/g)].map((match) => match[1] as string))].sort();

describe('docs/carrier-webphone.md, and docs/live.md', () => {
  it('names every error of a page, every refusal, every end and every message', () => {
    const wanted = [...codes, ...refusals, ...causes, ...types('engine/src/carriers/webphone/page-message.ts')];
    expect(wanted.length).toBeGreaterThan(35);
    expect(wanted.filter((word) => !document.includes(`\`${word}\``))).toEqual([]);
  });
});

describe('the two sides of the protocol', () => {
  it('know the same messages and ends', () => {
    expect(types('webphone/src/messages.ts')).toEqual(types('engine/src/carriers/webphone/page-message.ts'));
    const ours = words(source('webphone/src/messages.ts'), 'CallEndCause');
    expect(ours.filter((cause) => cause !== 'connection_lost')).toEqual(causes);
  });
});

describe('what a browser says of a microphone', () => {
  it.each([
    ['NotAllowedError', 'microphone_denied'],
    ['SecurityError', 'microphone_denied'],
    ['NotFoundError', 'microphone_missing'],
    ['OverconstrainedError', 'microphone_missing'],
    ['NotReadableError', 'microphone_busy'],
    ['AbortError', 'microphone_busy'],
    ['TypeError', 'microphone_failed'],
  ])('%s is %s', (name, code) => {
    const error = microphoneError(Object.assign(new Error('no'), { name }));
    expect([error.code, error.name]).toEqual([code, 'WebphoneError']);
  });
});
