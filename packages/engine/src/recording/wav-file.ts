import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { dirname } from 'node:path';
import { TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { WAV_HEADER_BYTES, wavHeader } from '../audio/wav.js';

const CHANNELS = 2;
export const FRAME_BYTES_STEREO = CHANNELS * 2;
/** What may wait for the disk: a minute. A disk that is behind by more will not catch up while the call lasts. */
const MOST_WAITING_BYTES = 60 * TELEPHONE_RATE * FRAME_BYTES_STEREO;
/** Silence is written in pieces of 1 s. */
const SILENCE = Buffer.alloc(TELEPHONE_RATE * FRAME_BYTES_STEREO);

/** What of a file is used here: a test's may be slow, or full. */
export type WavHandle = Pick<FileHandle, 'write' | 'sync' | 'close'>;

/** What waits to be written: samples, or the length in bytes of what was dropped, which silence stands for. */
type Waiting = Buffer | number;

export interface WavFileOptions {
  path: string;
  /** So much could not be kept, in milliseconds: the disk is too slow. Told when it has caught up. */
  onDropped(ms: number): void;
  /** Nothing more is written; told once. */
  onFailed(error: unknown): void;
  openFile?(path: string): Promise<WavHandle>;
}

/** Of a recording that is not complete. */
export const partOf = (path: string): string => `${path}.part`;

/**
 * A two-channel WAV file that is written while it is heard: 16 bits, 8 kHz.
 *
 * Until it is complete it is called `.part`, and its header says that the sound reaches to the end of the file: so it can be played at any
 * moment, also after a crash. `append` never waits: what the disk does not take within a minute of sound is dropped, and as much silence
 * written in its place, so that what follows stands where it belongs.
 */
export class WavFile {
  readonly #options: WavFileOptions;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #droppedBytes = 0;
  #dataBytes = 0;
  #handle: WavHandle | null = null;
  #failed = false;
  #work: Promise<void>;
  #writing = true;

  constructor(options: WavFileOptions) {
    this.#options = options;
    this.#work = this.#open();
  }

  append(samples: Int16Array): void {
    if (this.#failed) return;
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    if (endianness() === 'BE') bytes.swap16();
    const last = this.#waiting.length - 1;
    if (this.#waitingBytes + bytes.length > MOST_WAITING_BYTES) {
      this.#droppedBytes += bytes.length;
      if (typeof this.#waiting[last] === 'number') this.#waiting[last] += bytes.length;
      else this.#waiting.push(bytes.length);
    } else {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
    }
    if (!this.#writing) this.#work = this.#write();
  }

  /** Writes what waits, says how long it is, and gives it its name. Resolves, and never rejects, when that is on the disk. */
  async close(): Promise<void> {
    await this.#work;
    const { path } = this.#options;
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    try {
      // Also where not everything could be written: what could is a recording too.
      await handle.write(wavHeader(CHANNELS, TELEPHONE_RATE, this.#dataBytes), 0, WAV_HEADER_BYTES, 0);
      await handle.sync();
      await handle.close();
      if (this.#dataBytes === 0) await rm(partOf(path), { force: true });
      else await renameDurably(partOf(path), path);
    } catch (error) {
      this.#fail(error);
      await handle.close().catch(() => {});
    }
  }

  async #open(): Promise<void> {
    try {
      const part = partOf(this.#options.path);
      await mkdir(dirname(part), { recursive: true, mode: 0o700 });
      this.#handle = await (this.#options.openFile ?? openPrivate)(part);
      await this.#handle.write(wavHeader(CHANNELS, TELEPHONE_RATE, null), 0, WAV_HEADER_BYTES, 0);
    } catch (error) {
      this.#fail(error);
    }
    await this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined && !this.#failed; next = this.#waiting.shift()) {
        if (typeof next === 'number') {
          for (let left = next; left > 0; left -= SILENCE.length) await this.#put(SILENCE.subarray(0, left));
          this.#tellDropped();
        } else {
          // Counted as waiting until it is written: it takes memory so long.
          await this.#put(next);
          this.#waitingBytes -= next.length;
        }
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#writing = false;
  }

  /** Whole: a disk may take less than it was given. */
  async #put(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await (this.#handle as WavHandle).write(
        bytes,
        done,
        bytes.length - done,
        WAV_HEADER_BYTES + this.#dataBytes,
      );
      done += bytesWritten;
      this.#dataBytes += bytesWritten;
    }
  }

  #tellDropped(): void {
    const bytes = this.#droppedBytes;
    this.#droppedBytes = 0;
    this.#options.onDropped((bytes * 1000) / (TELEPHONE_RATE * FRAME_BYTES_STEREO));
  }

  #fail(error: unknown): void {
    // Where a frame was written in part, the header counts whole ones only.
    this.#dataBytes -= this.#dataBytes % FRAME_BYTES_STEREO;
    this.#waiting.length = 0;
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailed(error);
  }
}

/** Readable by its owner alone: it holds what was said on the phone. */
function openPrivate(path: string): Promise<WavHandle> {
  return open(path, 'w', 0o600);
}

/** Both names survive a power cut or neither does. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  try {
    const folder = await open(dirname(to), 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows opens no folders; the name is then as durable as the file system makes it.
  }
}
