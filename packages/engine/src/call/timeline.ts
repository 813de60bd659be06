import type { Clock } from '../clock.js';
import type { CallEvent } from './call-event.js';

/** An event without its instant. */
export type UntimedCallEvent = CallEvent extends infer Event
  ? Event extends CallEvent
    ? Omit<Event, 'at'>
    : never
  : never;

/**
 * Everything that happens in one call, told once, in order, in whole milliseconds from its start, and nothing after `ended`. What is
 * told while a listener is still busy with the event before waits for it, so that every listener sees one order.
 */
export class Timeline {
  readonly #clock: Clock;
  readonly #onEvent: (event: CallEvent) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #startedAt: number;
  #waiting: CallEvent[] = [];
  #telling = false;
  #ended = false;

  /** @param onFault told when `onEvent` threw; what comes after that event is still told. */
  constructor(clock: Clock, onEvent: (event: CallEvent) => void, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#onFault = onFault;
    this.#startedAt = clock.now();
  }

  /** An instant of the clock (default: now) as whole milliseconds from the call's start; never negative. */
  at(instant: number = this.#clock.now()): number {
    return Math.max(0, Math.round(instant - this.#startedAt));
  }

  tell(event: UntimedCallEvent): void {
    if (this.#ended) return;
    if (event.type === 'ended') this.#ended = true;
    this.#waiting.push({ ...event, at: this.at() } as CallEvent);
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#tellOne(next);
    } finally {
      this.#telling = false;
    }
  }

  #tellOne(event: CallEvent): void {
    try {
      this.#onEvent(event);
    } catch (error) {
      this.#onFault(error);
    }
  }
}
