import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/** A pause that callees notice: people answer each other within 0.2 to 0.7 s. */
const NOTICED_MS = 700;

/**
 * Says a short phrase while the conversation cannot answer, once for each time, and not while anybody speaks.
 */
export class Filler {
  readonly #timers: CallTimers;
  readonly #say: () => void;
  #stalled = false;
  #said = false;
  #someoneSpeaks = false;
  #timer: Timer | null = null;

  constructor(timers: CallTimers, say: () => void) {
    this.#timers = timers;
    this.#say = say;
  }

  stalled(stalled: boolean): void {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    this.#said = false;
    this.#settle();
  }

  /** The callee speaks, or something of ours is heard. */
  someoneSpeaks(speaks: boolean): void {
    this.#someoneSpeaks = speaks;
    this.#settle();
  }

  close(): void {
    this.#stalled = false;
    this.#settle();
  }

  #settle(): void {
    const wanted = this.#stalled && !this.#said && !this.#someoneSpeaks;
    if (wanted === (this.#timer !== null)) return;
    this.#timer?.cancel();
    this.#timer = null;
    if (!wanted) return;
    this.#timer = this.#timers.after(NOTICED_MS, () => {
      this.#timer = null;
      this.#said = true;
      this.#say();
    });
  }
}
