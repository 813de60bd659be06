import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DialJournal } from './dial-journal.js';

describe('DialJournal', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringback-journal-'));
    path = join(folder, 'dials.jsonl');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('has written each dial when append returns, for its owner alone, and knows it', () => {
    const journal = new DialJournal(path);
    journal.append('c1', 1_767_225_600_000);
    journal.append('c2', 1_767_225_600_020);
    expect(readFileSync(path, 'utf8')).toBe('{"callId":"c1","at":1767225600000}\n{"callId":"c2","at":1767225600020}\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect([journal.has('c1'), journal.has('c3')]).toEqual([true, false]);
  });

  it('knows what an earlier process dialled, and keeps it', () => {
    new DialJournal(path).append('c1', 1);
    const journal = new DialJournal(path);
    expect(journal.has('c1')).toBe(true);
    journal.append('c1', 2);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('leaves a half-written line behind and writes the next one whole', () => {
    new DialJournal(path).append('c1', 1);
    appendFileSync(path, '{"callId":"c2","a');
    const journal = new DialJournal(path);
    expect([journal.has('c1'), journal.has('c2')]).toEqual([true, false]);
    journal.append('c3', 3);
    const again = new DialJournal(path);
    expect([again.has('c1'), again.has('c3')]).toEqual([true, true]);
  });

  it('does not take other content for dials', () => {
    appendFileSync(path, 'null\n[]\n{"callId":5}\n"c1"\n\n');
    expect(() => new DialJournal(path)).not.toThrow();
  });

  it('throws where it cannot be read or written', () => {
    expect(() => new DialJournal(folder)).toThrow(/EISDIR/);
    const journal = new DialJournal(join(folder, 'missing', 'dials.jsonl'));
    expect(() => journal.append('c1', 1)).toThrow(/ENOENT/);
    expect(journal.has('c1')).toBe(false);
  });
});
