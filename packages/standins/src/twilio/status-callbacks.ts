import type { Clock, Timer } from '@ringback/engine';
import type { Webhook } from './call-parameters.js';
import type { Report } from './debugger.js';
import type { StatusEvent, TwilioFaults } from './faults.js';
import { rfc2822 } from './twilio-date.js';
import type { Webhooks } from './webhooks.js';

/** With callbacks reordered, the last one of a call has no other to wait for. */
const HELD_MS = 2_000;

export interface StatusCallbacksOptions {
  webhooks: Webhooks;
  webhook: Webhook | undefined;
  events: ReadonlySet<StatusEvent>;
  clock: Clock;
  faults: () => TwilioFaults;
  report: Report;
}

/**
 * Tells how a call goes, one independent request for each event that was asked for, numbered in the order in which they happened. Nobody
 * waits for an answer before the next one is sent.
 */
export class StatusCallbacks {
  readonly #options: StatusCallbacksOptions;
  #webhook: Webhook | undefined;
  #sequence = 0;
  #closed = false;
  #held: { send: () => Promise<void>; timer: Timer } | undefined;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: StatusCallbacksOptions) {
    this.#options = options;
    this.#webhook = options.webhook;
  }

  /** From now on another address is told. */
  redirect(webhook: Webhook): void {
    this.#webhook = webhook;
  }

  tell(event: StatusEvent, params: Readonly<Record<string, string>>): void {
    const { clock, events, faults, report, webhooks } = this.#options;
    const webhook = this.#webhook;
    if (this.#closed || webhook === undefined || !events.has(event)) return;
    const numbered = {
      ...params,
      Timestamp: rfc2822(clock.now()),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(this.#sequence),
    };
    this.#sequence += 1;
    const { loseCallbacks, repeatCallbacks = 0, reorderCallbacks = false } = faults();
    if (loseCallbacks?.includes(event) === true) return;
    const send = async (): Promise<void> => {
      for (let times = 0; times <= repeatCallbacks; times += 1) {
        await webhooks.ask({ kind: 'status', ...webhook, params: numbered, report });
      }
    };
    const held = this.#held;
    if (held !== undefined) {
      held.timer.cancel();
      this.#held = undefined;
      this.#track(send().then(held.send));
    } else if (reorderCallbacks) {
      this.#held = { send, timer: clock.after(HELD_MS, () => this.#release()) };
    } else this.#track(send());
  }

  /** All that was told has arrived, or failed to. */
  async settled(): Promise<void> {
    this.#release();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Forgets what is held back, and tells nothing any more. */
  close(): void {
    this.#closed = true;
    this.#held?.timer.cancel();
    this.#held = undefined;
  }

  #release(): void {
    const held = this.#held;
    if (held === undefined) return;
    held.timer.cancel();
    this.#held = undefined;
    this.#track(held.send());
  }

  #track(sending: Promise<void>): void {
    const tracked = sending.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}
