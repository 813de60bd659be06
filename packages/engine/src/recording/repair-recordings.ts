import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { WAV_HEADER_BYTES, wavHeader } from '../audio/wav.js';
import { FRAME_BYTES_STEREO, partOf, renameDurably } from './wav-file.js';

const PART = partOf('.wav');

/**
 * Completes what a crash left unfinished: says in its header how long it is, and gives it its name. To be called at start, before anything is
 * recorded into this folder.
 *
 * @returns the ids of the calls whose recordings were completed; one that was too broken is left as it is and told of by `onError`
 */
export async function repairRecordings(
  folder: string,
  onError?: (error: unknown, callId: string) => void,
): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    onError?.(error, '');
    return [];
  }
  const repaired: string[] = [];
  for (const name of names.filter((one) => one.endsWith(PART)).sort()) {
    const callId = name.slice(0, -PART.length);
    try {
      if (await repair(join(folder, name), join(folder, `${callId}.wav`))) repaired.push(callId);
    } catch (error) {
      onError?.(error, callId);
    }
  }
  return repaired;
}

/** False where nothing had been recorded yet. */
async function repair(part: string, path: string): Promise<boolean> {
  const handle = await open(part, 'r+');
  try {
    const { size } = await handle.stat();
    const sound = Math.max(0, size - WAV_HEADER_BYTES);
    const whole = sound - (sound % FRAME_BYTES_STEREO);
    if (whole === 0) {
      await rm(part);
      return false;
    }
    await handle.truncate(WAV_HEADER_BYTES + whole);
    // Written anew, since it may never have reached the disk.
    await handle.write(wavHeader(2, TELEPHONE_RATE, whole), 0, WAV_HEADER_BYTES, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await renameDurably(part, path);
  return true;
}
