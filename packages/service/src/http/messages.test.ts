import { END_REASONS } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { failureAnswer, STATUS } from './errors.js';
import {
  END_REASON_SENTENCES,
  FAILURES,
  type FailureCode,
  failureMessage,
  SUCCESSES,
  successMessage,
} from './messages.js';

const DETAILS = {
  fields: [{ field: 'x"y', problem: 'unknown' }],
  numbers: [{ phone: '1"38', reason: 'too_short' }],
  repeated: ['"'],
  why: 'the "type" is wrong',
  field: 'a"',
  problem: 'control_character',
};

describe('the catalogue of messages', () => {
  it('has a status for every failure and a message for every status', () => {
    expect(Object.keys(STATUS).sort()).toEqual(Object.keys(FAILURES).sort());
  });

  it.each(Object.keys(FAILURES) as FailureCode[])('says %s in both languages, without a double quote', (code) => {
    const zh = failureMessage(code, DETAILS, 'zh');
    const en = failureMessage(code, DETAILS, 'en');
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[A-Z\p{L}].*\.$/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    for (const message of [zh, en, failureMessage(code, {}, 'zh'), failureMessage(code, {}, 'en')]) {
      expect(message).not.toContain('"');
      expect(message).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  it.each(Object.keys(SUCCESSES) as (keyof typeof SUCCESSES)[])('says %s in both languages', (word) => {
    for (const details of [{}, { ...DETAILS, count: 2, simulated: true }]) {
      expect(successMessage(word, details, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(successMessage(word, details, 'zh')).not.toContain('"');
      expect(successMessage(word, details, 'en')).not.toMatch(/\p{Script=Han}|"|undefined/u);
    }
  });

  it('has a sentence for every end reason, without a double quote', () => {
    expect(Object.keys(END_REASON_SENTENCES).sort()).toEqual([...END_REASONS].sort());
    for (const { zh, en } of Object.values(END_REASON_SENTENCES)) {
      expect(zh).toMatch(/^[\p{Script=Han}AI， ]+$/u);
      expect(en).toMatch(/^[A-Za-z ]+[A-Za-z, ]*$/);
    }
  });

  it('names at most ten of many, and keeps hostile texts short and on one line', () => {
    const numbers = Array.from({ length: 25 }, (_, index) => ({ phone: `${index}`, reason: 'too_short' }));
    expect(failureMessage('invalid_phone', { numbers }, 'en')).toMatch(/9 \(has too few digits\) and 15 more\.$/);
    expect(failureMessage('invalid_phone', { numbers }, 'zh')).toMatch(/等 25 个$/);
    const fields = [{ field: `${'x'.repeat(5000)}\n\n\ty`, problem: 'unknown' as const }];
    const message = failureMessage('invalid_request', { fields }, 'en');
    expect(message.length).toBeLessThan(200);
    expect(message).not.toContain('\n');
  });
});

describe('failureAnswer', () => {
  it('tells when to come back in the header, also where the thrower left it open', () => {
    expect(failureAnswer('rate_limited', { retryAfterSeconds: 0.2 }, 'en').headers).toEqual({ 'retry-after': '1' });
    expect(failureAnswer('too_many_queued', { retryAfterSeconds: 30 }, 'en').headers).toEqual({ 'retry-after': '30' });
    expect(failureAnswer('stopping', {}, 'en').headers).toEqual({ 'retry-after': '1' });
    expect(failureAnswer('call_not_found', {}, 'en').headers).toEqual({});
  });

  it('gives money in yuan', () => {
    const { body } = failureAnswer('insufficient_balance', { requiredLi: 600, availableLi: 300 }, 'zh');
    expect(body.data).toEqual({ required: 0.6, available: 0.3 });
    expect(body.message).toBe('余额不足，请充值后重试（需要 ¥0.60，可用 ¥0.30）');
  });
});
