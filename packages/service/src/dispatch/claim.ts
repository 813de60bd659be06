import type { Brief, VoicemailPolicy } from '@ringback/engine';
import { type Expression, type Selectable, type SqlBool, sql, type Transaction } from 'kysely';
import type { OpenStore } from '../storage/open-store.js';
import type { CallTable, Schema } from '../storage/schema.js';
import { pacedUntil, takePace } from './pace.js';
import { takeSlots } from './slots.js';

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
  /** A simulated callee answers, and nobody pays. */
  rehearsal: boolean;
  /** The number was put on the do-not-call list after the call was accepted: it must not be dialled. */
  doNotCall: boolean;
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
  const { node, carrier, now, paceMs, opensAt } = request;
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
    const refused = await takeSlots(trx, { accountId: account.id, carrier, node }, account.max_running);
    if (refused !== null || !(await takePace(trx, carrier, now, paceMs))) throw new Outrun();
    await trx
      .updateTable('accounts')
      .set({ served_at: await nextTurn(trx, now) })
      .where('id', '=', account.id)
      .execute();
    const listed = await trx
      .selectFrom('do_not_call')
      .select('phone')
      .where('account_id', '=', account.id)
      .where('phone', '=', call.phone)
      .executeTakeFirst();
    return { kind: 'claimed', call: claimed(call, carrier, now, listed !== undefined) };
  }
  return { kind: 'none' };
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

/**
 * Accounts with room and something due, least recently served first. Accounts with something queued are found by leaps through the
 * index, one for each, however many calls they have waiting.
 */
async function accountsInTurn(
  trx: Transaction<Schema>,
  request: ClaimRequest,
): Promise<{ id: string; max_running: number }[]> {
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
    .select(['accounts.id', 'accounts.max_running'])
    .where((eb) => eb(eb.fn.coalesce('slots.in_use', sql.lit(0)), '<', eb.ref('accounts.max_running')))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('calls')
          .select('calls.id')
          .where(isQueuedFor(request))
          .whereRef('calls.account_id', '=', 'accounts.id')
          .where('calls.not_before', '<=', request.now),
      ),
    )
    .orderBy('accounts.served_at')
    .orderBy('accounts.id')
    .limit(ACCOUNTS_LOOKED_AT)
    .execute();
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

function claimed(row: Selectable<CallTable>, carrier: string, startedAt: number, doNotCall: boolean): ClaimedCall {
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
    doNotCall: doNotCall && row.rehearsal === null,
  };
}
