/**
 * Level of speech on the line, RMS over what is not silence, in dBFS: about −16 dBm0, where phone networks expect speech to be.
 */
const TARGET_DBFS = -22;
/** Peaks stay this far below full scale, or µ-law clips them. */
const HIGHEST_PEAK = 0.9 * 32_768;
/** A voice that is this far from the target is meant to be, or is noise. */
const MOST_GAIN = 10 ** (12 / 20);
const BLOCK_MS = 10;
/** Below this a block is silence, in dBFS. */
const SILENCE_DBFS = -50;
const SILENCE = 32_768 * 10 ** (SILENCE_DBFS / 20);
/** What is left of the silence around speech: enough not to cut a soft consonant. */
const LEAD_MS = 10;
const TAIL_MS = 30;

/**
 * Cuts the silence before and after speech, so that a listener waits for nothing, and sets its level in place.
 *
 * @returns a part of `pcm`; nothing where all of it is silence.
 */
export function trimAndLevel(pcm: Int16Array, rate: number): Int16Array {
  const block = Math.max(1, Math.round((rate * BLOCK_MS) / 1000));
  let first = -1;
  let last = -1;
  let energy = 0;
  let counted = 0;
  let peak = 0;
  for (let start = 0; start < pcm.length; start += block) {
    const end = Math.min(pcm.length, start + block);
    let sum = 0;
    for (let n = start; n < end; n += 1) {
      const sample = pcm[n] as number;
      sum += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    if (Math.sqrt(sum / (end - start)) < SILENCE) continue;
    if (first < 0) first = start;
    last = end;
    energy += sum;
    counted += end - start;
  }
  if (first < 0) return pcm.subarray(0, 0);
  const level = Math.sqrt(energy / counted);
  const gain = Math.min(MOST_GAIN, (32_768 * 10 ** (TARGET_DBFS / 20)) / level, HIGHEST_PEAK / peak);
  const from = Math.max(0, first - Math.round((rate * LEAD_MS) / 1000));
  const to = Math.min(pcm.length, last + Math.round((rate * TAIL_MS) / 1000));
  const trimmed = pcm.subarray(from, to);
  for (let n = 0; n < trimmed.length; n += 1) trimmed[n] = Math.round((trimmed[n] as number) * gain);
  return trimmed;
}
