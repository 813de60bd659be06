import type { MulawAudio } from '../../audio/mulaw-audio.js';
import { AudioFrames } from '../../web-sockets/audio-frames.js';

/**
 * Most that waits to be sent, in characters: three minutes of audio as base64. Twilio reads as fast as it is given and plays at the pace of
 * time, so that so much unsent means a connection that stands still; an opening line held for the answer has a fraction of it.
 */
const MOST_UNSENT = 2_000_000;

type Queued = { audio: MulawAudio } | { mark: string };

/** Where messages go once the stream is there. */
export interface MessageSink {
  send(text: string): void;
  sendAudio(frames: AudioFrames, audio: MulawAudio): void;
  readonly unsent: number;
}

/**
 * The caller's side: holds audio and marks until the stream is there, and passes them on as they come after that.
 */
export class OutgoingMedia {
  readonly #onStalled: () => void;
  readonly #onMarks: (names: readonly string[]) => void;
  #held: Queued[] = [];
  #heldSize = 0;
  #sink: MessageSink | null = null;
  #stream = '';
  #frames: AudioFrames | null = null;
  #closed = false;

  /**
   * @param onStalled more waits than may. @param onMarks marks that `clear` dropped before there was a stream; told from inside `clear`.
   */
  constructor(onStalled: () => void, onMarks: (names: readonly string[]) => void) {
    this.#onStalled = onStalled;
    this.#onMarks = onMarks;
  }

  open(sink: MessageSink, streamSid: string): void {
    if (this.#closed) return;
    this.#sink = sink;
    this.#stream = `,"streamSid":${JSON.stringify(streamSid)}`;
    this.#frames = new AudioFrames(`{"event":"media"${this.#stream},"media":{"payload":"`, '"}}', false);
    const held = this.#held;
    this.#held = [];
    this.#heldSize = 0;
    for (const one of held) {
      if ('audio' in one) this.play(one.audio);
      else this.mark(one.mark);
    }
  }

  play(audio: MulawAudio): void {
    if (this.#closed) return;
    if (audio.byteLength === 0) return;
    if (this.#sink === null) this.#hold({ audio }, audio.base64Length);
    else if (this.#flows(this.#sink)) this.#sink.sendAudio(this.#frames as AudioFrames, audio);
  }

  mark(name: string): void {
    if (this.#closed) return;
    if (this.#sink === null) this.#hold({ mark: name }, name.length);
    else this.#send(`{"event":"mark"${this.#stream},"mark":{"name":${JSON.stringify(name)}}}`);
  }

  clear(): void {
    if (this.#closed) return;
    if (this.#sink !== null) {
      this.#send(`{"event":"clear"${this.#stream}}`);
      return;
    }
    const marks = this.#held.flatMap((one) => ('mark' in one ? [one.mark] : []));
    this.#held = [];
    this.#heldSize = 0;
    if (marks.length > 0) this.#onMarks(marks);
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#closed = true;
    this.#held = [];
    this.#sink = null;
  }

  #hold(one: Queued, size: number): void {
    this.#heldSize += size;
    this.#held.push(one);
    if (this.#heldSize > MOST_UNSENT) this.#stall();
  }

  #send(text: string): void {
    const sink = this.#sink as MessageSink;
    if (this.#flows(sink)) sink.send(text);
  }

  /** Says so where too much waits, and closes. */
  #flows(sink: MessageSink): boolean {
    if (sink.unsent <= MOST_UNSENT) return true;
    this.#stall();
    return false;
  }

  #stall(): void {
    this.close();
    this.#onStalled();
  }
}
