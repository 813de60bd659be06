import { FRAME_BYTES, MulawAudio } from './mulaw-audio.js';

/** A frame of 20 ms as base64; as bytes it is shorter. */
const MOST_CHARACTERS = Math.ceil(FRAME_BYTES / 3) * 4;
/** Before a frame: when it was heard (8 bytes), and its length (4); negative: bytes, else characters of base64. */
const HEAD_BYTES = 12;
const LENGTH_AT = 8;
/** A multiple of eight, as numbers must lie. */
const SLOT_BYTES = Math.ceil((HEAD_BYTES + MOST_CHARACTERS) / 8) * 8;

/**
 * Memory for frames as they came, each with the instant at which it was heard. Fifty times a second and call something is put in and nearly never
 * taken out: so frames are copied into memory that is there already, and that calls share. As objects they would outlive a collection
 * each, and cost more to keep than to relay; and with memory of its own for each call, there would be more to fetch for each frame.
 */
export class FrameSlab {
  readonly #bytes: Buffer;
  readonly #instants: Float64Array;
  readonly #lengths: Int32Array;
  /** Frames that are longer than most, in place of their slot. */
  readonly #longer = new Map<number, MulawAudio>();

  /** @param slots frames. */
  constructor(slots: number) {
    this.#bytes = Buffer.allocUnsafeSlow(slots * SLOT_BYTES);
    this.#instants = new Float64Array(this.#bytes.buffer);
    this.#lengths = new Int32Array(this.#bytes.buffer);
  }

  put(slot: number, audio: MulawAudio, at: number): void {
    const place = slot * SLOT_BYTES;
    if (this.#longer.size > 0) this.#longer.delete(slot);
    const length = audio.copyTo(this.#bytes, place + HEAD_BYTES, MOST_CHARACTERS);
    this.#instants[place / 8] = at;
    this.#lengths[(place + LENGTH_AT) / 4] = length;
    if (length === 0 && audio.byteLength > 0) this.#longer.set(slot, audio.kept());
  }

  /** What was put there. */
  at(slot: number): { audio: MulawAudio; at: number } {
    const place = slot * SLOT_BYTES;
    const length = this.#lengths[(place + LENGTH_AT) / 4] as number;
    const audio = this.#longer.get(slot) ?? MulawAudio.copiedFrom(this.#bytes, place + HEAD_BYTES, length);
    return { audio, at: this.#instants[place / 8] as number };
  }

  /** What was put there is not asked for any more. */
  forget(from: number, to: number): void {
    if (this.#longer.size === 0) return;
    for (let slot = from; slot < to; slot += 1) this.#longer.delete(slot);
  }
}
