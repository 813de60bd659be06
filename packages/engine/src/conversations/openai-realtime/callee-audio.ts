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

/** In frames: half a second's. Each time, the whole list moves. */
const MOST_DROPPED = 25;

/**
 * What the callee said that no session has understood yet, so that another can be told when one is lost: what was heard since the turn
 * under way began, or since the line was lost; otherwise the last second.
 */
export class CalleeAudio {
  #kept: HeardAudio[] = [];
  /** What is before it was dropped, and leaves the list from time to time. */
  #first = 0;
  #keptMs = 0;
  #limitMs = BEFORE_TURN_MS;

  keep(audio: MulawAudio, at: number): void {
    this.#kept.push({ audio, at });
    this.#keptMs += audio.durationMs;
    this.#drop();
  }

  /** From now on everything is kept. */
  hold(): void {
    this.#limitMs = MOST_KEPT_MS;
  }

  /** It was understood: the last second is enough again. */
  release(): void {
    this.#limitMs = BEFORE_TURN_MS;
    this.#drop();
  }

  /** Oldest first. */
  get kept(): readonly HeardAudio[] {
    return this.#kept.slice(this.#first);
  }

  clear(): void {
    this.#kept = [];
    this.#first = 0;
    this.#keptMs = 0;
  }

  /** The oldest, but never all. */
  #drop(): void {
    while (this.#keptMs > this.#limitMs && this.#first < this.#kept.length - 1) {
      this.#keptMs -= (this.#kept[this.#first] as HeardAudio).audio.durationMs;
      this.#first += 1;
    }
    if (this.#first < MOST_DROPPED) return;
    this.#kept.splice(0, this.#first);
    this.#first = 0;
  }
}
