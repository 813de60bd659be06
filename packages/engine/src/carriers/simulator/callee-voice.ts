import { FRAME_BYTES, FRAME_MS, MULAW_SILENCE, type MulawAudio } from '../../audio/mulaw-audio.js';
import { spokenPart } from '../../call/spoken-words.js';
import type { Caption } from '../carrier.js';

/** A streaming recogniser gives what it has about three times a second. */
const CAPTION_EVERY_FRAMES = 300 / FRAME_MS;

interface Sound {
  /** What is said; null for sound without words. */
  text: string | null;
  /** Null while it is being synthesised. */
  bytes: Uint8Array | null;
  sent: number;
  captionId: string;
  startedAt: number;
  framesToCaption: number;
  shown: string;
  done: () => void;
}

interface CalleeVoiceOptions {
  /** Captions are numbered behind this. */
  captionPrefix: string;
  now(): number;
  caption(caption: Caption): void;
}

/**
 * What a callee says and sends: one sound after the other, 20 ms at a time, with captions beside what has words. A caption grows with
 * the part that was sent and is final once the sound was sent, or was stopped: then it holds what was said until then.
 */
export class CalleeVoice {
  readonly #options: CalleeVoiceOptions;
  readonly #sounds: Sound[] = [];
  #captions = 0;
  #closed = false;

  constructor(options: CalleeVoiceOptions) {
    this.#options = options;
  }

  /** Queues words whose audio follows later, by the function that is returned. */
  say(text: string): { audio: (audio: MulawAudio) => void; sent: Promise<void> } {
    const sound = this.#sound(text);
    return {
      audio: (audio) => {
        sound.bytes = audio.bytes;
      },
      sent: this.#add(sound),
    };
  }

  send(bytes: Uint8Array): Promise<void> {
    const sound = this.#sound(null);
    sound.bytes = bytes;
    return this.#add(sound);
  }

  stop(): void {
    if (this.#closed) return;
    const dropped = this.#sounds.splice(0);
    for (const sound of dropped) this.#finish(sound);
  }

  /** The end of the call: the caption of what was being said, and nothing settles any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const head = this.#sounds[0];
    if (head !== undefined) this.#showFinal(head);
    this.#sounds.length = 0;
  }

  /** The frame that was taken last has been sent. */
  frameSent(): void {
    for (let head = this.#sounds[0]; head?.bytes !== undefined && head.bytes !== null; head = this.#sounds[0]) {
      if (head.sent < head.bytes.byteLength) {
        if (head.text !== null && head.sent > 0) this.#showPartial(head);
        return;
      }
      this.#sounds.shift();
      this.#finish(head);
    }
  }

  /** Takes the next 20 ms, behind `frameSent`; null where nothing is being said. */
  takeFrame(): Uint8Array | null {
    const head = this.#sounds[0];
    if (head === undefined || head.bytes === null) return null;
    const { bytes } = head;
    if (head.sent === 0) head.startedAt = this.#options.now();
    const from = head.sent;
    head.sent = Math.min(from + FRAME_BYTES, bytes.byteLength);
    if (head.sent - from === FRAME_BYTES) return bytes.subarray(from, head.sent);
    const last = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
    last.set(bytes.subarray(from, head.sent));
    return last;
  }

  #sound(text: string | null): Sound {
    return {
      text,
      bytes: null,
      sent: 0,
      captionId: '',
      startedAt: 0,
      framesToCaption: CAPTION_EVERY_FRAMES,
      shown: '',
      done: () => undefined,
    };
  }

  #add(sound: Sound): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) return;
      sound.done = resolve;
      this.#sounds.push(sound);
    });
  }

  #finish(sound: Sound): void {
    this.#showFinal(sound);
    sound.done();
  }

  #showPartial(sound: Sound): void {
    sound.framesToCaption -= 1;
    if (sound.framesToCaption > 0) return;
    sound.framesToCaption = CAPTION_EVERY_FRAMES;
    const text = said(sound);
    if (text !== '' && text !== sound.shown) this.#show(sound, text, false);
  }

  #showFinal(sound: Sound): void {
    const text = said(sound);
    if (text !== '') this.#show(sound, text, true);
  }

  #show(sound: Sound, text: string, final: boolean): void {
    if (sound.captionId === '') {
      this.#captions += 1;
      sound.captionId = `${this.#options.captionPrefix}${this.#captions}`;
    }
    sound.shown = text;
    const endedAt = this.#options.now();
    this.#options.caption({ captionId: sound.captionId, text, final, startedAt: sound.startedAt, endedAt });
  }
}

/** The words that have been sent to their end. */
function said({ text, bytes, sent }: Sound): string {
  if (text === null || bytes === null || sent === 0) return '';
  return spokenPart(text, sent / bytes.byteLength);
}
