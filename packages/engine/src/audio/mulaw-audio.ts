import { mulawPower, roughPower } from './g711.js';

/** Samples a second of telephone audio, and so bytes a second of µ-law (ITU-T G.711). */
export const TELEPHONE_RATE = 8000;
/** One frame on the wire: 20 ms, 160 bytes of µ-law. */
export const FRAME_MS = 20;
export const FRAME_BYTES = 160;
/** µ-law of silence (+0). */
export const MULAW_SILENCE = 0xff;

/**
 * A stretch of headerless µ-law at 8 kHz, of any length. It is held as it came, as bytes, as base64 text, or as the place where that text stands in
 * what was received, and turned into another only when somebody asks: a carrier and a model that both speak base64 JSON exchange it without a
 * single decode.
 */
export class MulawAudio {
  #bytes: Uint8Array | undefined;
  #base64: string | undefined;
  /** The base64 text, where it stands in what was received. */
  readonly #received: Buffer | undefined;
  /** Asked for several times of each frame. */
  #byteLength = -1;

  private constructor(bytes: Uint8Array | undefined, base64: string | undefined, received: Buffer | undefined) {
    this.#bytes = bytes;
    this.#base64 = base64;
    this.#received = received;
  }

  static fromBytes(bytes: Uint8Array): MulawAudio {
    return new MulawAudio(bytes, undefined, undefined);
  }

  static fromBase64(base64: string): MulawAudio {
    return new MulawAudio(undefined, base64, undefined);
  }

  /**
   * Base64 as it was received: `source` from `start` to `end`. What arrives on a connection is overwritten by what arrives next: whoever needs
   * it for longer than the call that brought it takes it as `kept`.
   */
  static fromReceived(source: Buffer, start: number, end: number): MulawAudio {
    return new MulawAudio(undefined, undefined, source.subarray(start, end));
  }

  /** The same audio in memory of its own, where it is not already. */
  kept(): MulawAudio {
    const received = this.#received;
    return received === undefined ? this : MulawAudio.fromReceived(Buffer.from(received), 0, received.length);
  }

  get bytes(): Uint8Array {
    this.#bytes ??= Buffer.from(this.base64, 'base64');
    return this.#bytes;
  }

  get base64(): string {
    if (this.#base64 === undefined) {
      if (this.#received !== undefined) return this.#received.toString('latin1');
      const bytes = this.#bytes as Uint8Array;
      this.#base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    }
    return this.#base64;
  }

  /** Length in bytes, without decoding. */
  get byteLength(): number {
    if (this.#byteLength < 0) this.#byteLength = this.#bytes?.byteLength ?? this.#decodedLength();
    return this.#byteLength;
  }

  get durationMs(): number {
    return (this.byteLength * 1000) / TELEPHONE_RATE;
  }

  /** Its mean power, exactly or within a few per cent: what costs nothing. See {@link roughPower}. */
  get power(): number {
    if (this.#received !== undefined) return roughPower(this.#received);
    return this.#bytes === undefined ? roughPower(this.#base64 as string) : mulawPower(this.#bytes);
  }

  /** Characters of its base64. */
  get base64Length(): number {
    if (this.#received !== undefined) return this.#received.length;
    return this.#base64 === undefined ? Math.ceil(this.byteLength / 3) * 4 : this.#base64.length;
  }

  /** Writes its base64, for which there must be room. @returns how many characters. */
  copyBase64To(target: Buffer, offset: number): number {
    const received = this.#received;
    if (received === undefined) return target.write(this.base64, offset, 'latin1');
    target.set(received, offset);
    return received.length;
  }

  /** What `copyTo` needs: characters of base64, or bytes. */
  get heldLength(): number {
    return this.#isText ? this.base64Length : (this.#bytes as Uint8Array).length;
  }

  /** What `copyTo` wrote. @param length what it returned. */
  static copiedFrom(memory: Buffer, offset: number, length: number): MulawAudio {
    if (length < 0) return MulawAudio.fromBytes(Uint8Array.from(memory.subarray(offset, offset - length)));
    return MulawAudio.fromBase64(memory.toString('latin1', offset, offset + length));
  }

  /**
   * Copies it as it is held, if there is room.
   *
   * @returns characters of base64 that were written, or bytes, negated; 0 where it is longer than `most`.
   */
  copyTo(memory: Buffer, offset: number, most: number): number {
    if (this.#isText) return this.base64Length <= most ? this.copyBase64To(memory, offset) : 0;
    const bytes = this.#bytes as Uint8Array;
    if (bytes.length > most) return 0;
    memory.set(bytes, offset);
    return -bytes.length;
  }

  /**
   * Cuts it into pieces of `pieceBytes`, the last one shorter where it does not come out even; itself where it is no longer. Nothing is
   * decoded or copied: what is held as base64 is cut as text, for which `pieceBytes` must be a multiple of three.
   */
  split(pieceBytes: number): MulawAudio[] {
    if (this.byteLength <= pieceBytes) return [this];
    const pieces: MulawAudio[] = [];
    const received = this.#received;
    if (received !== undefined && pieceBytes % 3 === 0) {
      const step = (pieceBytes / 3) * 4;
      for (let at = 0; at < received.length; at += step) {
        pieces.push(MulawAudio.fromReceived(received, at, at + step));
      }
    } else if (this.#bytes === undefined && pieceBytes % 3 === 0) {
      const text = this.#base64 as string;
      const step = (pieceBytes / 3) * 4;
      for (let at = 0; at < text.length; at += step) pieces.push(MulawAudio.fromBase64(text.slice(at, at + step)));
    } else {
      const { bytes } = this;
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        pieces.push(MulawAudio.fromBytes(bytes.subarray(at, at + pieceBytes)));
      }
    }
    return pieces;
  }

  /** It is, or can be had as, base64 without encoding anything. */
  get #isText(): boolean {
    return this.#received !== undefined || this.#base64 !== undefined;
  }

  #decodedLength(): number {
    const length = this.base64Length;
    const padding = this.#base64At(length - 1) !== PADDING ? 0 : this.#base64At(length - 2) !== PADDING ? 1 : 2;
    return Math.floor((length * 3) / 4) - padding;
  }

  #base64At(index: number): number | undefined {
    if (this.#received === undefined) return (this.#base64 as string).charCodeAt(index);
    return this.#received[index];
  }
}

const PADDING = '='.charCodeAt(0);
