import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../ids.js';
import { dtmfFrequencies, dtmfSequence } from './dtmf.js';
import { DtmfDetector } from './dtmf-detector.js';
import { encodeMulaw } from './g711.js';

const KEYS = '0123456789*#ABCD';

interface Tone {
  key: string;
  ms: number;
  /** dBm0 of the low group, and how much stronger the high group is, in dB. */
  level?: number;
  twist?: number;
  /** Off frequency, as a share. */
  rowOffset?: number;
  columnOffset?: number;
}

const peakOf = (dbm0: number): number => 32_124 * 10 ** ((dbm0 - 3.17) / 20);

/** A hard-edged key, as a receiver's test generator gives it. */
function toneOf({ key, ms, level = -10, twist = 0, rowOffset = 0, columnOffset = 0 }: Tone): number[] {
  const [row, column] = dtmfFrequencies(key);
  return Array.from({ length: Math.round(ms * 8) }, (_, n) => {
    const angle = (2 * Math.PI * n) / 8000;
    return (
      peakOf(level) * Math.sin(angle * row * (1 + rowOffset)) +
      peakOf(level + twist) * Math.sin(angle * column * (1 + columnOffset) + 1)
    );
  });
}

const silence = (ms: number): number[] => new Array<number>(Math.round(ms * 8)).fill(0);

/** White noise of a level in dBm0. */
function noise(ms: number, level: number, random: Random): number[] {
  const deviation = peakOf(level) / Math.SQRT2;
  return Array.from({ length: Math.round(ms * 8) }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return deviation * radius * Math.cos(2 * Math.PI * random());
  });
}

function mulawOf(samples: number[]): Uint8Array {
  return encodeMulaw(Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value)))));
}

/** What is found where the bytes come in pieces of a size; by default frames of 20 ms. */
function found(mulaw: Uint8Array, piece = 160): string {
  const detector = new DtmfDetector();
  let keys = '';
  for (let offset = 0; offset < mulaw.length; offset += piece) {
    keys += detector.push(mulaw.subarray(offset, offset + piece)).join('');
  }
  return keys;
}

const foundIn = (samples: number[]): string => found(mulawOf(samples));

/** The same at 17 places against the detector's blocks: a key may begin anywhere. */
function everywhere(samples: number[]): string[] {
  return Array.from({ length: 17 }, (_, place) =>
    foundIn([...silence(0), ...new Array<number>(place * 13).fill(0), ...samples]),
  );
}

describe('DTMF detection', () => {
  it('finds every key once at 40 to 200 ms, wherever it begins', () => {
    for (const key of KEYS) {
      for (const ms of [40, 45, 50, 60, 80, 100, 200]) {
        const results = everywhere([...toneOf({ key, ms }), ...silence(60)]);
        expect(new Set(results), `${key} of ${ms} ms`).toEqual(new Set([key]));
      }
    }
  });

  it('finds what dtmfSequence makes, in frames of any size', () => {
    const keys = '13800138000#*ABCD11';
    const sequence = dtmfSequence(keys);
    for (const piece of [1, 7, 80, 160, 205, 1000, sequence.length]) expect(found(sequence, piece)).toBe(keys);
    expect(found(dtmfSequence(keys, 60, 60))).toBe(keys);
    expect(found(dtmfSequence(keys, 45, 45))).toBe(keys);
    expect(found(dtmfSequence('5', 5000))).toBe('5');
    expect(found(new Uint8Array(0))).toBe('');
  });

  it('tells a key pressed twice from one held: gaps of 30 ms and more', () => {
    for (const key of KEYS) {
      for (const gap of [30, 40, 60]) {
        const twice = everywhere([
          ...toneOf({ key, ms: 60 }),
          ...silence(gap),
          ...toneOf({ key, ms: 60 }),
          ...silence(50),
        ]);
        expect(new Set(twice), `${key}, ${gap} ms`).toEqual(new Set([key + key]));
      }
    }
  });

  it('takes a key for one over a break of 10 ms, a lost packet and a packet played twice', () => {
    for (const key of KEYS) {
      const whole = toneOf({ key, ms: 140 });
      for (const ms of [10, 20]) {
        const broken = whole.map((value, n) => (n >= 480 && n < 480 + ms * 8 ? 0 : value));
        expect(new Set(everywhere([...broken, ...silence(50)])), `${key}, ${ms} ms lost`).toEqual(new Set([key]));
      }
      const concealed = [...whole.slice(0, 480), ...whole.slice(320, 480), ...whole.slice(640)];
      expect(new Set(everywhere([...concealed, ...silence(50)])), `${key} concealed`).toEqual(new Set([key]));
    }
  });

  it('finds different keys that follow each other without a gap', () => {
    expect(
      foundIn([...toneOf({ key: '1', ms: 80 }), ...toneOf({ key: '2', ms: 80 }), ...toneOf({ key: '9', ms: 80 })]),
    ).toBe('129');
  });

  it('lets go of keys of 23 ms and less', () => {
    for (const key of KEYS) {
      for (const ms of [5, 10, 15, 20, 23]) {
        const results = everywhere([...silence(30), ...toneOf({ key, ms }), ...silence(60)]);
        expect(new Set(results), `${key} of ${ms} ms`).toEqual(new Set(['']));
      }
    }
  });

  it('takes tones 1.8 % off frequency and refuses 3.5 %', () => {
    for (const key of KEYS) {
      for (const row of [-0.018, 0, 0.018]) {
        for (const column of [-0.018, 0, 0.018]) {
          const tone = toneOf({ key, ms: 50, rowOffset: row, columnOffset: column });
          expect(new Set(everywhere([...tone, ...silence(50)])), `${key} ${row} ${column}`).toEqual(new Set([key]));
        }
      }
      for (const [row, column] of [
        [0.035, 0],
        [-0.035, 0],
        [0, 0.035],
        [0, -0.035],
      ] as const) {
        const tone = toneOf({ key, ms: 200, rowOffset: row, columnOffset: column });
        expect(foundIn([...tone, ...silence(50)]), `${key} ${row} ${column}`).toBe('');
      }
    }
  });

  it('takes twist of +4 and −8 dB (AT&T), ±6 (Denmark) and ±9 (Brazil), and refuses ±15', () => {
    for (const key of KEYS) {
      for (const twist of [4, -8, 6, -6, 9, -9]) {
        const level = -12 - Math.max(0, twist);
        expect(foundIn([...toneOf({ key, ms: 50, level, twist }), ...silence(50)]), `${key} ${twist}`).toBe(key);
      }
      for (const twist of [15, -15]) {
        expect(foundIn([...toneOf({ key, ms: 200, level: -20, twist }), ...silence(50)]), `${key} ${twist}`).toBe('');
      }
    }
  });

  it('takes levels from −3 to −29 dBm0 and nothing at −45', () => {
    for (const key of KEYS) {
      for (const level of [-3, -10, -20, -25, -29]) {
        expect(foundIn([...toneOf({ key, ms: 50, level }), ...silence(50)]), `${key} ${level}`).toBe(key);
      }
      expect(foundIn([...toneOf({ key, ms: 200, level: -45 }), ...silence(50)]), key).toBe('');
    }
  });

  it('finds keys in noise 15 dB below them', () => {
    const random = seededRandom(15);
    for (const key of KEYS) {
      for (let round = 0; round < 10; round += 1) {
        const clean = [...silence(40 + round * 3), ...toneOf({ key, ms: 50 }), ...silence(60)];
        // Both tones together are −7 dBm0.
        const hiss = noise(clean.length / 8, -22, random);
        expect(foundIn(clean.map((value, n) => value + (hiss[n] as number))), key).toBe(key);
      }
    }
  });

  it('finds nothing in silence and in ten minutes of noise of every level', () => {
    const random = seededRandom(1);
    expect(found(new Uint8Array(80_000).fill(0xff))).toBe('');
    for (const level of [0, -10, -20, -30, -40, -60]) expect(foundIn(noise(100_000, level, random))).toBe('');
  });

  it('finds nothing in scales, chords, dial tones and sweeps', () => {
    const note = (semitones: number): number => 440 * 2 ** (semitones / 12);
    /** A struck string: harmonics that fall off, each note dying away. */
    const struck = (hertz: readonly number[], ms: number): number[] =>
      Array.from({ length: ms * 8 }, (_, n) => {
        let sum = 0;
        for (const base of hertz) {
          for (let harmonic = 1; harmonic <= 6 && base * harmonic < 3800; harmonic += 1) {
            sum += (4000 / harmonic) * Math.sin((2 * Math.PI * base * harmonic * n) / 8000);
          }
        }
        return sum * Math.exp(-n / (ms * 4));
      });
    for (let semitone = -24; semitone < 24; semitone += 1) {
      expect(foundIn(struck([note(semitone)], 250)), `note ${semitone}`).toBe('');
      for (const chord of [
        [0, 4, 7],
        [0, 3, 7],
        [0, 4, 7, 11],
        [0, 7],
        [0, 12],
      ]) {
        expect(
          foundIn(
            struck(
              chord.map((step) => note(semitone + step)),
              250,
            ),
          ),
          `chord on ${semitone}`,
        ).toBe('');
      }
    }
    const steady = (hertz: readonly number[]): number[] =>
      Array.from({ length: 8000 }, (_, n) =>
        hertz.reduce((sum, f) => sum + 8000 * Math.sin((2 * Math.PI * f * n) / 8000), 0),
      );
    for (const hertz of [
      [350, 440],
      [440, 480],
      [480, 620],
      [425],
      [450],
      [1000],
      [1400],
      [2100],
      [697],
      [1209],
      [697, 770],
    ]) {
      expect(foundIn(steady(hertz)), `${hertz}`).toBe('');
    }
    const sweep = Array.from(
      { length: 80_000 },
      (_, n) => 16_000 * Math.sin(2 * Math.PI * ((n / 8000) * 200 + (n / 8000) ** 2 * 160)),
    );
    expect(foundIn(sweep)).toBe('');
  });
});
