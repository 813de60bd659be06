import { FRAME_BYTES, MULAW_SILENCE } from '../../audio/mulaw-audio.js';
import { spokenPart } from '../../call/spoken-words.js';

/** Told once all that was queued before it has been played, or was dropped. */
export type Played = { kind: 'mark'; name: string } | { kind: 'words'; words: string };

interface Stretch {
  kind: 'stretch';
  bytes: Uint8Array;
  words: string | undefined;
  /** Bytes that were taken. */
  taken: number;
}

const NOTHING: readonly Played[] = [];

/**
 * What a leg plays to its callee: stretches of µ-law of any length and marks, first in, first out, taken 20 ms at a time, as Twilio's
 * Media Streams do it (https://www.twilio.com/docs/voice/media-streams/websocket-messages). A frame counts as played when the next
 * one is due. Stretches follow each other without a gap, also within a frame; the last frame is filled up with silence.
 */
export class PlayoutQueue {
  readonly #queue: (Stretch | { kind: 'mark'; name: string })[] = [];
  /** What is over once the frame that was taken last has been played. */
  #afterFrame: Played[] = [];
  #playing = false;
  readonly #scratch = new Uint8Array(FRAME_BYTES);

  /** True where nothing is queued and the last frame was played. */
  get idle(): boolean {
    return !this.#playing && this.#queue.length === 0;
  }

  play(bytes: Uint8Array, words: string | undefined): void {
    if (bytes.byteLength > 0 || words !== undefined) this.#queue.push({ kind: 'stretch', bytes, words, taken: 0 });
  }

  /** Queues a mark. Where the queue is idle it is not taken: false, and it is to be told at once. */
  mark(name: string): boolean {
    if (this.idle) return false;
    this.#queue.push({ kind: 'mark', name });
    return true;
  }

  /** The frame that was taken last has been played: what is over with it, in order. */
  framePlayed(): readonly Played[] {
    this.#playing = false;
    // A mark that was queued while the last frame was playing has no audio of its own before it.
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      if (head.kind === 'stretch' && head.bytes.byteLength > 0) break;
      this.#afterFrame.push(head.kind === 'mark' ? head : { kind: 'words', words: head.words as string });
      this.#queue.shift();
    }
    if (this.#afterFrame.length === 0) return NOTHING;
    const played = this.#afterFrame;
    this.#afterFrame = [];
    return played;
  }

  /** Takes the next 20 ms, behind `framePlayed`; null where nothing is queued. The bytes are good until the next call. */
  takeFrame(): Uint8Array | null {
    const head = this.#queue[0];
    if (head === undefined) return null;
    this.#playing = true;
    if (head.kind === 'stretch' && head.bytes.byteLength - head.taken > FRAME_BYTES) {
      head.taken += FRAME_BYTES;
      return head.bytes.subarray(head.taken - FRAME_BYTES, head.taken);
    }
    return this.#takeAcrossStretches();
  }

  /** Drops everything: what is over is given in order, the words of a stretch cut to the part that was played. */
  clear(): readonly Played[] {
    const played = this.#afterFrame;
    this.#afterFrame = [];
    for (const item of this.#queue) {
      if (item.kind === 'mark') played.push(item);
      else if (item.words !== undefined) {
        const words = item.bytes.byteLength === 0 ? '' : spokenPart(item.words, item.taken / item.bytes.byteLength);
        if (words !== '') played.push({ kind: 'words', words });
      }
    }
    this.#queue.length = 0;
    this.#playing = false;
    return played;
  }

  #takeAcrossStretches(): Uint8Array {
    let filled = 0;
    for (let item = this.#queue[0]; item !== undefined; item = this.#queue[0]) {
      if (item.kind === 'mark') this.#afterFrame.push(item);
      else {
        if (filled === FRAME_BYTES && item.bytes.byteLength > 0) break;
        const part = Math.min(FRAME_BYTES - filled, item.bytes.byteLength - item.taken);
        this.#scratch.set(item.bytes.subarray(item.taken, item.taken + part), filled);
        item.taken += part;
        filled += part;
        if (item.taken < item.bytes.byteLength) break;
        if (item.words !== undefined) this.#afterFrame.push({ kind: 'words', words: item.words });
      }
      this.#queue.shift();
    }
    this.#scratch.fill(MULAW_SILENCE, filled);
    return this.#scratch;
  }
}
