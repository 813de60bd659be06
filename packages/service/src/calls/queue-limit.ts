import { type Clock, RingbackError } from '@ringback/engine';
import type { Store } from '../storage/schema.js';

/** How long a count is trusted: calls that left the queue since only make room, and another node's are few in this time. */
const TRUSTED_MS = 10_000;

/** An account at its limit is not counted again sooner, however often it asks. */
const RECOUNT_MS = 1_000;

/** What the caller is told to wait: the queue of a full account empties in minutes, not seconds. */
const RETRY_AFTER_SECONDS = 30;

interface Count {
  /** Queued when it was counted, and accepted since. */
  queued: number;
  countedAt: number;
}

/**
 * Keeps one account from filling the queue. It protects the service, not money, so it need not be exact to the call: the queue is counted now
 * and then and added to in between, which spares a count of a long queue at each request.
 */
export class QueueLimit {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #counts = new Map<string, Count>();

  /** @param limit calls that one account may have queued */
  constructor(store: Store, clock: Clock, limit: number) {
    this.#store = store;
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Throws `too_many_queued`, retryable, where this many more do not fit. */
  async check(accountId: string, calls: number): Promise<void> {
    const now = this.#clock.now();
    let count = this.#counts.get(accountId);
    const age = count === undefined ? Number.POSITIVE_INFINITY : now - count.countedAt;
    if (count === undefined || age >= TRUSTED_MS || (count.queued + calls > this.#limit && age >= RECOUNT_MS)) {
      count = { queued: await this.#count(accountId), countedAt: now };
      this.#counts.set(accountId, count);
    }
    if (count.queued + calls > this.#limit) {
      throw new RingbackError(
        'too_many_queued',
        `An account may have ${this.#limit} calls queued, and ${count.queued} are. Wait until some are done, or call fewer numbers.`,
        { retryable: true, details: { limit: this.#limit, retryAfterSeconds: RETRY_AFTER_SECONDS } },
      );
    }
    count.queued += calls;
  }

  /** What was let in was not accepted after all. */
  giveBack(accountId: string, calls: number): void {
    const count = this.#counts.get(accountId);
    if (count !== undefined) count.queued -= calls;
  }

  async #count(accountId: string): Promise<number> {
    const row = await this.#store
      .selectFrom((eb) =>
        eb
          .selectFrom('calls')
          .select('id')
          .where('status', '=', 'queued')
          .where('account_id', '=', accountId)
          .limit(this.#limit + 1)
          .as('waiting'),
      )
      .select((eb) => eb.fn.countAll<number>().as('queued'))
      .executeTakeFirstOrThrow();
    return row.queued;
  }
}
