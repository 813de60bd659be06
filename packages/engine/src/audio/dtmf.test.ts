import { describe, expect, it } from 'vitest';
import { isRingbackError } from '../errors.js';
import { dtmfFrequencies, dtmfKey, dtmfSequence, dtmfTone } from './dtmf.js';
import { decodeMulaw, mulawPower } from './g711.js';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isRingbackError(error)) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

function share(pcm: Int16Array, hertz: number): number {
  let real = 0;
  let imaginary = 0;
  let power = 0;
  pcm.forEach((sample, n) => {
    const angle = (2 * Math.PI * hertz * n) / 8000;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
    power += sample * sample;
  });
  return (2 * (real * real + imaginary * imaginary)) / pcm.length / power;
}

describe('DTMF tones', () => {
  it('has the frequencies of Q.23 for all sixteen keys', () => {
    expect(dtmfFrequencies('1')).toEqual([697, 1209]);
    expect(dtmfFrequencies('5')).toEqual([770, 1336]);
    expect(dtmfFrequencies('9')).toEqual([852, 1477]);
    expect(dtmfFrequencies('*')).toEqual([941, 1209]);
    expect(dtmfFrequencies('0')).toEqual([941, 1336]);
    expect(dtmfFrequencies('#')).toEqual([941, 1477]);
    expect(dtmfFrequencies('D')).toEqual([941, 1633]);
    for (const key of '0123456789*#ABCD') {
      const [row, column] = dtmfFrequencies(key);
      expect(dtmfKey([697, 770, 852, 941].indexOf(row), [1209, 1336, 1477, 1633].indexOf(column))).toBe(key);
      const pcm = decodeMulaw(dtmfTone(key, 200));
      expect(share(pcm, row), key).toBeGreaterThan(0.48);
      expect(share(pcm, column), key).toBeGreaterThan(0.48);
    }
  });

  it('is as long and as loud as asked, without clipping or a click', () => {
    const tone = dtmfTone('8', 200);
    expect(tone.length).toBe(1600);
    const pcm = decodeMulaw(tone);
    expect(Math.max(...pcm.map(Math.abs))).toBeLessThan(26_000);
    expect(Math.abs(pcm[0] as number)).toBeLessThan(100);
    // Both tones together: −2 dBm0, give or take half a decibel; a sine at full scale (power 0.5) is +3.17 dBm0.
    const level = 10 * Math.log10(mulawPower(tone) / 0.5) + 3.17;
    expect(level).toBeGreaterThan(-2.5);
    expect(level).toBeLessThan(-1.5);
    expect(dtmfTone('8', 1).length).toBe(8);
  });

  it('puts a gap behind each key', () => {
    const bytes = dtmfSequence('12#', 50, 30);
    expect(bytes.length).toBe(3 * (400 + 240));
    expect([...bytes.subarray(400, 640)].every((byte) => byte === 0xff)).toBe(true);
    expect(dtmfSequence('').length).toBe(0);
    expect(dtmfSequence('1').length).toBe(1600 + 960);
    expect(dtmfSequence('1', 50, 0).length).toBe(400);
  });

  it('refuses what is no key or no length', () => {
    for (const key of ['', 'a', 'E', '12', '+', ' ', '１', '\u0000']) {
      expect(
        codeOf(() => dtmfTone(key, 100)),
        JSON.stringify(key),
      ).toBe('invalid_key');
    }
    expect(codeOf(() => dtmfSequence('12x4'))).toBe('invalid_key');
    expect(codeOf(() => dtmfSequence('1😀'))).toBe('invalid_key');
    for (const ms of [0, -1, Number.NaN, 60_001]) expect(codeOf(() => dtmfTone('1', ms))).toBe('invalid_duration');
    expect(codeOf(() => dtmfSequence('', 100, -1))).toBe('invalid_duration');
  });
});
