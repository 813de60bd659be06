import { describe, expect, it } from 'vitest';
import { isRingbackError } from '../errors.js';
import { decodeWav, encodeWav } from './wav.js';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isRingbackError(error)) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

const ramp = (length: number, step: number): Int16Array => Int16Array.from({ length }, (_, n) => n * step - 32_768);

describe('WAV', () => {
  it('writes the header that RIFF asks for', () => {
    const bytes = Buffer.from(encodeWav(Int16Array.of(1, -2), 8000));
    expect(bytes.toString('hex')).toBe(
      '52494646280000005741564566' + '6d7420100000000100010040' + '1f0000803e00000200100064617461040000000100feff',
    );
  });

  it('reads back mono, stereo and nothing', () => {
    const mono = ramp(100, 600);
    expect(decodeWav(encodeWav(mono, 22_050))).toEqual({ rate: 22_050, channels: [mono] });
    const stereo = [ramp(50, 3), ramp(50, 1300)];
    expect(decodeWav(encodeWav(stereo, 8000))).toEqual({ rate: 8000, channels: stereo });
    expect(decodeWav(encodeWav(new Int16Array(0), 8000))).toEqual({ rate: 8000, channels: [new Int16Array(0)] });
  });

  it('fills a shorter channel with silence', () => {
    const { channels } = decodeWav(encodeWav([Int16Array.of(1, 2, 3), Int16Array.of(4)], 8000));
    expect(channels).toEqual([Int16Array.of(1, 2, 3), Int16Array.of(4, 0, 0)]);
  });

  it('reads from inside a larger buffer, at an odd offset', () => {
    const file = encodeWav(ramp(10, 7), 8000);
    const around = new Uint8Array(file.length + 9);
    around.set(file, 3);
    expect(decodeWav(around.subarray(3, 3 + file.length)).channels).toEqual([ramp(10, 7)]);
  });

  it('skips other chunks, padded to even lengths, and reads the extensible form', () => {
    const plain = Buffer.from(encodeWav(Int16Array.of(5, 6), 8000));
    const odd = Buffer.concat([Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1')]);
    const withList = Buffer.concat([plain.subarray(0, 12), odd, plain.subarray(12)]);
    expect(decodeWav(withList).channels).toEqual([Int16Array.of(5, 6)]);
    const format = Buffer.alloc(48);
    format.write('fmt ', 0, 'latin1');
    format.writeUInt32LE(40, 4);
    plain.copy(format, 8, 20, 36);
    format.writeUInt16LE(0xfffe, 8);
    format.writeUInt16LE(22, 24);
    format.writeUInt16LE(1, 32);
    const extensible = Buffer.concat([plain.subarray(0, 12), format, plain.subarray(36)]);
    expect(decodeWav(extensible)).toEqual({ rate: 8000, channels: [Int16Array.of(5, 6)] });
  });

  it('reads to the end where the length was never filled in', () => {
    for (const length of [0, 0xffff_ffff]) {
      const bytes = Buffer.from(encodeWav(Int16Array.of(7, 8, 9), 8000));
      bytes.writeUInt32LE(length, 40);
      expect(decodeWav(bytes).channels).toEqual([Int16Array.of(7, 8, 9)]);
    }
  });

  it('refuses every file that is cut short', () => {
    const whole = encodeWav(ramp(20, 11), 8000);
    for (let length = 0; length < whole.length; length += 1) {
      expect(
        codeOf(() => decodeWav(whole.subarray(0, length))),
        `${length} bytes`,
      ).toBe('invalid_wav');
    }
  });

  it('refuses what is not 16-bit PCM', () => {
    const change = (offset: number, value: number): Buffer => {
      const bytes = Buffer.from(encodeWav(ramp(20, 11), 8000));
      bytes.writeUInt16LE(value, offset);
      return bytes;
    };
    const bad = [
      change(20, 7),
      change(20, 3),
      change(34, 8),
      change(34, 24),
      change(22, 0),
      change(32, 4),
      change(40, 39),
    ];
    for (const bytes of bad) expect(codeOf(() => decodeWav(bytes))).toBe('invalid_wav');
    const noRate = Buffer.from(encodeWav(ramp(20, 11), 8000));
    noRate.writeUInt32LE(0, 24);
    expect(codeOf(() => decodeWav(noRate))).toBe('invalid_wav');
    expect(codeOf(() => decodeWav(Buffer.from('ID3 and then a song, not a wave file at all')))).toBe('invalid_wav');
  });

  it('refuses to write what no WAV can hold', () => {
    expect(codeOf(() => encodeWav([], 8000))).toBe('invalid_wav');
    for (const rate of [0, -1, 8000.5, Number.NaN, 2 ** 32]) {
      expect(
        codeOf(() => encodeWav(new Int16Array(1), rate)),
        `${rate}`,
      ).toBe('invalid_wav');
    }
  });
});
