/** µ-law (ITU-T G.711) and samples from −1 to 1. Plain arithmetic, since it also runs on the audio thread, where nothing else is. */

const BIAS = 0x84;
const CLIP = 32_635;
/** µ-law of silence (+0). */
export const MULAW_SILENCE = 0xff;

const DECODED = Float32Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const magnitude = (((inverted & 15) << 3) + BIAS) * 2 ** exponent - BIAS;
  return ((inverted & 0x80) === 0 ? magnitude : -magnitude) / 32_768;
});

export function encodeMulawSample(sample: number): number {
  const pcm = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  const magnitude = Math.min(CLIP, Math.abs(pcm)) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((pcm < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

export function decodeMulaw(bytes: Uint8Array): Float32Array {
  const samples = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) samples[index] = DECODED[bytes[index] as number] as number;
  return samples;
}
