import { describe, expect, it } from 'vitest';
import { decodeAlaw, encodeAlaw } from './alaw.js';

describe('A-law', () => {
  it('has the values of ITU-T G.711', () => {
    // Table 1a: the ends of the segments, as 13-bit decoder outputs times 8. 0xd5 is the smallest positive value.
    expect([...decodeAlaw(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
    expect([...encodeAlaw(Int16Array.of(0, -1, 32_767, -32_768))]).toEqual([0xd5, 0x55, 0xaa, 0x2a]);
  });

  it('gives every code back, and is monotonic', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    expect(encodeAlaw(decodeAlaw(codes))).toEqual(codes);
    const ramp = decodeAlaw(encodeAlaw(Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768)));
    for (let at = 1; at < ramp.length; at += 1) {
      if ((ramp[at] as number) < (ramp[at - 1] as number)) throw new Error(`falls at ${at - 32_768}`);
    }
  });
});
