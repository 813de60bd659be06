import { WAV_HEADER_BYTES } from '@ringback/engine';
import { breathe } from '../storage/breathe.js';
import type { StoredRecording } from './recordings.js';

/** The format that `WavRecorder` writes; `docs/recording.md`. */
const CHANNELS = 2;
const RATE = 8_000;
const FRAME_BYTES = CHANNELS * 2;
const FORMAT_PCM = 1;
const RIFF = 0x52494646;

/** Bytes read at once: about 1 ms of reckoning, after which the calls’ audio has its turn (an hour, 115 MB: 0.27 s in all). */
const PIECE_BYTES = 524_288;

export interface RecordingPeaks {
  durationMs: number;
  /** For each channel the loudest sample of each part, 0 (silence) to 255 (full scale). */
  channels: [callee: number[], assistant: number[]];
}

/**
 * How loud a recording is, in `points` parts of equal length (fewer where it has fewer samples). Null where it is no file of two channels of
 * 16-bit PCM at 8,000 Hz.
 */
export async function recordingPeaks(recording: StoredRecording, points: number): Promise<RecordingPeaks | null> {
  if (!(await isOurs(recording))) return null;
  const frames = Math.max(0, Math.floor((recording.size - WAV_HEADER_BYTES) / FRAME_BYTES));
  const parts = Math.min(points, frames);
  const loudest = [new Uint16Array(parts), new Uint16Array(parts)] as const;
  const framesAPart = frames / parts;
  let frame = 0;
  for (let start = WAV_HEADER_BYTES; frame < frames; start += PIECE_BYTES) {
    const end = Math.min(start + PIECE_BYTES, WAV_HEADER_BYTES + frames * FRAME_BYTES) - 1;
    const samples = await readSamples(recording, start, end);
    frame = take(samples, frame, framesAPart, loudest);
    await breathe();
  }
  return {
    durationMs: (frames * 1000) / RATE,
    channels: [Array.from(loudest[0], scaled), Array.from(loudest[1], scaled)],
  };
}

/** Returns the number of the frame after the last. */
function take(
  samples: Int16Array,
  first: number,
  framesAPart: number,
  [left, right]: readonly [Uint16Array, Uint16Array],
): number {
  const end = first + samples.length / CHANNELS;
  let index = 0;
  for (let frame = first; frame < end; ) {
    const part = Math.min(left.length - 1, Math.floor(frame / framesAPart));
    const partEnd =
      part === left.length - 1 ? end : Math.min(end, Math.max(frame + 1, Math.ceil((part + 1) * framesAPart)));
    let loudLeft = left[part] as number;
    let loudRight = right[part] as number;
    for (; frame < partEnd; frame += 1, index += CHANNELS) {
      const one = samples[index] as number;
      const other = samples[index + 1] as number;
      if (one > loudLeft) loudLeft = one;
      else if (-one > loudLeft) loudLeft = -one;
      if (other > loudRight) loudRight = other;
      else if (-other > loudRight) loudRight = -other;
    }
    left[part] = loudLeft;
    right[part] = loudRight;
  }
  return end;
}

/** 32,768 is full scale. Rounded up: what is not silent is seen. */
const scaled = (sample: number): number => Math.min(255, Math.ceil((sample * 255) / 32_768));

async function readSamples(recording: StoredRecording, start: number, end: number): Promise<Int16Array> {
  const bytes = new Uint8Array(end + 1 - start);
  let filled = 0;
  for await (const chunk of recording.read(start, end)) {
    bytes.set(chunk as Uint8Array, filled);
    filled += (chunk as Uint8Array).length;
  }
  // WAV is little-endian, and so is every machine that Node runs on but for IBM's mainframes.
  return new Int16Array(bytes.buffer);
}

async function isOurs(recording: StoredRecording): Promise<boolean> {
  if (recording.size < WAV_HEADER_BYTES) return false;
  const header = new DataView((await readSamples(recording, 0, WAV_HEADER_BYTES - 1)).buffer);
  return (
    header.getUint32(0) === RIFF &&
    header.getUint16(20, true) === FORMAT_PCM &&
    header.getUint16(22, true) === CHANNELS &&
    header.getUint32(24, true) === RATE &&
    header.getUint16(34, true) === 16
  );
}
