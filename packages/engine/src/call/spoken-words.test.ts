import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinSpoken, splitSpoken, spokenPart } from './spoken-words.js';

describe('the part of a text that was said', () => {
  it.each([
    ['您好，请问是王先生吗？', 0, ''],
    ['您好，请问是王先生吗？', 0.24, '您好'],
    ['您好，请问是王先生吗？', 0.5, '您好，请问'],
    ['您好，请问是王先生吗？', 1, '您好，请问是王先生吗？'],
    ['Hello, am I speaking with Anna?', 0.2, 'Hello'],
    ['Hello, am I speaking with Anna?', 0.99, 'Hello, am I speaking with'],
    ['Hello, am I speaking with Anna?', 1, 'Hello, am I speaking with Anna?'],
    ['我是AI助手。', 0.5, '我是'],
    ['我是AI助手。', 0.7, '我是AI'],
    ['Call 555-0199 now', 0.5, 'Call'],
    ['', 0.5, ''],
    ['……', 0.5, ''],
  ])('%s at %f is %s', (text, proportion, expected) => {
    expect(spokenPart(text, proportion)).toBe(expected);
  });

  it('cuts at a boundary, is a beginning of the text, and never shrinks as more is heard', () => {
    const words = fc.array(fc.constantFrom('你', '好', '，', '。', ' ', 'hello', "don't", '8:30', '😀', 'AI', '"'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        words,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, a, b) => {
          const text = list.join('');
          const less = spokenPart(text, Math.min(a, b));
          const more = spokenPart(text, Math.max(a, b));
          expect(text.startsWith(less)).toBe(true);
          expect(more.startsWith(less)).toBe(true);
          expect(less).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });
});

describe('splitting what is said over stretches of its sound', () => {
  it('gives each stretch the words that end within it', () => {
    expect(splitSpoken('您好，请问是王先生吗？', [1, 1, 1])).toEqual(['您好，请', '问是王', '先生吗？']);
    expect(splitSpoken('Hello there, Anna', [1, 3])).toEqual(['', 'Hello there, Anna']);
    expect(splitSpoken('Hi', [0])).toEqual(['Hi']);
  });

  it('loses and adds nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(fc.constantFrom('你好', ' ', 'word', '。')).map((list) => list.join('')),
        ),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 12 }),
        (text, shares) => {
          const parts = splitSpoken(text, shares);
          expect(parts).toHaveLength(shares.length);
          expect(parts.join('')).toBe(text);
        },
      ),
    );
  });

  it('is quick on text without any words', () => {
    const marks = '，'.repeat(4_000);
    expect(splitSpoken(marks, [1, 1]).join('')).toBe(marks);
  });
});

describe('putting stretches together', () => {
  it.each([
    ['您好，', '我是助手', '您好，我是助手'],
    ['Hello,', 'this is Anna', 'Hello, this is Anna'],
    ['Hello ', 'there', 'Hello there'],
    ['Hello', ' there', 'Hello there'],
    ['Hello', ', Anna', 'Hello, Anna'],
    ['我是', 'AI', '我是AI'],
    ['AI', '助手', 'AI助手'],
    ['', 'x', 'x'],
  ])('%j and %j make %j', (before, after, expected) => {
    expect(joinSpoken(before, after)).toBe(expected);
  });
});
