import { RingbackError } from '../errors.js';
import { mulawPower } from './g711.js';
import { FRAME_BYTES, FRAME_MS } from './mulaw-audio.js';

export interface VoiceActivityOptions {
  /**
   * How long sound must stand out before it is speech, in ms; rounded up to frames of 20. Default 60: shorter than the shortest
   * word (a "嗯" or "no" is 100 ms and more), longer than a click, a lost packet's edge or a key's bounce.
   */
  onsetMs?: number;
  /**
   * How long it must not stand out before it is silence, in ms; rounded up to frames of 20. Default 500: longer than nearly all
   * pauses inside a sentence and the stops of a consonant, and what speech models wait for by default before they answer.
   */
  releaseMs?: number;
  /** How far above the noise speech begins, in dB. Default 9: steady noise wanders by 2 or 3, speech is 10 and more above it. */
  marginDb?: number;
  /** What is below this is never speech, in dBFS. Default −57: 20 dB below a quiet talker, above µ-law's idle noise (−66 and less). */
  leastDbfs?: number;
}

/** Once speech began it goes on at this much less above the noise, so that its soft ends are not cut. */
const HYSTERESIS_DB = 3;
/** The noise is the lowest level in the last 2 s: within that, every talker draws breath or closes the lips. */
const SPAN_FRAMES = 10;
const SPANS = 10;
/**
 * Sound that kept within {@link STEADY_DB} for 600 ms is noise, whatever its level: no syllable does. So noise that sets in is let go after
 * 600 ms where it is steady, and after 2 s where it is not.
 */
const STEADY_SPANS = 3;
const STEADY_DB = 4;
/** Frames of exact zeros say nothing of the noise (lost packets, silence suppression) until there were 200 ms of them. */
const ZEROS_THAT_COUNT = 10;

/**
 * Tells speech from silence by energy that stands out from the noise, on 20 ms frames. It does not tell speech from music or from a
 * beep; it is there to run 50 times a second for hundreds of calls.
 */
export class VoiceActivity {
  readonly #onsetFrames: number;
  readonly #releaseFrames: number;
  readonly #margin: number;
  /** Power limits: comparing powers needs no logarithm. */
  readonly #leastPower: number;
  readonly #rest = new Uint8Array(FRAME_BYTES);
  #resting = 0;

  #speaking = false;
  #active = 0;
  #inactive = 0;
  #wasActive = false;

  #zeros = 0;
  /** Lowest and highest power of the spans that are over (a ring) and of the one at hand. */
  readonly #lowest = new Float64Array(SPANS).fill(Number.POSITIVE_INFINITY);
  readonly #highest = new Float64Array(SPANS).fill(Number.POSITIVE_INFINITY);
  #span = 0;
  #spanFrames = 0;
  #spanLowest = Number.POSITIVE_INFINITY;
  #spanHighest = 0;
  /** The noise of the finished spans. */
  #floor = 0;

  /** @throws RingbackError `invalid_option` for a time outside 0 to 10,000 ms or a level that is no number. */
  constructor(options: VoiceActivityOptions = {}) {
    this.#onsetFrames = frames('onsetMs', options.onsetMs ?? 60);
    this.#releaseFrames = frames('releaseMs', options.releaseMs ?? 500);
    this.#margin = ratio('marginDb', options.marginDb ?? 9, 1, 40);
    this.#leastPower = ratio('leastDbfs', options.leastDbfs ?? -57, -90, 0);
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /**
   * Takes the next stretch of µ-law, one frame of 20 ms as a rule; other lengths are cut into frames, a rest waits for the next push.
   *
   * @returns `speech` or `silence` where that is what it has become, else null. A push of many frames tells only how it ended.
   */
  push(mulaw: Uint8Array): 'speech' | 'silence' | null {
    const before = this.#speaking;
    if (this.#resting === 0 && mulaw.length === FRAME_BYTES) this.#frame(mulawPower(mulaw));
    else this.#cut(mulaw);
    if (this.#speaking === before) return null;
    return this.#speaking ? 'speech' : 'silence';
  }

  #cut(mulaw: Uint8Array): void {
    let offset = 0;
    while (offset < mulaw.length) {
      const take = Math.min(FRAME_BYTES - this.#resting, mulaw.length - offset);
      this.#rest.set(mulaw.subarray(offset, offset + take), this.#resting);
      this.#resting += take;
      offset += take;
      if (this.#resting === FRAME_BYTES) {
        this.#frame(mulawPower(this.#rest));
        this.#resting = 0;
      }
    }
  }

  #frame(power: number): void {
    const threshold = Math.max(this.#leastPower, this.#floor * this.#margin);
    const active = power >= (this.#speaking ? threshold * HYSTERESIS : threshold);
    if (this.#speaking) {
      // One frame alone does not prolong speech: a click every half second would hold it for ever.
      if (!active) this.#inactive += 1;
      else if (this.#wasActive) this.#inactive = 0;
      if (this.#inactive >= this.#releaseFrames) this.#change(false);
    } else {
      this.#active = active ? this.#active + 1 : Math.max(0, this.#active - 1);
      if (active && this.#active >= this.#onsetFrames) this.#change(true);
    }
    this.#wasActive = active;
    this.#learn(power);
  }

  #change(speaking: boolean): void {
    this.#speaking = speaking;
    this.#active = 0;
    this.#inactive = 0;
  }

  #learn(power: number): void {
    this.#zeros = power === 0 ? this.#zeros + 1 : 0;
    if (power === 0 && this.#zeros < ZEROS_THAT_COUNT) return;
    if (power < this.#spanLowest) {
      this.#spanLowest = power;
      // Noise that became weaker is believed at once.
      if (power < this.#floor) this.#floor = power;
    }
    if (power > this.#spanHighest) this.#spanHighest = power;
    this.#spanFrames += 1;
    if (this.#spanFrames === SPAN_FRAMES) this.#endSpan();
  }

  #endSpan(): void {
    this.#lowest[this.#span] = this.#spanLowest;
    this.#highest[this.#span] = this.#spanHighest;
    let steadyLowest = Number.POSITIVE_INFINITY;
    let steadyHighest = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let back = 0; back < SPANS; back += 1) {
      const span = (this.#span + SPANS - back) % SPANS;
      lowest = Math.min(lowest, this.#lowest[span] as number);
      if (back < STEADY_SPANS) {
        steadyLowest = lowest;
        steadyHighest = Math.max(steadyHighest, this.#highest[span] as number);
      }
    }
    const oldest = this.#lowest[(this.#span + 1) % SPANS] as number;
    if (steadyHighest <= steadyLowest * STEADY) this.#floor = steadyLowest;
    // Until 2 s were heard, a call that begins with speech has no floor to be measured against.
    else this.#floor = oldest === Number.POSITIVE_INFINITY ? Math.min(this.#floor, lowest) : lowest;
    this.#span = (this.#span + 1) % SPANS;
    this.#spanFrames = 0;
    this.#spanLowest = Number.POSITIVE_INFINITY;
    this.#spanHighest = 0;
  }
}

const HYSTERESIS = 10 ** (-HYSTERESIS_DB / 10);
const STEADY = 10 ** (STEADY_DB / 10);

function frames(name: string, ms: number): number {
  if (!(ms >= 0 && ms <= 10_000)) {
    throw new RingbackError('invalid_option', `${name} is ${ms}: give 0 to 10000 milliseconds`);
  }
  return Math.max(1, Math.ceil(ms / FRAME_MS));
}

function ratio(name: string, decibels: number, least: number, most: number): number {
  if (!(decibels >= least && decibels <= most)) {
    throw new RingbackError('invalid_option', `${name} is ${decibels}: give ${least} to ${most} dB`);
  }
  return 10 ** (decibels / 10);
}
