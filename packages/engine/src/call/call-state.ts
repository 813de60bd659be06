import { RingbackError } from '../errors.js';
import type { CallState } from './call-event.js';

/** What a carrier may tell of a call's progress. */
export type CarrierSignal = 'ringing' | 'answered' | 'ended';

/**
 * `applied`: the call moved on. `late`: it changes nothing, because the call is there already or past it; carriers deliver late, twice and
 * out of order, so that is no error.
 */
export type SignalFate = 'applied' | 'late';

export interface CallStep {
  state: CallState;
  /** Instant of the clock. */
  at: number;
}

/** Where our own code may take a call. Only what a carrier tells can make it ring or answer it. */
const FROM: Readonly<Record<CallState, readonly CallState[]>> = {
  queued: [],
  dialing: ['queued'],
  ringing: ['dialing'],
  in_progress: ['dialing', 'ringing'],
  ended: ['queued', 'dialing', 'ringing', 'in_progress'],
};

const ASKED_BY: Readonly<Record<CarrierSignal, CallState>> = {
  ringing: 'ringing',
  answered: 'in_progress',
  ended: 'ended',
};

/**
 * The states of one call:
 *
 * ```
 * queued → dialing → ringing → in_progress → ended
 *             └────────────────↗              ↑ from every other state
 * ```
 *
 * Two kinds of caller are told apart. Our own code asks for `dial` and `end`: what cannot be is a mistake of ours and raises
 * `impossible_transition`. A carrier reports through `take`: what comes late, twice or out of order changes nothing and says so.
 * A call ends once, and its history never runs backwards.
 */
export class Call {
  readonly #history: CallStep[];
  /** The last step's: asked for with every frame of audio. */
  #state: CallState = 'queued';

  /** @param at instant at which it was accepted. */
  constructor(at: number) {
    this.#history = [{ state: 'queued', at }];
  }

  get state(): CallState {
    return this.#state;
  }

  get over(): boolean {
    return this.state === 'ended';
  }

  get history(): readonly CallStep[] {
    return this.#history;
  }

  /** When the callee answered; null where that has not happened. */
  get answeredAt(): number | null {
    return this.#history.find((step) => step.state === 'in_progress')?.at ?? null;
  }

  /** @throws RingbackError `impossible_transition` unless it is queued. */
  dial(at: number): void {
    this.#ask('dialing', at);
  }

  /** Ends it from any state. @throws RingbackError `impossible_transition` where it is over. */
  end(at: number): void {
    this.#ask('ended', at);
  }

  /** What the carrier tells. A call that was not dialled has no carrier yet, so anything told of it is `late`, too. */
  take(signal: CarrierSignal, at: number): SignalFate {
    const next = ASKED_BY[signal];
    if (this.state === 'queued' || !FROM[next].includes(this.state)) return 'late';
    this.#step(next, at);
    return 'applied';
  }

  #ask(next: CallState, at: number): void {
    if (!FROM[next].includes(this.state)) {
      throw new RingbackError(
        'impossible_transition',
        `a call that is ${this.state} cannot become ${next}: this is a fault of the program, please report it`,
        { details: { from: this.state, to: next } },
      );
    }
    this.#step(next, at);
  }

  #step(state: CallState, at: number): void {
    this.#history.push({ state, at });
    this.#state = state;
  }
}
