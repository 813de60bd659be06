import type { Brief, VoicemailPolicy } from '@ringback/engine';
import { type Expression, type Selectable, type SqlBool, sql, type Transaction } from 'kysely';
import { heldUnderWay, limitRows, spentToday } from '../billing/account-limits.js';
import type { OpenStore } from '../storage/open-store.js';
import type { CallTable, Schema } from '../storage/schema.js';
import { pacedUntil, takePace } from './pace.js';
import { takeSlots, UNDER_WAY } from './slots.js';

export interface ClaimRequest {
  node: string;
  carrier: string;
  /** Whether calls that ask for no carrier of their own go over this one. */
  configured: boolean;
  /** Milliseconds since 1970, whole. */
  now: number;
  /** Least time between two calls on this carrier; 0: none. */
  paceMs: number;
  /** The first instant from `now` on at which a number may be called; absent: at once. Null counts as at once: it was accepted. */
  opensAt?(phone: string, now: number): number | null;
  /** Whether an accepted number may still be called; absent: it may. @param countries of its account; null: the service's own list */
  mayCall?(phone: string, countries: readonly string[] | null): boolean;
}

/** A call whose intent to dial is durable. */
export interface ClaimedCall {
  callId: string;
  accountId: string;
  /** E.164; to a browser `webphone:<line>`. */
  phone: string;
  /** Over which it goes. */
  carrier: string;
  brief: Brief;
  /** Whether its request asks for a recording; null: it says nothing. */
  record: boolean | null;
  startedAt: number;
  /** Longest talk that the account's limits allow, in ms; null: as for every call. */
  talkLimitMs: number | null;
  /** A simulated callee answers, and nobody pays. */
  rehearsal: boolean;
  /** The number was put on the do-not-call list after the call was accepted: it must not be dialled. */
  doNotCall: boolean;
  /** Its country was taken off the list after the call was accepted: it must not be dialled. */
  countryOff: boolean;
}

export type Claim =
  | { kind: 'claimed'; call: ClaimedCall }
  /** These were due at an hour at which their callees are not called, and were put off. There may be more that are due. */
  | { kind: 'put_off'; callIds: string[] }
  /** The carrier takes the next call at `until`. */
  | { kind: 'paced'; until: number }
  /** The carrier, or this node, has no room. */
  | { kind: 'full' }
  /** No account that has room has a call that is due. */
  | { kind: 'none' };

/** Thrown to roll back: another node was faster between our looking and our taking. */
class Outrun extends Error {}

/** Tries before going back to waiting: being outrun again and again means that others are serving the queue. */
const TRIES = 4;

/**
 * Claims one call for one carrier, in one transaction: its state, its node, its slots, the carrier's pace and the account's turn. When this resolves with a
 * call, the intent to dial it is durable, and nobody else can claim it. Whose call: of the accounts with room and something due, the one
 * that was served least recently; of its calls the highest priority, then the oldest.
 */
export async function claimCall(storage: OpenStore, request: ClaimRequest): Promise<Claim> {
  // Few calls ask for a carrier of their own: whether any does costs one look into an index of nothing else, and no transaction.
  if (!request.configured && !(await isAskedFor(storage, request))) return { kind: 'none' };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      return await storage.transaction((trx) => claimIn(trx, storage, request));
    } catch (error) {
      if (!(error instanceof Outrun)) throw error;
    }
  }
  return { kind: 'none' };
}

async function claimIn(
  trx: Transaction<Schema>,
  { engine }: Pick<OpenStore, 'engine'>,
  request: ClaimRequest,
): Promise<Claim> {
  const { node, carrier, now, paceMs, opensAt, mayCall } = request;
  const until = await pacedUntil(trx, carrier, now, paceMs);
  if (until !== null) return { kind: 'paced', until };
  const full = await trx
    .selectFrom('slots')
    .select('name')
    .where((eb) =>
      eb.or([eb('scope', '=', 'carrier').and('name', '=', carrier), eb('scope', '=', 'node').and('name', '=', node)]),
    )
    .whereRef('in_use', '>=', 'capacity')
    .executeTakeFirst();
  if (full !== undefined) return { kind: 'full' };

  for (const account of await accountsInTurn(trx, request)) {
    const call = await trx
      .selectFrom('calls')
      .selectAll()
      .where(isQueuedFor(request))
      .where('account_id', '=', account.id)
      .where('not_before', '<=', now)
      .$if(account.day_full === 1, (query) => query.where('rehearsal', 'is not', null))
      .orderBy('priority', 'desc')
      .orderBy('id')
      .limit(1)
      .$if(engine === 'postgresql', (query) => query.forUpdate().skipLocked())
      .executeTakeFirst();
    // Others hold all that this account has due: the next account's turn.
    if (call === undefined) continue;
    if (call.rehearsal === null && (opensAt?.(call.phone, now) ?? now) > now)
      return putOff(trx, engine, account.id, request);
    await trx
      .updateTable('calls')
      .set({ status: 'dialing', node_id: node, carrier, started_at: now })
      .where('id', '=', call.id)
      .execute();
    const places = { accountId: account.id, carrier, node };
    const mayRun = Math.min(account.max_running, account.own_running ?? Number.POSITIVE_INFINITY);
    const refused = await takeSlots(trx, places, mayRun);
    if (refused !== null || !(await takePace(trx, carrier, now, paceMs))) throw new Outrun();
    await trx
      .updateTable('accounts')
      .set({ served_at: await nextTurn(trx, now) })
      .where('id', '=', account.id)
      .execute();
    // The account is locked by now: what it spends elsewhere is before this, or after.
    const talkLimitMs =
      account.limited === 1 && call.rehearsal === null ? await withinLimits(trx, account.id, now) : null;
    const listed = await trx
      .selectFrom('do_not_call')
      .select('phone')
      .where('account_id', '=', account.id)
      .where('phone', '=', call.phone)
      .executeTakeFirst();
    const countryOff = mayCall?.(call.phone, account.countries?.split(',') ?? null) === false;
    const bounds = { talkLimitMs, doNotCall: listed !== undefined, countryOff };
    return { kind: 'claimed', call: claimed(call, carrier, now, bounds) };
  }
  return { kind: 'none' };
}

/**
 * Makes sure that a call that was just claimed fits into the account's days; gives the longest talk that its limits allow, in ms.
 *
 * @throws Outrun where another call was faster to spend what was left
 */
async function withinLimits(trx: Transaction<Schema>, accountId: string, now: number): Promise<number | null> {
  const rows = await limitRows(trx, accountId);
  const underWayLi = rows.some((row) => row.day_li !== null) ? await heldUnderWay(trx, accountId) : 0;
  if (rows.some((row) => row.day_li !== null && spentToday(row, now) + underWayLi > row.day_li)) throw new Outrun();
  const seconds = rows.flatMap((row) => (row.talk_seconds === null ? [] : [row.talk_seconds]));
  return seconds.length === 0 ? null : Math.min(...seconds) * 1000;
}

/** Calls that are put off in one transaction: each is a row read and written, and what waits behind should not wait for longer. */
const PUT_OFF_AT_ONCE = 200;

/** Puts those of an account's due calls off whose callees are not called at this hour, until they are. */
async function putOff(
  trx: Transaction<Schema>,
  engine: OpenStore['engine'],
  accountId: string,
  request: ClaimRequest,
): Promise<Claim> {
  const { now, opensAt } = request;
  const due = await trx
    .selectFrom('calls')
    .select(['id', 'phone'])
    .where(isQueuedFor(request))
    .where('account_id', '=', accountId)
    .where('not_before', '<=', now)
    .where('rehearsal', 'is', null)
    .orderBy('priority', 'desc')
    .orderBy('id')
    .limit(PUT_OFF_AT_ONCE)
    .$if(engine === 'postgresql', (query) => query.forUpdate().skipLocked())
    .execute();
  const byInstant = new Map<number, string[]>();
  for (const { id, phone } of due) {
    const opens = opensAt?.(phone, now) ?? now;
    if (opens <= now) continue;
    const same = byInstant.get(opens);
    if (same === undefined) byInstant.set(opens, [id]);
    else same.push(id);
  }
  for (const [not_before, ids] of byInstant)
    await trx.updateTable('calls').set({ not_before }).where('id', 'in', ids).execute();
  return { kind: 'put_off', callIds: [...byInstant.values()].flat() };
}

/** How many accounts are looked at where others hold the calls of the first: as many as nodes that claim at the same moment. */
const ACCOUNTS_LOOKED_AT = 8;

interface TurnAccount {
  id: string;
  max_running: number;
  own_running: number | null;
  limited: number;
  countries: string | null;
  /** 1: a day of its limits has no room, and only what costs nothing is due. */
  day_full: number;
}

/**
 * Accounts with room, also in the days of their limits, and something due, least recently served first. Accounts with something queued are found by leaps through the
 * index, one for each, however many calls they have waiting.
 */
async function accountsInTurn(trx: Transaction<Schema>, request: ClaimRequest): Promise<TurnAccount[]> {
  const full = dayIsFull(request.now);
  return trx
    .withRecursive('waiting(account_id)', (db) =>
      db
        .selectFrom('calls')
        .select(({ fn }) => fn.min('account_id').as('account_id'))
        .where(isQueuedFor(request))
        .unionAll((union) =>
          union
            .selectFrom('waiting')
            .select(({ selectFrom }) =>
              selectFrom('calls')
                .select(({ fn }) => fn.min('calls.account_id').as('account_id'))
                .where(isQueuedFor(request))
                .whereRef('calls.account_id', '>', 'waiting.account_id')
                .as('account_id'),
            )
            .where('waiting.account_id', 'is not', null)
            .$castTo<{ account_id: string }>(),
        ),
    )
    .selectFrom('waiting')
    .innerJoin('accounts', 'accounts.id', 'waiting.account_id')
    .leftJoin('slots', (join) => join.on('slots.scope', '=', 'account').onRef('slots.name', '=', 'accounts.id'))
    .leftJoin('account_limits as own', (join) =>
      join.onRef('own.account_id', '=', 'accounts.id').on('own.set_by', '=', 'account'),
    )
    .select([
      'accounts.id',
      'accounts.max_running',
      'own.running_calls as own_running',
      'accounts.limited',
      'accounts.countries',
      sql<number>`case when ${full} then 1 else 0 end`.as('day_full'),
    ])
    .where((eb) => eb(eb.fn.coalesce('slots.in_use', sql.lit(0)), '<', eb.ref('accounts.max_running')))
    .where((eb) =>
      eb(eb.fn.coalesce('slots.in_use', sql.lit(0)), '<', eb.fn.coalesce('own.running_calls', 'accounts.max_running')),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('calls')
          .select('calls.id')
          .where(isQueuedFor(request))
          .where((eb) => eb.or([eb('calls.rehearsal', 'is not', null), eb.not(full)]))
          .whereRef('calls.account_id', '=', 'accounts.id')
          .where('calls.not_before', '<=', request.now),
      ),
    )
    .orderBy('accounts.served_at')
    .orderBy('accounts.id')
    .limit(ACCOUNTS_LOOKED_AT)
    .execute();
}

/** Whether the day of one of the account's limits has no room for the first minute of one more call. */
function dayIsFull(now: number): Expression<SqlBool> {
  const underWay = sql.join(UNDER_WAY.map((state) => sql.lit(state)));
  return sql<SqlBool>`(accounts.limited = 1 and exists (
    select 1 from account_limits as days
    where days.account_id = accounts.id and days.day_li is not null and days.day_li
      < accounts.rate_li
      + case when days.day_ends_at > cast(${now} as bigint) then days.day_spent_li else 0 end
      + (select coalesce(sum(-ledger.amount_li), 0) from calls as talks join ledger on ledger.call_id = talks.id
         where talks.account_id = accounts.id and talks.status in (${underWay}) and ledger.kind = 'hold')))`;
}

/** Calls that wait for this carrier. `queued` stands in the text of the query, so that the index of those that ask for a carrier serves it. */
function isQueuedFor({ carrier, configured }: ClaimRequest): Expression<SqlBool> {
  const asked = sql<SqlBool>`calls.carrier = ${carrier}`;
  const which = configured ? sql<SqlBool>`(calls.carrier is null or ${asked})` : asked;
  return sql<SqlBool>`calls.status = 'queued' and ${which}`;
}

async function isAskedFor({ store }: Pick<OpenStore, 'store'>, request: ClaimRequest): Promise<boolean> {
  const call = await store
    .selectFrom('calls')
    .select('id')
    .where(isQueuedFor(request))
    .where('not_before', '<=', request.now)
    .limit(1)
    .executeTakeFirst();
  return call !== undefined;
}

/** Later than every other account's, also within one millisecond: otherwise the same account would be first again. */
async function nextTurn(trx: Transaction<Schema>, now: number): Promise<number> {
  const last = await trx
    .selectFrom('accounts')
    .select(({ fn }) => fn.max('served_at').as('served_at'))
    .executeTakeFirst();
  return Math.max(now, Number(last?.served_at ?? 0) + 1);
}

/** The next instant at which a queued call becomes due, or null. */
export async function nextDueAt({ store }: Pick<OpenStore, 'store'>, now: number): Promise<number | null> {
  const row = await store
    .selectFrom('calls')
    .select(({ fn }) => fn.min('not_before').as('not_before'))
    .where('status', '=', 'queued')
    .where('not_before', '>', now)
    .executeTakeFirst();
  return row === undefined || row.not_before === null ? null : Number(row.not_before);
}

function claimed(
  row: Selectable<CallTable>,
  carrier: string,
  startedAt: number,
  { talkLimitMs, doNotCall, countryOff }: Pick<ClaimedCall, 'talkLimitMs' | 'doNotCall' | 'countryOff'>,
): ClaimedCall {
  return {
    callId: row.id,
    accountId: row.account_id,
    phone: row.phone,
    carrier,
    brief: {
      requirement: row.requirement,
      persona: row.persona ?? undefined,
      openingLine: row.opening_line ?? undefined,
      language: row.language === 'zh' || row.language === 'en' ? row.language : undefined,
      opening: row.opening === 'say' || row.opening === 'wait' ? row.opening : undefined,
      voicemail: row.voicemail === null ? undefined : (JSON.parse(row.voicemail) as VoicemailPolicy),
      resultSchema: row.result_schema === null ? undefined : (JSON.parse(row.result_schema) as Record<string, unknown>),
    },
    record: row.record === null ? null : row.record === 1,
    rehearsal: row.rehearsal !== null,
    startedAt,
    talkLimitMs,
    doNotCall: doNotCall && row.rehearsal === null,
    countryOff: countryOff && row.rehearsal === null,
  };
}
