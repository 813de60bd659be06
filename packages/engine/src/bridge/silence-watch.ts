import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/**
 * Tells when the line was silent for `limitMs` in all since the callee was last heard. Only silence counts: while somebody speaks the
 * count stands still. The callee's speech, words and keys set it back to nothing; the assistant's do not, so that one who asks "are you
 * there?" for ever is stopped, too.
 */
export class SilenceWatch {
  readonly #timers: CallTimers;
  readonly #limitMs: number;
  readonly #onSilence: () => void;
  #silentMs = 0;
  #silentSince: number | null = null;
  #timer: Timer | null = null;
  #assistant = false;
  #callee = false;
  #stopped = true;

  constructor(timers: CallTimers, limitMs: number, onSilence: () => void) {
    this.#timers = timers;
    this.#limitMs = limitMs;
    this.#onSilence = onSilence;
  }

  start(): void {
    this.#stopped = false;
    this.#settle();
  }

  /** Once it was told, or is stopped, it tells nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#settle();
  }

  assistant(audible: boolean): void {
    this.#assistant = audible;
    this.#settle();
  }

  callee(speaking: boolean): void {
    this.#callee = speaking;
    this.calleeHeard();
  }

  calleeHeard(): void {
    this.#silentMs = 0;
    if (this.#silentSince !== null) {
      this.#silentSince = null;
      this.#timer?.cancel();
      this.#timer = null;
    }
    this.#settle();
  }

  #settle(): void {
    const silent = !this.#stopped && !this.#assistant && !this.#callee;
    if (silent === (this.#silentSince !== null)) return;
    if (silent) {
      this.#silentSince = this.#timers.now();
      this.#timer = this.#timers.after(this.#limitMs - this.#silentMs, () => {
        this.stop();
        this.#onSilence();
      });
    } else {
      this.#silentMs += this.#timers.now() - (this.#silentSince as number);
      this.#silentSince = null;
      this.#timer?.cancel();
      this.#timer = null;
    }
  }
}
