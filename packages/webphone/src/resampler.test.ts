import { describe, expect, it } from 'vitest';
import { Resampler } from './resampler.js';

const RATES = [16_000, 44_100, 48_000, 96_000];

function tone(hertz: number, rate: number, seconds = 1): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate));
}

/** In the pieces of 128 samples in which browsers give it. */
function inPieces(resampler: Resampler, samples: Float32Array, size = 128): Float32Array {
  const made: number[] = [];
  for (let at = 0; at < samples.length; at += size) made.push(...resampler.push(samples.subarray(at, at + size)));
  return Float32Array.from(made);
}

/** Amplitude of one frequency, in decibels under full scale, leaving out both ends. */
function level(samples: Float32Array, hertz: number, rate: number): number {
  const middle = samples.subarray(rate / 10, samples.length - rate / 10);
  let [real, imaginary, weights] = [0, 0, 0];
  for (const [index, sample] of middle.entries()) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / middle.length);
    real += weight * sample * Math.cos((2 * Math.PI * hertz * index) / rate);
    imaginary += weight * sample * Math.sin((2 * Math.PI * hertz * index) / rate);
    weights += weight;
  }
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / weights);
}

describe('a change of the sample rate', () => {
  it.each(RATES)('from %i to 8,000 passes speech, and nothing that would alias', (rate) => {
    for (const hertz of [200, 1_000, 3_000]) {
      const made = inPieces(new Resampler(rate, 8_000), tone(hertz, rate));
      expect(Math.abs(level(made, hertz, 8_000))).toBeLessThan(0.2);
    }
    for (const hertz of [4_600, 5_000, 7_000]) {
      if (hertz * 2 >= rate) continue;
      const made = inPieces(new Resampler(rate, 8_000), tone(hertz, rate));
      expect(level(made, 8_000 - hertz, 8_000)).toBeLessThan(-60);
    }
  });

  it.each(RATES)('from 8,000 to %i passes speech without its image', (rate) => {
    const made = inPieces(new Resampler(8_000, rate), tone(3_000, 8_000), 40);
    expect(Math.abs(level(made, 3_000, rate))).toBeLessThan(0.2);
    if (rate > 10_000) expect(level(made, 5_000, rate)).toBeLessThan(-60);
  });

  it('is the same however the input is cut', () => {
    const samples = tone(440, 44_100, 0.2);
    const whole = new Resampler(44_100, 8_000).push(samples);
    for (const size of [1, 7, 128, 5_000]) expect(inPieces(new Resampler(44_100, 8_000), samples, size)).toEqual(whole);
  });

  it('keeps count over a long time', () => {
    const resampler = new Resampler(44_100, 8_000);
    const piece = new Float32Array(441);
    let made = 0;
    for (let piecesOf10Ms = 0; piecesOf10Ms < 6_000; piecesOf10Ms += 1) made += resampler.push(piece).length;
    // What is not out yet is its delay.
    expect(Math.abs(made + resampler.delay * 8_000 - 480_000)).toBeLessThanOrEqual(2);
  });

  it('passes what is constant unchanged, at every phase', () => {
    const made = inPieces(new Resampler(44_100, 8_000), new Float32Array(44_100).fill(0.5));
    for (const sample of made.subarray(100, -100)) expect(Math.abs(sample - 0.5)).toBeLessThan(1e-5);
  });

  it('refuses what is no rate', () => {
    for (const rate of [0, 44_100.5, Number.NaN, 1e9]) expect(() => new Resampler(rate, 8_000)).toThrow(RangeError);
  });
});
