import { encodeMulaw, FRAME_BYTES, MulawAudio, seededRandom } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import type { MachineDetectionSettings } from './call-parameters.js';
import { MachineDetection, type WhoAnswers } from './machine-detection.js';

const SETTINGS: MachineDetectionSettings = {
  mode: 'Enable',
  timeoutMs: 30_000,
  speechThresholdMs: 2400,
  speechEndThresholdMs: 1200,
  silenceTimeoutMs: 5000,
  async: false,
  callback: undefined,
};
const noise = seededRandom(5);
/** Swells and fades five times a second, as syllables do. */
const speech = (index: number): MulawAudio => {
  const samples = Int16Array.from({ length: FRAME_BYTES }, (_, n) => {
    const swell = Math.abs(Math.sin((Math.PI * (index * FRAME_BYTES + n)) / 1600));
    return (noise() - 0.5) * 20_000 * swell;
  });
  return MulawAudio.fromBytes(encodeMulaw(samples));
};
const silence = MulawAudio.fromBytes(new Uint8Array(FRAME_BYTES).fill(0xff));

/** What is found in so many milliseconds of silence, speech and silence without end, and when. */
function found(
  who: WhoAnswers,
  before: number,
  speaks: number,
  over: Partial<MachineDetectionSettings> = {},
): [string, number] {
  const detection = new MachineDetection({ ...SETTINGS, ...over }, who);
  for (let ms = 0; ms < 60_000; ms += 20) {
    const by = detection.push(ms >= before && ms < before + speaks ? speech(ms / 20) : silence);
    if (by !== null) return [by, detection.durationMs];
  }
  return ['nothing', 60_000];
}

describe('machine detection', () => {
  it.each([
    ['a short greeting of a person', 'human', 500, 800, {}, 'human', 2_500],
    ['a person who goes on and on', 'human', 500, 9_000, {}, 'human', 2_900],
    ['a mailbox that goes on and on', 'machine', 0, 9_000, {}, 'machine_start', 2_400],
    ['a mailbox that says little', 'machine', 0, 1_000, {}, 'machine_start', 2_200],
    ['a mailbox without a beep', 'machine', 0, 4_000, { mode: 'DetectMessageEnd' }, 'machine_end_silence', 5_200],
    ['a mailbox that never ends', 'machine', 0, 60_000, { mode: 'DetectMessageEnd' }, 'machine_end_other', 30_000],
    ['nobody', 'human', 60_000, 0, {}, 'unknown', 5_000],
    ['nobody, for as long as is asked for', 'machine', 60_000, 0, { silenceTimeoutMs: 2_000 }, 'unknown', 2_000],
    ['somebody who cannot be made out', 'unknown', 0, 60_000, { timeoutMs: 10_000 }, 'unknown', 10_000],
    ['a fax', 'fax', 1_000, 3_000, {}, 'fax', 1_060],
  ] as const)('finds %s (%s)', (_, who, before, speaks, over, by, at) => {
    const [result, ms] = found(who, before, speaks, over);
    expect(result).toBe(by);
    // Voice activity takes a little to be sure of speech and of its end.
    expect(Math.abs(ms - at)).toBeLessThan(250);
  });
});
