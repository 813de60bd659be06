import { type Clock, type Ids, RingbackError } from '@ringback/engine';
import type { Insertable, Transaction } from 'kysely';
import type { Account } from '../accounts/account.js';
import { acceptanceRefusal } from '../billing/account-limits.js';
import { formatYuan, type Li } from '../billing/money.js';
import { breathe } from '../storage/breathe.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import { RowWriter } from '../storage/row-writer.js';
import type { CallTable, LedgerTable, Schema } from '../storage/schema.js';
import { CALL_COLUMNS } from './call-row.js';
import type { AcceptedCalls } from './calls-port.js';
import { claimKey, earlierAnswer, type IdempotentRequest, idempotencyConflict, releaseKey } from './idempotency.js';

/** Calls in one transaction: past this a group gains nothing, and what waits behind it should not wait for longer. */
const LARGEST_GROUP = 2_000;

/** Calls that were checked and are allowed, and only need to be paid for and written. */
export interface CheckedCalls {
  account: Account;
  rows: Insertable<CallTable>[];
  answer: AcceptedCalls;
  idempotency: IdempotentRequest | null;
}

interface Waiting extends CheckedCalls {
  resolve(answer: AcceptedCalls): void;
  reject(error: unknown): void;
}

/** What becomes of one request when its group's transaction commits. */
type Outcome = AcceptedCalls | RingbackError;

/**
 * Makes accepted calls durable, many requests in one transaction. A commit waits for the disk, and that wait is what an accept costs; so the
 * requests that arrive while one is being written, and those read from their sockets in the same turn of the event loop, are written together
 * and acknowledged together, after the commit. Within a group each request has its own outcome: one that cannot pay, or that repeats an
 * idempotency key, changes nothing for the others. Where the transaction itself fails, each is tried alone, so that only the one at fault
 * fails.
 *
 * One group is written at a time, so a balance is read and taken in one order.
 */
export class Acceptance {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #calls = new RowWriter('calls', CALL_COLUMNS);
  readonly #ledger = new RowWriter('ledger', [
    'id',
    'account_id',
    'kind',
    'amount_li',
    'call_id',
    'minute',
    'note',
    'created_at',
  ]);
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(dependencies: { store: OpenStore; clock: Clock; ids: Ids }) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
    this.#ids = dependencies.ids;
  }

  /**
   * Resolves once the calls are durable and their first minutes held. Rejects with `insufficient_balance`, `day_limit_reached`, `call_limit_reached` or
   * `idempotency_conflict`, having changed nothing.
   */
  accept(checked: CheckedCalls): Promise<AcceptedCalls> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...checked, resolve, reject });
      if (!this.#writing) void this.#write();
    });
  }

  /** Writes group after group until nothing waits. Never rejects. */
  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      // The rest of this turn's requests come into the group.
      await breathe();
      const group = this.#nextGroup();
      if (!(await this.#writeGroup(group))) {
        for (const one of group) await this.#writeGroup([one]);
      }
    }
    this.#writing = false;
  }

  /** False where the transaction failed and it is not known which request it failed for. */
  async #writeGroup(group: Waiting[]): Promise<boolean> {
    try {
      this.#answer(await this.#commit(group));
    } catch (error) {
      if (group.length > 1) return false;
      group[0]?.reject(error);
    }
    return true;
  }

  #nextGroup(): Waiting[] {
    let calls = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      calls += waiting.rows.length;
      if (count > 0 && calls > LARGEST_GROUP) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #answer(outcomes: Map<Waiting, Outcome>): void {
    for (const [waiting, outcome] of outcomes) {
      if (outcome instanceof RingbackError) waiting.reject(outcome);
      else waiting.resolve(outcome);
    }
  }

  #commit(group: Waiting[]): Promise<Map<Waiting, Outcome>> {
    return this.#open.transaction(async (trx) => {
      const outcomes = new Map<Waiting, Outcome>();
      const now = instant(this.#clock);
      const followers = await this.#claimKeys(trx, group, outcomes, now);
      await this.#hold(trx, group, outcomes, followers);
      const accepted = group.filter((one) => !outcomes.has(one) && !followers.has(one));
      await this.#calls.write(
        trx,
        accepted.flatMap((one) => one.rows),
      );
      await this.#ledger.write(
        trx,
        accepted.flatMap((one) => one.rows.map((row) => this.#firstHold(row, one.account.rateLi, now))),
      );
      for (const one of accepted) outcomes.set(one, one.answer);
      for (const [follower, leader] of followers) {
        const outcome = outcomes.get(leader) as Outcome;
        outcomes.set(follower, outcome instanceof RingbackError ? outcome : { ...outcome, replayed: true });
      }
      return outcomes;
    });
  }

  /**
   * Settles what is decided by idempotency keys alone. Returns those that repeat a request of this very group, with the request whose
   * outcome they share.
   */
  async #claimKeys(
    trx: Transaction<Schema>,
    group: Waiting[],
    outcomes: Map<Waiting, Outcome>,
    now: number,
  ): Promise<Map<Waiting, Waiting>> {
    const followers = new Map<Waiting, Waiting>();
    const leaders = new Map<string, Waiting>();
    for (const one of group) {
      if (one.idempotency === null) continue;
      const name = JSON.stringify([one.idempotency.accountId, one.idempotency.key]);
      const leader = leaders.get(name);
      if (leader !== undefined) {
        if (leader.idempotency?.bodyHash === one.idempotency.bodyHash) followers.set(one, leader);
        else outcomes.set(one, idempotencyConflict());
        continue;
      }
      leaders.set(name, one);
      if (await claimKey(trx, one.idempotency, one.answer, now)) continue;
      try {
        const earlier = await earlierAnswer(trx, one.idempotency, now);
        // It was there a moment ago; it can only have been forgotten for its age in between.
        if (earlier === null)
          throw new RingbackError('storage_busy', 'Please send the request again.', { retryable: true });
        outcomes.set(one, { ...earlier, replayed: true });
      } catch (error) {
        if (!(error instanceof RingbackError)) throw error;
        outcomes.set(one, error);
      }
    }
    return followers;
  }

  /** Takes the first minute of every call from its account, for all of an account's requests at once where the balance reaches. */
  async #hold(
    trx: Transaction<Schema>,
    group: Waiting[],
    outcomes: Map<Waiting, Outcome>,
    followers: Map<Waiting, Waiting>,
  ): Promise<void> {
    const byAccount = new Map<string, Waiting[]>();
    for (const one of group) {
      if (outcomes.has(one) || followers.has(one)) continue;
      const same = byAccount.get(one.account.id);
      if (same === undefined) byAccount.set(one.account.id, [one]);
      else same.push(one);
    }
    // In one order everywhere: two nodes that lock the same accounts in opposite orders would deadlock.
    for (const accountId of [...byAccount.keys()].sort()) {
      const requests = byAccount.get(accountId) as Waiting[];
      if (requests.some((one) => one.account.limited)) {
        await this.#holdWithinLimits(trx, accountId, requests, outcomes);
        continue;
      }
      if (await this.#take(trx, accountId, sum(requests.map(priceOf)))) continue;
      for (const one of requests) {
        const priceLi = priceOf(one);
        if (requests.length > 1 && (await this.#take(trx, accountId, priceLi))) continue;
        outcomes.set(one, await this.#insufficient(trx, accountId, priceLi));
        if (one.idempotency !== null) await releaseKey(trx, one.idempotency);
      }
    }
  }

  /** One request after the other, under the account's lock: each is looked at beside what those before it took. */
  async #holdWithinLimits(
    trx: Transaction<Schema>,
    accountId: string,
    requests: Waiting[],
    outcomes: Map<Waiting, Outcome>,
  ): Promise<void> {
    if (this.#open.engine === 'postgresql')
      await trx.selectFrom('accounts').select('id').where('id', '=', accountId).forNoKeyUpdate().execute();
    const now = instant(this.#clock);
    // What this very group holds for later days is not among the calls yet.
    let heldForLater: { notBefore: number; li: Li }[] = [];
    for (const one of requests) {
      const { rateLi } = one.account;
      const notBefore = one.rows.map((row) => row.not_before);
      const refusal =
        (await acceptanceRefusal(trx, { accountId, rateLi, notBefore, heldForLater }, now)) ??
        ((await this.#take(trx, accountId, priceOf(one)))
          ? null
          : await this.#insufficient(trx, accountId, priceOf(one)));
      if (refusal === null) {
        heldForLater = [...heldForLater, ...notBefore.map((at) => ({ notBefore: at, li: rateLi }))];
        continue;
      }
      outcomes.set(one, refusal);
      if (one.idempotency !== null) await releaseKey(trx, one.idempotency);
    }
  }

  async #take(trx: Transaction<Schema>, accountId: string, li: Li): Promise<boolean> {
    const taken = await trx
      .updateTable('accounts')
      .set((eb) => ({ balance_li: eb('balance_li', '-', li), held_li: eb('held_li', '+', li) }))
      .where('id', '=', accountId)
      .where('balance_li', '>=', li)
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  }

  async #insufficient(trx: Transaction<Schema>, accountId: string, requiredLi: Li): Promise<RingbackError> {
    const row = await trx.selectFrom('accounts').select('balance_li').where('id', '=', accountId).executeTakeFirst();
    return insufficientBalance(requiredLi, row?.balance_li ?? 0);
  }

  #firstHold(call: Insertable<CallTable>, rateLi: Li, now: number): Insertable<LedgerTable> {
    return {
      id: this.#ids.next(),
      account_id: call.account_id,
      kind: 'hold',
      amount_li: 0 - rateLi,
      call_id: call.id,
      minute: 1,
      note: 'minute 1',
      created_at: now,
    };
  }
}

const priceOf = (one: CheckedCalls): Li => one.rows.length * one.account.rateLi;
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** @param requiredLi one minute of each call */
export function insufficientBalance(requiredLi: Li, availableLi: Li): RingbackError {
  return new RingbackError(
    'insufficient_balance',
    `The balance is ${formatYuan(availableLi)}; one minute of each call takes ${formatYuan(requiredLi)}. Top the account up, or call fewer numbers.`,
    { details: { requiredLi, availableLi } },
  );
}
