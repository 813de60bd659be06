import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';
import { LOST_MARK_MS } from './playout.js';

/**
 * Between the carrier's having sent the last frame and the callee's ear stand jitter buffers of 60 to 200 ms: hanging up at the mark
 * itself would clip the last syllable.
 */
const HEARD_TO_EAR_MS = 250;

/**
 * Should nobody ever say that all was heard: as long as the audio takes, plus the time after which marks count as lost, plus 2 s, so that
 * this comes after the playout's own giving up (`LOST_MARK_MS`) and is never the one that clips a goodbye.
 */
const HANG_UP_MARGIN_MS = LOST_MARK_MS + 2_000;

/**
 * Hangs up once, when all that was given has been heard: `whenHeard` begins to wait, `heard` tells that nothing is left.
 */
export class HangUp {
  readonly #timers: CallTimers;
  readonly #hangUp: () => void;
  #bound: Timer | null = null;
  #tail: Timer | null = null;

  constructor(timers: CallTimers, hangUp: () => void) {
    this.#timers = timers;
    this.#hangUp = hangUp;
  }

  get waiting(): boolean {
    return this.#bound !== null;
  }

  /**
   * @param pending something was given and not yet heard: `heard` will tell.
   * @param remainingMs how much of it, by the clock.
   */
  whenHeard(pending: boolean, remainingMs: number): void {
    if (this.waiting) return;
    this.#bound = this.#timers.after(remainingMs + HEARD_TO_EAR_MS + HANG_UP_MARGIN_MS, this.#hangUp);
    if (!pending) this.heard();
  }

  heard(): void {
    if (!this.waiting) return;
    this.#tail ??= this.#timers.after(HEARD_TO_EAR_MS, this.#hangUp);
  }
}
