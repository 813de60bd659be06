/** Telephone sound: samples a second. */
export const RATE = 8_000;
const FRAME = 160;
/** Fades of 5 ms: shorter is a click, longer is heard as a fade. */
const FADE = 40;
/** Quieter than this, over 20 ms, nobody misses it: 50 dB under full scale. */
const QUIET_POWER = 1e-5;

export interface JitterBufferOptions {
  /** What is held before it begins to play, in milliseconds. Default 60: three frames, which covers what a page's event loop and Wi-Fi waver by. */
  prebufferMs?: number;
  /** Beyond so much, a quiet stretch is left out. Default 160. */
  quietTrimMs?: number;
  /** Beyond so much, whatever comes is left out, down to `quietTrimMs`. Default 400: later than that nobody can talk. */
  hardTrimMs?: number;
}

interface Mark {
  number: number;
  /** Reached when so many samples were played or left out. */
  at: number;
}

/**
 * What a page plays: sound comes in bursts and is taken at the pace of the loudspeaker. `filling` until enough is held, or the first of it has waited as long
 * as the whole prebuffer would → `playing` → `filling` again, when nothing is left.
 *
 * Every edge is faded, so that neither an underrun, a clear nor a trim clicks. The two clocks drift: a fast loudspeaker runs dry now and then, mostly between
 * two sentences, and a slow one fills the buffer, which is trimmed.
 */
export class JitterBuffer {
  readonly #prebuffer: number;
  readonly #quietTrim: number;
  readonly #hardTrim: number;
  #chunks: Float32Array[] = [];
  /** Samples of the first chunk that were taken. */
  #offset = 0;
  #held = 0;
  /** Samples that were played, left out or dropped, since the beginning. */
  #position = 0;
  #marks: Mark[] = [];
  #state: 'filling' | 'playing' = 'filling';
  /** Samples of time since the first one that is held came, while filling. */
  #waited = 0;
  /** The last sample that was given, from which the fade goes to silence. */
  #last = 0;
  #fadeOut = 0;
  #fadeIn = 0;
  /** Times that it ran dry: once for each stretch of sound at its end, and for each gap within. */
  underruns = 0;
  /** Samples that were left out. */
  trimmed = 0;

  constructor({ prebufferMs = 60, quietTrimMs = 160, hardTrimMs = 400 }: JitterBufferOptions = {}) {
    this.#prebuffer = (prebufferMs * RATE) / 1000;
    this.#quietTrim = (quietTrimMs * RATE) / 1000;
    this.#hardTrim = (hardTrimMs * RATE) / 1000;
  }

  get heldMs(): number {
    return (this.#held * 1000) / RATE;
  }

  write(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#chunks.push(samples);
    this.#held += samples.length;
  }

  /** A mark behind what was written. @returns whether it is reached at once, because nothing is held: then it is not told by `read`. */
  mark(number: number): boolean {
    if (this.#held === 0) return true;
    this.#marks.push({ number, at: this.#position + this.#held });
    return false;
  }

  /** Drops everything, marks too. What is sounding fades out. */
  clear(): void {
    this.#position += this.#held;
    this.#chunks = [];
    this.#offset = 0;
    this.#held = 0;
    this.#marks = [];
    this.#stop();
  }

  /** Fills `output`, with silence where there is nothing. @returns the marks that were reached with it. */
  read(output: Float32Array): number[] {
    if (this.#state === 'filling') this.#fill(output.length);
    let filled = 0;
    if (this.#state === 'playing') {
      this.#trim();
      filled = this.#take(output);
      if (filled < output.length) {
        this.underruns += 1;
        this.#stop();
      }
    }
    for (; filled < output.length; filled += 1) {
      output[filled] = this.#fadeOut > 0 ? (this.#last * this.#fadeOut) / FADE : 0;
      if (this.#fadeOut > 0) this.#fadeOut -= 1;
    }
    return this.#reached();
  }

  #fill(samples: number): void {
    if (this.#held === 0) {
      this.#waited = 0;
      return;
    }
    if (this.#held < this.#prebuffer && this.#waited < this.#prebuffer) {
      this.#waited += samples;
      return;
    }
    this.#state = 'playing';
    this.#fadeIn = FADE;
    this.#fadeOut = 0;
  }

  #stop(): void {
    if (this.#state === 'playing') this.#fadeOut = FADE;
    this.#state = 'filling';
    this.#waited = 0;
  }

  #take(output: Float32Array): number {
    let filled = 0;
    while (filled < output.length) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      const part = chunk.subarray(this.#offset, this.#offset + output.length - filled);
      output.set(part, filled);
      filled += part.length;
      this.#drop(part.length);
    }
    for (let index = 0; index < filled && this.#fadeIn > 0; index += 1, this.#fadeIn -= 1) {
      output[index] = (output[index] as number) * (1 - this.#fadeIn / FADE);
    }
    if (filled > 0) this.#last = output[filled - 1] as number;
    return filled;
  }

  /** Takes samples away from the front. */
  #drop(samples: number): void {
    this.#held -= samples;
    this.#position += samples;
    this.#offset += samples;
    while (this.#chunks[0] !== undefined && this.#offset >= this.#chunks[0].length) {
      this.#offset -= this.#chunks[0].length;
      this.#chunks.shift();
    }
  }

  #trim(): void {
    if (this.#held > this.#hardTrim) this.#leaveOut(this.#held - this.#quietTrim);
    else if (this.#held > this.#quietTrim && this.#power(FRAME) < QUIET_POWER) this.#leaveOut(FRAME);
  }

  /** Leaves out samples at the front, and fades from what would have come into what comes. */
  #leaveOut(samples: number): void {
    const before = this.#peek(FADE);
    this.#drop(samples);
    this.trimmed += samples;
    const after = this.#peek(FADE);
    const joined = after.map((sample, index) => {
      const share = (index + 1) / (FADE + 1);
      return sample * share + (before[index] as number) * (1 - share);
    });
    this.#drop(joined.length);
    // Put back in front: as much as was taken, so that positions stay.
    const rest = this.#chunks.shift()?.subarray(this.#offset);
    this.#offset = 0;
    if (rest !== undefined && rest.length > 0) this.#chunks.unshift(rest);
    this.#chunks.unshift(joined);
    this.#held += joined.length;
    this.#position -= joined.length;
  }

  /** The next samples, without taking them. */
  #peek(samples: number): Float32Array {
    const peeked = new Float32Array(Math.min(samples, this.#held));
    let filled = 0;
    let from = this.#offset;
    for (const chunk of this.#chunks) {
      if (filled === peeked.length) break;
      const part = chunk.subarray(from, from + peeked.length - filled);
      peeked.set(part, filled);
      filled += part.length;
      from = 0;
    }
    return peeked;
  }

  #power(samples: number): number {
    const peeked = this.#peek(samples);
    return peeked.reduce((sum, sample) => sum + sample * sample, 0) / peeked.length;
  }

  #reached(): number[] {
    const reached: number[] = [];
    while (this.#marks[0] !== undefined && this.#marks[0].at <= this.#position) {
      reached.push((this.#marks.shift() as Mark).number);
    }
    return reached;
  }
}
