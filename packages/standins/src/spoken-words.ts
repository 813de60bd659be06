/** Payloads are kept up to so many characters of base64 in all: some twenty minutes of µ-law. */
const MOST_CHARACTERS = 16_000_000;

/**
 * What stretches of telephone audio say. Simulated callees understand words beside audio, and a phone line carries none: whoever makes
 * the audio (the stand-in of the speech service) leaves its words here, and whoever brings it to the callee (the stand-in of the
 * carrier) looks them up by the very same base64 text. Audio that was changed on its way has no words, as it would have to be recognised.
 */
export class SpokenWords {
  readonly #words = new Map<string, string>();
  #characters = 0;

  /** Known now. */
  get size(): number {
    return this.#words.size;
  }

  /**
   * @param payload base64 of the audio, exactly as it is sent.
   * @param words what it says; the words of consecutive stretches, put together as they are, give the sentence. May be empty.
   */
  remember(payload: string, words: string): void {
    if (this.#words.delete(payload)) this.#characters -= payload.length;
    this.#words.set(payload, words);
    this.#characters += payload.length;
    for (const oldest of this.#words.keys()) {
      if (this.#characters <= MOST_CHARACTERS) break;
      this.#words.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  /** What was remembered of it last; undefined where nothing was. */
  wordsOf(payload: string): string | undefined {
    return this.#words.get(payload);
  }
}
