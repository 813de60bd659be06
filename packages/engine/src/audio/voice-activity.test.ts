import { describe, expect, it } from 'vitest';
import { isRingbackError } from '../errors.js';
import { type Random, seededRandom } from '../ids.js';
import { encodeMulaw } from './g711.js';
import { VoiceActivity, type VoiceActivityOptions } from './voice-activity.js';

const FULL_SCALE = 32_768;
const amplitude = (dbfs: number): number => FULL_SCALE * 10 ** (dbfs / 20);

function mulawOf(samples: readonly number[]): Uint8Array {
  return encodeMulaw(Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value)))));
}

/** White noise, RMS in dBFS. */
function noise(ms: number, dbfs: number, random: Random): number[] {
  return Array.from({ length: ms * 8 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return amplitude(dbfs) * radius * Math.cos(2 * Math.PI * random());
  });
}

/** Syllables of 180 ms with a rise, a fall and 40 ms of closure, like a voice: 120 Hz and its harmonics. RMS at the peak in dBFS. */
function speech(ms: number, dbfs: number): number[] {
  return Array.from({ length: ms * 8 }, (_, n) => {
    const within = n % 1440;
    if (within >= 1120) return 0;
    const envelope = Math.sin((Math.PI * within) / 1120);
    let sum = 0;
    for (let harmonic = 1; harmonic <= 10; harmonic += 1)
      sum += Math.sin((2 * Math.PI * 120 * harmonic * n) / 8000 + harmonic ** 2) / harmonic;
    return (amplitude(dbfs) * envelope * sum) / 0.88;
  });
}

const silence = (ms: number): number[] => new Array<number>(ms * 8).fill(0);
const mix = (a: readonly number[], b: readonly number[]): number[] => a.map((value, n) => value + (b[n] ?? 0));

/** Changes with the ms at which they were told. */
function changes(samples: readonly number[], options?: VoiceActivityOptions, piece = 160): [string, number][] {
  const bytes = mulawOf(samples);
  const activity = new VoiceActivity(options);
  const told: [string, number][] = [];
  for (let offset = 0; offset < bytes.length; offset += piece) {
    const change = activity.push(bytes.subarray(offset, offset + piece));
    if (change !== null) {
      told.push([change, Math.min(bytes.length, offset + piece) / 8]);
      expect(activity.speaking).toBe(change === 'speech');
    }
  }
  return told;
}

describe('VoiceActivity', () => {
  it('tells speech within 100 ms of its beginning and silence 500 ms after its end', () => {
    for (const level of [-10, -20, -30, -40, -48]) {
      const told = changes([...silence(1000), ...speech(3600, level), ...silence(2000)]);
      expect(
        told.map(([change]) => change),
        `${level} dBFS`,
      ).toEqual(['speech', 'silence']);
      expect(told[0]?.[1], `${level} dBFS`).toBeLessThanOrEqual(1100);
      // The last syllable ends at 4,560 ms; its soft end may count as silence.
      expect(told[1]?.[1], `${level} dBFS`).toBeGreaterThanOrEqual(5000);
      expect(told[1]?.[1], `${level} dBFS`).toBeLessThanOrEqual(5080);
    }
  });

  it('hears a call that begins with speech, and speech without an end', () => {
    const told = changes(speech(30_000, -25));
    expect(told.map(([change]) => change)).toEqual(['speech']);
    expect(told[0]?.[1]).toBeLessThanOrEqual(120);
  });

  it('calls nothing speech in digital silence, idle noise, clicks and faint noise', () => {
    const random = seededRandom(7);
    expect(changes(silence(10_000))).toEqual([]);
    expect(changes(Array.from({ length: 80_000 }, (_, n) => (n % 2 === 0 ? 8 : -8)))).toEqual([]);
    expect(changes(noise(20_000, -62, random))).toEqual([]);
    const clicks = silence(10_000);
    for (let at = 4000; at < clicks.length; at += 4000) clicks.fill(12_000, at, at + 40);
    expect(changes(clicks)).toEqual([]);
  });

  it('lets go of steady noise of any level, and does not take it up again', () => {
    const random = seededRandom(8);
    for (const level of [-55, -45, -35, -25, -15]) {
      const told = changes([...silence(1000), ...noise(20_000, level, random)]);
      expect(
        told.map(([change]) => change),
        `${level} dBFS`,
      ).toEqual(['speech', 'silence']);
      expect(told[1]?.[1], `${level} dBFS`).toBeLessThanOrEqual(1000 + 800 + 500);
    }
  });

  it('lets go of noise that wanders within 2 s', () => {
    const random = seededRandom(9);
    const wandering = noise(20_000, -30, random).map(
      (value, n) => value * (1 + 0.2 * Math.sin((2 * Math.PI * n) / 4800)),
    );
    const told = changes([...silence(500), ...wandering]);
    expect(told[0]?.[0]).toBe('speech');
    expect(told[1]?.[0]).toBe('silence');
    expect(told[1]?.[1]).toBeLessThanOrEqual(500 + 2200 + 500);
    expect(told.length).toBe(2);
  });

  it('hears speech 12 dB above noise, and its end', () => {
    const random = seededRandom(10);
    for (const level of [-50, -40, -30]) {
      const talk = [...silence(4000), ...speech(3600, level + 12), ...silence(4000)];
      const told = changes(mix(talk, noise(talk.length / 8, level, random))).filter(([, at]) => at > 3000);
      expect(
        told.map(([change]) => change),
        `${level} dBFS`,
      ).toEqual(['speech', 'silence']);
      expect(told[0]?.[1], `${level} dBFS`).toBeLessThanOrEqual(4260);
      expect(told[1]?.[1], `${level} dBFS`).toBeLessThanOrEqual(8200);
    }
  });

  it('is not fooled by lost packets in noise, and hears quiet speech after noise went away', () => {
    const random = seededRandom(11);
    const background = noise(10_000, -35, random);
    for (let frame = 150; frame < 500; frame += 20) background.fill(0, frame * 160, (frame + 3) * 160);
    expect(changes(background).filter(([, at]) => at > 3000)).toEqual([]);
    const told = changes([...noise(5000, -30, random), ...silence(1000), ...speech(1800, -45), ...silence(1000)]);
    expect(told.slice(-2).map(([change]) => change)).toEqual(['speech', 'silence']);
    expect(told.at(-2)?.[1]).toBeGreaterThanOrEqual(6000);
    expect(told.at(-2)?.[1]).toBeLessThanOrEqual(6120);
  });

  it('does not end for a pause within a sentence, nor go on for a click in the silence', () => {
    const talk = [...silence(200), ...speech(900, -20), ...silence(360), ...speech(900, -20), ...silence(2000)];
    const start = (200 + 900 + 360 + 900 + 240) * 8;
    talk.fill(12_000, start, start + 40);
    const told = changes(talk);
    expect(told.map(([change]) => change)).toEqual(['speech', 'silence']);
    expect(told[1]?.[1]).toBeLessThanOrEqual(200 + 900 + 360 + 900 + 540);
  });

  it('keeps to the times it is given', () => {
    const talk = [...silence(1000), ...speech(140, -20), ...silence(1000)];
    expect(changes(talk, { onsetMs: 200 })).toEqual([]);
    expect(changes(talk, { onsetMs: 0, releaseMs: 100 })[0]?.[1]).toBeLessThanOrEqual(1040);
    expect(changes(talk, { onsetMs: 0, releaseMs: 100 })[1]?.[1]).toBeLessThanOrEqual(1260);
    expect(changes(talk, { leastDbfs: -10 })).toEqual([]);
  });

  it('gives the same for frames of any size', () => {
    const talk = [...silence(1000), ...speech(1800, -20), ...silence(1000)];
    const whole = changes(talk).map(([change]) => change);
    for (const piece of [1, 80, 159, 161, 240, 480]) {
      expect(
        changes(talk, {}, piece).map(([change]) => change),
        `${piece}`,
      ).toEqual(whole);
    }
    expect(new VoiceActivity().push(new Uint8Array(0))).toBe(null);
  });

  it('refuses impossible options', () => {
    for (const options of [
      { onsetMs: -1 },
      { releaseMs: Number.NaN },
      { onsetMs: 10_001 },
      { marginDb: 0 },
      { leastDbfs: 1 },
    ] as VoiceActivityOptions[]) {
      try {
        new VoiceActivity(options);
        expect.fail(JSON.stringify(options));
      } catch (error) {
        expect(isRingbackError(error) && error.code, JSON.stringify(options)).toBe('invalid_option');
      }
    }
  });
});
