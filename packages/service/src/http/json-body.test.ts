import { isRingbackError } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { DEPTH_LIMIT, parseJsonBody } from './json-body.js';

function refusal(bytes: Uint8Array | string): { code: string; details: Readonly<Record<string, unknown>> } | null {
  try {
    parseJsonBody(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    return null;
  } catch (error) {
    if (!isRingbackError(error)) throw error;
    return { code: error.code, details: error.details };
  }
}

describe('parseJsonBody', () => {
  it('reads JSON, with or without a byte order mark', () => {
    expect(parseJsonBody(Buffer.from('{"a":"你好\\n\\t👋"}'))).toEqual({ a: '你好\n\t👋' });
    expect(parseJsonBody(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 });
  });

  it('refuses bytes that are not UTF-8, rather than replacing them', () => {
    expect(refusal(Buffer.from([0x22, 0xff, 0x22]))?.code).toBe('invalid_utf8');
    expect(refusal(Buffer.from([0x22, 0xe4, 0xbd, 0x22]))?.code).toBe('invalid_utf8');
    // CESU-8: a surrogate pair, each half encoded by itself.
    expect(refusal(Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0xed, 0xb1, 0x8b, 0x22]))?.code).toBe('invalid_utf8');
  });

  it('says where the JSON breaks', () => {
    expect(refusal('{"a":1,\n}')).toEqual({ code: 'invalid_json', details: { position: 8, line: 2, column: 1 } });
    expect(refusal(' ')).toEqual({ code: 'invalid_json', details: { position: 1, line: 1, column: 2 } });
  });

  it.each([
    ['{"phones":"138\\u0000"}', 'phones', 'control_character'],
    ['{"a":{"b":["x","\\u001b"]}}', 'a.b[1]', 'control_character'],
    ['{"a":"\\u0085"}', 'a', 'control_character'],
    ['{"a":"\\u007f"}', 'a', 'control_character'],
    ['{"a":"\\ud83d"}', 'a', 'lone_surrogate'],
    ['{"a":"\\udc4b\\ud83d"}', 'a', 'lone_surrogate'],
    ['"\\u0000"', 'body', 'control_character'],
    ['["\\u0000"]', '[0]', 'control_character'],
    ['{"a\\u0000":1}', 'body', 'control_character'],
    ['{"metadata":{"\\ud800":1}}', 'metadata', 'lone_surrogate'],
    ['{"metadata":{"__proto__":{"a":1}}}', 'metadata.__proto__', 'forbidden_key'],
  ])('refuses %s, naming the field', (text, field, problem) => {
    expect(refusal(text)).toEqual({ code: 'invalid_text', details: { field, problem } });
  });

  it('keeps objects what they are, whatever their keys', () => {
    const value = parseJsonBody(Buffer.from('{"constructor":{"prototype":{"x":1}},"a":1,"a":2}')) as { a: number };
    expect(value.a).toBe(2);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('bounds how deep things stand in one another, without taking stack', () => {
    expect(refusal('['.repeat(DEPTH_LIMIT) + ']'.repeat(DEPTH_LIMIT))).toBeNull();
    expect(refusal('['.repeat(DEPTH_LIMIT + 1) + ']'.repeat(DEPTH_LIMIT + 1))?.code).toBe('nested_too_deeply');
    expect(refusal(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)?.code).toBe('nested_too_deeply');
    expect(refusal('['.repeat(500_000))?.code).toBe('invalid_json');
  });
});
