/** A step of 5 dB, and as many of them as there are: −50 dBFS is the first, under which a telephone line is silent. */
const STEP_DB = 5;
const MOST = 10;

/**
 * Loudness as people read it off a meter, 0 to 10.
 *
 * @param power mean power, where full scale is 1; a full-scale sine is 0.5.
 */
export function loudness(power: number): number {
  if (power <= 0) return 0;
  return Math.max(0, Math.min(MOST, Math.ceil(MOST + (10 * Math.log10(power)) / STEP_DB)));
}
