import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusedEnd, TWILIO_CODES } from './error-codes.js';
import { isBusy, isOver, restFailure } from './rest-failure.js';

describe('a request that Twilio refused', () => {
  it.each(Object.keys(TWILIO_CODES).map(Number))('with %i ends with what to do', (code) => {
    const end = refusedEnd({ kind: 'refused', status: 400, code });
    expect(end.detail).toMatch(new RegExp(`^Twilio ${code}: .{15,}`));
    expect(['failed', 'unreachable']).toContain(end.cause);
  });

  it('with another code names it and where it is explained', () => {
    expect(refusedEnd({ kind: 'refused', status: 400, code: 21_999 })).toEqual({
      cause: 'failed',
      detail: 'Twilio answered 21999; see https://www.twilio.com/docs/errors/21999',
    });
  });

  it('without a code, or not at all, says what is known', () => {
    expect(refusedEnd({ kind: 'refused', status: 418 }).detail).toContain('HTTP 418');
    expect(refusedEnd({ kind: 'not_sent', system: 'ENOTFOUND' }).detail).toContain('ENOTFOUND');
    expect(refusedEnd({ kind: 'not_sent' }).detail).toContain('could not be reached');
  });
});

describe('docs/carrier-twilio.md', () => {
  it('says of every code that is known what to do, and of 21220 that there is nothing to do', () => {
    const document = readFileSync(new URL('../../../../../docs/carrier-twilio.md', import.meta.url), 'utf8');
    const [, table = ''] = document.split('| code | means | what to do |');
    const rows = table.split('\n\n')[0]?.split('\n').slice(2) ?? [];
    const codes = rows.flatMap((row) => (row.split('|')[1] ?? '').match(/\d+/g) ?? []);
    expect(codes.sort()).toEqual([...Object.keys(TWILIO_CODES), '21220'].sort());
  });
});

describe('what the package throws', () => {
  it.each([
    [
      { status: 400, code: 21_211, message: 'of +12025550100' },
      { kind: 'refused', status: 400, code: 21_211 },
    ],
    [
      { status: 429, code: 20_429 },
      { kind: 'refused', status: 429, code: 20_429 },
    ],
    [
      { status: 401, code: undefined },
      { kind: 'refused', status: 401 },
    ],
    // An answer of this kind may come from something in between, after Twilio has dialled.
    [
      { status: 500, code: 20_500 },
      { kind: 'unknown', status: 500, code: 20_500 },
    ],
    [{ status: 502 }, { kind: 'unknown', status: 502 }],
    [{ code: 'ECONNREFUSED' }, { kind: 'not_sent', system: 'ECONNREFUSED' }],
    [{ code: 'ENOTFOUND' }, { kind: 'not_sent', system: 'ENOTFOUND' }],
    [{ code: 'CERT_HAS_EXPIRED' }, { kind: 'not_sent', system: 'CERT_HAS_EXPIRED' }],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, { kind: 'not_sent', system: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    [{ code: 'ECONNRESET' }, { kind: 'unknown', system: 'ECONNRESET' }],
    [{ code: 'ECONNABORTED' }, { kind: 'unknown', system: 'ECONNABORTED' }],
    [{ code: 'ETIMEDOUT' }, { kind: 'unknown', system: 'ETIMEDOUT' }],
    [new Error('anything'), { kind: 'unknown' }],
    [undefined, { kind: 'unknown' }],
  ])('%j is read as %j', (error, failure) => {
    expect(restFailure(error)).toEqual(failure);
  });

  it('tells what may be asked again, and what is over', () => {
    expect([429, 400, 503].map((status) => isBusy({ kind: 'refused', status }))).toEqual([true, false, false]);
    expect(isOver({ kind: 'refused', status: 400, code: 21_220 })).toBe(true);
    expect(isOver({ kind: 'refused', status: 404, code: 20_404 })).toBe(true);
    expect(isOver({ kind: 'refused', status: 400, code: 21_211 })).toBe(false);
  });
});
