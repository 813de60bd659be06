import type { Timer } from '../clock.js';
import type { ConcludeReason } from '../conversations/conversation.js';
import type { CallTimers } from './call-timers.js';

/** A goodbye of two sentences, from asking for it to its last word: a model's 1 to 2 s, 8 to 10 s of speech, and air. */
export const GOODBYE_MS = 15_000;

/** How long the conversation has to begin its goodbye: twice what a model needs for its first word. */
const PATIENCE_MS = 5_000;

/** The bridge's own goodbye, made and heard: 0.5 s and 4 s. It begins so long before the call must be over at the latest. */
const OWN_GOODBYE_MS = 5_000;

/** After words that may have been the goodbye, `finish` is due at once; a second allows for a slow model. */
const AFTER_WORDS_MS = 1_000;

export interface ConclusionEvents {
  /** The conversation is not ending the call: say a goodbye in its place. */
  sayGoodbye(reason: ConcludeReason): void;
  /** The call must be over now. */
  timeIsUp(reason: ConcludeReason): void;
  /** Something is being said to the callee. */
  speaking(): boolean;
}

/**
 * Sees to it that a call which is asked to end does end: the conversation says goodbye, or else the bridge does, and at the deadline it is
 * over in any case. The first reason stands; the nearest deadline holds.
 */
export class Conclusion {
  readonly #timers: CallTimers;
  readonly #events: ConclusionEvents;
  #reason: ConcludeReason | null = null;
  #deadlineAt = Number.POSITIVE_INFINITY;
  #deadline: Timer | null = null;
  #latest: Timer | null = null;
  /** The conversation's time to begin is over; the next silence is taken for its having nothing to say. */
  #impatient = false;

  constructor(timers: CallTimers, events: ConclusionEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  /** The call was asked to end. */
  get begun(): boolean {
    return this.#reason !== null;
  }

  /** @returns true where this is the first reason: the conversation is to be asked. */
  begin(reason: ConcludeReason, deadlineAt: number): boolean {
    const isFirst = this.#reason === null;
    this.#reason ??= reason;
    const why = this.#reason;
    if (deadlineAt < this.#deadlineAt) {
      this.#deadlineAt = deadlineAt;
      this.#deadline?.cancel();
      this.#latest?.cancel();
      const leftMs = Math.max(0, deadlineAt - this.#timers.now());
      this.#deadline = this.#timers.after(leftMs, () => this.#events.timeIsUp(why));
      // A very short deadline is shared between the conversation and the bridge.
      const latestMs = Math.max(leftMs - OWN_GOODBYE_MS, leftMs / 2);
      this.#latest = this.#timers.after(latestMs, () => this.#events.sayGoodbye(why));
    }
    if (isFirst) {
      this.#timers.after(PATIENCE_MS, () => {
        this.#impatient = true;
        if (!this.#events.speaking()) this.#events.sayGoodbye(why);
      });
    }
    return isFirst;
  }

  /** All that was being said was heard. */
  quiet(): void {
    const reason = this.#reason;
    if (reason === null || !this.#impatient) return;
    this.#timers.after(AFTER_WORDS_MS, () => {
      if (!this.#events.speaking()) this.#events.sayGoodbye(reason);
    });
  }
}
