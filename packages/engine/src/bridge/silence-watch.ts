import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

export interface SilenceEvents {
  /** The line was silent for `limitMs`: somebody should ask whether anybody is there. Once, until the callee is heard again. */
  ask(): void;
  /** It was silent for as long again. Nothing is told after that. */
  giveUp(): void;
}

/**
 * Tells when the line was silent for `limitMs` in all since the callee was last heard, and when for twice as long. Only silence counts: while
 * somebody speaks the count stands still. The callee's speech, words and keys set it back to nothing; the assistant's do not, so that one
 * who asks "are you there?" for ever is stopped, too.
 */
export class SilenceWatch {
  readonly #timers: CallTimers;
  readonly #limitMs: number;
  readonly #events: SilenceEvents;
  #silentMs = 0;
  #silentSince: number | null = null;
  #timer: Timer | null = null;
  #asked = false;
  #assistant = false;
  #callee = false;
  #stopped = true;

  constructor(timers: CallTimers, limitMs: number, events: SilenceEvents) {
    this.#timers = timers;
    this.#limitMs = limitMs;
    this.#events = events;
  }

  start(): void {
    this.#stopped = false;
    this.#settle();
  }

  /** Once it gave up, or is stopped, it tells nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#settle();
  }

  /** Goes on after a stop, and counts from nothing. */
  startAnew(): void {
    this.#silentMs = 0;
    this.#asked = false;
    this.start();
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
    this.#asked = false;
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
      this.#await();
    } else {
      this.#silentMs += this.#timers.now() - (this.#silentSince as number);
      this.#silentSince = null;
      this.#timer?.cancel();
      this.#timer = null;
    }
  }

  #await(): void {
    const limitMs = this.#asked ? 2 * this.#limitMs : this.#limitMs;
    this.#timer = this.#timers.after(limitMs - this.#silentMs, () => {
      if (this.#asked) {
        this.stop();
        this.#events.giveUp();
        return;
      }
      this.#asked = true;
      this.#silentMs = limitMs;
      this.#silentSince = this.#timers.now();
      this.#await();
      this.#events.ask();
    });
  }
}
