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

/**
 * What the callee said that no session has understood yet, so that another can be told when one is lost: what was heard since the turn
 * under way began, or since the line was lost; otherwise the last second.
 */
export class CalleeAudio {
  #kept: HeardAudio[] = [];
  #keptMs = 0;
  #limitMs = BEFORE_TURN_MS;

  keep(audio: MulawAudio, at: number): void {
    const ms = audio.durationMs;
    this.#kept.push({ audio, at });
    this.#keptMs += ms;
    while (this.#keptMs > this.#limitMs && this.#kept.length > 1) {
      this.#keptMs -= this.#kept.shift()?.audio.durationMs ?? 0;
    }
  }

  /** From now on everything is kept. */
  hold(): void {
    this.#limitMs = MOST_KEPT_MS;
  }

  /** It was understood: the last second is enough again. */
  release(): void {
    this.#limitMs = BEFORE_TURN_MS;
    while (this.#keptMs > this.#limitMs) this.#keptMs -= this.#kept.shift()?.audio.durationMs ?? this.#keptMs;
  }

  /** Oldest first. */
  get kept(): readonly HeardAudio[] {
    return this.#kept;
  }

  clear(): void {
    this.#kept = [];
    this.#keptMs = 0;
  }
}
