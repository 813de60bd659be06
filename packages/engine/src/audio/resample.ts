import { RingbackError } from '../errors.js';

/**
 * Zero crossings of the sinc on each side. With the window below, what lies above 1.1 times the cut-off is 60 dB down and more:
 * below what µ-law's own noise (about 38 dB under the signal) lets anybody hear.
 */
const ZERO_CROSSINGS = 24;
/** Kaiser window: β = 7 gives about 70 dB of stop-band attenuation. */
const KAISER_BETA = 7;
/** Cut-off as a share of the lower Nyquist frequency: the transition band ends where aliasing begins. */
const ROLL_OFF = 0.92;
/** Beyond this many distinct phases a filter is worked out per output sample instead of being kept. */
const MOST_KEPT_PHASES = 1024;

/** Phase filters of one ratio, all of the same number of taps. */
interface Filters {
  /** Reduced ratio: output sample n stands at input position n · down / up. */
  up: number;
  down: number;
  half: number;
  taps: number;
  phases: (Float32Array | undefined)[] | null;
  cutoff: number;
}

const kept = new Map<string, Filters>();
/** A process resamples between a handful of rates; whoever asks for more has its filters worked out again. */
const MOST_KEPT_RATIOS = 8;

/**
 * Changes the sample rate of a whole stretch of sound, by any ratio: windowed-sinc interpolation, low-passed at 0.92 of the lower
 * Nyquist frequency, linear phase (nothing is shifted in time). Outside the stretch there is silence.
 *
 * @param fromRate,toRate samples a second, whole numbers from 1 to 768,000.
 * @returns `round(length · toRate / fromRate)` samples, clipped to 16 bits. The same array where the rates are equal.
 * @throws RingbackError `invalid_rate` for any other rate.
 */
export function resample(pcm: Int16Array, fromRate: number, toRate: number): Int16Array {
  if (fromRate === toRate && isRate(fromRate)) return pcm;
  return resamplePart(pcm, fromRate, toRate, 0, resampledLength(pcm.length, fromRate, toRate));
}

/** How many samples {@link resample} makes of so many. @throws RingbackError `invalid_rate`. */
export function resampledLength(length: number, fromRate: number, toRate: number): number {
  for (const rate of [fromRate, toRate]) {
    if (!isRate(rate)) {
      throw new RingbackError('invalid_rate', `${rate} is not a sample rate: give a whole number from 1 to 768000`);
    }
  }
  return Math.round((length * toRate) / fromRate);
}

/**
 * The samples `start` to `end` (not included) of what {@link resample} makes: a long stretch takes 1 to 2 ms a second of sound, and can so
 * be done in steps that hold up nobody.
 *
 * @throws RingbackError `invalid_rate`.
 */
export function resamplePart(
  pcm: Int16Array,
  fromRate: number,
  toRate: number,
  start: number,
  end: number,
): Int16Array {
  const length = resampledLength(pcm.length, fromRate, toRate);
  const from = Math.max(0, Math.min(start, length));
  const output = new Int16Array(Math.max(0, Math.min(end, length) - from));
  const filters = filtersFor(fromRate, toRate);
  const { up, down, half, taps } = filters;
  const wholeStep = Math.floor(down / up);
  const phaseStep = down % up;
  let phase = (from * down) % up;
  let centre = (from * down - phase) / up;
  for (let index = 0; index < output.length; index += 1) {
    const filter = phaseFilter(filters, phase);
    const first = centre - half + 1;
    const to = Math.min(taps, pcm.length - first);
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < to; tap += 1) {
      sum += (filter[tap] as number) * (pcm[first + tap] as number);
    }
    output[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
    centre += wholeStep;
    phase += phaseStep;
    if (phase >= up) {
      phase -= up;
      centre += 1;
    }
  }
  return output;
}

function isRate(rate: number): boolean {
  return Number.isInteger(rate) && rate >= 1 && rate <= 768_000;
}

function filtersFor(fromRate: number, toRate: number): Filters {
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  const key = `${up}/${down}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  // In cycles per input sample, times two: 1 is the input's Nyquist frequency.
  const cutoff = Math.min(1, up / down) * ROLL_OFF;
  const half = Math.ceil(ZERO_CROSSINGS / cutoff);
  const filters: Filters = {
    up,
    down,
    half,
    taps: half * 2,
    phases: up <= MOST_KEPT_PHASES ? new Array<Float32Array | undefined>(up).fill(undefined) : null,
    cutoff,
  };
  if (kept.size >= MOST_KEPT_RATIOS) kept.delete(kept.keys().next().value as string);
  kept.set(key, filters);
  return filters;
}

function phaseFilter(filters: Filters, phase: number): Float32Array {
  const known = filters.phases?.[phase];
  if (known !== undefined) return known;
  const { half, taps, cutoff, up } = filters;
  const filter = new Float32Array(taps);
  let sum = 0;
  for (let tap = 0; tap < taps; tap += 1) {
    const distance = tap - half + 1 - phase / up;
    const value = cutoff * sinc(cutoff * distance) * kaiser(distance / half);
    filter[tap] = value;
    sum += value;
  }
  // Every phase has gain 1 at 0 Hz: otherwise the differences between phases would be heard as a tone.
  for (let tap = 0; tap < taps; tap += 1) filter[tap] = (filter[tap] as number) / sum;
  if (filters.phases !== null) filters.phases[phase] = filter;
  return filter;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return Math.sin(angle) / angle;
}

/** @param x −1 to 1 over the window. */
function kaiser(x: number): number {
  if (x <= -1 || x >= 1) return 0;
  return besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
