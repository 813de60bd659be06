import { FRAME_MS } from '../../audio/mulaw-audio.js';
import type { Clock, Timer } from '../../clock.js';

/** The legs of one frame's time are spread over this many moments, so that hundreds of them make no burst. */
const PHASES = 10;
const PHASE_MS = FRAME_MS / PHASES;
/** A further phase is opened once each open one has so many legs: few legs keep to one wake-up a frame. */
const LEGS_A_PHASE = 16;
/** The order in which phases are opened, each far from those before it. */
const OPENING_ORDER = [0, 5, 2, 7, 4, 9, 1, 6, 3, 8] as const;
/** A timer of Node may fire up to a millisecond early; a frame that little early is better than a second wake-up for it. */
const EARLY_MS = 0.75;

interface Entry {
  frame: () => void;
  /** The moment at which it was added: a ticker that is late owes it nothing from before. */
  added: number;
}

/**
 * One timer that gives every leg its frame each 20 ms. Each tick is due at an instant counted from an absolute start and a late one
 * is made up for, so that the long-run rate is exact. Without legs no timer is set.
 */
export class FrameTicker {
  readonly #clock: Clock;
  readonly #phases: Set<Entry>[] = Array.from({ length: PHASES }, () => new Set());
  #legs = 0;
  #start = 0;
  /** The last moment that was served, in phases since the start. */
  #served = -1;
  #timer: Timer | undefined;
  #serving = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `frame` every 20 ms, for the first time within 20 ms, until it is cancelled. `frame` must not throw. */
  add(frame: () => void): Timer {
    if (this.#legs === 0 && !this.#serving) {
      this.#start = this.#clock.now();
      this.#served = 0;
    }
    const phase = this.#leastBusy();
    const entry = { frame, added: Math.floor((this.#clock.now() - this.#start) / PHASE_MS) };
    phase.add(entry);
    this.#legs += 1;
    if (!this.#serving) this.#schedule();
    return {
      cancel: () => {
        if (!phase.delete(entry)) return;
        this.#legs -= 1;
        if (this.#legs === 0) this.#timer?.cancel();
      },
    };
  }

  #leastBusy(): Set<Entry> {
    let best: Set<Entry> | undefined;
    for (const index of OPENING_ORDER) {
      const phase = this.#phases[index] as Set<Entry>;
      if (phase.size > 0 && phase.size < LEGS_A_PHASE) return phase;
      if (best === undefined || phase.size < best.size) best = phase;
    }
    return best as Set<Entry>;
  }

  /** The next moment that has legs, in phases since the start. */
  #next(): number {
    let moment = this.#served + 1;
    while ((this.#phases[moment % PHASES] as Set<Entry>).size === 0) moment += 1;
    return moment;
  }

  #schedule(): void {
    this.#timer?.cancel();
    const due = this.#start + this.#next() * PHASE_MS;
    this.#timer = this.#clock.after(Math.max(0, due - this.#clock.now()), () => this.#serve());
  }

  #serve(): void {
    this.#serving = true;
    try {
      this.#serveDue(this.#clock.now() + EARLY_MS);
    } finally {
      this.#serving = false;
      if (this.#legs > 0) this.#schedule();
    }
  }

  #serveDue(until: number): void {
    while (this.#legs > 0) {
      const moment = this.#next();
      if (this.#start + moment * PHASE_MS > until) return;
      this.#served = moment;
      for (const { frame, added } of this.#phases[moment % PHASES] as Set<Entry>) {
        if (moment > added) frame();
      }
    }
  }
}
