import { FRAME_BYTES, MulawAudio } from './mulaw-audio.js';

/** A frame of 20 ms as base64; as bytes it is shorter. */
const SLOT = Math.ceil(FRAME_BYTES / 3) * 4;

/**
 * The last frames of a leg, as they came. Fifty times a second something is put in and nearly never taken out, so what is put in is copied into
 * memory that is there already: frames that were held as objects would outlive a collection each, and cost more to keep than to relay.
 */
export class FrameRing {
  readonly #capacity: number;
  #memory: Buffer | null = null;
  /** Length in `#memory`; negative: bytes, else characters of base64. */
  readonly #lengths: Int32Array;
  /** Frames that are longer than most, in place of their slot. */
  #longer: Map<number, MulawAudio> | null = null;
  #count = 0;

  /** @param capacity frames. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#lengths = new Int32Array(capacity);
  }

  /** Frames that were put in so far. */
  get count(): number {
    return this.#count;
  }

  /** Frames that are held. */
  get size(): number {
    return Math.min(this.#count, this.#capacity);
  }

  push(audio: MulawAudio): void {
    this.#memory ??= Buffer.allocUnsafeSlow(this.#capacity * SLOT);
    const slot = this.#count % this.#capacity;
    this.#count += 1;
    this.#longer?.delete(slot);
    const length = audio.copyTo(this.#memory, slot * SLOT, SLOT);
    this.#lengths[slot] = length;
    if (length === 0 && audio.byteLength > 0) {
      this.#longer ??= new Map();
      this.#longer.set(slot, audio);
    }
  }

  /** @param index 0 for the oldest that is held. */
  at(index: number): MulawAudio {
    const slot = (this.#count - this.size + index) % this.#capacity;
    const longer = this.#longer?.get(slot);
    if (longer !== undefined) return longer;
    return MulawAudio.copiedFrom(this.#memory as Buffer, slot * SLOT, this.#lengths[slot] as number);
  }

  clear(): void {
    this.#count = 0;
    this.#longer = null;
  }
}
