import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';
import type { RecentSound } from './recent-sound.js';

/** Where a murmur has ended and the callee's silence is not yet told, more of it may follow: looked at so often until it is. */
const LOOK_AGAIN_MS = 60;

/**
 * Waits until the callee has spoken for long enough to mean it, by the callee's own sound where there is any: what was said before anybody
 * told of it counts, and a murmur that is over does not, however late its end is told.
 */
export class Patience {
  readonly #timers: CallTimers;
  readonly #sound: RecentSound;
  readonly #over: () => void;
  #timer: Timer | null = null;

  constructor(timers: CallTimers, sound: RecentSound, over: () => void) {
    this.#timers = timers;
    this.#sound = sound;
    this.#over = over;
  }

  /** Tells `over` once the callee has spoken for `ms`; at once, from inside, where that is so already. */
  start(ms: number): void {
    this.stop();
    // Where none is asked for, nothing needs to be listened to.
    const spokenMs = ms <= 0 ? 0 : (this.#sound.soundingMs() ?? 0);
    if (spokenMs >= ms) this.#over();
    else this.#wait(ms - spokenMs, ms);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #wait(waitMs: number, ms: number): void {
    this.#timer = this.#timers.after(waitMs, () => {
      const spokenMs = this.#sound.soundingMs();
      // Within a millisecond is long enough: timers and frames are no more exact than that.
      if (spokenMs === null || spokenMs >= ms - 1) {
        this.#timer = null;
        this.#over();
      } else this.#wait(spokenMs === 0 ? LOOK_AGAIN_MS : ms - spokenMs, ms);
    });
  }
}
