import { type AudioFormat, MulawEar, sampleBytes } from './audio-format.js';
import { type HeldAudio, InputBuffer } from './input-buffer.js';
import { invalid } from './refusal.js';
import type { TurnDetection } from './session-config.js';
import { TurnDetector, type TurnEvent } from './turn-detector.js';

/** With turn detection, silence older than the padding and this is forgotten. */
const KEPT_SILENCE_MS = 1000;
/** Semantic VAD has no setting for it. */
const SEMANTIC_PADDING_MS = 300;

/** What is being said: the id of the item that it will be, and where its audio begins, padding included. */
export interface Turn {
  itemId: string;
  fromMs: number;
}

export interface HearingHost {
  now(): number;
  newItemId(): string;
  /** Words that were left for the very text of an append. */
  wordsOf(payload: string): string | undefined;
  onStarted(turn: Turn): void;
  onStopped(turn: Turn, atMs: number): void;
}

/** The input audio buffer and the turns that are found in it. Times are milliseconds of audio since the session's first. */
export class Hearing {
  readonly #host: HearingHost;
  #format: AudioFormat;
  #detection: TurnDetection | null;
  #buffer: InputBuffer;
  #ear: MulawEar;
  #detector: TurnDetector | null = null;
  #turn: Turn | null = null;

  constructor(format: AudioFormat, detection: TurnDetection | null, host: HearingHost) {
    this.#host = host;
    this.#format = format;
    this.#detection = detection;
    this.#buffer = new InputBuffer(format, 0);
    this.#ear = new MulawEar(format);
    this.#detect();
  }

  /** Audio appended in the whole session. */
  get totalMs(): number {
    return this.#buffer.totalMs;
  }

  get heldMs(): number {
    return this.#buffer.heldMs;
  }

  /** Somebody is speaking, as far as it knows. */
  get inTurn(): boolean {
    return this.#turn !== null;
  }

  /** @returns whether anything changed; a turn that was under way is forgotten then, and audio of another format with it. */
  configure(format: AudioFormat, detection: TurnDetection | null): boolean {
    const sameFormat = format.type === this.#format.type;
    if (sameFormat && JSON.stringify(detection) === JSON.stringify(this.#detection)) return false;
    this.#format = format;
    this.#detection = detection;
    if (!sameFormat) {
      this.#buffer = new InputBuffer(format, this.#buffer.totalMs);
      this.#ear = new MulawEar(format);
    }
    this.#detect();
    return true;
  }

  /** @throws Refusal for half a sample. */
  append(payload: string): void {
    const bytes = Buffer.from(payload, 'base64');
    if (bytes.length % sampleBytes(this.#format) !== 0) {
      throw invalid('audio', "Invalid 'audio'. 16-bit PCM has an even number of bytes.");
    }
    this.#buffer.append(bytes, this.#host.wordsOf(payload), this.#host.now());
    if (this.#detector === null || this.#detection === null) return;
    for (const event of this.#detector.push(this.#ear.push(bytes))) this.#onTurn(event, this.#detection);
    if (this.#turn === null) {
      this.#buffer.dropBefore(this.#buffer.totalMs - paddingOf(this.#detection) - KEPT_SILENCE_MS);
    }
  }

  clear(): void {
    this.#buffer.clear();
    this.#forgetTurn();
  }

  /** All that is held from `fromMs` on; nothing is held after it. */
  take(fromMs: number): HeldAudio {
    return this.#buffer.take(fromMs, this.#host.now());
  }

  /** The turn that is under way ends here, by hand. @returns the id of its item, a new one where nobody was speaking. */
  endTurn(): string {
    const itemId = this.#turn?.itemId ?? this.#host.newItemId();
    this.#forgetTurn();
    return itemId;
  }

  #forgetTurn(): void {
    this.#detector?.forget();
    this.#turn = null;
  }

  #detect(): void {
    this.#turn = null;
    this.#detector =
      this.#detection === null
        ? null
        : new TurnDetector(this.#detection, this.#buffer.totalMs, () => soundsFinished(this.#buffer.captions));
  }

  #onTurn({ kind, atMs }: TurnEvent, detection: TurnDetection): void {
    if (kind === 'started') {
      const heldFrom = this.#buffer.totalMs - this.#buffer.heldMs;
      const fromMs = Math.round(Math.max(0, heldFrom, atMs - paddingOf(detection)));
      this.#turn = { itemId: this.#host.newItemId(), fromMs };
      this.#host.onStarted(this.#turn);
      return;
    }
    const turn = this.#turn;
    this.#turn = null;
    if (turn !== null) this.#host.onStopped(turn, Math.round(atMs));
  }
}

const paddingOf = (detection: TurnDetection): number =>
  detection.type === 'server_vad' ? detection.prefix_padding_ms : SEMANTIC_PADDING_MS;

/** What semantic VAD would take for a sentence that goes on: it trails off, or breaks off at a comma or a filler. */
function soundsFinished(words: string): boolean {
  return !/(…|\.\.\.|[,，、;；:：-]|\b(uh+|um+|er+|and|but|so|because|the|a|to)|嗯|呃|那个|然后|但是|因为)$/iu.test(
    words.trim(),
  );
}
