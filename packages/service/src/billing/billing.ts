import type { Clock, Ids } from '@ringback/engine';
import { RingbackError } from '@ringback/engine';
import { type Selectable, sql, type Transaction } from 'kysely';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { LedgerTable, Schema } from '../storage/schema.js';
import { countSpent, type LimitReached, limitReached } from './account-limits.js';
import type { Balance, BalanceReader, LedgerEntry } from './balance.js';
import { formatYuan, type Li } from './money.js';

/** What an account's row says against what its ledger adds up to. `heldLi` should be `ledgerHeldLi`, `balanceLi` `ledgerSumLi`. */
export interface LedgerMismatch {
  accountId: string;
  balanceLi: Li;
  ledgerSumLi: Li;
  heldLi: Li;
  ledgerHeldLi: Li;
}

/** Beyond this an amount could leave the integers that JavaScript holds exactly when summed: ¥1,000,000,000. */
const LARGEST_LI = 1_000_000_000_000;

/** As long as keys of requests that place calls. */
const TOP_UP_REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Beside the keys of the account's own requests, none of which can hold a space. */
const topUpKey = (once: string): string => `top-up ${once}`;

/**
 * Money. Every movement is one row of an append-only ledger, written in the same transaction as the account's `balance_li` and `held_li`,
 * which are its sums. The account's row is locked before anything of a call's money is read, so movements of one account come one
 * after the other, and each is conditional: a balance never falls below 0.
 *
 * A call's life: `accept` (in `calls/`) holds its first minute; `holdMinute` each further one, before it begins; `settle` releases what was held
 * and charges, once, `startedMinutes` × the rate at acceptance. Minutes that were not held are not charged: that a call ran on past its
 * last paid minute is our delay in ending it, not the account's debt.
 */
export class Billing implements BalanceReader {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(dependencies: { store: OpenStore; clock: Clock; ids: Ids }) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
    this.#ids = dependencies.ids;
  }

  /**
   * Holds one more minute of a call, at the rate of its acceptance. True where it is held, now or already; false where the balance does not
   * reach, or the call is settled; a word where a limit of the account does not allow it. Rejects with `call_not_found`.
   * @param minute from 1
   */
  async holdMinute(callId: string, minute: number): Promise<boolean | LimitReached> {
    if (!Number.isSafeInteger(minute) || minute < 1) throw new RangeError(`minute ${minute}: a whole number from 1`);
    return this.#open.transaction(async (trx) => {
      const { accountId, limited } = await this.#lockAccountOf(trx, callId);
      const held = await this.#callEntries(trx, callId);
      if (held.some((entry) => entry.kind === 'release')) return false;
      if (held.some((entry) => entry.kind === 'hold' && entry.minute === minute)) return true;
      const rateLi = rateOf(held);
      if (limited) {
        const heldLi = held.reduce((sum, entry) => sum - entry.amount_li, 0);
        const reached = await limitReached(trx, accountId, { heldLi, moreLi: rateLi }, instant(this.#clock));
        if (reached !== null) return reached;
      }
      const paid = await trx
        .updateTable('accounts')
        .set((eb) => ({ balance_li: eb('balance_li', '-', rateLi), held_li: eb('held_li', '+', rateLi) }))
        .where('id', '=', accountId)
        .where('balance_li', '>=', rateLi)
        .executeTakeFirst();
      if (paid.numUpdatedRows === 0n) return false;
      await this.#append(trx, { accountId, kind: 'hold', amountLi: -rateLi, callId, minute, note: `minute ${minute}` });
      return true;
    });
  }

  /**
   * Releases every hold of a call and charges what it cost, in the caller's transaction. Done once: asked again, it answers what was charged and
   * changes nothing. A call that was never answered (0 minutes) costs nothing. Rejects with `call_not_found`.
   */
  async settle(trx: Transaction<Schema>, callId: string, startedMinutes: number): Promise<{ costLi: Li }> {
    if (!Number.isSafeInteger(startedMinutes) || startedMinutes < 0) {
      throw new RangeError(`${startedMinutes} started minutes: a whole number from 0`);
    }
    const { accountId, limited } = await this.#lockAccountOf(trx, callId);
    const entries = await this.#callEntries(trx, callId);
    if (entries.some((entry) => entry.kind === 'release')) {
      const charge = entries.find((entry) => entry.kind === 'charge');
      return { costLi: charge === undefined ? 0 : 0 - charge.amount_li };
    }
    const holds = entries.filter((entry) => entry.kind === 'hold');
    const heldLi = holds.reduce((sum, entry) => sum - entry.amount_li, 0);
    const minutes = Math.min(startedMinutes, holds.length);
    const costLi = minutes * rateOf(entries);
    await trx
      .updateTable('accounts')
      .set((eb) => ({ balance_li: eb('balance_li', '+', heldLi - costLi), held_li: eb('held_li', '-', heldLi) }))
      .where('id', '=', accountId)
      .execute();
    await this.#append(trx, { accountId, kind: 'release', amountLi: heldLi, callId, minute: 0, note: 'settled' });
    if (costLi > 0) {
      const note = `${minutes} min × ${formatYuan(costLi / minutes)}`;
      await this.#append(trx, { accountId, kind: 'charge', amountLi: -costLi, callId, minute: 0, note });
      if (limited) await countSpent(trx, accountId, costLi, instant(this.#clock));
    }
    return { costLi };
  }

  /**
   * Adds money. Rejects with `invalid_amount` (1 li to ¥1,000,000,000), `account_not_found`, and `idempotency_conflict` where the key was used for
   * another top-up of this account.
   *
   * @param once a key of the caller's: within 24 hours the same key adds the same money once, and gives the entry that was made then
   */
  async topUp(accountId: string, li: Li, note: string, once?: string): Promise<LedgerEntry> {
    if (!Number.isSafeInteger(li) || li < 1 || li > LARGEST_LI) {
      throw new RingbackError(
        'invalid_amount',
        'An amount must be more than ¥0 and at most ¥1,000,000,000, with at most three decimals.',
      );
    }
    return this.#open.transaction(async (trx) => {
      const earlier = once === undefined ? null : await this.#earlierTopUp(trx, accountId, once, li, note);
      if (earlier !== null) return earlier;
      const raised = await trx
        .updateTable('accounts')
        .set((eb) => ({ balance_li: eb('balance_li', '+', li) }))
        .where('id', '=', accountId)
        // Keeps every sum within the integers that are exact: 2^53 li is ¥9 trillion.
        .where('balance_li', '<=', Number.MAX_SAFE_INTEGER - 2 * LARGEST_LI)
        .executeTakeFirst();
      if (raised.numUpdatedRows === 0n) {
        throw new RingbackError(
          'account_not_found',
          'There is no such account, or its balance is as high as a balance can be.',
        );
      }
      const entry = {
        accountId,
        kind: 'topup',
        amountLi: li,
        callId: null,
        minute: 0,
        note: note.slice(0, 200),
      } as const;
      const made = await this.#append(trx, entry);
      if (once !== undefined) await this.#rememberTopUp(trx, accountId, once, made);
      return made;
    });
  }

  async balance(accountId: string): Promise<Balance> {
    const row = await this.#open.store
      .selectFrom('accounts')
      .select(['balance_li', 'held_li', 'rate_li'])
      .where('id', '=', accountId)
      .executeTakeFirst();
    if (row === undefined) throw new RingbackError('account_not_found', 'There is no such account.');
    return { availableLi: row.balance_li, heldLi: row.held_li, rateLi: row.rate_li };
  }

  async entries(accountId: string, page: { limit: number; before?: string }): Promise<LedgerEntry[]> {
    const rows = await this.#open.store
      .selectFrom('ledger')
      .selectAll()
      .where('account_id', '=', accountId)
      .$if(page.before !== undefined, (query) => query.where('id', '<', page.before as string))
      .orderBy('id', 'desc')
      .limit(page.limit)
      .execute();
    return rows.map(toEntry);
  }

  /** Every account whose row and ledger do not agree: none, unless there is a defect or somebody wrote into the database by hand. */
  async check(): Promise<LedgerMismatch[]> {
    const rows = await this.#open.store
      .selectFrom('accounts')
      .leftJoin('ledger', 'ledger.account_id', 'accounts.id')
      .groupBy(['accounts.id', 'accounts.balance_li', 'accounts.held_li'])
      .select([
        'accounts.id',
        'accounts.balance_li',
        'accounts.held_li',
        sql<number>`cast(coalesce(sum(ledger.amount_li), 0) as bigint)`.as('sum_li'),
        sql<number>`cast(coalesce(sum(case when ledger.kind in ('hold', 'release') then -ledger.amount_li else 0 end), 0) as bigint)`.as(
          'ledger_held_li',
        ),
      ])
      .orderBy('accounts.id')
      .execute();
    return rows
      .filter((row) => row.balance_li !== row.sum_li || row.held_li !== row.ledger_held_li)
      .map((row) => ({
        accountId: row.id,
        balanceLi: row.balance_li,
        ledgerSumLi: row.sum_li,
        heldLi: row.held_li,
        ledgerHeldLi: row.ledger_held_li,
      }));
  }

  /** The entry that this key made within the last 24 hours, or null. Two at once come one after the other: SQLite has one writer, PostgreSQL locks the account. */
  async #earlierTopUp(
    trx: Transaction<Schema>,
    accountId: string,
    once: string,
    li: Li,
    note: string,
  ): Promise<LedgerEntry | null> {
    if (this.#open.engine === 'postgresql')
      await trx.selectFrom('accounts').select('id').where('id', '=', accountId).forNoKeyUpdate().execute();
    const kept = await trx
      .selectFrom('idempotency')
      .innerJoin('ledger', 'ledger.id', 'idempotency.answer')
      .selectAll('ledger')
      .where('idempotency.account_id', '=', accountId)
      .where('idempotency.key', '=', topUpKey(once))
      .where('idempotency.created_at', '>', instant(this.#clock) - TOP_UP_REMEMBERED_MS)
      .executeTakeFirst();
    if (kept === undefined) return null;
    if (kept.amount_li === li && kept.note === note.slice(0, 200)) return toEntry(kept);
    throw new RingbackError(
      'idempotency_conflict',
      'This Idempotency-Key was used for another top-up within the last 24 h. Use a new key for a new one.',
    );
  }

  async #rememberTopUp(trx: Transaction<Schema>, accountId: string, once: string, made: LedgerEntry): Promise<void> {
    const row = { body_hash: '', answer: made.id, created_at: made.createdAt };
    await trx
      .insertInto('idempotency')
      .values({ account_id: accountId, key: topUpKey(once), ...row })
      // One that is older than a day.
      .onConflict((conflict) => conflict.columns(['account_id', 'key']).doUpdateSet(row))
      .execute();
  }

  /** Locks the account that pays for this call until the transaction ends. SQLite's write transaction is that lock already. */
  async #lockAccountOf(trx: Transaction<Schema>, callId: string): Promise<{ accountId: string; limited: boolean }> {
    const row = await trx
      .selectFrom('calls')
      .innerJoin('accounts', 'accounts.id', 'calls.account_id')
      .select(['accounts.id', 'accounts.limited'])
      .where('calls.id', '=', callId)
      .$if(this.#open.engine === 'postgresql', (query) => query.forNoKeyUpdate('accounts'))
      .executeTakeFirst();
    if (row === undefined) throw new RingbackError('call_not_found', 'There is no such call.');
    return { accountId: row.id, limited: row.limited === 1 };
  }

  #callEntries(trx: Transaction<Schema>, callId: string): Promise<CallEntry[]> {
    return trx.selectFrom('ledger').select(['kind', 'minute', 'amount_li']).where('call_id', '=', callId).execute();
  }

  async #append(
    trx: Transaction<Schema>,
    entry: {
      accountId: string;
      kind: LedgerEntry['kind'];
      amountLi: Li;
      callId: string | null;
      minute: number;
      note: string;
    },
  ): Promise<LedgerEntry> {
    const row = {
      id: this.#ids.next(),
      account_id: entry.accountId,
      kind: entry.kind,
      amount_li: entry.amountLi,
      call_id: entry.callId,
      minute: entry.minute,
      note: entry.note,
      created_at: instant(this.#clock),
    };
    await trx.insertInto('ledger').values(row).execute();
    return toEntry(row);
  }
}

type CallEntry = Pick<Selectable<LedgerTable>, 'kind' | 'minute' | 'amount_li'>;

/** The rate at acceptance is what the first minute was held at. */
function rateOf(entries: CallEntry[]): Li {
  const first = entries.find((entry) => entry.kind === 'hold' && entry.minute === 1);
  if (first === undefined)
    throw new RingbackError('call_not_held', 'This call was never accepted: its first minute is not held.');
  return 0 - first.amount_li;
}

function toEntry(row: Selectable<LedgerTable>): LedgerEntry {
  return {
    id: row.id,
    kind: row.kind,
    amountLi: row.amount_li,
    callId: row.call_id,
    note: row.note,
    createdAt: row.created_at,
  };
}
