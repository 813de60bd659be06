import type { Clock, Timer } from '../../clock.js';

/**
 * The clock that a callee gets: its timers end with the call, and what they throw goes to the leg instead of the process.
 */
export class LineClock implements Clock {
  readonly #clock: Clock;
  readonly #guard: (run: () => void) => void;
  readonly #timers = new Set<Timer>();
  #closed = false;

  constructor(clock: Clock, guard: (run: () => void) => void) {
    this.#clock = clock;
    this.#guard = guard;
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, run: () => void): Timer {
    return this.#add((timer) =>
      this.#clock.after(ms, () => {
        this.#timers.delete(timer());
        this.#guard(run);
      }),
    );
  }

  every(ms: number, run: () => void): Timer {
    return this.#add(() => this.#clock.every(ms, () => this.#guard(run)));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #add(start: (timer: () => Timer) => Timer): Timer {
    if (this.#closed) return { cancel: () => undefined };
    const inner = start(() => timer);
    const timer: Timer = {
      cancel: () => {
        inner.cancel();
        this.#timers.delete(timer);
      },
    };
    this.#timers.add(timer);
    return timer;
  }
}
