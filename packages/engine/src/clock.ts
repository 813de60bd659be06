/** A timer that was started on a {@link Clock}. */
export interface Timer {
  /** Stops it; cancelling twice, or after it has run, does nothing. */
  cancel(): void;
}

/**
 * Time, injected everywhere. Instants are milliseconds since 1970 (fractions allowed), never going backwards.
 */
export interface Clock {
  now(): number;
  /** Runs `run` once, `ms` from now. */
  after(ms: number, run: () => void): Timer;
  /**
   * Runs `run` every `ms`, corrected against the absolute start: a late tick is followed by as many as are due, so that the
   * long-run rate is exact (a plain `setInterval(20)` runs 2 % slow, measured).
   */
  every(ms: number, run: () => void): Timer;
}

/** Longest delay that Node's timers take without firing at once (2^31 - 1 ms). */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/**
 * Real time, or real time `speed` times as fast: `now()` then runs ahead of the wall clock from the moment of creation, and
 * delays shrink by the same factor.
 */
export function realClock(speed = 1): Clock {
  const originWall = Date.now();
  const originMonotonic = performance.now();
  const now = (): number => originWall + (performance.now() - originMonotonic) * speed;
  return {
    now,
    after(ms, run) {
      // Node's shortest timer takes a millisecond, which is long where a callee is talking over us.
      if (ms <= 0) {
        const immediate = setImmediate(run);
        return { cancel: () => clearImmediate(immediate) };
      }
      const handle = setTimeout(run, Math.min(LONGEST_TIMEOUT_MS, ms / speed));
      return { cancel: () => clearTimeout(handle) };
    },
    every(ms, run) {
      const start = now();
      let ticks = 0;
      let cancelled = false;
      let handle: NodeJS.Timeout;
      const tick = (): void => {
        const due = Math.floor((now() - start) / ms);
        while (ticks < due && !cancelled) {
          ticks += 1;
          run();
        }
        if (!cancelled) schedule();
      };
      const schedule = (): void => {
        handle = setTimeout(tick, Math.max(0, (start + (ticks + 1) * ms - now()) / speed));
      };
      schedule();
      return {
        cancel: () => {
          cancelled = true;
          clearTimeout(handle);
        },
      };
    },
  };
}
