import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/**
 * A greeting that has been silent for so long is over: pauses within recorded greetings stay under a second and a half, and mailboxes record
 * for at least three seconds before they take silence for the end.
 */
const GREETING_OVER_MS = 2_000;

/** A machine that was found out while it was silent, and stays so: it waits for the message. */
const SILENT_MACHINE_MS = 4_000;

/**
 * Finds the moment at which a mailbox records, where its carrier tells only that it is one: when its greeting has fallen silent.
 */
export class Mailbox {
  readonly #timers: CallTimers;
  readonly #records: () => void;
  #state: 'none' | 'greeting' | 'recording' = 'none';
  #timer: Timer | null = null;

  /** @param records told once. */
  constructor(timers: CallTimers, records: () => void) {
    this.#timers = timers;
    this.#records = records;
  }

  greets(speaking: boolean): void {
    if (this.#state !== 'none') return;
    this.#state = 'greeting';
    if (!speaking) this.#wait(SILENT_MACHINE_MS);
  }

  calleeSpeaks(speaking: boolean): void {
    if (this.#state !== 'greeting') return;
    this.#timer?.cancel();
    this.#timer = null;
    if (!speaking) this.#wait(GREETING_OVER_MS);
  }

  recording(): void {
    if (this.#state === 'recording') return;
    this.#timer?.cancel();
    this.#timer = null;
    this.#state = 'recording';
    this.#records();
  }

  #wait(ms: number): void {
    this.#timer = this.#timers.after(ms, () => this.recording());
  }
}
