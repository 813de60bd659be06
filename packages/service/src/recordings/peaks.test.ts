import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '@ringback/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordingPeaks } from './peaks.js';
import { Recordings, type StoredRecording } from './recordings.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringback-peaks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stored(bytes: Uint8Array): Promise<StoredRecording> {
  await writeFile(join(folder, 'c.wav'), bytes);
  return (await new Recordings(folder).find('c')) as StoredRecording;
}

describe('the peaks of a recording', () => {
  it('are the loudest sample of each part, either way from zero, for each channel', async () => {
    const left = Int16Array.of(0, 100, -32_768, 0, 0, 0, 1, 0);
    const right = Int16Array.of(0, 0, 0, 16_384, 0, 0, 0, 32_767);
    expect(await recordingPeaks(await stored(encodeWav([left, right], 8_000)), 4)).toEqual({
      durationMs: 1,
      channels: [
        [1, 255, 0, 1],
        [0, 128, 0, 255],
      ],
    });
  });

  it('are right over the pieces in which the file is read, and in parts that divide nothing evenly', async () => {
    const frames = 700_001;
    const left = new Int16Array(frames);
    const right = new Int16Array(frames);
    // One loud sample in each of 7 parts, at its end.
    const loud = Array.from({ length: 7 }, (_, part) => Math.ceil(((part + 1) * frames) / 7) - 1);
    for (const [part, frame] of loud.entries()) left[frame] = (part + 1) * 4_000;
    right[0] = 32_767;
    right[frames - 1] = -32_768;
    const peaks = await recordingPeaks(await stored(encodeWav([left, right], 8_000)), 7);
    expect(peaks?.channels[0]).toEqual([1, 2, 3, 4, 5, 6, 7].map((part) => Math.ceil((part * 4_000 * 255) / 32_768)));
    expect(peaks?.channels[1]).toEqual([255, 0, 0, 0, 0, 0, 255]);
    expect(peaks?.durationMs).toBe(frames / 8);
  });

  it('are no more than there are samples, and none of an empty recording', async () => {
    const few = await recordingPeaks(await stored(encodeWav([Int16Array.of(1, 1), Int16Array.of(0, 0)], 8_000)), 1_000);
    expect(few?.channels).toEqual([
      [1, 1],
      [0, 0],
    ]);
    const none = await recordingPeaks(await stored(encodeWav([new Int16Array(), new Int16Array()], 8_000)), 10);
    expect(none).toEqual({ durationMs: 0, channels: [[], []] });
  });

  it('are not reckoned of another file', async () => {
    expect(await recordingPeaks(await stored(new Uint8Array(10)), 10)).toBeNull();
    expect(await recordingPeaks(await stored(new Uint8Array(100)), 10)).toBeNull();
    expect(await recordingPeaks(await stored(encodeWav(new Int16Array(100), 8_000)), 10)).toBeNull();
    expect(
      await recordingPeaks(await stored(encodeWav([new Int16Array(9), new Int16Array(9)], 16_000)), 10),
    ).toBeNull();
  });
});
