import type { Clock, Timer } from '../clock.js';

/**
 * The timers of one call: what throws in one is told to `onFault` and takes nothing else down, and the call's end cancels all of them.
 */
export class CallTimers {
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #running = new Set<Timer>();
  #closed = false;

  constructor(clock: Clock, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#onFault = onFault;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Runs `run` once, `ms` from now; never after `close`. */
  after(ms: number, run: () => void): Timer {
    if (this.#closed) return NO_TIMER;
    const started = this.#clock.after(ms, () => {
      this.#running.delete(timer);
      try {
        run();
      } catch (error) {
        this.#onFault(error);
      }
    });
    const timer: Timer = {
      cancel: () => {
        if (this.#running.delete(timer)) started.cancel();
      },
    };
    this.#running.add(timer);
    return timer;
  }

  cancelAll(): void {
    for (const timer of [...this.#running]) timer.cancel();
  }

  /** Cancels all; from now on none starts. */
  close(): void {
    this.#closed = true;
    this.cancelAll();
  }
}

const NO_TIMER: Timer = { cancel: () => undefined };
