import { FrameRing } from '../../audio/frame-ring.js';
import { FRAME_MS, type MulawAudio } from '../../audio/mulaw-audio.js';

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
  /** The last second, while that is enough. */
  readonly #last = new FrameRing(BEFORE_TURN_MS / FRAME_MS);
  readonly #lastAt = new Float64Array(BEFORE_TURN_MS / FRAME_MS);
  /** All of it, while more is wanted. */
  #held: HeardAudio[] | null = null;
  #heldMs = 0;

  keep(audio: MulawAudio, at: number): void {
    if (this.#held === null) {
      this.#lastAt[this.#last.count % this.#lastAt.length] = at;
      this.#last.push(audio);
      return;
    }
    this.#held.push({ audio, at });
    this.#heldMs += audio.durationMs;
    while (this.#heldMs > MOST_KEPT_MS && this.#held.length > 1) {
      this.#heldMs -= (this.#held.shift() as HeardAudio).audio.durationMs;
    }
  }

  /** From now on everything is kept, behind the last second. */
  hold(): void {
    if (this.#held !== null) return;
    const held = [...this.kept];
    this.#heldMs = held.reduce((sum, { audio }) => sum + audio.durationMs, 0);
    this.#held = held;
    this.#last.clear();
  }

  /** It was understood: the last second is enough again. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#last.clear();
    for (const { audio, at } of held.slice(-this.#lastAt.length)) this.keep(audio, at);
  }

  /** Oldest first. */
  get kept(): readonly HeardAudio[] {
    if (this.#held !== null) return this.#held;
    const { count, size } = this.#last;
    return Array.from({ length: size }, (_, index) => ({
      audio: this.#last.at(index),
      at: this.#lastAt[(count - size + index) % this.#lastAt.length] as number,
    }));
  }

  clear(): void {
    if (this.#held !== null) this.#held = [];
    this.#heldMs = 0;
    this.#last.clear();
  }
}
