import { describe, expect, it } from 'vitest';
import { spokenPart } from './spoken-part.js';

describe('spokenPart', () => {
  it('cuts behind a hanzi, without the punctuation that follows', () => {
    expect(spokenPart('明天上午，开会。', 0.5)).toBe('明天上');
    expect(spokenPart('明天上午，开会。', 4 / 6)).toBe('明天上午');
    expect(spokenPart('明天上午，开会。', 5 / 6)).toBe('明天上午，开');
  });

  it('cuts behind a whole word, never inside one', () => {
    const text = "I'm calling about tomorrow";
    const cuts = new Set(Array.from({ length: 101 }, (_, percent) => spokenPart(text, percent / 100)));
    expect([...cuts]).toEqual(['', "I'm", "I'm calling", "I'm calling about", text]);
  });

  it('does not cut a number in two', () => {
    expect(spokenPart('call 2025550100 now', 0.6)).toBe('call');
  });

  it('gives nothing at 0 and everything, with its punctuation, at 1', () => {
    expect(spokenPart('好的。', 0)).toBe('');
    expect(spokenPart('好的。', Number.NaN)).toBe('');
    expect(spokenPart('好的。', 1)).toBe('好的。');
    expect(spokenPart('……', 0.5)).toBe('');
  });

  it('only grows as more is said', () => {
    const text = '您好，I am 张伟 from room 302。';
    let before = '';
    for (let step = 0; step <= 200; step += 1) {
      const part = spokenPart(text, step / 200);
      expect(part.startsWith(before)).toBe(true);
      before = part;
    }
    expect(before).toBe(text);
  });
});
