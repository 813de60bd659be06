import { describe, expect, it } from 'vitest';
import { SpokenWords } from './spoken-words.js';

describe('spoken words', () => {
  it('are found by the very same payload, as often as it is asked for', () => {
    const words = new SpokenWords();
    words.remember('AAAA', '您好，');
    expect([words.wordsOf('AAAA'), words.wordsOf('AAAA'), words.wordsOf('AAAB')]).toEqual([
      '您好，',
      '您好，',
      undefined,
    ]);
  });

  it('are those remembered last', () => {
    const words = new SpokenWords();
    words.remember('AAAA', 'one');
    words.remember('AAAA', 'two');
    expect([words.wordsOf('AAAA'), words.size]).toEqual(['two', 1]);
  });

  it('are forgotten, the oldest first, before they fill the memory', () => {
    const words = new SpokenWords();
    const payload = (index: number): string => `${index}`.padStart(1_000_000, 'A');
    for (let index = 0; index < 20; index += 1) words.remember(payload(index), `${index}`);
    expect([words.size, words.wordsOf(payload(3)), words.wordsOf(payload(4)), words.wordsOf(payload(19))]).toEqual([
      16,
      undefined,
      '4',
      '19',
    ]);
  });
});
