/**
 * µ-law of ITU-T G.711, between 16-bit linear PCM and one byte a sample. The 14-bit values of the recommendation are held in the
 * upper bits of the 16-bit ones, as everywhere in telephony: full scale is ±32,124 after decoding.
 */

/** Added before the segment is looked for, so that every segment begins at a power of two (33 in 14 bits, 132 in 16). */
const BIAS = 132;
/** The largest magnitude that µ-law can hold once the bias is added. */
const CLIP = 32_635;

const DECODED = new Int16Array(256);
for (let code = 0; code < 256; code += 1) {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)) - BIAS;
  DECODED[code] = (bits & 0x80) === 0 ? magnitude : -magnitude;
}

/** By the sample's 16 bits read as unsigned: no branch is left per sample. */
const ENCODED = new Uint8Array(65_536);
for (let sample = -32_768; sample < 32_768; sample += 1) {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(CLIP, Math.abs(sample)) + BIAS;
  const segment = 31 - Math.clz32(magnitude) - 7;
  ENCODED[sample & 0xffff] = ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

/** Power of a decoded sample, where full scale is 1. */
const POWER = new Float64Array(256);
for (let code = 0; code < 256; code += 1) POWER[code] = ((DECODED[code] as number) / 32_768) ** 2;

/** Where the six bits of a character of base64 are the upper ones of a sample, which leaves two bits open: their middle. */
const POWER_OF_CHARACTER = new Float64Array(256);
for (const [bits, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  POWER_OF_CHARACTER[character.charCodeAt(0)] = POWER[(bits << 2) | 2] as number;
}

/** One byte a sample. */
export function encodeMulaw(pcm: Int16Array): Uint8Array {
  const bytes = new Uint8Array(pcm.length);
  for (let index = 0; index < pcm.length; index += 1) {
    bytes[index] = ENCODED[(pcm[index] as number) & 0xffff] as number;
  }
  return bytes;
}

/** One sample a byte, −32,124 to 32,124. */
export function decodeMulaw(bytes: Uint8Array): Int16Array {
  const pcm = new Int16Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) pcm[index] = DECODED[bytes[index] as number] as number;
  return pcm;
}

/** One byte as linear PCM. */
export function decodeMulawSample(code: number): number {
  return DECODED[code & 0xff] as number;
}

/** Mean power of a stretch of µ-law, 0 (digital silence, or nothing) to about 0.96; a full-scale sine is about 0.48. */
export function mulawPower(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 1) sum += POWER[bytes[index] as number] as number;
  return sum / bytes.length;
}

/**
 * Mean power of every third sample, in steps of 6 %: good for telling speech from noise, and taken from base64 without decoding it, since of
 * each four characters the first holds the upper six bits of the first sample. A pure tone of 2,667 Hz or half of that deceives it.
 *
 * @param base64 its characters.
 */
export function roughPower(base64: Uint8Array | string): number {
  const { length } = base64;
  if (length === 0) return 0;
  let sum = 0;
  if (typeof base64 === 'string') {
    for (let at = 0; at < length; at += 4) sum += POWER_OF_CHARACTER[base64.charCodeAt(at) & 0xff] as number;
  } else {
    for (let at = 0; at < length; at += 4) sum += POWER_OF_CHARACTER[base64[at] as number] as number;
  }
  return sum / Math.ceil(length / 4);
}

/** RMS of a stretch of µ-law, 0 (digital silence, or nothing) to about 0.98; a full-scale sine is about 0.69. */
export function mulawLevel(bytes: Uint8Array): number {
  return Math.sqrt(mulawPower(bytes));
}
