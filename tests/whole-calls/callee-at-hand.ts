import { type Callee, type CalleeLine, type Clock, type Language, MulawAudio, mulawLevel } from '@ringback/engine';

interface HeardFrame {
  at: number;
  bytes: Uint8Array;
}

/** A callee of the simulator at a test's hand, who remembers when what was heard. Instants are the clock's. */
export class CalleeAtHand implements Callee {
  readonly frames: HeardFrame[] = [];
  readonly keys: string[] = [];
  /** Words heard so far, as they are put together. */
  words = '';
  /** When sound began and ended on the line, as voice activity. */
  readonly speech: { at: number; speaking: boolean }[] = [];
  answeredAt: number | null = null;
  goneAt: number | null = null;
  readonly #line: CalleeLine;
  readonly #clock: Clock;
  readonly #happened: () => void;
  readonly #language: Language;

  constructor(line: CalleeLine, clock: Clock, language: Language, happened: () => void) {
    this.#line = line;
    this.#clock = clock;
    this.#language = language;
    this.#happened = happened;
  }

  // What a test does.

  /** Resolves when the last of it was sent. */
  async say(text: string): Promise<void> {
    await this.#line.say(text, { language: this.#language });
  }

  /** Sound without words. */
  async send(bytes: Uint8Array): Promise<void> {
    await this.#line.send(MulawAudio.fromBytes(bytes));
  }

  press(digits: string): void {
    void this.#line.press(digits);
  }

  hangUp(): void {
    this.#line.hangUp();
  }

  // What it heard.

  /** All that was heard, with nothing where the line was quiet. */
  get sound(): Uint8Array {
    return Buffer.concat(this.frames.map(({ bytes }) => bytes));
  }

  /** Milliseconds of sound that were heard between two instants. */
  soundMs(from = 0, to = Number.POSITIVE_INFINITY): number {
    return this.frames.filter(({ at, bytes }) => at >= from && at < to && mulawLevel(bytes) > 0).length * 20;
  }

  get lastSoundAt(): number | null {
    return this.frames.findLast(({ bytes }) => mulawLevel(bytes) > 0)?.at ?? null;
  }

  get firstSoundAt(): number | null {
    return this.frames.find(({ bytes }) => mulawLevel(bytes) > 0)?.at ?? null;
  }

  // What the line tells.

  answered(): void {
    this.answeredAt = this.#clock.now();
    this.#happened();
  }
  heardSpeech(): void {
    this.speech.push({ at: this.#clock.now(), speaking: true });
    this.#happened();
  }
  heardSilence(): void {
    this.speech.push({ at: this.#clock.now(), speaking: false });
    this.#happened();
  }
  heardWords(words: string): void {
    this.words += words;
    this.#happened();
  }
  heardKey(digit: string): void {
    this.keys.push(digit);
    this.#happened();
  }
  heardAudio(mulaw: Uint8Array): void {
    this.frames.push({ at: this.#clock.now(), bytes: Uint8Array.from(mulaw) });
    this.#happened();
  }
  ended(): void {
    this.goneAt = this.#clock.now();
    this.#happened();
  }
}
