import { type Clock, type Ids, type Language, RingbackError } from '@ringback/engine';
import { type BehaviourId, SIMULATED_CALLEES } from '@ringback/standins/callees';
import type { Transaction } from 'kysely';
import type { Account } from '../accounts/account.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { Schema } from '../storage/schema.js';
import { newCallRows } from './call-row.js';
import type { NewCalls } from './calls-port.js';
import { claimKey, earlierAnswer, type IdempotentRequest } from './idempotency.js';

/** Who may answer a rehearsal. */
export type RehearsalCallee = BehaviourId;

/** What a rehearsal takes of a request for calls: it rings at once, and nobody is told of its end. */
export type NewRehearsal = Omit<NewCalls, 'phones' | 'notBefore' | 'callbackUrl' | 'priority'> & {
  callee: RehearsalCallee;
};

export interface AcceptedRehearsal {
  callId: string;
  /** The number of the simulated callee, E.164. */
  phone: string;
  /** What the callee speaks. */
  language: Language;
}

/** One person tries one brief at a time; three leave room for two windows and a colleague. */
export const REHEARSALS_AT_ONCE = 3;

/** An afternoon of trying. A rehearsal costs its account nothing, so this is what one account can make the owner's model cost in a day. */
export const REHEARSALS_A_DAY = 100;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Before whatever an account has queued on a simulated carrier: somebody is waiting for it. */
const PRIORITY = 100;

/** What the caller is told to wait where its rehearsals still run: they are over within a minute or two. */
const RETRY_AFTER_SECONDS = 30;

export interface RehearsalsDependencies {
  store: OpenStore;
  clock: Clock;
  ids: Ids;
  /** The carrier on which simulated callees are. */
  carrier: string;
}

/**
 * Takes rehearsals: the conversation as it is configured, with a simulated callee in place of a phone. It is a call like any other but for this:
 * nothing rings, nothing is held or charged, and it counts in no figure.
 */
export class Rehearsals {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #carrier: string;

  constructor({ store, clock, ids, carrier }: RehearsalsDependencies) {
    this.#open = store;
    this.#clock = clock;
    this.#ids = ids;
    this.#carrier = carrier;
  }

  /**
   * Resolves once it is durable. The brief was checked.
   *
   * @throws RingbackError `too_many_rehearsals`, `idempotency_conflict`
   */
  accept(
    account: Account,
    request: NewRehearsal,
    idempotency: IdempotentRequest | null,
  ): Promise<AcceptedRehearsal & { replayed: boolean }> {
    const { callee, ...brief } = request;
    const language = brief.language ?? account.language;
    const phone = numberOf(callee, language);
    return this.#open.transaction(async (trx) => {
      const now = instant(this.#clock);
      // Two at once come one after the other, and the bounds hold: SQLite has one writer, PostgreSQL locks the account.
      if (this.#open.engine === 'postgresql')
        await trx.selectFrom('accounts').select('id').where('id', '=', account.id).forNoKeyUpdate().execute();
      const earlier = idempotency === null ? null : await earlierAnswer(trx, idempotency, now);
      if (earlier !== null) return { callId: earlier.calls[0]?.callId ?? '', phone, language, replayed: true };
      await checkBounds(trx, account.id, now);
      const call = { id: this.#ids.next(), phone, written: phone, carrier: this.#carrier, notBefore: now };
      const [row] = newCallRows(account.id, { ...brief, phones: phone, priority: PRIORITY }, [call], now);
      await trx
        .insertInto('calls')
        .values({ ...(row as NonNullable<typeof row>), rehearsal: callee })
        .execute();
      if (idempotency !== null)
        await claimKey(trx, idempotency, { calls: [{ callId: call.id, phone }], repeated: [] }, now);
      return { callId: call.id, phone, language, replayed: false };
    });
  }
}

function numberOf(callee: RehearsalCallee, language: Language): string {
  const found = SIMULATED_CALLEES.find((one) => one.behaviour === callee && one.language === language);
  return (found as NonNullable<typeof found>).number;
}

async function checkBounds(trx: Transaction<Schema>, accountId: string, now: number): Promise<void> {
  const rehearsals = trx
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('rehearsal', 'is not', null);
  const underWay = await rehearsals
    .where('status', 'in', ['queued', 'dialing', 'ringing', 'in_progress'])
    .executeTakeFirstOrThrow();
  if (Number(underWay.count) >= REHEARSALS_AT_ONCE) throw tooMany(REHEARSALS_AT_ONCE, 'at_once', RETRY_AFTER_SECONDS);
  const today = await rehearsals
    .select(({ fn }) => fn.min('created_at').as('first_at'))
    .where('created_at', '>', now - DAY_MS)
    .executeTakeFirstOrThrow();
  if (Number(today.count) >= REHEARSALS_A_DAY)
    throw tooMany(REHEARSALS_A_DAY, 'a_day', Math.ceil((Number(today.first_at) + DAY_MS - now) / 1000));
}

function tooMany(limit: number, per: 'at_once' | 'a_day', retryAfterSeconds: number): RingbackError {
  return new RingbackError(
    'too_many_rehearsals',
    per === 'at_once'
      ? `An account may have ${limit} rehearsals under way. Wait until one is over, or hang it up.`
      : `An account may have ${limit} rehearsals in 24 h.`,
    { retryable: true, details: { limit, per, retryAfterSeconds } },
  );
}
