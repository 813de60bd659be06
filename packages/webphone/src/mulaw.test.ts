import { describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulawSample, MULAW_SILENCE } from './mulaw.js';

describe('µ-law', () => {
  it('has every code come back as itself, and its two zeros as silence', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const again = Array.from(decodeMulaw(codes), (sample) => encodeMulawSample(sample));
    // 0x7f is −0, which nobody hears.
    expect(again).toEqual([...codes].map((code) => (code === 0x7f ? MULAW_SILENCE : code)));
    expect(encodeMulawSample(0)).toBe(MULAW_SILENCE);
  });

  it('clips what is too loud', () => {
    expect([encodeMulawSample(3), encodeMulawSample(-3)]).toEqual([0x80, 0x00]);
  });

  it('is within half a step, 38 dB under a loud tone', () => {
    const tone = Array.from({ length: 8_000 }, (_, index) => 0.5 * Math.sin((2 * Math.PI * 997 * index) / 8_000));
    const decoded = decodeMulaw(Uint8Array.from(tone, encodeMulawSample));
    const power = (samples: ArrayLike<number>): number => Array.from(samples).reduce((sum, one) => sum + one * one, 0);
    const noise = power(tone.map((sample, index) => sample - (decoded[index] as number)));
    expect(10 * Math.log10(power(tone) / noise)).toBeGreaterThan(36);
  });
});
