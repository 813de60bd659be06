import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

const MINUTE_MS = 60_000;

/** How long before a further minute begins it is asked whether it may: room for a goodbye of two sentences within what is paid. */
const ASK_BEFORE_MS = 15_000;

/**
 * No answer after so long is taken for a refusal: what is left, 8 s, is the least in which a goodbye can still be made and heard before the
 * minute begins, and a database that needs 7 s for one row has trouble of its own.
 */
const ANSWER_WITHIN_MS = 7_000;

/**
 * Asks before each further minute of talk whether it may begin. Minute n begins (n − 1) · 60 s after the answer; the first is held before
 * the call is dialled, so nobody asks for it.
 */
export class PaidMinutes {
  readonly #timers: CallTimers;
  readonly #mayContinue: (minute: number) => Promise<boolean | string>;
  readonly #onRefused: (endsAt: number, why: string | null) => void;
  #timer: Timer | null = null;
  #asking = 0;

  /** @param onRefused told once, with the instant at which what is paid ends, and with the word of the refusal, where it has one. */
  constructor(
    timers: CallTimers,
    mayContinue: (minute: number) => Promise<boolean | string>,
    onRefused: (endsAt: number, why: string | null) => void,
  ) {
    this.#timers = timers;
    this.#mayContinue = mayContinue;
    this.#onRefused = onRefused;
  }

  start(answeredAt: number): void {
    this.#await(answeredAt, 2);
  }

  stop(): void {
    this.#asking = 0;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #await(answeredAt: number, minute: number): void {
    const beginsAt = answeredAt + (minute - 1) * MINUTE_MS;
    this.#timer = this.#timers.after(beginsAt - ASK_BEFORE_MS - this.#timers.now(), () => {
      this.#asking = minute;
      const answer = (may: boolean | string): void => {
        // A late answer to a question that was given up, or of a call that is over, changes nothing.
        if (this.#asking !== minute) return;
        this.stop();
        if (may === true) this.#await(answeredAt, minute + 1);
        else this.#onRefused(beginsAt, typeof may === 'string' ? may : null);
      };
      this.#timer = this.#timers.after(ANSWER_WITHIN_MS, () => answer(false));
      // Also where it throws at once instead of rejecting.
      new Promise<boolean | string>((resolve) => resolve(this.#mayContinue(minute))).then(
        (may) => answer(may),
        () => answer(false),
      );
    });
  }
}
