import { randomFillSync } from 'node:crypto';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MulawAudio } from '../audio/mulaw-audio.js';
import { MASKED, mask, WHOLE_TEXT } from './frame.js';

/** Masks must not be foreseen (RFC 6455, 5.3); so many are made at once. */
const MASKS = 2048;

const masks = new Int32Array(MASKS);
let masksUsed = MASKS;

/** Room for some frames that are on their way; what is longer than that, as audio that was held for the answer may be, gets memory of its own. */
const POOL_BYTES = 16 * 1024;

let pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let poolWords = new Int32Array(pool.buffer);
/** From here on nothing in it is on its way. A multiple of four. */
let poolUsed = 0;

/**
 * Messages that are audio between two pieces of text: each is put together as one frame in one piece of memory, base64 and all, without
 * becoming a string on the way.
 */
export class AudioFrames {
  readonly #before: Buffer;
  readonly #after: Buffer;
  readonly #masked: boolean;
  /** The last frame that was made in the pool: the next is most likely as long, and in the same place. */
  #frame: Buffer = pool.subarray(0, 0);

  /** @param before, after ASCII. @param masked from a client to a server. */
  constructor(before: string, after: string, masked: boolean) {
    this.#before = Buffer.from(before, 'latin1');
    this.#after = Buffer.from(after, 'latin1');
    this.#masked = masked;
  }

  /** Writes audio to a connection as one frame. */
  write(connection: Duplex, audio: MulawAudio): void {
    const length = this.#before.length + audio.base64Length + this.#after.length;
    const header = 2 + (length < 126 ? 0 : length < 65_536 ? 2 : 8) + (this.#masked ? 4 : 0);
    const size = header + length;
    if (size > POOL_BYTES) {
      const frame = Buffer.allocUnsafeSlow(size);
      this.#put(frame, header, length, audio);
      if (this.#masked) {
        frame.writeInt32LE(nextMask(), header - 4);
        mask(frame, header, size);
      }
      connection.write(frame);
      return;
    }
    const frame = this.#room(size);
    this.#put(frame, header, length, audio);
    if (this.#masked) this.#mask(frame, header);
    const from = poolUsed;
    const until = (from + size + 3) & ~3;
    poolUsed = until;
    connection.write(frame);
    // What a socket has passed on at once is the system's, or encrypted: nobody looks at this memory again, and the cache still has it.
    const isFree = connection instanceof Socket && connection.writableLength === 0;
    if (isFree && poolUsed === until && frame.buffer === pool.buffer) poolUsed = from;
  }

  /** The next piece of the pool. */
  #room(size: number): Buffer {
    if (poolUsed + size > POOL_BYTES) {
      pool = Buffer.allocUnsafeSlow(POOL_BYTES);
      poolWords = new Int32Array(pool.buffer);
      poolUsed = 0;
    }
    const last = this.#frame;
    if (last.length !== size || last.byteOffset !== poolUsed || last.buffer !== pool.buffer) {
      this.#frame = pool.subarray(poolUsed, poolUsed + size);
    }
    return this.#frame;
  }

  #put(frame: Buffer, header: number, length: number, audio: MulawAudio): void {
    const before = this.#before;
    const after = this.#after;
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
    frame.set(before, header);
    audio.copyBase64To(frame, header + before.length);
    frame.set(after, frame.length - after.length);
  }

  /** Masks a frame in the pool: by four bytes at a time where it lies so, as nearly all do. */
  #mask(frame: Buffer, start: number): void {
    if ((start & 3) !== 0) {
      frame.writeInt32LE(nextMask(), start - 4);
      mask(frame, start, frame.length);
      return;
    }
    const words = poolWords;
    const from = (poolUsed + start) >> 2;
    const to = (poolUsed + frame.length + 3) >> 2;
    const four = nextMask();
    words[from - 1] = four;
    for (let at = from; at < to; at += 1) words[at] = (words[at] as number) ^ four;
  }
}

function nextMask(): number {
  if (masksUsed === MASKS) {
    randomFillSync(masks);
    masksUsed = 0;
  }
  const four = masks[masksUsed] as number;
  masksUsed += 1;
  return four;
}
