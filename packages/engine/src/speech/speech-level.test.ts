import { describe, expect, it } from 'vitest';
import { trimAndLevel } from './speech-level.js';

const tone = (ms: number, peak: number): number[] =>
  Array.from({ length: ms * 8 }, (_, n) => Math.round(peak * Math.sin((2 * Math.PI * 300 * n) / 8000)));
const silence = (ms: number): number[] => new Array<number>(ms * 8).fill(0);
const levelled = (...pieces: number[][]): Int16Array => trimAndLevel(Int16Array.from(pieces.flat()), 8000);
const dbfs = (pcm: Int16Array): number =>
  20 * Math.log10(Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length) / 32_768);

describe('trimAndLevel', () => {
  it('cuts the silence around speech but for 10 ms before and 30 ms after', () => {
    expect(levelled(silence(300), tone(500, 8000), silence(700)).length).toBe((10 + 500 + 30) * 8);
    expect(levelled(tone(500, 8000)).length).toBe(4000);
    expect(levelled(silence(5), tone(500, 8000), silence(5)).length).toBeLessThanOrEqual(510 * 8);
  });

  it('keeps the pauses within', () => {
    expect(levelled(tone(200, 8000), silence(600), tone(200, 8000)).length).toBe(8000);
  });

  it('brings speech to −22 dBFS, counting the speech alone', () => {
    for (const peak of [1000, 3000, 8000, 30_000]) {
      const pcm = levelled(tone(500, peak), silence(500), tone(500, peak));
      expect(dbfs(pcm.subarray(0, 4000)), `${peak}`).toBeCloseTo(-22, 1);
    }
  });

  it('clips nothing and makes nothing more than 12 dB louder', () => {
    const peaks = [...tone(500, 600)];
    for (let n = 0; n < peaks.length; n += 400) peaks[n] = 20_000;
    expect(Math.max(...levelled(peaks))).toBeLessThanOrEqual(0.9 * 32_768 + 1);
    expect(dbfs(levelled(tone(500, 200)))).toBeCloseTo(dbfs(Int16Array.from(tone(500, 200))) + 12, 1);
  });

  it('gives nothing for silence', () => {
    expect(levelled(silence(500)).length).toBe(0);
    expect(levelled(tone(500, 10)).length).toBe(0);
    expect(levelled().length).toBe(0);
  });
});
