import { type AudioFormat, bytesPerMs, sampleBytes } from './audio-format.js';
import type { HeardStretch } from './recogniser.js';

interface Chunk {
  fromMs: number;
  toMs: number;
  bytes: Uint8Array;
  words: string | undefined;
  at: number;
}

/** A stretch before anybody asks for its words. */
export type HeldAudio = Omit<HeardStretch, 'sessionId' | 'itemId'>;

/** What was appended and neither committed nor cleared. Times are milliseconds of audio since the session's first. */
export class InputBuffer {
  readonly #format: AudioFormat;
  #chunks: Chunk[] = [];
  #totalMs: number;

  constructor(format: AudioFormat, totalMs: number) {
    this.#format = format;
    this.#totalMs = totalMs;
  }

  /** Audio appended in the whole session. */
  get totalMs(): number {
    return this.#totalMs;
  }

  get heldMs(): number {
    const first = this.#chunks[0];
    return first === undefined ? 0 : this.#totalMs - first.fromMs;
  }

  /** @param words what it says, where that is known; @param at when it came. */
  append(bytes: Uint8Array, words: string | undefined, at: number): void {
    const fromMs = this.#totalMs;
    this.#totalMs += bytes.byteLength / bytesPerMs(this.#format);
    this.#chunks.push({ fromMs, toMs: this.#totalMs, bytes, words, at });
  }

  clear(): void {
    this.#chunks = [];
  }

  /** Forgets what lies wholly before `ms`. */
  dropBefore(ms: number): void {
    let count = 0;
    while (count < this.#chunks.length && (this.#chunks[count] as Chunk).toMs <= ms) count += 1;
    if (count > 0) this.#chunks.splice(0, count);
  }

  /** Words of what is held. */
  get captions(): string {
    return captionsOf(this.#chunks);
  }

  /** All that is held, from `fromMs` on; nothing is held after it. */
  take(fromMs: number, at: number): HeldAudio {
    this.dropBefore(fromMs);
    const chunks = this.#chunks;
    this.#chunks = [];
    const first = chunks[0];
    if (first === undefined) {
      const ms = this.#totalMs;
      return { fromMs: ms, toMs: ms, startedAt: at, endedAt: at, audio: new Uint8Array(0), captions: '' };
    }
    const skip = Math.max(0, fromMs - first.fromMs) * bytesPerMs(this.#format);
    const whole = Buffer.concat(chunks.map(({ bytes }) => bytes));
    return {
      fromMs: Math.max(fromMs, first.fromMs),
      toMs: this.#totalMs,
      startedAt: first.at,
      endedAt: (chunks.at(-1) as Chunk).at,
      audio: whole.subarray(Math.round(skip / sampleBytes(this.#format)) * sampleBytes(this.#format)),
      captions: captionsOf(chunks),
    };
  }
}

const captionsOf = (chunks: readonly Chunk[]): string =>
  chunks
    .map(({ words }) => words ?? '')
    .join('')
    .trim();
