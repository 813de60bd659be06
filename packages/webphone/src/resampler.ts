/** Zero crossings of the sinc on each side: 2 ms of delay at 8 kHz, and what would alias is 60 dB down. */
const ZERO_CROSSINGS = 16;
/** Kaiser window: about 70 dB of stop-band attenuation. */
const KAISER_BETA = 7;
/** Cut-off as a share of the lower Nyquist frequency: 3,440 Hz of 4,000. The transition ends where aliasing begins to be heard. */
const ROLL_OFF = 0.86;

/**
 * Changes the sample rate of sound as it comes, by any ratio: windowed-sinc interpolation, low-passed below the lower Nyquist frequency. What comes out is later
 * by {@link delay}, and does not depend on how the input was cut.
 */
export class Resampler {
  /** Seconds by which what comes out is later. */
  readonly delay: number;
  readonly #up: number;
  readonly #down: number;
  readonly #half: number;
  readonly #cutoff: number;
  readonly #phases = new Map<number, Float32Array>();
  #input: Float32Array;
  /** Where the next output stands: at input `#centre` and `#phase / #up` behind it. */
  #centre: number;
  #phase = 0;

  /** @param from,to samples a second: whole numbers from 1,000 to 768,000. */
  constructor(from: number, to: number) {
    for (const rate of [from, to]) {
      if (!Number.isInteger(rate) || rate < 1_000 || rate > 768_000)
        throw new RangeError(`${rate} is not a sample rate`);
    }
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    this.#cutoff = Math.min(1, to / from) * ROLL_OFF;
    this.#half = Math.ceil(ZERO_CROSSINGS / this.#cutoff);
    // Before the beginning there was silence.
    this.#input = new Float32Array(this.#half);
    this.#centre = this.#half - 1;
    this.delay = this.#half / from;
  }

  push(samples: Float32Array): Float32Array {
    const input = new Float32Array(this.#input.length + samples.length);
    input.set(this.#input);
    input.set(samples, this.#input.length);
    const half = this.#half;
    const output: number[] = [];
    while (this.#centre + half < input.length) {
      const filter = this.#filter(this.#phase);
      const first = this.#centre - half + 1;
      let sum = 0;
      for (let tap = 0; tap < filter.length; tap += 1) sum += (filter[tap] as number) * (input[first + tap] as number);
      output.push(sum);
      this.#phase += this.#down;
      this.#centre += Math.floor(this.#phase / this.#up);
      this.#phase %= this.#up;
    }
    const done = Math.min(input.length, this.#centre - half + 1);
    this.#input = input.slice(done);
    this.#centre -= done;
    return Float32Array.from(output);
  }

  #filter(phase: number): Float32Array {
    let filter = this.#phases.get(phase);
    if (filter !== undefined) return filter;
    filter = new Float32Array(this.#half * 2);
    let sum = 0;
    for (let tap = 0; tap < filter.length; tap += 1) {
      const distance = tap - this.#half + 1 - phase / this.#up;
      const value = sinc(this.#cutoff * distance) * kaiser(distance / this.#half);
      filter[tap] = value;
      sum += value;
    }
    // Every phase passes 0 Hz alike: their differences would be heard as a tone.
    for (let tap = 0; tap < filter.length; tap += 1) filter[tap] = (filter[tap] as number) / sum;
    this.#phases.set(phase, filter);
    return filter;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** @param x −1 to 1 over the window. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
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
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
