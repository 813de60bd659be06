import { type Clock, RingbackError } from '@ringback/engine';
import type { Store } from '../storage/schema.js';

/** How long a count is trusted: calls that left the queue since only make room, and another node's are few in this time. */
const TRUSTED_MS = 10_000;

/** An account at its limit is not counted again sooner, however often it asks. */
const RECOUNT_MS = 1_000;

/** What the caller is told to wait: the queue of a full account empties in minutes, not seconds. */
const RETRY_AFTER_SECONDS = 30;

/** What is known of one account's queue. Calls: counted in the database, accepted since that count began, and being accepted now. */
interface Queue {
  counted: number;
  countedAt: number;
  acceptedSince: number;
  underWay: number;
  counting: Promise<void> | null;
}

/** Calls that were let in; `settle` says what became of them. */
export interface Admission {
  settle(accepted: boolean): void;
}

/**
 * Keeps one account from filling the queue. It protects the service, not money, so it need not be exact to the call: the queue is counted now
 * and then and added to in between, which spares a count of a long queue at each request. It errs towards the fuller queue.
 */
export class QueueLimit {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #queues = new Map<string, Queue>();

  /** @param limit calls that one account may have queued */
  constructor(store: Store, clock: Clock, limit: number) {
    this.#store = store;
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Rejects with `too_many_queued`, retryable, where this many more do not fit. */
  async admit(accountId: string, calls: number): Promise<Admission> {
    let queue = this.#queues.get(accountId);
    if (queue === undefined) {
      queue = { counted: 0, countedAt: Number.NEGATIVE_INFINITY, acceptedSince: 0, underWay: 0, counting: null };
      this.#queues.set(accountId, queue);
    }
    const age = this.#clock.now() - queue.countedAt;
    if (age >= TRUSTED_MS || (age >= RECOUNT_MS && lengthOf(queue) + calls > this.#limit)) {
      queue.counting ??= this.#count(accountId, queue);
    }
    if (queue.counting !== null) await queue.counting;
    const length = lengthOf(queue);
    if (length + calls > this.#limit) {
      throw new RingbackError(
        'too_many_queued',
        `An account may have ${this.#limit} calls queued, and ${length} are. Wait until some are done, or call fewer numbers.`,
        { retryable: true, details: { limit: this.#limit, retryAfterSeconds: RETRY_AFTER_SECONDS } },
      );
    }
    queue.underWay += calls;
    return {
      settle: (accepted) => {
        queue.underWay -= calls;
        if (accepted) queue.acceptedSince += calls;
      },
    };
  }

  /** Several requests at once share one count. */
  async #count(accountId: string, queue: Queue): Promise<void> {
    try {
      queue.acceptedSince = 0;
      queue.countedAt = this.#clock.now();
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
      queue.counted = row.queued;
    } catch (error) {
      queue.countedAt = Number.NEGATIVE_INFINITY;
      throw error;
    } finally {
      queue.counting = null;
    }
  }
}

const lengthOf = (queue: Queue): number => queue.counted + queue.acceptedSince + queue.underWay;
