import { randomFillSync } from 'node:crypto';
import type { MulawAudio } from '../audio/mulaw-audio.js';
import { MASKED, mask, WHOLE_TEXT } from './frame.js';

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
    if (this.#masked) {
      putMask(frame, header);
      mask(frame, header, frame.length);
    }
    return frame;
  }
}

/** Puts a new mask before `start`. */
function putMask(frame: Buffer, start: number): void {
  if (masksUsed === MASK_POOL_BYTES) {
    randomFillSync(masks);
    masksUsed = 0;
  }
  for (let index = 0; index < 4; index += 1) frame[start - 4 + index] = masks[masksUsed + index] as number;
  masksUsed += 4;
}
