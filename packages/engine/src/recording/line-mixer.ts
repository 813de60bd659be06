import { decodeMulawSample } from '../audio/g711.js';
import { FRAME_BYTES, type MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';

const SAMPLES_PER_MS = TELEPHONE_RATE / 1000;
/** What is handed on at once unless told otherwise: one second, 32 kB. */
const CHUNK_SAMPLES = TELEPHONE_RATE;
/** Queued for the callee and not played: no bridge queues nearly as much, and what is more is not kept. 4.8 MB. */
const MOST_QUEUED = 600 * TELEPHONE_RATE;
/** Two crystals differ by up to 100 parts in a million each: so fast may the estimate of the line's time fall. */
const DRIFT = 0.0002;

const DECODED = new Int16Array(256);
for (let code = 0; code < 256; code += 1) DECODED[code] = decodeMulawSample(code);

interface Queued {
  audio: MulawAudio;
  /** Place on the line before which it cannot have been played: it was not there yet. */
  notBefore: number;
}

/**
 * Puts both sides of a line side by side, callee left and AI right, as interleaved 16-bit samples.
 *
 * The line's time is that of the callee's samples: as many as come, so long the line is, and each is matched with one of what is queued for
 * the callee. How far that time is from the clock's is estimated from the earliest arrivals (`#lead`), so that frames which come late and in a
 * burst do not pull what was queued meanwhile before its time. `fill` makes up for a gap; what comes of the gap afterwards is dropped, for
 * its time has passed.
 */
export class LineMixer {
  readonly #onChunk: (samples: Int16Array) => void;
  readonly #chunkSamples: number;
  #chunk: Int16Array;
  /** Samples in the chunk. */
  #filled = 0;
  /** Length of the line so far, in samples. */
  #position = 0;
  /** The line's place minus the clock's, in samples, where nothing was late; null before there is any line. */
  #lead: number | null = null;
  /** Samples that were filled in, and whose own may still come. */
  #owed = 0;
  readonly #queue: Queued[] = [];
  #queuedSamples = 0;
  /** Of the first in the queue, how much was played. */
  #played = 0;

  /** @param onChunk given `chunkSamples` of both sides at a time, and the rest by `flush`; the array is the receiver's. */
  constructor(onChunk: (samples: Int16Array) => void, chunkSamples = CHUNK_SAMPLES) {
    this.#onChunk = onChunk;
    this.#chunkSamples = chunkSamples;
    this.#chunk = new Int16Array(chunkSamples * 2);
  }

  /** Of the line, in samples. */
  get length(): number {
    return this.#position;
  }

  /** @param now of the clock, milliseconds */
  heard(audio: MulawAudio, now: number): void {
    const { bytes } = audio;
    let from = 0;
    const lead = this.#position + bytes.length - now * SAMPLES_PER_MS;
    if (this.#lead === null) {
      this.#lead = lead;
    } else {
      const early = lead - this.#lead;
      // More than a frame earlier than the earliest: of the gap that was filled, then.
      if (this.#owed > 0 && early > FRAME_BYTES) {
        from = Math.min(bytes.length, this.#owed, Math.ceil(early));
        this.#owed -= from;
      }
      // While frames of a gap may come, being early says nothing of the line's time.
      const earliest = this.#owed > 0 ? Math.min(lead - from, this.#lead) : lead - from;
      this.#lead = Math.max(this.#lead - bytes.length * DRIFT, earliest);
    }
    for (let at = from; at < bytes.length; ) {
      const most = Math.min(bytes.length - at, this.#chunkSamples - this.#filled);
      const chunk = this.#chunk;
      for (let index = 0, to = this.#filled * 2; index < most; index += 1, to += 2) {
        chunk[to] = DECODED[bytes[at + index] as number] as number;
      }
      this.#advance(most);
      at += most;
    }
  }

  /** False where it was not kept, so much is queued. */
  queued(audio: MulawAudio, now: number): boolean {
    if (this.#queuedSamples + audio.byteLength > MOST_QUEUED) return false;
    // A frame earlier, since the frame under way has come only in part.
    const notBefore = this.#lead === null ? 0 : now * SAMPLES_PER_MS + this.#lead - FRAME_BYTES;
    this.#queue.push({ audio, notBefore });
    this.#queuedSamples += audio.byteLength;
    return true;
  }

  cleared(): void {
    this.#queue.length = 0;
    this.#queuedSamples = 0;
    this.#played = 0;
  }

  /** Nothing comes of the callee: silence there, and what is queued goes on, up to where the line is at `now`. */
  fill(now: number, since: number): void {
    this.#lead ??= -since * SAMPLES_PER_MS;
    let missing = Math.floor(now * SAMPLES_PER_MS + this.#lead) - this.#position;
    if (missing <= 0) return;
    this.#owed += missing;
    while (missing > 0) {
      const most = Math.min(missing, this.#chunkSamples - this.#filled);
      // A new chunk is silent.
      this.#advance(most);
      missing -= most;
    }
  }

  /** The gap is long over: what comes now is no late part of it. */
  settled(): void {
    this.#owed = 0;
  }

  flush(): void {
    if (this.#filled > 0) this.#handOn();
  }

  /** The right side of the next `count` samples, and on. */
  #advance(count: number): void {
    let to = this.#filled * 2 + 1;
    let left = count;
    let place = this.#position;
    while (left > 0) {
      const next = this.#queue[0];
      if (next === undefined) break;
      if (next.notBefore > place) {
        const wait = Math.min(left, Math.ceil(next.notBefore - place));
        left -= wait;
        place += wait;
        to += wait * 2;
        continue;
      }
      const { bytes } = next.audio;
      const most = Math.min(left, bytes.length - this.#played);
      for (let index = 0, at = this.#played; index < most; index += 1, at += 1, to += 2) {
        this.#chunk[to] = DECODED[bytes[at] as number] as number;
      }
      this.#played += most;
      this.#queuedSamples -= most;
      left -= most;
      place += most;
      if (this.#played >= bytes.length) {
        this.#queue.shift();
        this.#played = 0;
      }
    }
    this.#position += count;
    this.#filled += count;
    if (this.#filled === this.#chunkSamples) this.#handOn();
  }

  #handOn(): void {
    const samples = this.#chunk.subarray(0, this.#filled * 2);
    this.#chunk = new Int16Array(this.#chunkSamples * 2);
    this.#filled = 0;
    this.#onChunk(samples);
  }
}
