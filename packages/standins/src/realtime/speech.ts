import { type MulawAudio, type Synthesiser, splitSpoken } from '@ringback/engine';
import { type AudioFormat, bytesPerMs, encodeFor } from './audio-format.js';
import { VOICES } from './session-config.js';

/** A delta's worth of speech. */
export interface SpeechPiece {
  /** base64, in the session's format. */
  payload: string;
  ms: number;
  /** The words that end in it; put together, they are what was to be said. */
  words: string;
}

/** Finished speech is kept up to so many characters of base64: some twenty minutes of µ-law. */
const MOST_KEPT_CHARACTERS = 16_000_000;
/** Words a minute at speed 1; the synthesiser takes 80 to 300. */
const NORMAL_RATE = 175;

/** Makes speech in the session's format, cut into deltas. What is said often is made once. */
export class Speech {
  readonly #synthesiser: Synthesiser;
  readonly #deltaMs: number;
  readonly #kept = new Map<string, readonly SpeechPiece[]>();
  #keptCharacters = 0;

  /** @param deltaMs audio in each delta. */
  constructor(synthesiser: Synthesiser, deltaMs: number) {
    this.#synthesiser = synthesiser;
    this.#deltaMs = deltaMs;
  }

  /** @throws RingbackError `speech_failed` */
  async pieces(text: string, voice: string, speed: number, format: AudioFormat): Promise<readonly SpeechPiece[]> {
    const key = `${format.type}/${voice}/${speed}/${text}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    // Marks alone make no sound; a synthesiser would refuse them.
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    const audio = await this.#synthesiser.speak(text, {
      language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
      pitch: pitchOf(voice),
      rate: Math.max(80, Math.min(300, Math.round(NORMAL_RATE * speed))),
    });
    const pieces = this.#cut(text, audio, format);
    this.#keep(key, pieces);
    return pieces;
  }

  #cut(text: string, audio: MulawAudio, format: AudioFormat): SpeechPiece[] {
    if (audio.byteLength === 0) return [];
    const payloads: { payload: string; ms: number }[] = [];
    if (format.type === 'audio/pcmu') {
      for (const piece of audio.split(this.#deltaMs * bytesPerMs(format))) {
        payloads.push({ payload: piece.base64, ms: piece.durationMs });
      }
    } else {
      const bytes = Buffer.from(encodeFor(format, audio.bytes));
      const step = this.#deltaMs * bytesPerMs(format);
      for (let at = 0; at < bytes.length; at += step) {
        const piece = bytes.subarray(at, at + step);
        payloads.push({ payload: piece.toString('base64'), ms: piece.length / bytesPerMs(format) });
      }
    }
    const words = splitSpoken(
      text,
      payloads.map(({ ms }) => ms),
    );
    return payloads.map((piece, index) => ({ ...piece, words: words[index] as string }));
  }

  #keep(key: string, pieces: readonly SpeechPiece[]): void {
    this.#kept.set(key, pieces);
    this.#keptCharacters += characters(pieces);
    for (const [oldest, entry] of this.#kept) {
      if (this.#keptCharacters <= MOST_KEPT_CHARACTERS) break;
      this.#kept.delete(oldest);
      this.#keptCharacters -= characters(entry);
    }
  }
}

const characters = (pieces: readonly SpeechPiece[]): number =>
  pieces.reduce((sum, { payload }) => sum + payload.length, 0);

/** Each voice has a pitch of its own, so that two of them can be told apart. */
function pitchOf(voice: string): number {
  const at = (VOICES as readonly string[]).indexOf(voice);
  return at === -1 ? 50 : 32 + at * 4;
}
