import { describe, expect, it } from 'vitest';
import { JitterBuffer, RATE } from './jitter-buffer.js';

const FRAME = 160;
const BLOCK = 40;

/** A tone whose steps from sample to sample are small: a larger one is a click. */
function speech(samples: number, from = 0): Float32Array {
  return Float32Array.from(
    { length: samples },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * 200 * (from + index)) / RATE),
  );
}
/** The tone's own steepest step is 0.5 · 2π · 200 / 8000 = 0.079; a fade of 5 ms adds 0.0125. */
const MOST_STEP = 0.1;

function steepest(samples: readonly number[]): number {
  return samples.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (samples[index - 1] ?? 0))), 0);
}

/** A loudspeaker that takes so many milliseconds. */
function listen(buffer: JitterBuffer, ms: number): { sound: number[]; marks: number[] } {
  const sound: number[] = [];
  const marks: number[] = [];
  const block = new Float32Array(BLOCK);
  for (let taken = 0; taken < (ms * RATE) / 1000; taken += BLOCK) {
    marks.push(...buffer.read(block));
    sound.push(...block);
  }
  return { sound, marks };
}

describe('the jitter buffer', () => {
  it('begins to play once three frames are held', () => {
    const buffer = new JitterBuffer();
    for (let frame = 0; frame < 3; frame += 1) {
      expect(listen(buffer, 5).sound.every((sample) => sample === 0)).toBe(true);
      buffer.write(speech(FRAME, frame * FRAME));
    }
    expect(listen(buffer, 5).sound.some((sample) => sample !== 0)).toBe(true);
  });

  it('plays what is shorter than that too, no later', () => {
    const buffer = new JitterBuffer();
    buffer.write(speech(FRAME));
    const { sound } = listen(buffer, 100);
    const first = sound.findIndex((sample) => sample !== 0);
    expect((first * 1000) / RATE).toBeGreaterThanOrEqual(55);
    expect((first * 1000) / RATE).toBeLessThanOrEqual(65);
  });

  it('gives what came, sample by sample, where frames waver by two of them', () => {
    const buffer = new JitterBuffer();
    const heard: number[] = [];
    for (let frame = 0; frame < 300; frame += 3) {
      for (let one = 0; one < 3; one += 1) buffer.write(speech(FRAME, (frame + one) * FRAME));
      heard.push(...listen(buffer, 60).sound);
    }
    expect(buffer.underruns).toBe(0);
    expect(buffer.trimmed).toBe(0);
    expect(heard.slice(BLOCK)).toEqual([...speech(heard.length).slice(BLOCK)]);
  });

  it('runs dry and begins again without a click', () => {
    const buffer = new JitterBuffer();
    // Cut where the tone is at its peak.
    buffer.write(speech(490));
    const first = listen(buffer, 100).sound;
    buffer.write(speech(800, 10));
    const { sound } = listen(buffer, 200);
    expect(buffer.underruns).toBe(2);
    expect(steepest([...first, ...sound])).toBeLessThan(MOST_STEP);
  });

  it('clears without a click, within 5 ms, and forgets its marks', () => {
    const buffer = new JitterBuffer();
    buffer.write(speech(8_000));
    buffer.mark(1);
    const before = listen(buffer, 15).sound;
    buffer.clear();
    const { sound, marks } = listen(buffer, 100);
    expect(steepest([...before, ...sound])).toBeLessThan(MOST_STEP);
    expect(sound.slice(BLOCK).every((sample) => sample === 0)).toBe(true);
    expect(marks).toEqual([]);
    expect([buffer.heldMs, buffer.mark(2)]).toEqual([0, true]);
  });

  it('tells each mark once, in order, when what stands before it was given', () => {
    const buffer = new JitterBuffer();
    expect(buffer.mark(1)).toBe(true);
    buffer.write(speech(800));
    expect([buffer.mark(2), buffer.mark(3)]).toEqual([false, false]);
    buffer.write(speech(400, 800));
    buffer.mark(4);
    expect(listen(buffer, 95).marks).toEqual([]);
    expect(listen(buffer, 5).marks).toEqual([2, 3]);
    expect(listen(buffer, 45).marks).toEqual([]);
    expect(listen(buffer, 5).marks).toEqual([4]);
    expect(buffer.mark(5)).toBe(true);
  });

  it('tells a mark in the middle of a frame within 5 ms', () => {
    const buffer = new JitterBuffer();
    buffer.write(speech(485));
    buffer.mark(1);
    buffer.write(speech(485, 485));
    expect(listen(buffer, 60).marks).toEqual([]);
    expect(listen(buffer, 5).marks).toEqual([1]);
  });

  it('leaves out quiet stretches where it holds much, and speech only where it holds too much', () => {
    const quiet = new JitterBuffer();
    quiet.write(new Float32Array(1_600));
    listen(quiet, 5);
    expect(quiet.trimmed).toBe(FRAME);
    const loud = new JitterBuffer();
    loud.write(speech(1_600));
    listen(loud, 5);
    expect(loud.trimmed).toBe(0);
    loud.write(speech(2_400, 1_600));
    const { sound } = listen(loud, 100);
    expect(loud.trimmed).toBeGreaterThan(0);
    expect(loud.heldMs).toBeLessThanOrEqual(160);
    expect(steepest(sound)).toBeLessThan(2 * MOST_STEP);
  });

  it('keeps its delay where its clock is 0.2 % slow, twenty times what clocks are', () => {
    const buffer = new JitterBuffer();
    const block = new Float32Array(BLOCK);
    let owed = 0;
    let most = 0;
    for (let part = 0; part < 3_600; part += 1) {
      // Speech with a pause each few seconds, as people talk.
      const samples = part % 40 >= 35 ? new Float32Array(RATE / 10) : speech(RATE / 10);
      buffer.write(samples);
      for (owed += (RATE / 10) * (1 - 0.002); owed >= BLOCK; owed -= BLOCK) buffer.read(block);
      most = Math.max(most, buffer.heldMs);
    }
    expect(most).toBeLessThan(300);
    expect(buffer.trimmed).toBeGreaterThan(3_600 * (RATE / 10) * 0.0015);
  });

  it('gives marks in what was left out', () => {
    const buffer = new JitterBuffer();
    const marks: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      buffer.write(speech(800, index * 800));
      buffer.mark(index);
    }
    marks.push(...listen(buffer, 400).marks);
    expect(marks).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
