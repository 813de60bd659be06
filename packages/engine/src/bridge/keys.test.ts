import { describe, expect, it } from 'vitest';
import { areKeys, keyAudio, MOST_KEYS } from './keys.js';

describe('keys', () => {
  it('are 1 to 32 of those on a phone', () => {
    for (const keys of ['1', '0123456789*#ABCD', '1'.repeat(MOST_KEYS)]) expect(areKeys(keys)).toBe(true);
    for (const no of ['', 'a', '1 2', '1\n', '１', '+1', '1'.repeat(MOST_KEYS + 1)]) expect(areKeys(no)).toBe(false);
  });

  it('sound for 200 ms each, with gaps of 120 ms [bridge: keys.as-tones]', () => {
    expect(keyAudio('12#').durationMs).toBe(3 * 320);
  });
});
