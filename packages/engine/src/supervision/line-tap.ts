import { encodeMulaw } from '../audio/g711.js';
import { FRAME_BYTES, type MulawAudio } from '../audio/mulaw-audio.js';
import type { CallTimers } from '../bridge/call-timers.js';
import type { Timer } from '../clock.js';
import { LineGaps } from '../recording/line-gaps.js';
import { LineMixer } from '../recording/line-mixer.js';

/**
 * Without a frame of the callee's for so long, the line goes on by the clock, so that the other side is still heard. Who listens must not fall
 * behind by more than 300 ms: what comes later than that is left out.
 */
const GAP_MS = 240;
const LOOK_EVERY_MS = 80;

/** 20 ms of the line. Each is encoded when it is first asked for. */
export class HeardFrame {
  readonly #samples: Int16Array;
  #both: Uint8Array | null = null;
  #callee: Uint8Array | null = null;

  /** @param samples 160 of the callee's and the AI's, in turn. */
  constructor(samples: Int16Array) {
    this.#samples = samples;
  }

  /** Both sides together, as µ-law. */
  get both(): Uint8Array {
    this.#both ??= this.#encoded((at) => (this.#samples[at] as number) + (this.#samples[at + 1] as number));
    return this.#both;
  }

  /** The callee alone, as µ-law. */
  get callee(): Uint8Array {
    this.#callee ??= this.#encoded((at) => this.#samples[at] as number);
    return this.#callee;
  }

  #encoded(sample: (at: number) => number): Uint8Array {
    const pcm = new Int16Array(this.#samples.length / 2);
    for (let index = 0; index < pcm.length; index += 1) {
      pcm[index] = Math.max(-32_768, Math.min(32_767, sample(index * 2)));
    }
    return encodeMulaw(pcm);
  }
}

/** Both sides of a line as they are heard, 20 ms at a time, for as long as somebody listens: the recorder's way of putting them side by side. */
export class LineTap {
  readonly #timers: CallTimers;
  readonly #mixer: LineMixer;
  readonly #gaps: LineGaps;
  #looking: Timer | null = null;
  #closed = false;

  /** @param queued what the carrier has of ours, and the callee has not heard. */
  constructor(timers: CallTimers, queued: readonly MulawAudio[], onFrame: (frame: HeardFrame) => void) {
    this.#timers = timers;
    this.#mixer = new LineMixer((samples) => onFrame(new HeardFrame(samples)), FRAME_BYTES);
    this.#gaps = new LineGaps(this.#mixer, GAP_MS, timers.now());
    for (const audio of queued) this.queued(audio);
    this.#look();
  }

  heard(audio: MulawAudio): void {
    const now = this.#timers.now();
    this.#gaps.heard(now);
    this.#mixer.heard(audio, now);
  }

  queued(audio: MulawAudio): void {
    this.#mixer.queued(audio, this.#timers.now());
  }

  cleared(): void {
    this.#mixer.cleared();
  }

  close(): void {
    this.#closed = true;
    this.#looking?.cancel();
  }

  #look(): void {
    if (this.#closed) return;
    this.#gaps.look(this.#timers.now());
    this.#looking = this.#timers.after(LOOK_EVERY_MS, () => this.#look());
  }
}
