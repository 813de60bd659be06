import { RingbackError } from '@ringback/engine';
import type { Transaction } from 'kysely';
import type { Schema, Store } from '../storage/schema.js';
import type { AcceptedCalls } from './calls-port.js';

/** How long a key is remembered: a client that tries again after a day means another request. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

export interface IdempotentRequest {
  accountId: string;
  key: string;
  bodyHash: string;
}

type Answer = Pick<AcceptedCalls, 'calls' | 'repeated'>;

/**
 * The answer that this key was given within the last 24 h, or null. Throws `idempotency_conflict` where it was given for another body.
 */
export async function earlierAnswer(
  db: Store | Transaction<Schema>,
  request: IdempotentRequest,
  now: number,
): Promise<Answer | null> {
  const row = await db
    .selectFrom('idempotency')
    .select(['body_hash', 'answer'])
    .where('account_id', '=', request.accountId)
    .where('key', '=', request.key)
    .where('created_at', '>', now - REMEMBERED_MS)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.body_hash !== request.bodyHash) throw idempotencyConflict();
  return JSON.parse(row.answer) as Answer;
}

/**
 * Takes the key for this answer, in the transaction that writes the calls. False where somebody has it already; on PostgreSQL that is known
 * only once the other's transaction is over, and this waits for it.
 */
export async function claimKey(
  trx: Transaction<Schema>,
  request: IdempotentRequest,
  answer: Answer,
  now: number,
): Promise<boolean> {
  const claimed = await trx
    .insertInto('idempotency')
    .values({
      account_id: request.accountId,
      key: request.key,
      body_hash: request.bodyHash,
      answer: JSON.stringify(answer),
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'key'])
        .doUpdateSet((eb) => ({
          body_hash: eb.ref('excluded.body_hash'),
          answer: eb.ref('excluded.answer'),
          created_at: eb.ref('excluded.created_at'),
        }))
        .where('idempotency.created_at', '<=', now - REMEMBERED_MS),
    )
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}

/** Gives a key back whose request was refused after all, so that it can be tried again. */
export async function releaseKey(trx: Transaction<Schema>, request: IdempotentRequest): Promise<void> {
  await trx
    .deleteFrom('idempotency')
    .where('account_id', '=', request.accountId)
    .where('key', '=', request.key)
    .execute();
}

/** Forgets keys older than 24 h; gives their number. */
export async function forgetOldKeys(store: Store, now: number): Promise<number> {
  const removed = await store
    .deleteFrom('idempotency')
    .where('created_at', '<=', now - REMEMBERED_MS)
    .executeTakeFirst();
  return Number(removed.numDeletedRows);
}

export function idempotencyConflict(): RingbackError {
  return new RingbackError(
    'idempotency_conflict',
    'This Idempotency-Key was used for another request within the last 24 h. Use a new key for a new request.',
  );
}
