import { FrameRing } from '../../audio/frame-ring.js';
import type { MulawAudio } from '../../audio/mulaw-audio.js';

export interface HeardAudio {
  audio: MulawAudio;
  /** When it was heard. */
  at: number;
}

/**
 * While no session can hear, at most so much of what the callee says is kept: what takes longer to renew has failed by then. The oldest is
 * dropped, since who has waited so long says again what matters.
 */
const MOST_KEPT_MS = 30_000;

/** Before a turn is found in it, speech has been going on for a moment: so much of the past is kept at all times. */
const BEFORE_TURN_MS = 1_000;

/** A second's frames. */
const PART_FRAMES = 50;
const MOST_PARTS = MOST_KEPT_MS / BEFORE_TURN_MS;

/** So many parts wait to be used again, of all calls together: 1.4 MB. */
const MOST_SPARE = 128;

/** A second of it. */
class Part {
  readonly frames = new FrameRing(PART_FRAMES);
  readonly at = new Float64Array(PART_FRAMES);

  get isFull(): boolean {
    return this.frames.count === PART_FRAMES;
  }

  keep(audio: MulawAudio, at: number): void {
    this.at[this.frames.count] = at;
    this.frames.push(audio);
  }

  heard(): HeardAudio[] {
    return Array.from({ length: this.frames.size }, (_, index) => ({
      audio: this.frames.at(index),
      at: this.at[index] as number,
    }));
  }
}

/**
 * What the callee said that no session has understood yet, so that another can be told when one is lost: what was heard since the turn
 * under way began, or since the line was lost; otherwise the last second. It comes as frames of 20 ms, which are counted.
 */
export class CalleeAudio {
  /** Oldest first. */
  #parts: Part[] = [];
  #held = false;
  /** Frames that are kept and were older than a second when it was to be held. */
  #older = 0;

  keep(audio: MulawAudio, at: number): void {
    let last = this.#parts.at(-1);
    if (last === undefined || last.isFull) {
      last = spare.pop() ?? new Part();
      this.#parts.push(last);
      this.#drop();
    }
    last.keep(audio, at);
  }

  /** From now on everything is kept, behind the last second. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#older = Math.max(0, this.#frames - PART_FRAMES);
  }

  /** It was understood: the last second is enough again. */
  release(): void {
    this.#held = false;
    this.#drop();
  }

  /** Oldest first. */
  get kept(): readonly HeardAudio[] {
    const heard = this.#parts.flatMap((part) => part.heard());
    return this.#held ? heard.slice(this.#older).slice(-MOST_PARTS * PART_FRAMES) : heard.slice(-PART_FRAMES);
  }

  clear(): void {
    for (const part of this.#parts) putAside(part);
    this.#parts = [];
    this.#older = 0;
  }

  get #frames(): number {
    return this.#parts.reduce((sum, { frames }) => sum + frames.size, 0);
  }

  /** The last two parts hold the last second, wherever it begins. */
  #drop(): void {
    const most = this.#held ? MOST_PARTS + 1 : 2;
    while (this.#parts.length > most) {
      putAside(this.#parts.shift() as Part);
      this.#older = Math.max(0, this.#older - PART_FRAMES);
    }
  }
}

/** While a callee speaks, each second needs one, and most are let go of a few seconds later: old enough by then to have cost the collector twice. */
const spare: Part[] = [];

function putAside(part: Part): void {
  part.frames.clear();
  if (spare.length < MOST_SPARE) spare.push(part);
}
