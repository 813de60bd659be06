import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/**
 * With `wait`, a callee who says nothing hears the opening after so long anyway: people greet within 1 to 2 s of picking up, and after 3 s of
 * silence they take the line for dead.
 */
const FIRST_WORDS_WITHIN_MS = 2_500;

/**
 * Lets the opening go: at the answer (`say`), or behind the callee's first words (`wait`).
 */
export class Opening {
  readonly #timers: CallTimers;
  readonly #waits: boolean;
  readonly #release: () => void;
  #timer: Timer | null = null;
  #state: 'ringing' | 'listening' | 'released' = 'ringing';

  constructor(timers: CallTimers, waits: boolean, release: () => void) {
    this.#timers = timers;
    this.#waits = waits;
    this.#release = release;
  }

  /** The callee is being listened to, and has not been answered. */
  get listening(): boolean {
    return this.#state === 'listening';
  }

  answered(): void {
    if (this.#waits) {
      this.#state = 'listening';
      this.#await();
    } else this.#go();
  }

  calleeBegan(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** @returns true where these were the first words, which the opening answers. */
  calleeStopped(): boolean {
    if (!this.listening) return false;
    this.#go();
    return true;
  }

  /** Whatever was to be waited for: it goes now. */
  close(): void {
    if (this.listening) this.#go();
  }

  #await(): void {
    this.#timer = this.#timers.after(FIRST_WORDS_WITHIN_MS, () => this.#go());
  }

  #go(): void {
    if (this.#state === 'released') return;
    this.#timer?.cancel();
    this.#timer = null;
    this.#state = 'released';
    this.#release();
  }
}
