/**
 * A-law of ITU-T G.711, between 16-bit linear PCM and one byte a sample. The 13-bit values of the recommendation are held in the upper
 * bits of the 16-bit ones; even bits are inverted on the wire (XOR 0x55).
 */

const EVEN_BITS = 0x55;

const DECODED = new Int16Array(256);
for (let code = 0; code < 256; code += 1) {
  const bits = code ^ EVEN_BITS;
  const segment = (bits & 0x70) >> 4;
  const step = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  DECODED[code] = (bits & 0x80) === 0 ? -magnitude : magnitude;
}

export function decodeAlaw(bytes: Uint8Array): Int16Array {
  const pcm = new Int16Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) pcm[index] = DECODED[bytes[index] as number] as number;
  return pcm;
}

export function encodeAlaw(pcm: Int16Array): Uint8Array {
  const bytes = new Uint8Array(pcm.length);
  for (let index = 0; index < pcm.length; index += 1) bytes[index] = encodeSample(pcm[index] as number);
  return bytes;
}

function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  // -1 lies in the lowest step of the negative half: the magnitude of negatives counts from 0.
  const magnitude = sample < 0 ? -sample - 1 : sample;
  // Segments 1 to 7 begin at 256 times the powers of two.
  const segment = magnitude < 0x100 ? 0 : 31 - Math.clz32(magnitude) - 7;
  const step = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return (sign | (segment << 4) | step) ^ EVEN_BITS;
}
