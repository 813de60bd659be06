import { FRAME_BYTES } from '../../audio/mulaw-audio.js';

/**
 * A binary message of either direction: one byte for what it holds, one that is zero, two of a sequence number and four of a timestamp (big-endian),
 * then 20 ms of sound. The timestamp counts 1/8000 s on the sender's clock; both numbers wrap around.
 */
const HEADER_BYTES = 8;
/** µ-law at 8 kHz, the only sound of version 1. */
const PCMU = 1;
const AUDIO_FRAME_BYTES = HEADER_BYTES + FRAME_BYTES;

export interface AudioFrame {
  sequence: number;
  timestamp: number;
  mulaw: Uint8Array;
}

/** Null for what is no frame of sound. The sound is a view of `data`. */
export function readAudioFrame(data: Buffer): AudioFrame | null {
  if (data.length !== AUDIO_FRAME_BYTES || data[0] !== PCMU || data[1] !== 0) return null;
  return { sequence: data.readUInt16BE(2), timestamp: data.readUInt32BE(4), mulaw: data.subarray(HEADER_BYTES) };
}

/** @param mulaw 160 bytes, which are copied. */
export function writeAudioFrame(sequence: number, timestamp: number, mulaw: Uint8Array): Buffer {
  const data = Buffer.allocUnsafe(AUDIO_FRAME_BYTES);
  data[0] = PCMU;
  data[1] = 0;
  data.writeUInt16BE(sequence & 0xffff, 2);
  data.writeUInt32BE(timestamp >>> 0, 4);
  data.set(mulaw, HEADER_BYTES);
  return data;
}
