import { describe, expect, it } from 'vitest';
import { isRingbackError } from '../errors.js';
import { resample, resampledLength, resamplePart } from './resample.js';

function tone(hertz: number, rate: number, seconds: number, peak = 16_000): Int16Array {
  return Int16Array.from({ length: Math.round(rate * seconds) }, (_, n) =>
    Math.round(peak * Math.sin((2 * Math.PI * hertz * n) / rate)),
  );
}

/** Amplitude of one frequency, and what is beside it (RMS), in the middle of the sound: the ends are a filter's. */
function analyse(pcm: Int16Array, hertz: number, rate: number): { amplitude: number; beside: number } {
  const from = Math.floor(pcm.length * 0.2);
  const to = Math.floor(pcm.length * 0.8);
  let real = 0;
  let imaginary = 0;
  let weights = 0;
  for (let n = from; n < to; n += 1) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n - from)) / (to - from));
    const angle = (2 * Math.PI * hertz * n) / rate;
    real += weight * (pcm[n] as number) * Math.cos(angle);
    imaginary += weight * (pcm[n] as number) * Math.sin(angle);
    weights += weight;
  }
  real *= 2 / weights;
  imaginary *= 2 / weights;
  let rest = 0;
  for (let n = from; n < to; n += 1) {
    const angle = (2 * Math.PI * hertz * n) / rate;
    rest += ((pcm[n] as number) - real * Math.cos(angle) - imaginary * Math.sin(angle)) ** 2;
  }
  return { amplitude: Math.hypot(real, imaginary), beside: Math.sqrt(rest / (to - from)) };
}

function rms(pcm: Int16Array): number {
  const middle = pcm.subarray(Math.floor(pcm.length * 0.2), Math.floor(pcm.length * 0.8));
  return Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

const RATIOS: [from: number, to: number][] = [
  [22_050, 8000],
  [8000, 16_000],
  [16_000, 8000],
  [8000, 24_000],
  [24_000, 8000],
  [44_100, 8000],
  [8000, 44_100],
  [48_000, 8000],
  [7919, 8009],
];

describe('resample', () => {
  for (const [from, to] of RATIOS) {
    it(`keeps level and frequency of tones from ${from} to ${to}`, () => {
      const passed = Math.min(from, to) * 0.4;
      for (const hertz of [200, 1000, passed]) {
        const output = resample(tone(hertz, from, 0.5), from, to);
        expect(output.length).toBe(Math.round(to * 0.5));
        const { amplitude, beside } = analyse(output, hertz, to);
        expect(Math.abs(decibels(amplitude / 16_000)), `${hertz} Hz`).toBeLessThan(0.1);
        expect(decibels(beside / (16_000 / Math.SQRT2)), `beside ${hertz} Hz`).toBeLessThan(-60);
      }
    });
  }

  it('suppresses what would alias by 60 dB and more', () => {
    for (const [from, to] of RATIOS.filter(([from, to]) => from > to * 1.1)) {
      for (const hertz of [to * 0.505, to * 0.6, to * 0.75, from * 0.49]) {
        if (hertz >= from / 2) continue;
        const output = resample(tone(hertz, from, 0.5), from, to);
        expect(decibels(rms(output) / (16_000 / Math.SQRT2)), `${hertz} Hz, ${from} to ${to}`).toBeLessThan(-60);
      }
    }
  });

  it('does not shift sound in time', () => {
    const click = new Int16Array(2205);
    click[1102] = 20_000;
    const output = resample(click, 22_050, 8000);
    expect(output.indexOf(Math.max(...output))).toBe(400);
  });

  it('keeps a constant, clips at 16 bits, and takes nothing and one sample', () => {
    const constant = resample(new Int16Array(2000).fill(10_000), 22_050, 8000);
    expect([...constant.subarray(100, 600)].every((sample) => Math.abs(sample - 10_000) <= 1)).toBe(true);
    const square = Int16Array.from({ length: 4000 }, (_, n) => (n % 20 < 10 ? 32_767 : -32_768));
    const output = resample(square, 8000, 24_000);
    expect(Math.max(...output)).toBe(32_767);
    expect(Math.min(...output)).toBe(-32_768);
    expect(resample(new Int16Array(0), 22_050, 8000).length).toBe(0);
    expect(resample(new Int16Array(1), 22_050, 8000).length).toBe(0);
    expect(resample(new Int16Array(1), 8000, 24_000).length).toBe(3);
    const same = new Int16Array(3);
    expect(resample(same, 8000, 8000)).toBe(same);
  });

  it('gives the same in parts', () => {
    for (const [from, to] of RATIOS) {
      const pcm = tone(700, from, 0.2);
      const whole = resample(pcm, from, to);
      expect(resampledLength(pcm.length, from, to)).toBe(whole.length);
      const parts: number[] = [];
      for (let start = 0; start < whole.length; start += 123)
        parts.push(...resamplePart(pcm, from, to, start, start + 123));
      expect(parts).toEqual([...whole]);
    }
    expect(resamplePart(new Int16Array(10), 8000, 16_000, 30, 40).length).toBe(0);
  });

  it('refuses what is no rate', () => {
    for (const rate of [0, -8000, 8000.5, Number.NaN, Number.POSITIVE_INFINITY, 1e6]) {
      try {
        resample(new Int16Array(10), rate, 8000);
        expect.fail(`${rate} was taken`);
      } catch (error) {
        expect(isRingbackError(error) && error.code).toBe('invalid_rate');
      }
    }
  });
});
