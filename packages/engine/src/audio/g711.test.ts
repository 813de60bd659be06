import { describe, expect, it } from 'vitest';
import { decodeMulaw, decodeMulawSample, encodeMulaw, mulawLevel, mulawPower } from './g711.js';

/** G.711 table 2a/2b, decision values in 14 bits and the character signals, written as they are sent. */
const VECTORS: [pcm14: number, code: number][] = [
  [8031, 0x80],
  [4191, 0x8f],
  [4063, 0x8f],
  [2015, 0x9f],
  [991, 0xaf],
  [479, 0xbf],
  [223, 0xcf],
  [95, 0xdf],
  [31, 0xef],
  [1, 0xfe],
  [0, 0xff],
];

describe('µ-law', () => {
  it('decodes the quantised values at the segments of G.711', () => {
    // The first value of each segment, in 16 bits: (33·2^s − 33)·4.
    const firsts = [0, 132, 396, 924, 1980, 4092, 8316, 16_764];
    expect(firsts.map((_, segment) => decodeMulawSample(0xff - segment * 16))).toEqual(firsts);
    expect(firsts.map((_, segment) => decodeMulawSample(0x7f - segment * 16))).toEqual(
      firsts.map((value) => -value + 0),
    );
    expect(decodeMulawSample(0x80)).toBe(32_124);
    expect(decodeMulawSample(0x00)).toBe(-32_124);
    expect(decodeMulawSample(0xf0)).toBe(120);
  });

  it('encodes what stands in the tables of G.711', () => {
    for (const [pcm14, code] of VECTORS) {
      expect(encodeMulaw(Int16Array.of(pcm14 * 4))[0], `${pcm14}`).toBe(code);
      if (pcm14 > 0) expect(encodeMulaw(Int16Array.of(pcm14 * -4))[0], `-${pcm14}`).toBe(code & 0x7f);
    }
  });

  it('gives every code back after decoding, but negative zero as zero', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const back = encodeMulaw(decodeMulaw(codes));
    expect([...back]).toEqual([...codes].map((code) => (code === 0x7f ? 0xff : code)));
  });

  it('is never further from a sample than half a step of its segment, clips at the ends and keeps the order', () => {
    const all = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
    const decoded = decodeMulaw(encodeMulaw(all));
    let previous = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < all.length; index += 1) {
      const sample = all[index] as number;
      const value = decoded[index] as number;
      const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
      const step = 2 ** (Math.floor(Math.log2(magnitude)) - 4);
      if (Math.abs(sample) <= 32_635 && Math.abs(value - sample) > step / 2) expect.fail(`${sample} became ${value}`);
      if (value < previous) expect.fail(`${sample} is out of order`);
      previous = value;
    }
    expect(decoded[0]).toBe(-32_124);
    expect(decoded.at(-1)).toBe(32_124);
  });

  it('measures level: nothing, silence and a sine', () => {
    expect(mulawLevel(new Uint8Array(0))).toBe(0);
    expect(mulawLevel(new Uint8Array(160).fill(0xff))).toBe(0);
    const sine = Int16Array.from({ length: 8000 }, (_, n) =>
      Math.round(16_384 * Math.sin((2 * Math.PI * 440 * n) / 8000)),
    );
    expect(mulawLevel(encodeMulaw(sine))).toBeCloseTo(0.5 / Math.SQRT2, 2);
    expect(mulawPower(encodeMulaw(sine))).toBeCloseTo(0.125, 2);
  });
});
