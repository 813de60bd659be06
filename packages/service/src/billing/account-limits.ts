import { type Clock, RingbackError } from '@ringback/engine';
import { type Selectable, sql, type Transaction } from 'kysely';
import { UNDER_WAY } from '../dispatch/slots.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { AccountLimitTable, Schema, Store } from '../storage/schema.js';
import { localDay } from './local-day.js';
import { formatYuan, type Li } from './money.js';

/** Whose days count where nobody named a time zone. */
const DEFAULT_ZONE = 'UTC';

/** What an account may spend and how long its calls may talk; null: no limit. */
export interface LimitSet {
  /** Longest talk of one call. */
  talkSeconds: number | null;
  /** Highest cost of one call. */
  callLi: Li | null;
  /** Highest spending a day. */
  dayLi: Li | null;
  /** Calls under way at once. Of the account's own limits alone: the operator's stands in the account. */
  runningCalls: number | null;
  /** Whose days, as the IANA names it. */
  timeZone: string;
}

/** What was spent on the day that a limit counts, and what of it is still open. */
export interface DayStanding {
  setBy: LimitSetter;
  limitLi: Li;
  /** Charged. */
  spentLi: Li;
  /** Held for calls under way. */
  underWayLi: Li;
  /** When the next day begins. */
  resetsAt: number;
}

export type LimitSetter = 'operator' | 'account';

/** Why a further minute may not begin: the end of the call's record names it. */
export type LimitReached = 'call_limit_reached' | 'day_limit_reached';

const NO_LIMITS: LimitSet = {
  talkSeconds: null,
  callLi: null,
  dayLi: null,
  runningCalls: null,
  timeZone: DEFAULT_ZONE,
};

/**
 * Limits of accounts. The operator sets some, the account's own people set others, and each holds by itself: what a call may do is what both
 * allow.
 *
 * **A day.** What was charged on it and what is held for calls under way is never more than its limit: whatever adds to that (a claim, a further minute)
 * does so under the account's lock, and only where it fits. What a call costs counts for the day on which it is settled.
 */
export class AccountLimits {
  readonly #open: OpenStore;
  readonly #clock: Clock;

  constructor(dependencies: { store: OpenStore; clock: Clock }) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
  }

  async of(accountId: string): Promise<Record<LimitSetter, LimitSet>> {
    const rows = await limitRows(this.#open.store, accountId);
    const set = (setBy: LimitSetter): LimitSet => {
      const row = rows.find((one) => one.set_by === setBy);
      return row === undefined ? NO_LIMITS : toLimitSet(row);
    };
    return { operator: set('operator'), account: set('account') };
  }

  /** How far the days of an account's limits have come; one for each that is set. */
  async standings(accountId: string): Promise<DayStanding[]> {
    const now = instant(this.#clock);
    const rows = (await limitRows(this.#open.store, accountId)).filter((row) => row.day_li !== null);
    if (rows.length === 0) return [];
    const underWayLi = await heldUnderWay(this.#open.store, accountId);
    return rows.map((row) => ({
      setBy: row.set_by,
      limitLi: row.day_li as number,
      spentLi: spentToday(row, now),
      underWayLi,
      resetsAt: dayEnd(row, now),
    }));
  }

  /**
   * Changes some of an account's limits; they hold for what is spent from then on, and a day's counts what was charged on it before.
   *
   * @throws RingbackError `limit_above_bound` where the account's own people want more than the operator allows; nothing is changed then
   */
  async change(accountId: string, setBy: LimitSetter, changes: Partial<LimitSet>): Promise<void> {
    const now = instant(this.#clock);
    await this.#open.transaction(async (trx) => {
      const account = await trx
        .selectFrom('accounts')
        .select(['id', 'max_running'])
        .where('id', '=', accountId)
        .$if(this.#open.engine === 'postgresql', (query) => query.forNoKeyUpdate())
        .executeTakeFirst();
      if (account === undefined) throw new RingbackError('account_not_found', 'There is no such account.');
      const rows = await limitRows(trx, accountId);
      const before = rows.find((row) => row.set_by === setBy);
      const limits = { ...(before === undefined ? NO_LIMITS : toLimitSet(before)), ...changes };
      const bound = rows.find((row) => row.set_by === 'operator');
      if (setBy === 'account') checkBound(changes, bound, account.max_running);
      const { begins, ends } = localDay(limits.timeZone, now);
      const row = {
        talk_seconds: limits.talkSeconds,
        call_li: limits.callLi,
        day_li: limits.dayLi,
        running_calls: limits.runningCalls,
        time_zone: limits.timeZone,
        day_ends_at: ends,
        day_spent_li: limits.dayLi === null ? 0 : await chargedSince(trx, accountId, begins),
      };
      await trx
        .insertInto('account_limits')
        .values({ account_id: accountId, set_by: setBy, ...row })
        .onConflict((conflict) => conflict.columns(['account_id', 'set_by']).doUpdateSet(row))
        .execute();
      await trx.updateTable('accounts').set({ limited: 1 }).where('id', '=', accountId).execute();
    });
  }
}

/** An own limit above the operator's would promise what does not hold. */
function checkBound(
  changes: Partial<LimitSet>,
  bound: Selectable<AccountLimitTable> | undefined,
  maxRunning: number,
): void {
  const pairs = [
    ['talk_seconds', changes.talkSeconds, bound?.talk_seconds],
    ['call_cost', changes.callLi, bound?.call_li],
    ['day_spending', changes.dayLi, bound?.day_li],
    ['running_calls', changes.runningCalls, maxRunning],
  ] as const;
  const above = pairs.filter(([, wanted, most]) => wanted != null && most != null && wanted > most);
  if (above.length === 0) return;
  const money = new Set(['call_cost', 'day_spending']);
  throw new RingbackError('limit_above_bound', 'An own limit may not be higher than what the operator allows.', {
    details: {
      limits: above.map(([limit, , most]) => ({ limit, bound: money.has(limit) ? (most as number) / 1000 : most })),
    },
  });
}

/** An account's limits, those that are set. In the transaction that spends: under the account's lock. */
export function limitRows(
  db: Store | Transaction<Schema>,
  accountId: string,
): Promise<Selectable<AccountLimitTable>[]> {
  return db.selectFrom('account_limits').selectAll().where('account_id', '=', accountId).orderBy('set_by').execute();
}

/** What is held for an account's calls that are under way. */
export async function heldUnderWay(db: Store | Transaction<Schema>, accountId: string): Promise<Li> {
  const row = await db
    .selectFrom('calls')
    .innerJoin('ledger', 'ledger.call_id', 'calls.id')
    .select(sql<number>`cast(coalesce(sum(-ledger.amount_li), 0) as bigint)`.as('held_li'))
    .where('calls.account_id', '=', accountId)
    .where('calls.status', 'in', UNDER_WAY)
    .where('ledger.kind', '=', 'hold')
    .executeTakeFirstOrThrow();
  return row.held_li;
}

/** What is held for queued calls whose time comes only from this instant on. */
async function heldForLater(trx: Transaction<Schema>, accountId: string, from: number): Promise<Li> {
  const row = await trx
    .selectFrom('calls')
    .innerJoin('ledger', 'ledger.call_id', 'calls.id')
    .select(sql<number>`cast(coalesce(sum(-ledger.amount_li), 0) as bigint)`.as('held_li'))
    .where('calls.account_id', '=', accountId)
    .where('calls.status', '=', 'queued')
    .where('calls.not_before', '>=', from)
    .where('ledger.kind', '=', 'hold')
    .executeTakeFirstOrThrow();
  return row.held_li;
}

/** What a limit's day has had so far. */
export function spentToday(row: Selectable<AccountLimitTable>, now: number): Li {
  return now < row.day_ends_at ? row.day_spent_li : 0;
}

/** When the day ends that a limit counts now. */
function dayEnd(row: Selectable<AccountLimitTable>, now: number): number {
  return now < row.day_ends_at ? row.day_ends_at : localDay(row.time_zone, now).ends;
}

/** Counts what a call cost for the day, in the transaction that charges it. */
export async function countSpent(trx: Transaction<Schema>, accountId: string, costLi: Li, now: number): Promise<void> {
  for (const row of await limitRows(trx, accountId)) {
    if (row.day_li === null) continue;
    await trx
      .updateTable('account_limits')
      .set({ day_spent_li: spentToday(row, now) + costLi, day_ends_at: dayEnd(row, now) })
      .where('account_id', '=', accountId)
      .where('set_by', '=', row.set_by)
      .execute();
  }
}

/**
 * Which limit keeps a call from costing `moreLi` more; null: none. Under the account's lock.
 *
 * @param call what is held for it already, and whether that counts among what is under way
 */
export async function limitReached(
  trx: Transaction<Schema>,
  accountId: string,
  call: { heldLi: Li; moreLi: Li },
  now: number,
): Promise<LimitReached | null> {
  const rows = await limitRows(trx, accountId);
  if (rows.some((row) => row.call_li !== null && call.heldLi + call.moreLi > row.call_li)) return 'call_limit_reached';
  const days = rows.filter((row) => row.day_li !== null);
  if (days.length === 0) return null;
  const underWayLi = await heldUnderWay(trx, accountId);
  const full = days.some((row) => spentToday(row, now) + underWayLi + call.moreLi > (row.day_li as number));
  return full ? 'day_limit_reached' : null;
}

/** Calls that ask to be accepted, as far as limits are concerned. */
interface Asking {
  accountId: string;
  rateLi: Li;
  /** When each may be dialled at the earliest. */
  notBefore: readonly number[];
  /** What is held for calls that this transaction has accepted and not written yet. */
  heldForLater: readonly { notBefore: number; li: Li }[];
}

/**
 * Why calls are not accepted; null: the limits allow them. A day has room for them where their first minutes fit into it beside what was charged, what
 * is held for calls under way, and the first minutes of all that wait for it. Under the account's lock.
 */
export async function acceptanceRefusal(
  trx: Transaction<Schema>,
  { accountId, rateLi, notBefore, heldForLater: unwritten }: Asking,
  now: number,
): Promise<RingbackError | null> {
  for (const row of await limitRows(trx, accountId)) {
    if (row.call_li !== null && rateLi > row.call_li) {
      return new RingbackError(
        'call_limit_reached',
        `A call may cost ${formatYuan(row.call_li)}, and its first minute costs ${formatYuan(rateLi)}. Raise the limit.`,
        { details: { setBy: row.set_by, requiredLi: rateLi, limitLi: row.call_li } },
      );
    }
    if (row.day_li === null) continue;
    const resetsAt = dayEnd(row, now);
    const requiredLi = notBefore.filter((at) => at < resetsAt).length * rateLi;
    if (requiredLi === 0) continue;
    const account = await trx
      .selectFrom('accounts')
      .select('held_li')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    const laterLi = unwritten.reduce(
      (sum, { notBefore: at, li }) => (at < resetsAt ? sum : sum + li),
      await heldForLater(trx, accountId, resetsAt),
    );
    const takenLi = spentToday(row, now) + account.held_li - laterLi;
    if (takenLi + requiredLi <= row.day_li) continue;
    const availableLi = Math.max(0, row.day_li - takenLi);
    return new RingbackError(
      'day_limit_reached',
      `A day may cost ${formatYuan(row.day_li)}, and ${formatYuan(availableLi)} of it is left; one minute of each call takes ${formatYuan(requiredLi)}. Call tomorrow, call fewer numbers, or raise the limit.`,
      {
        details: {
          setBy: row.set_by,
          requiredLi,
          availableLi,
          limitLi: row.day_li,
          resets_at: new Date(resetsAt).toISOString(),
        },
      },
    );
  }
  return null;
}

async function chargedSince(trx: Transaction<Schema>, accountId: string, since: number): Promise<Li> {
  const row = await trx
    .selectFrom('ledger')
    .select(sql<number>`cast(coalesce(sum(-amount_li), 0) as bigint)`.as('charged_li'))
    .where('account_id', '=', accountId)
    .where('kind', '=', 'charge')
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow();
  return row.charged_li;
}

function toLimitSet(row: Selectable<AccountLimitTable>): LimitSet {
  return {
    talkSeconds: row.talk_seconds,
    callLi: row.call_li,
    dayLi: row.day_li,
    runningCalls: row.running_calls,
    timeZone: row.time_zone,
  };
}
