import type { Clock, Timer } from '../clock.js';

interface Entry {
  due: number;
  order: number;
  run: () => void;
  period: number | null;
}

/**
 * A clock that stands still until a test moves it. Timers run in the order they are due, each at exactly its own instant.
 */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #entries = new Set<Entry>();

  /** @param start instant in milliseconds since 1970; the default is 2026-01-01T00:00:00Z. */
  constructor(start = 1_767_225_600_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#entries.size;
  }

  after(ms: number, run: () => void): Timer {
    return this.#add(Math.max(0, ms), run, null);
  }

  every(ms: number, run: () => void): Timer {
    return this.#add(ms, run, ms);
  }

  /**
   * Moves time on by `ms`, timer by timer. Between two timers everything that waits on promises, input or other processes' answers
   * already here gets its turn, as it would in real time.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = next.due;
      if (next.period === null) this.#entries.delete(next);
      else next.due += next.period;
      next.run();
      await settle();
    }
    this.#now = end;
  }

  /** Moves time on in steps until `condition` holds; throws where it does not within `limitMs`. */
  async advanceUntil(condition: () => boolean, limitMs: number, stepMs = 20): Promise<void> {
    const end = this.#now + limitMs;
    await settle();
    while (!condition()) {
      if (this.#now >= end) throw new Error(`not reached within ${limitMs} ms of the manual clock`);
      await this.advance(stepMs);
    }
  }

  #add(ms: number, run: () => void, period: number | null): Timer {
    const entry: Entry = { due: this.#now + ms, order: this.#order++, run, period };
    this.#entries.add(entry);
    return { cancel: () => void this.#entries.delete(entry) };
  }

  #next(end: number): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.due > end) continue;
      if (best === undefined || entry.due < best.due || (entry.due === best.due && entry.order < best.order))
        best = entry;
    }
    return best;
  }
}

/** One turn of the event loop: pending promises and I/O callbacks run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
