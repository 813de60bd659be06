import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallLog } from './call-log.js';
import { type CallOrder, lostClose } from './call-record.js';

const ORDER: CallOrder = {
  callId: 'call-1',
  to: '+12025550100',
  persona: 'the assistant',
  goal: 'Confirm.',
  provider: 'mock',
  startedAt: Date.UTC(2026, 10, 25, 12),
};
const heard = (text: string) => ({
  type: 'event' as const,
  event: {
    type: 'utterance' as const,
    at: 2_000,
    utterance: { utteranceId: 'u1', role: 'user' as const, text, startedAt: 1_000, endedAt: 2_000, interrupted: false },
  },
});

describe('the call log', () => {
  let folder: string;
  const errors: unknown[] = [];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'supercall-log-')), 'deep', 'logs');
    errors.length = 0;
  });

  afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true, force: true }));

  const log = (keep = 10): CallLog => new CallLog({ folder, keep, onError: (error) => errors.push(error) });

  it('holds a call before it is dialled, for its owner alone, and reads it back', async () => {
    const file = await log().begin(ORDER);
    expect(readdirSync(folder)).toEqual(['2026-11-25-call-1.jsonl']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '2026-11-25-call-1.jsonl')).mode & 0o777).toBe(0o600);
    expect(await log().find('call-1')).toMatchObject({ ...ORDER, state: 'initiated', transcript: [], close: null });
    file.add({ type: 'event', event: { type: 'state', at: 0, state: 'in_progress', carrierReference: 'CA1' } });
    for (let n = 0; n < 50; n += 1) file.add(heard(`word ${n}`));
    await file.write({ type: 'close', close: lostClose('Gone.') });
    await file.close();
    const record = await log().find('call-1');
    expect(record).toMatchObject({ state: 'error', carrierReference: 'CA1', close: { detail: 'Gone.' } });
    expect(record?.transcript).toHaveLength(50);
    expect(record?.transcript[49]).toEqual({ timestamp: ORDER.startedAt + 1_000, speaker: 'user', text: 'word 49' });
    expect(errors).toEqual([]);
  });

  it('reads what a crash left, half a line with it, and closes it', async () => {
    const file = await log().begin(ORDER);
    await file.write(heard('Yes.'));
    await file.close();
    appendFileSync(join(folder, '2026-11-25-call-1.jsonl'), '{"type":"event","ev');
    expect((await log().find('call-1'))?.transcript).toHaveLength(1);
    await log().append('call-1', { type: 'close', close: lostClose('The gateway stopped.') });
    expect(await log().find('call-1')).toMatchObject({ state: 'error', transcript: [{ text: 'Yes.' }] });
  });

  it('keeps so many files, and lets the oldest go', async () => {
    for (let day = 1; day <= 5; day += 1) {
      const startedAt = Date.UTC(2026, 0, day);
      const file = await log(3).begin({ ...ORDER, callId: `call-${day}`, startedAt });
      await file.close();
    }
    // The last removal goes on behind the call.
    while (readdirSync(folder).length > 3) await new Promise((resolve) => setImmediate(resolve));
    expect(readdirSync(folder)).toEqual([3, 4, 5].map((day) => `2026-01-0${day}-call-${day}.jsonl`));
  });

  it.each(['', '../x', 'call-1/../..', 'x'.repeat(100), 'call'])('finds nothing under "%s"', async (callId) => {
    await (await log().begin(ORDER)).close();
    expect(await log().find(callId)).toBeNull();
  });

  it('rejects where it cannot be written, so that nothing is dialled', async () => {
    await (await log().begin(ORDER)).close();
    await expect(log().begin(ORDER)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(join(folder, '2026-11-25-call-1.jsonl'), 'utf8').split('\n')).toHaveLength(2);
  });
});
