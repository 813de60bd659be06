import { describe, expect, it } from 'vitest';
import { phoneParts } from './phone-part.js';

const found = (written: string, e164: string): boolean => phoneParts(written).some((part) => e164.includes(part));

describe('a part of a phone number', () => {
  it.each([
    ['13800138000', '+8613800138000'],
    ['138 0013', '+8613800138000'],
    ['138-0013-8000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['8000', '+8613800138000'],
    ['+86 138', '+8613800138000'],
    ['0086 138', '+8613800138000'],
    ['86138', '+8613800138000'],
    ['010-62345678', '+861062345678'],
    ['010 6234', '+861062345678'],
    ['(010)62345678', '+861062345678'],
    ['+44 (0)20 7946', '+442079460958'],
    ['020 7946 0958', '+442079460958'],
    ['(202) 555-01', '+12025550100'],
    ['0', '+12025550100'],
  ])('%s is one of %s', (written, e164) => {
    expect(found(written, e164)).toBe(true);
  });

  it.each([
    ['13900139000', '+8613800138000'],
    ['+138', '+8613800138000'],
    ['80000', '+8613800138000'],
  ])('%s is none of %s', (written, e164) => {
    expect(found(written, e164)).toBe(false);
  });

  it('is nothing without a digit', () => {
    expect(phoneParts('+()- ')).toEqual([]);
    expect(phoneParts('张总')).toEqual([]);
  });
});
