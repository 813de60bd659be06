import { describe, expect, it } from 'vitest';
import { dtmfSequence } from '../../audio/dtmf.js';
import { encodeMulaw } from '../../audio/g711.js';
import { seededRandom } from '../../ids.js';
import { BeepDetector } from './beep-detector.js';

/** `level` of full scale; `at` gives a sample for its time in seconds. */
function sound(seconds: number, level: number, at: (time: number) => number): Uint8Array {
  const pcm = new Int16Array(Math.round(seconds * 8000));
  for (let n = 0; n < pcm.length; n += 1) pcm[n] = Math.round(32_000 * level * at(n / 8000));
  return encodeMulaw(pcm);
}

const tone = (hz: number) => (time: number) => Math.sin(2 * Math.PI * hz * time);

function beeps(mulaw: Uint8Array): number {
  const detector = new BeepDetector();
  let count = 0;
  for (let offset = 0; offset + 160 <= mulaw.length; offset += 160) {
    if (detector.push(mulaw.subarray(offset, offset + 160))) count += 1;
  }
  return count;
}

describe('a mailbox’s beep', () => {
  it.each([400, 425, 440, 450])('is not the network’s own ringing at %s Hz', (hz) => {
    for (const level of [0.8, 0.3, 0.05]) expect(beeps(sound(1, level, tone(hz)))).toBe(0);
  });

  it.each([500, 620, 800, 1000, 1400, 2000])('at %s Hz is found, once, loud or soft', (hz) => {
    for (const level of [0.8, 0.3, 0.05]) expect(beeps(sound(0.8, level, tone(hz)))).toBe(1);
    expect(beeps(sound(0.26, 0.5, tone(hz)))).toBe(1);
  });

  it('is found again after a pause', () => {
    const one = sound(0.4, 0.5, tone(1000));
    const pause = sound(0.4, 0, tone(1000));
    expect(beeps(Uint8Array.from([...one, ...pause, ...one]))).toBe(2);
  });

  it('is none where it is too short, too faint, or no single steady tone', () => {
    const random = seededRandom(1);
    expect(beeps(sound(0.16, 0.5, tone(1000)))).toBe(0);
    expect(beeps(sound(1, 0.005, tone(1000)))).toBe(0);
    expect(beeps(sound(1, 0.5, () => random() * 2 - 1))).toBe(0);
    expect(beeps(dtmfSequence('1234567890*#', 300, 50))).toBe(0);
    // A vowel: harmonics of a voice.
    const vowel = (time: number): number =>
      [1, 0.8, 0.9, 0.5, 0.3].reduce((sum, share, index) => sum + share * tone(180 * (index + 1))(time), 0) / 4;
    expect(beeps(sound(1, 0.5, vowel))).toBe(0);
    // A whistle that wanders.
    expect(beeps(sound(1, 0.5, (time) => Math.sin(2 * Math.PI * (800 * time + 600 * time * time))))).toBe(0);
    // A sung note: steady in pitch, not in power.
    expect(beeps(sound(1, 0.5, (time) => tone(440)(time) * (0.6 + 0.4 * tone(5)(time))))).toBe(0);
    // Humming.
    expect(beeps(sound(1, 0.5, tone(150)))).toBe(0);
  });
});
