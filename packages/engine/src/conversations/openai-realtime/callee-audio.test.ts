import { expect, it } from 'vitest';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import { silentAudio } from '../../testing/index.js';
import { AudioClock } from './audio-clock.js';
import { CalleeAudio } from './callee-audio.js';

it('keeps the last second, and everything up to 30 s while it is held', () => {
  const audio = new CalleeAudio();
  const keep = (seconds: number): void => {
    for (let frame = 0; frame < seconds * 50; frame += 1) audio.keep(silentAudio(20), frame);
  };
  keep(5);
  expect(audio.kept).toHaveLength(50);
  audio.hold();
  keep(10);
  expect(audio.kept).toHaveLength(550);
  keep(40);
  expect(audio.kept).toHaveLength(1_500);
  // The oldest was dropped.
  expect(audio.kept.at(-1)?.at).toBe(1_999);
  audio.release();
  expect(audio.kept).toHaveLength(50);
  audio.clear();
  expect(audio.kept).toEqual([]);
});

it('is of one call alone, though parts of it are used again for others', () => {
  const calls = [1, 2, 3].map((code) => ({ code, audio: new CalleeAudio(), kept: 0 }));
  for (let frame = 0; frame < 3_000; frame += 1) {
    for (const call of calls) {
      const { audio, code } = call;
      audio.keep(MulawAudio.fromBytes(new Uint8Array(160).fill(code)), frame);
      call.kept += 1;
      if (frame % (70 * code) === 0) audio.hold();
      if (frame % (190 * code) === 0) audio.release();
      if (frame % (430 * code) !== 0) continue;
      audio.clear();
      call.kept = 0;
    }
    if (frame % 97 !== 0) continue;
    for (const { audio, code, kept } of calls) {
      const heard = audio.kept;
      expect(heard.length).toBeGreaterThanOrEqual(Math.min(kept, 50));
      expect(heard.at(-1)?.at).toBe(kept === 0 ? undefined : frame);
      expect(heard.every((one) => one.audio.bytes.every((byte) => byte === code))).toBe(true);
    }
  }
});

it('finds the instant of a place in the audio, across pauses of the line', () => {
  const clock = new AudioClock();
  expect(clock.instantOf(0)).toBeNull();
  for (let at = 20; at <= 1_000; at += 20) clock.appended(20, 50_000 + at + (at % 60));
  for (let at = 20; at <= 1_000; at += 20) clock.appended(20, 58_000 + at);
  expect(clock.totalMs).toBe(2_000);
  expect(clock.instantOf(500)).toBeCloseTo(50_520, -2);
  expect(clock.instantOf(1_500)).toBe(58_500);
});
