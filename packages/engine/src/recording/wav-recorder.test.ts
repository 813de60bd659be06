import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw } from '../audio/g711.js';
import { MulawAudio } from '../audio/mulaw-audio.js';
import { decodeWav } from '../audio/wav.js';
import type { RingbackError } from '../errors.js';
import { printed, runChild } from '../test-child.js';
import { ManualClock } from '../testing/index.js';
import type { Recording } from './recording.js';
import { repairRecordings } from './repair-recordings.js';
import type { WavHandle } from './wav-file.js';
import { WavRecorder, type WavRecorderOptions } from './wav-recorder.js';

/** A value that µ-law holds exactly, so that a place in the file can be told from every other. */
const level = (value: number): number => decodeMulaw(encodeMulaw(Int16Array.of(value)))[0] as number;
const audio = (samples: number, value: number): MulawAudio =>
  MulawAudio.fromBytes(encodeMulaw(new Int16Array(samples).fill(value)));
const [LOW, HIGH] = [level(988), level(8_060)];

describe('WavRecorder', () => {
  let folder: string;
  let clock: ManualClock;
  let told: { error: RingbackError; callId: string }[];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'ringback-recording-')), 'recordings');
    clock = new ManualClock();
    told = [];
  });
  afterEach(() => {
    const parent = join(folder, '..');
    chmodSync(parent, 0o700);
    rmSync(parent, { recursive: true, force: true });
  });

  const recorder = (options: Partial<WavRecorderOptions> = {}): WavRecorder =>
    new WavRecorder({ folder, clock, onError: (error, callId) => told.push({ error, callId }), ...options });

  function read(callId = 'call-1'): { left: Int16Array; right: Int16Array } {
    const { rate, channels } = decodeWav(readFileSync(join(folder, `${callId}.wav`)));
    expect([rate, channels.length]).toEqual([8000, 2]);
    return { left: channels[0] as Int16Array, right: channels[1] as Int16Array };
  }

  /** Stretches of equal samples: value and length. */
  function runs(samples: Int16Array): [number, number][] {
    const found: [number, number][] = [];
    for (const sample of samples) {
      const last = found.at(-1);
      if (last?.[0] === sample) last[1] += 1;
      else found.push([sample, 1]);
    }
    return found;
  }

  /** So many frames of the callee's, 20 ms each. */
  async function line(recording: Recording, frames: number, value = 0): Promise<void> {
    for (let frame = 0; frame < frames; frame += 1) {
      recording.heard(audio(160, value));
      await clock.advance(20);
    }
  }

  it('holds the callee left and the AI right, from where it was queued on', async () => {
    const recording = recorder().open('call-1');
    await line(recording, 10, LOW);
    recording.queued(audio(400, HIGH));
    recording.queued(audio(80, -HIGH));
    await line(recording, 10, LOW);
    await recording.close();
    const { left, right } = read();
    expect(runs(left)).toEqual([[LOW, 3_200]]);
    expect(runs(right)).toEqual([
      [0, 1_600],
      [HIGH, 400],
      [-HIGH, 80],
      [0, 1_120],
    ]);
    expect(told).toEqual([]);
  });

  it('leaves out what was cleared before it was played', async () => {
    const recording = recorder().open('call-1');
    await line(recording, 5);
    recording.queued(audio(8_000, HIGH));
    await line(recording, 5);
    recording.cleared();
    await line(recording, 5);
    recording.queued(audio(160, LOW));
    await line(recording, 5);
    await recording.close();
    expect(runs(read().right)).toEqual([
      [0, 800],
      [HIGH, 800],
      [0, 800],
      [LOW, 160],
      [0, 640],
    ]);
  });

  it('takes frames of any size, and audio that is held as base64', async () => {
    const recording = recorder().open('call-1');
    recording.queued(MulawAudio.fromBase64(audio(101, HIGH).base64));
    for (const samples of [1, 159, 0, 7, 20_000, 33])
      recording.heard(MulawAudio.fromBase64(audio(samples, LOW).base64));
    await recording.close();
    const { left, right } = read();
    expect(runs(left)).toEqual([[LOW, 20_200]]);
    expect(runs(right)).toEqual([
      [HIGH, 101],
      [0, 20_099],
    ]);
  });

  it('goes on by the clock where nothing comes of the callee, within a frame', async () => {
    const recording = recorder().open('call-1');
    await line(recording, 50, LOW);
    recording.queued(audio(24_000, HIGH));
    await clock.advance(6_000);
    await line(recording, 50, LOW);
    await recording.close();
    const { left, right } = read();
    // 1 s, a gap of 6 s, 1 s; the gap is filled at its looks, and after the last of them by the frame that ends it.
    expect(Math.abs(left.length - 64_000)).toBeLessThanOrEqual(160);
    const heard = runs(left);
    expect(heard.map(([value]) => value)).toEqual([LOW, 0, LOW]);
    expect(heard[0]?.[1]).toBe(8_000);
    const [before, spoken] = runs(right) as [[number, number], [number, number]];
    expect(before).toEqual([0, 8_000]);
    expect(spoken).toEqual([HIGH, 24_000]);
  });

  it('is not confused by jitter: what was queued stands where the line was then', async () => {
    const recording = recorder().open('call-1');
    await line(recording, 50, LOW);
    // The frames of 0.8 s come late and at once; what was queued in their middle is played in their middle.
    await clock.advance(400);
    recording.queued(audio(1_600, HIGH));
    await clock.advance(400);
    for (let frame = 0; frame < 40; frame += 1) recording.heard(audio(160, LOW));
    await line(recording, 10, LOW);
    await recording.close();
    const { left, right } = read();
    expect(runs(left)).toEqual([[LOW, 8_000 + 6_400 + 1_600]]);
    const [silence, spoken] = runs(right) as [[number, number], [number, number]];
    expect(Math.abs(silence[1] - (8_000 + 3_200))).toBeLessThanOrEqual(160);
    expect(spoken).toEqual([HIGH, 1_600]);
  });

  it('keeps its length where the frames of a gap come after it was filled', async () => {
    const recording = recorder().open('call-1');
    await line(recording, 50, LOW);
    await clock.advance(3_000);
    for (let frame = 0; frame < 150; frame += 1) recording.heard(audio(160, HIGH));
    await line(recording, 50, LOW);
    await recording.close();
    expect(Math.abs(read().left.length - 40_000)).toBeLessThanOrEqual(160);
  });

  it('follows a line whose clock is not ours, for thirty minutes, within a frame at the end', async () => {
    let now = 0;
    const still = { cancel: () => {} };
    let written = 0;
    const recording = recorder({
      clock: { now: () => now, after: () => still, every: () => still },
      openFile: (path) =>
        fileThat(path, (write) => async (...what) => {
          const done = await write(...what);
          written += done.bytesWritten;
          return done;
        }),
    }).open('call-1');
    const frames = 30 * 60 * 50;
    const silence = audio(160, 0);
    for (let frame = 0; frame < frames; frame += 1) {
      recording.heard(silence);
      if (frame === frames - 100) recording.queued(audio(1_600, HIGH));
      // 100 parts in a million slow: 180 ms in 30 minutes, nine frames.
      now += 20.002;
      // Half an hour in seconds: the disk is let keep up, twenty seconds behind.
      while (written < (frame - 1_000) * 640) await new Promise((resolve) => setImmediate(resolve));
    }
    await recording.close();
    const { left, right } = read();
    expect(left.length).toBe(frames * 160);
    const [before, spoken] = runs(right) as [[number, number], [number, number]];
    expect(Math.abs(before[1] - (frames - 99) * 160)).toBeLessThanOrEqual(160);
    expect(spoken).toEqual([HIGH, 1_600]);
    expect(told).toEqual([]);
  }, 60_000);

  it('is a file that its owner alone can read, complete once it has its name', async () => {
    const made = recorder();
    const recording = made.open('call-1');
    recording.heard(audio(160, LOW));
    await recording.close();
    expect(made.path('call-1')).toBe(join(folder, 'call-1.wav'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(made.path('call-1')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['call-1.wav']);
    recording.heard(audio(160, LOW));
    recording.queued(audio(160, LOW));
    recording.cleared();
    expect(recording.close()).toBe(recording.close());
    await made.remove('call-1');
    await made.remove('call-1');
    expect(readdirSync(folder)).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('leaves no file of a talk in which nothing was heard, and records what was said into silence', async () => {
    await recorder().open('call-1').close();
    expect(readdirSync(folder)).toEqual([]);
    const recording = recorder().open('call-2');
    recording.queued(audio(800, HIGH));
    await clock.advance(4_000);
    await recording.close();
    expect(runs(read('call-2').right)).toEqual([
      [HIGH, 800],
      [0, 31_200],
    ]);
  });

  it('takes no name that could be another file', async () => {
    for (const callId of ['../call', 'a/b', '', 'a.b', 'x'.repeat(129)]) {
      expect(() => recorder().path(callId)).toThrowError(expect.objectContaining({ code: 'invalid_call_id' }));
      const recording = recorder().open(callId);
      recording.heard(audio(160, LOW));
      await recording.close();
    }
    expect(told).toHaveLength(5);
    expect(existsSync(folder)).toBe(false);
  });

  it('tells that the disk does not take it, and lets the call go on', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), '');
    const recording = recorder({ folder: join(folder, 'file') }).open('call-1');
    await line(recording, 100, LOW);
    await recording.close();
    expect(told).toMatchObject([
      { callId: 'call-1', error: { code: 'recording_failed', message: expect.stringMatching(/ENOTDIR|EEXIST/) } },
    ]);

    // Full after 3 s: those are kept.
    let room = 44 + 3 * 32_000;
    const full = recorder({
      openFile: (path) =>
        fileThat(path, (write) => async (buffer, offset, length, position) => {
          if (position !== 0 && room < length) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
          room -= length;
          return write(buffer, offset, length, position);
        }),
    }).open('call-2');
    await line(full, 300, LOW);
    await full.close();
    expect(told.slice(1)).toMatchObject([{ callId: 'call-2', error: { code: 'recording_failed' } }]);
    expect(runs(read('call-2').left)).toEqual([[LOW, 24_000]]);
  });

  it('waits for no slow disk: a minute is kept, what is more is silence in its place', async () => {
    let release: () => void = () => {};
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    const recording = recorder({
      openFile: (path) =>
        fileThat(path, (write) => async (buffer, offset, length, position) => {
          if (position !== 0) await stuck;
          // In small bites, as a disk may.
          return write(buffer, offset, Math.min(length, 10_000), position);
        }),
    }).open('call-1');
    for (let second = 0; second < 100; second += 1) recording.heard(audio(8_000, second < 60 ? LOW : HIGH));
    expect(told).toEqual([]);
    release();
    await recording.close();
    expect(told).toMatchObject([
      { callId: 'call-1', error: { code: 'recording_incomplete', message: expect.stringContaining('40000 ms') } },
    ]);
    expect(runs(read().left)).toEqual([
      [LOW, 480_000],
      [0, 320_000],
    ]);
  });

  it('keeps no more than ten minutes of what is queued, and says so once', async () => {
    const recording = recorder().open('call-1');
    for (let minute = 0; minute < 12; minute += 1) recording.queued(audio(480_000, HIGH));
    expect(told.map(({ error }) => error.code)).toEqual(['recording_incomplete']);
    recording.cleared();
    recording.queued(audio(160, LOW));
    recording.heard(audio(160, 0));
    await recording.close();
    expect(runs(read().right)).toEqual([[LOW, 160]]);
  });

  describe('after a crash', () => {
    it('has all but the last second, playable as it is left, and complete once it is repaired', async () => {
      const work = mkdtempSync(join(tmpdir(), 'ringback-child-'));
      const child = runChild(
        work,
        'recording/wav-recorder.ts',
        `
        const { MulawAudio } = await import('./audio/mulaw-audio.js');
        const { encodeMulaw } = await import('./audio/g711.js');
        const { statSync } = await import('node:fs');
        const recorder = new entry.WavRecorder({ folder: process.argv[2] });
        const recording = recorder.open('call-1');
        const frame = MulawAudio.fromBytes(encodeMulaw(new Int16Array(160).fill(${LOW})));
        for (let count = 0; count < 240; count += 1) recording.heard(frame);
        const part = recorder.path('call-1') + '.part';
        const wait = () => {
          let size = 0;
          try { size = statSync(part).size; } catch {}
          if (size < 44 + 4 * 32000) setImmediate(wait); else console.log('written');
        };
        wait();
        setInterval(() => recording.heard(frame), 20);
      `,
        [folder],
      );
      try {
        await printed(child, 1);
        const killed = once(child, 'exit');
        child.kill('SIGKILL');
        await killed;
        expect(readdirSync(folder)).toEqual(['call-1.wav.part']);
        const left = decodeWav(readFileSync(join(folder, 'call-1.wav.part'))).channels[0] as Int16Array;
        expect(left.length).toBeGreaterThanOrEqual(32_000);
        expect(new Set(left)).toEqual(new Set([LOW]));
        expect(await repairRecordings(folder)).toEqual(['call-1']);
        expect(readdirSync(folder)).toEqual(['call-1.wav']);
        expect(read().left.length).toBe(left.length);
        expect(statSync(join(folder, 'call-1.wav')).mode & 0o777).toBe(0o600);
      } finally {
        child.kill('SIGKILL');
        rmSync(work, { recursive: true, force: true });
      }
    });

    it('cuts half a sample off, makes a lost header anew, and removes what holds nothing', async () => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'empty.wav.part'), '');
      writeFileSync(join(folder, 'header.wav.part'), Buffer.alloc(44));
      writeFileSync(join(folder, 'cut.wav.part'), Buffer.alloc(44 + 4 * 100 + 3));
      writeFileSync(join(folder, 'other.wav'), 'left alone');
      mkdirSync(join(folder, 'folder.wav.part'));
      const failures: string[] = [];
      expect(await repairRecordings(folder, (_error, callId) => failures.push(callId))).toEqual(['cut']);
      expect(read('cut').left.length).toBe(100);
      expect(readdirSync(folder).sort()).toEqual(['cut.wav', 'folder.wav.part', 'other.wav']);
      expect(failures).toEqual(['folder']);
      expect(await repairRecordings(join(folder, 'nowhere'))).toEqual([]);
    });
  });
});

type Write = (
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number }>;

/** A real file whose writes are a test's. */
async function fileThat(path: string, writes: (write: Write) => Write): Promise<WavHandle> {
  const handle = await open(path, 'w', 0o600);
  const write = writes((buffer, offset, length, position) => handle.write(buffer, offset, length, position));
  return { write: write as WavHandle['write'], sync: () => handle.sync(), close: () => handle.close() };
}
