import type { Duplex } from 'node:stream';
import { MASKED, mask, WHOLE_TEXT } from './frame.js';

/** Before a frame's payload stand at least so many bytes (RFC 6455, 5.2); up to 8 of a length and 4 of a mask come on top. */
const SHORTEST_HEADER = 2;
const FIN = 0x80;
const RESERVED = 0x70;
const OPCODE = 0x0f;
const CONTINUATION = 0x0;
const BINARY = 0x2;
const FIRST_CONTROL_OPCODE = 0x8;
const CLOSE = 0x8;
const PONG = 0xa;
const MOST_CONTROL_BYTES = 125;

/** Whoever reads messages directly. Asked for every frame of audio: the fewer objects lie on the way, the better. */
export interface DirectMessages {
  readonly form: DirectForm;
  /**
   * A message: `data` from `start` to `end`. The bytes are there until it returns; what is to be kept must be copied.
   *
   * @returns false where it is to be given out as any other message is.
   */
  take(data: Buffer, start: number, end: number): boolean;
  /** The other side closes: nothing must be sent behind the answer to that. */
  closing(): void;
}

export interface DirectForm {
  /** What a message must begin with. */
  prefix: Buffer;
  /** Frames come masked: from a client, and never from a server (RFC 6455, 5.1). */
  masked: boolean;
}

const EVERYTHING: DirectForm = { prefix: Buffer.alloc(0), masked: false };

/** Sits where a connection's bytes arrive, and divides them between one who reads messages directly and the stream, from which `ws` reads. */
export class DirectReader {
  #messages: DirectMessages | null = null;
  #form = EVERYTHING;
  /** Of the frame that `ws` is reading, what is still to come. */
  #owed = 0;
  /** A header that is not whole yet. */
  #rest: Buffer | null = null;
  #restGiven = 0;
  /** `ws` is within a message of several frames. */
  #fragmented = false;
  #closing = false;
  /** It is for `ws` to say what is wrong. */
  #handedOver = false;
  #over = false;
  /** `ws` has not read all that it was given: whatever comes must wait behind that. */
  #behind = false;
  /** The stream wants no more for now. */
  #full = false;
  #connection: Duplex | null = null;

  belongTo(connection: Duplex): void {
    this.#connection = connection;
  }

  /** Until now everything went to the stream. What `ws` has not read of it, it reads now. */
  begin(messages: DirectMessages): void {
    const before = this.#connection?.read() as Buffer | null;
    this.#messages = messages;
    this.#form = messages.form;
    if (before !== null) this.#follow(before, before.length, before.length);
  }

  /** Nothing is given out any more. */
  end(): void {
    this.#over = true;
  }

  /** @returns false where nothing more is wanted for now. */
  read(data: Buffer, length: number): boolean {
    if (this.#over) return true;
    this.#full = false;
    if (this.#messages === null) {
      this.#give(data, 0, length);
      return !this.#full;
    }
    if (this.#behind) this.#behind = (this.#connection as Duplex).readableLength > 0;
    if (this.#rest === null) this.#follow(data, length, 0);
    else {
      const whole = Buffer.concat([this.#rest, data.subarray(0, length)]);
      this.#rest = null;
      this.#follow(whole, whole.length, this.#restGiven);
    }
    return !this.#full;
  }

  /** @param given of so much at the beginning `ws` has been given already. */
  #follow(data: Buffer, length: number, given: number): void {
    if (this.#handedOver) {
      if (length > given) this.#give(data, given, length);
      return;
    }
    let at = Math.min(this.#owed, length);
    this.#owed -= at;
    /** From here to `at` is for `ws`. */
    let kept = given;
    while (at < length && !this.#over && !this.#closing) {
      const left = length - at;
      const header = headerLength(data, at, left);
      if (header === 0) break;
      const size = header + payloadLength(data, at);
      const isWhole = data[at] === WHOLE_TEXT && size <= left && !this.#fragmented;
      if (isWhole && at >= given && this.#offers(data, at, header, size)) {
        // In the order in which they came.
        if (at > kept) this.#give(data, kept, at);
        if (this.#over) return;
        kept = at;
        if (!this.#behind && this.#taken(data, at + header, at + size)) {
          at += size;
          kept = at;
          continue;
        }
      }
      if (!this.#note(data[at] as number, data[at + 1] as number)) {
        this.#handedOver = true;
        at = length;
        break;
      }
      this.#owed = Math.max(0, size - left);
      at += Math.min(size, left);
    }
    if (this.#over) return;
    if (at > kept) this.#give(data, kept, at);
    if (this.#closing) this.#over = this.#owed === 0;
    else if (at < length) {
      this.#rest = Buffer.from(data.subarray(at, length));
      this.#restGiven = Math.max(0, given - at);
    }
  }

  #give(data: Buffer, from: number, to: number): void {
    const connection = this.#connection as Duplex;
    if (!connection.push(Buffer.from(data.subarray(from, to)))) this.#full = true;
    this.#behind = connection.readableLength > 0 || connection.isPaused();
  }

  /** Whether a message begins as those do that are read here. It is not unmasked yet. */
  #offers(data: Buffer, at: number, header: number, size: number): boolean {
    const { prefix, masked } = this.#form;
    if (this.#behind) return false;
    if (size - header < prefix.length || (((data[at + 1] as number) & MASKED) !== 0) !== masked) return false;
    const start = at + header;
    for (let index = 0; index < prefix.length; index += 1) {
      const four = masked ? (data[start - 4 + (index & 3)] as number) : 0;
      if (((data[start + index] as number) ^ four) !== prefix[index]) return false;
    }
    return true;
  }

  #taken(data: Buffer, start: number, end: number): boolean {
    const { masked } = this.#form;
    if (masked) mask(data, start, end);
    if (this.#messages?.take(data, start, end) === true) return true;
    // `ws` gets it as it came.
    if (masked) mask(data, start, end);
    return false;
  }

  /** Takes note of a frame that `ws` reads. @returns whether its header is as it may be. */
  #note(first: number, second: number): boolean {
    const opcode = first & OPCODE;
    const isLast = (first & FIN) !== 0;
    if ((first & RESERVED) !== 0 || ((second & MASKED) !== 0) !== this.#form.masked) return false;
    if (opcode >= FIRST_CONTROL_OPCODE) {
      if (opcode === CLOSE) {
        this.#closing = true;
        this.#messages?.closing();
      }
      return opcode <= PONG && isLast && (second & 0x7f) <= MOST_CONTROL_BYTES;
    }
    if (opcode > BINARY || (opcode === CONTINUATION) !== this.#fragmented) return false;
    this.#fragmented = !isLast;
    return true;
  }
}

/** The length of a frame's header; 0 where it is not all there. */
function headerLength(data: Buffer, at: number, left: number): number {
  if (left < SHORTEST_HEADER) return 0;
  const second = data[at + 1] as number;
  const short = second & 0x7f;
  const header = SHORTEST_HEADER + (short < 126 ? 0 : short === 126 ? 2 : 8) + ((second & MASKED) === 0 ? 0 : 4);
  return header <= left ? header : 0;
}

function payloadLength(data: Buffer, at: number): number {
  const short = (data[at + 1] as number) & 0x7f;
  if (short < 126) return short;
  if (short === 126) return ((data[at + 2] as number) << 8) | (data[at + 3] as number);
  return data.readUInt32BE(at + 2) * 2 ** 32 + data.readUInt32BE(at + 6);
}
