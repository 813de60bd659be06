import { randomFillSync } from 'node:crypto';
import type { MulawAudio } from '../audio/mulaw-audio.js';

/** A whole text message in one frame (RFC 6455, 5.2). */
const WHOLE_TEXT = 0x81;
const MASKED = 0x80;
/** Masks must not be foreseen (RFC 6455, 5.3); so many bytes of them are made at once. */
const MASK_POOL_BYTES = 8192;

const masks = Buffer.alloc(MASK_POOL_BYTES);
let masksUsed = MASK_POOL_BYTES;

/**
 * Messages that are audio between two pieces of text: each is put together as one frame in one piece of memory, base64 and all, without
 * becoming a string on the way.
 */
export class AudioFrames {
  readonly #before: Buffer;
  readonly #after: Buffer;
  readonly #masked: boolean;

  /** @param before, after ASCII. @param masked from a client to a server. */
  constructor(before: string, after: string, masked: boolean) {
    this.#before = Buffer.from(before, 'latin1');
    this.#after = Buffer.from(after, 'latin1');
    this.#masked = masked;
  }

  frame(audio: MulawAudio): Buffer {
    const before = this.#before;
    const after = this.#after;
    const length = before.length + audio.base64Length + after.length;
    const header = 2 + (length < 126 ? 0 : length < 65_536 ? 2 : 8) + (this.#masked ? 4 : 0);
    const frame = Buffer.allocUnsafe(header + length);
    frame[0] = WHOLE_TEXT;
    const second = this.#masked ? MASKED : 0;
    if (length < 126) frame[1] = second | length;
    else if (length < 65_536) {
      frame[1] = second | 126;
      frame[2] = length >>> 8;
      frame[3] = length & 0xff;
    } else {
      frame[1] = second | 127;
      frame.writeUInt32BE(0, 2);
      frame.writeUInt32BE(length, 6);
    }
    let at = header;
    for (let index = 0; index < before.length; index += 1) frame[at + index] = before[index] as number;
    at += before.length;
    at += audio.copyBase64To(frame, at);
    for (let index = 0; index < after.length; index += 1) frame[at + index] = after[index] as number;
    if (this.#masked) mask(frame, header);
    return frame;
  }
}

/** Puts a new mask before `start`, and masks what is there. */
function mask(frame: Buffer, start: number): void {
  if (masksUsed === MASK_POOL_BYTES) {
    randomFillSync(masks);
    masksUsed = 0;
  }
  const a = masks[masksUsed] as number;
  const b = masks[masksUsed + 1] as number;
  const c = masks[masksUsed + 2] as number;
  const d = masks[masksUsed + 3] as number;
  masksUsed += 4;
  frame[start - 4] = a;
  frame[start - 3] = b;
  frame[start - 2] = c;
  frame[start - 1] = d;
  const { length } = frame;
  let at = start;
  for (; at + 3 < length; at += 4) {
    frame[at] = (frame[at] as number) ^ a;
    frame[at + 1] = (frame[at + 1] as number) ^ b;
    frame[at + 2] = (frame[at + 2] as number) ^ c;
    frame[at + 3] = (frame[at + 3] as number) ^ d;
  }
  if (at < length) frame[at] = (frame[at] as number) ^ a;
  if (at + 1 < length) frame[at + 1] = (frame[at + 1] as number) ^ b;
  if (at + 2 < length) frame[at + 2] = (frame[at + 2] as number) ^ c;
}
