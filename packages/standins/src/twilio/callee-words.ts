import { type Caption, MulawAudio, mulawLevel } from '@ringback/engine';
import type { SpokenWords } from '../spoken-words.js';

/**
 * A telephone line carries no captions: what a simulated callee says is left beside the very frames in which it is heard, for whoever gets
 * to hear them and understands words (the stand-in of the speech service). Captions come behind their audio, so every frame is held back
 * until the next.
 */
export class CalleeWords {
  readonly #words: SpokenWords;
  #frame: MulawAudio | null = null;
  /** Of what was said since the last frame that had sound. */
  #pending = '';
  #captionId = '';
  #text = '';

  constructor(words: SpokenWords) {
    this.#words = words;
  }

  /** @returns the frame before, with its words; null for the first. */
  next(audio: MulawAudio): MulawAudio | null {
    const before = this.#frame;
    this.#frame = audio;
    // All silent frames are the same: no words can lie beside them.
    if (before !== null && this.#pending !== '' && mulawLevel(before.bytes) > 0) {
      const marked = numbered(before, this.#words.size);
      this.#words.remember(marked.base64, this.#pending);
      this.#pending = '';
      return marked;
    }
    return before;
  }

  caption({ captionId, text }: Caption): void {
    if (captionId !== this.#captionId) {
      this.#captionId = captionId;
      this.#text = '';
    }
    if (!text.startsWith(this.#text)) return;
    this.#pending += text.slice(this.#text.length);
    this.#text = text;
  }
}

/** The same sound may be said with other words: a number in the lowest bits of its first samples, which nobody hears, makes each unlike any other. */
function numbered(frame: MulawAudio, number: number): MulawAudio {
  const bytes = Uint8Array.from(frame.bytes);
  for (let bit = 0; bit < NUMBER_BITS && bit < bytes.length; bit += 1) {
    bytes[bit] = ((bytes[bit] as number) & 0xfe) | ((number >> bit) & 1);
  }
  return MulawAudio.fromBytes(bytes);
}

const NUMBER_BITS = 24;
