import type { Carrier, Leg, LegListener } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type { CallLimits, CallRequest } from '../place-call.js';
import type { CallTimers } from './call-timers.js';
import { errorCode } from './error-code.js';
import { guardedLeg } from './guarded-leg.js';

/** Carriers queue before they dial (calls per second), and not all tell that it rings: so much longer may pass before the first sign. */
const DIAL_GRACE_MS = 30_000;

/** A carrier that was told when to stop ringing, and does not, gets this much more. */
const RING_GRACE_MS = 10_000;

/** From our hanging up to the carrier's saying so: a REST request and a webhook, each a second at worst, and as much again. */
const LEG_END_WITHIN_MS = 5_000;

export interface CallLegEvents {
  /** We have hung up: nothing is said on it any more. */
  hungUp(): boolean;
  /** The carrier could not dial, or could not do what was asked on the line. */
  failed(code: string): void;
  /** By now the carrier should have said that somebody answered, or that nobody does. */
  unanswered(): void;
  /** Nothing more will be told of it, and the carrier did not say that it is gone. */
  lost(): void;
  warn(code: string, detail: string): void;
}

/**
 * The leg of one call: dialled, waited for and taken down, each within the time that it may take. A carrier that tells nothing keeps no
 * call from ending.
 */
export class CallLeg {
  /** As those who speak on it see it: without effect before it is dialled and after we have hung up. */
  readonly line: Leg;
  readonly #timers: CallTimers;
  readonly #limits: CallLimits;
  readonly #events: CallLegEvents;
  #leg: Leg | null = null;
  #reference: string | null = null;
  #ringing: Timer | null = null;

  constructor(timers: CallTimers, limits: CallLimits, events: CallLegEvents) {
    this.#timers = timers;
    this.#limits = limits;
    this.#events = events;
    this.line = guardedLeg(
      () => (events.hungUp() ? null : this.#leg),
      (error) => events.failed(errorCode(error)),
    );
  }

  /** Called once. */
  dial(carrier: Carrier, { callId, to, from }: CallRequest, listener: LegListener): void {
    const { ringTimeoutMs, timeLimitMs } = this.#limits;
    try {
      this.#leg = carrier.dial({ callId, to, from, ringTimeoutMs, timeLimitMs }, listener);
    } catch (error) {
      this.#events.failed(errorCode(error));
      return;
    }
    this.#awaitAnswer(ringTimeoutMs + DIAL_GRACE_MS);
  }

  /** @returns true where the carrier gives it its name; false where it has one, which stands. */
  accepted(reference: string): boolean {
    if (this.#reference === reference) return false;
    if (this.#reference !== null) {
      this.#events.warn('carrier_reference_changed', 'the carrier named the call a second time, and otherwise');
      return false;
    }
    this.#reference = reference;
    return true;
  }

  rings(): void {
    this.#awaitAnswer(this.#limits.ringTimeoutMs + RING_GRACE_MS);
  }

  answered(): void {
    this.#ringing?.cancel();
  }

  /** Has the carrier take it down; called once, when we have hung up. Where it was never dialled it is lost at once. */
  takeDown(): void {
    const leg = this.#leg;
    if (leg === null) {
      // Nobody will tell that it is gone.
      this.#events.lost();
      return;
    }
    this.#timers.after(LEG_END_WITHIN_MS, () => {
      this.#events.warn('leg_end_missing', 'the carrier did not say that the line was taken down');
      this.#events.lost();
    });
    try {
      leg.hangUp();
    } catch (error) {
      this.#events.warn(errorCode(error), 'the carrier could not hang up');
    }
  }

  /** The call is over: the carrier's leg is held no longer. */
  release(): void {
    this.#leg = null;
  }

  /** Ends a call of which the carrier tells nothing more. */
  #awaitAnswer(ms: number): void {
    this.#ringing?.cancel();
    this.#ringing = this.#timers.after(ms, () => this.#events.unanswered());
  }
}
