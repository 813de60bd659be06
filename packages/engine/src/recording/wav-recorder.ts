import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MulawAudio } from '../audio/mulaw-audio.js';
import { type Clock, realClock, type Timer } from '../clock.js';
import { isRingbackError, RingbackError } from '../errors.js';
import { LineGaps } from './line-gaps.js';
import { LineMixer } from './line-mixer.js';
import type { Recording } from './recording.js';
import { partOf, WavFile, type WavHandle } from './wav-file.js';

/**
 * Without a frame of the callee's for so long, the line goes on by the clock. Frames come by TCP, which delays them where it lost a packet, and
 * then brings all: that takes 0.2 to 1 s, and a gap filled too early would lose what comes late.
 */
const GAP_MS = 1_500;
/** How often it is looked for a gap: it only has to be filled before it is heard. */
const LOOK_EVERY_MS = 500;

export interface WavRecorderOptions {
  /** Made, readable by its owner alone, where it is not there. */
  folder: string;
  clock?: Clock;
  /** `recording_failed`, after which nothing more of that call is recorded, or `recording_incomplete`. */
  onError?(error: RingbackError, callId: string): void;
  /** In place of the real file, for tests of full and slow disks. */
  openFile?(path: string): Promise<WavHandle>;
}

/**
 * Records calls, each into a WAV file of its own: 16-bit PCM at 8 kHz, the callee left and the AI right, side by side as they were on the
 * line. It never throws and never waits for the disk: what goes wrong is told by `onError`, and the call goes on.
 */
export class WavRecorder {
  readonly #options: WavRecorderOptions;
  readonly #clock: Clock;

  constructor(options: WavRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock();
  }

  /**
   * Begins a recording; the line's time begins with the callee's first frame.
   *
   * @param clock of this call, where not all have the recorder's own
   */
  open(callId: string, clock: Clock = this.#clock): Recording {
    const tell = (error: RingbackError): void => {
      try {
        this.#options.onError?.(error, callId);
      } catch {
        // Whoever is told must not end the call by it.
      }
    };
    let path: string;
    try {
      path = this.path(callId);
    } catch (error) {
      if (isRingbackError(error)) tell(error);
      return NOTHING;
    }
    return new LineRecording(path, clock, tell, this.#options.openFile);
  }

  /**
   * Where a finished recording is. Says nothing of whether it is there.
   *
   * @throws RingbackError `invalid_call_id` for what could be another file's name
   */
  path(callId: string): string {
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(callId)) {
      throw new RingbackError(
        'invalid_call_id',
        'A recording is named by its call: give an id of letters, digits, _ and -.',
      );
    }
    return join(this.#options.folder, `${callId}.wav`);
  }

  /** Removes a recording, finished or left over. Does nothing where there is none. @throws RingbackError `recording_failed` */
  async remove(callId: string): Promise<void> {
    const path = this.path(callId);
    try {
      await rm(path, { force: true });
      await rm(partOf(path), { force: true });
    } catch (error) {
      throw failed(error);
    }
  }
}

const NOTHING: Recording = { heard() {}, queued() {}, cleared() {}, close: () => Promise.resolve() };

class LineRecording implements Recording {
  readonly #clock: Clock;
  readonly #tell: (error: RingbackError) => void;
  readonly #file: WavFile;
  readonly #mixer: LineMixer;
  readonly #looking: Timer;
  readonly #gaps: LineGaps;
  #overfullTold = false;
  #closing: Promise<void> | null = null;

  constructor(
    path: string,
    clock: Clock,
    tell: (error: RingbackError) => void,
    openFile: ((path: string) => Promise<WavHandle>) | undefined,
  ) {
    this.#clock = clock;
    this.#tell = tell;
    this.#file = new WavFile({
      path,
      openFile,
      onDropped: (ms) => tell(incomplete(`the disk was too slow for ${Math.round(ms)} ms of it, which are silent`)),
      onFailed: (error) => tell(failed(error)),
    });
    this.#mixer = new LineMixer((samples) => this.#file.append(samples));
    this.#gaps = new LineGaps(this.#mixer, GAP_MS, clock.now());
    this.#looking = clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  heard(audio: MulawAudio): void {
    if (this.#closing !== null) return;
    const now = this.#clock.now();
    this.#gaps.heard(now);
    this.#mixer.heard(audio, now);
  }

  queued(audio: MulawAudio): void {
    if (this.#closing !== null || this.#mixer.queued(audio, this.#clock.now()) || this.#overfullTold) return;
    this.#overfullTold = true;
    this.#tell(incomplete('more was queued for the callee than ten minutes of speech, and what is beyond is left out'));
  }

  cleared(): void {
    this.#mixer.cleared();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#looking.cancel();
    // The line was there to the end, whether the callee's frames came to the end or not.
    this.#gaps.fill(this.#clock.now(), LOOK_EVERY_MS);
    this.#mixer.flush();
    await this.#file.close();
  }

  #look(): void {
    this.#gaps.look(this.#clock.now());
  }
}

function failed(cause: unknown): RingbackError {
  const { code } = cause as NodeJS.ErrnoException;
  return new RingbackError(
    'recording_failed',
    `A recording could not be written or removed${code === undefined ? '' : ` (${code})`}. See that RINGBACK_RECORDINGS is a folder that belongs to you, and that its disk is not full.`,
    { cause },
  );
}

function incomplete(why: string): RingbackError {
  return new RingbackError(
    'recording_incomplete',
    `A recording is incomplete: ${why}. Everything else stands where it belongs.`,
  );
}
