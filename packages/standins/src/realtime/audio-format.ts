import { decodeMulaw, encodeMulaw, resample, TELEPHONE_RATE } from '@ringback/engine';
import { decodeAlaw, encodeAlaw } from './alaw.js';

export type AudioFormat = { type: 'audio/pcm'; rate: 24_000 } | { type: 'audio/pcmu' } | { type: 'audio/pcma' };

const PCM_RATE = 24_000;

/** Bytes a millisecond: 8 for G.711, 48 for 16-bit PCM at 24 kHz. */
export function bytesPerMs(format: AudioFormat): number {
  return format.type === 'audio/pcm' ? (PCM_RATE * 2) / 1000 : TELEPHONE_RATE / 1000;
}

export function sampleBytes(format: AudioFormat): 1 | 2 {
  return format.type === 'audio/pcm' ? 2 : 1;
}

/** µ-law as the client wants it. */
export function encodeFor(format: AudioFormat, mulaw: Uint8Array): Uint8Array {
  if (format.type === 'audio/pcmu') return mulaw;
  const pcm = decodeMulaw(mulaw);
  return format.type === 'audio/pcma' ? encodeAlaw(pcm) : littleEndian(resample(pcm, TELEPHONE_RATE, PCM_RATE));
}

/**
 * What a client sends, as µ-law for the detection of speech, stretch by stretch. PCM is brought down to 8 kHz by the mean of every three
 * samples: enough to tell speech from silence.
 */
export class MulawEar {
  readonly #format: AudioFormat;
  /** Samples that wait for the rest of their three. */
  #rest = new Int16Array(0);

  constructor(format: AudioFormat) {
    this.#format = format;
  }

  push(bytes: Uint8Array): Uint8Array {
    if (this.#format.type === 'audio/pcmu') return bytes;
    if (this.#format.type === 'audio/pcma') return encodeMulaw(decodeAlaw(bytes));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const samples = new Int16Array(this.#rest.length + (bytes.byteLength >> 1));
    samples.set(this.#rest);
    for (let index = this.#rest.length; index < samples.length; index += 1) {
      samples[index] = view.getInt16((index - this.#rest.length) * 2, true);
    }
    const narrow = new Int16Array(Math.floor(samples.length / 3));
    for (let index = 0; index < narrow.length; index += 1) {
      const at = index * 3;
      narrow[index] = ((samples[at] as number) + (samples[at + 1] as number) + (samples[at + 2] as number)) / 3;
    }
    this.#rest = samples.slice(narrow.length * 3);
    return encodeMulaw(narrow);
  }
}

function littleEndian(pcm: Int16Array): Uint8Array {
  const bytes = Buffer.alloc(pcm.length * 2);
  for (let index = 0; index < pcm.length; index += 1) bytes.writeInt16LE(pcm[index] as number, index * 2);
  return bytes;
}
