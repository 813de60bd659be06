import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from './display-width.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['您好', 4],
    ['您好，AI', 8],
    ['¥0.30', 5],
    ['한국어', 6],
    ['ｶﾅ', 2],
    ['全角：', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['👋', 2],
    ['👨‍👩‍👧', 2],
    ['☎️', 2],
    ['…—–', 3],
    ['𠮷', 2],
    ['\u200b', 0],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('cutToWidth', () => {
  it.each([
    ['hello', 5, 'end', 'hello'],
    ['hello!', 5, 'end', 'hell…'],
    ['hello!', 5, 'start', '…llo!'],
    ['您好世界', 6, 'end', '您好…'],
    ['您好世界', 6, 'start', '…世界'],
    ['您好世界', 8, 'start', '您好世界'],
  ] as const)('of %j to %i at its %s is %j', (text, columns, from, expected) => {
    expect(cutToWidth(text, columns, from)).toBe(expected);
  });
});

describe('padToWidth', () => {
  it('counts columns, not characters', () => {
    expect(padToWidth('时长', 6)).toBe('时长  ');
    expect(padToWidth('12', 4, 'start')).toBe('  12');
    expect(padToWidth('long', 2)).toBe('long');
  });
});

describe('wrapToWidth', () => {
  it.each([
    ['', 10, ['']],
    ['one two three', 8, ['one two', 'three']],
    ['通知您明天上午九点开会', 8, ['通知您明', '天上午九', '点开会']],
    // A line may not begin with a comma: the character before it comes along.
    ['一二三四，五', 8, ['一二三', '四，五']],
    ['abcdefghijkl', 5, ['abcde', 'fghij', 'kl']],
    ['您好 Mr Zhang，再见', 9, ['您好 Mr', 'Zhang，再', '见']],
  ])('breaks %j at %i', (text, columns, expected) => {
    expect(wrapToWidth(text, columns)).toEqual(expected);
  });

  it('loses nothing but spaces, and keeps to the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
        const lines = wrapToWidth(text, columns);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
