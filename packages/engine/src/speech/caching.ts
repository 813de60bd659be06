import type { MulawAudio } from '../audio/mulaw-audio.js';
import { RingbackError } from '../errors.js';
import type { Synthesiser, Voice } from './synthesiser.js';

/** 32 MiB: a little over an hour of speech, and so all that notices and simulated callees say again and again. */
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** What an entry costs beside its audio: the key and the map's own. */
const ENTRY_BYTES = 256;

interface Entry {
  audio: MulawAudio;
  bytes: number;
}

/**
 * Keeps what another synthesiser made, least recently used out first, and lets requests for the same words that arrive while they are
 * being made share the work. Failures are not kept. Closing it closes the other.
 */
export class CachingSynthesiser implements Synthesiser {
  readonly #inner: Synthesiser;
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Entry>();
  readonly #underWay = new Map<string, Promise<MulawAudio>>();
  #bytes = 0;
  #closed = false;

  /** @param options.maxBytes most bytes of audio and text to keep, 32 MiB by default; 0 keeps nothing and still joins requests. */
  constructor(inner: Synthesiser, options: { maxBytes?: number } = {}) {
    const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    if (!(maxBytes >= 0)) throw new RingbackError('invalid_option', `maxBytes is ${maxBytes}: give 0 or more bytes`);
    this.#inner = inner;
    this.#maxBytes = maxBytes;
  }

  get name(): Synthesiser['name'] {
    return this.#inner.name;
  }

  /** Bytes that are kept now. */
  get keptBytes(): number {
    return this.#bytes;
  }

  async speak(text: string, voice: Voice): Promise<MulawAudio> {
    if (this.#closed) throw new RingbackError('speech_failed', 'the synthesiser was closed');
    const key = `${voice.language}/${voice.pitch ?? ''}/${voice.rate ?? ''}/${text}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // A map keeps the order of insertion: put in again, it is the most recently used.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.audio;
    }
    const joined = this.#underWay.get(key);
    if (joined !== undefined) return joined;
    const made = this.#inner.speak(text, voice).then(
      (audio) => {
        this.#underWay.delete(key);
        this.#keep(key, audio);
        return audio;
      },
      (error: unknown) => {
        this.#underWay.delete(key);
        throw error;
      },
    );
    this.#underWay.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#kept.clear();
    this.#bytes = 0;
    await this.#inner.close();
  }

  #keep(key: string, audio: MulawAudio): void {
    const bytes = audio.byteLength + key.length * 2 + ENTRY_BYTES;
    if (this.#closed || bytes > this.#maxBytes) return;
    this.#kept.set(key, { audio, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }
}
