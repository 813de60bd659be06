import type { Clock, Timer } from '../../clock.js';

/**
 * A response of which nothing comes for so long has stalled. The live models begin to speak within 0.3 to 1.5 s and then send several
 * events a second; a callee takes silence of 3 to 4 s for a dead line, so waiting longer would only add to it.
 */
const STALLED_AFTER_MS = 4_000;

/** Looks whether anything comes of the service, while something must. One timer, however often something comes. */
export class StallWatch {
  readonly #clock: Clock;
  readonly #waiting: () => boolean;
  readonly #stalled: () => void;
  #timer: Timer | null = null;
  #progressAt = 0;

  /** @param waiting something must come. */
  constructor(clock: Clock, waiting: () => boolean, stalled: () => void) {
    this.#clock = clock;
    this.#waiting = waiting;
    this.#stalled = stalled;
  }

  /** Something came, which may be one of many. */
  progress(): void {
    this.#progressAt = this.#clock.now();
  }

  /** From now on something must come. */
  start(): void {
    this.progress();
    if (this.#timer === null) this.#after(STALLED_AFTER_MS);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #after(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = null;
      if (!this.#waiting()) return;
      const leftMs = this.#progressAt + STALLED_AFTER_MS - this.#clock.now();
      if (leftMs > 0) this.#after(leftMs);
      else this.#stalled();
    });
  }
}
