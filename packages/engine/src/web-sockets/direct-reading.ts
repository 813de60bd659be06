import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
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

export interface DirectMessages {
  /** What a message must begin with, in ASCII. */
  prefix: string;
  /** Frames come masked: from a client, and never from a server (RFC 6455, 5.1). */
  masked: boolean;
  /**
   * A message: `data` from `start` to `end`, which nobody else writes to, and which keep all that arrived with it in memory.
   *
   * @returns false where it is to be given out as any other message is.
   */
  take(data: Buffer, start: number, end: number): boolean;
}

/**
 * Reads the messages that come by the thousand past `ws`, straight out of what the connection gives: whole, in one frame, and with a known
 * beginning. Everything else goes through `ws` as it came, byte for byte: other messages, fragments, control frames, the closing, and from the
 * first header that breaks the protocol on everything. Of a message through `ws` nearly half of the cost is streams and strings that audio on its way does not need
 * (`docs/decisions/0004-frames-of-audio-pass-by-ws.md`).
 *
 * @param webSocket open, and with no listener of its own to `connection` but that of `ws`.
 * @returns false where this version of `ws` listens otherwise: then all of it goes through `ws`.
 */
export function readDirectly(webSocket: WebSocket, connection: Duplex, messages: DirectMessages): boolean {
  const [listener, ...others] = connection.listeners('data');
  if (listener === undefined || others.length > 0) return false;
  const reader = new DirectReader(messages, (chunk) => listener.call(connection, chunk));
  // `ws` reads no more after a mistake in the protocol.
  webSocket.once('error', () => reader.end());
  connection.on('data', (chunk: Buffer) => reader.read(chunk));
  connection.off('data', listener as () => void);
  return true;
}

class DirectReader {
  readonly #prefix: Buffer;
  readonly #masked: boolean;
  readonly #take: DirectMessages['take'];
  readonly #pass: (bytes: Buffer) => void;
  /** Of the frame that `ws` is reading, what is still to come. */
  #owed = 0;
  /** A header that is not whole yet. */
  #rest: Buffer | null = null;
  /** `ws` is within a message of several frames. */
  #fragmented = false;
  #closing = false;
  /** It is for `ws` to say what is wrong. */
  #handedOver = false;
  #over = false;

  constructor({ prefix, masked, take }: DirectMessages, pass: (bytes: Buffer) => void) {
    this.#prefix = Buffer.from(prefix, 'latin1');
    this.#masked = masked;
    this.#take = take;
    this.#pass = pass;
  }

  /** Nothing is given out any more. */
  end(): void {
    this.#over = true;
  }

  read(chunk: Buffer): void {
    if (this.#over) return;
    if (this.#handedOver) {
      this.#pass(chunk);
      return;
    }
    let data = chunk;
    if (this.#rest !== null) {
      data = Buffer.concat([this.#rest, chunk]);
      this.#rest = null;
    }
    const { length } = data;
    let at = Math.min(this.#owed, length);
    this.#owed -= at;
    /** From here to `at` is for `ws`. */
    let kept = 0;
    while (at < length && !this.#over && !this.#closing) {
      const left = length - at;
      const header = headerLength(data, at, left);
      if (header === 0) break;
      const size = header + payloadLength(data, at);
      if (data[at] === WHOLE_TEXT && size <= left && !this.#fragmented && this.#offers(data, at, header, size)) {
        // In the order in which they came.
        if (at > kept) this.#give(data, kept, at);
        if (this.#over) return;
        kept = at;
        at += size;
        if (this.#taken(data, kept + header, at)) kept = at;
        continue;
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
    else if (at < length) this.#rest = data.subarray(at);
  }

  #give(data: Buffer, from: number, to: number): void {
    this.#pass(from === 0 && to === data.length ? data : data.subarray(from, to));
  }

  /** Whether a message begins as those do that are read here. It is not unmasked yet. */
  #offers(data: Buffer, at: number, header: number, size: number): boolean {
    const prefix = this.#prefix;
    if (size - header < prefix.length || (((data[at + 1] as number) & MASKED) !== 0) !== this.#masked) return false;
    const start = at + header;
    for (let index = 0; index < prefix.length; index += 1) {
      const masked = this.#masked ? (data[start - 4 + (index & 3)] as number) : 0;
      if (((data[start + index] as number) ^ masked) !== prefix[index]) return false;
    }
    return true;
  }

  #taken(data: Buffer, start: number, end: number): boolean {
    if (this.#masked) mask(data, start, end);
    if (this.#take(data, start, end)) return true;
    // `ws` gets it as it came.
    if (this.#masked) mask(data, start, end);
    return false;
  }

  /** Takes note of a frame that `ws` reads. @returns whether its header is as it may be. */
  #note(first: number, second: number): boolean {
    const opcode = first & OPCODE;
    const isLast = (first & FIN) !== 0;
    if ((first & RESERVED) !== 0 || ((second & MASKED) !== 0) !== this.#masked) return false;
    if (opcode >= FIRST_CONTROL_OPCODE) {
      this.#closing = opcode === CLOSE;
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
