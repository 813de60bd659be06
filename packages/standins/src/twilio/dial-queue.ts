import type { Clock, Timer } from '@ringback/engine';

interface Waiting {
  dial: () => void;
}

/**
 * The account's calls per second. What comes faster waits and is not refused: calls are dialled one after the other, each a second's share
 * behind the one before.
 */
export class DialQueue {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  readonly #waiting: Waiting[] = [];
  #free = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(clock: Clock, callsPerSecond: number) {
    this.#clock = clock;
    this.#spacingMs = 1000 / callsPerSecond;
  }

  /**
   * Queues a call. `dial` runs from a timer once it is its turn, unless it was taken out.
   *
   * @returns how long it is to wait as things stand, in milliseconds.
   */
  add(dial: () => void): { waitMs: number; takeOut: () => void } {
    const entry = { dial };
    const waitMs = Math.max(0, this.#free - this.#clock.now()) + this.#waiting.length * this.#spacingMs;
    this.#waiting.push(entry);
    this.#schedule();
    return {
      waitMs: Math.round(waitMs),
      takeOut: () => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
      },
    };
  }

  close(): void {
    this.#waiting.length = 0;
    this.#timer?.cancel();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0) return;
    this.#timer = this.#clock.after(Math.max(0, this.#free - this.#clock.now()), () => {
      this.#timer = undefined;
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#free = this.#clock.now() + this.#spacingMs;
      next.dial();
      this.#schedule();
    });
  }
}
