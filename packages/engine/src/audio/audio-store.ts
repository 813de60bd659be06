import { MulawAudio } from './mulaw-audio.js';

/** Some 3 s of base64: few enough to allocate seldom, and let go of soon after the last of it is not wanted any more. */
const BLOCK_BYTES = 32 * 1024;

/** Audio that was put aside; taken out, it is as it was. */
export interface StoredAudio {
  take(): MulawAudio;
}

/**
 * Keeps audio that will probably not be needed again outside of the collector's heap, by copying it as it is held: kept as it came, every
 * stretch would be carried through two collections and then wait for a third.
 */
export class AudioStore {
  #block: Buffer | null = null;
  #used = 0;

  keep(audio: MulawAudio): StoredAudio {
    const most = audio.heldLength;
    if (most > BLOCK_BYTES) return { take: () => audio };
    if (this.#block === null || this.#used + most > BLOCK_BYTES) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#used = 0;
    }
    const block = this.#block;
    const from = this.#used;
    const length = audio.copyTo(block, from, most);
    this.#used += most;
    return new Stored(block, from, length);
  }
}

class Stored implements StoredAudio {
  readonly #block: Buffer;
  readonly #from: number;
  readonly #length: number;

  constructor(block: Buffer, from: number, length: number) {
    this.#block = block;
    this.#from = from;
    this.#length = length;
  }

  take(): MulawAudio {
    return MulawAudio.copiedFrom(this.#block, this.#from, this.#length);
  }
}
