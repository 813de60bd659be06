import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../storage/schema.js';

/**
 * Calls per second of a carrier, as the least time between two of them: evenly spaced, so that no second holds more, wherever it
 * begins. Whole milliseconds, rounded up: never faster than was set.
 */
export function paceInterval(callsPerSecond: number): number {
  return callsPerSecond === 0 ? 0 : Math.ceil(1000 / callsPerSecond);
}

/** A next instant further ahead than the pace itself explains was written by a clock that was wrong: it holds nobody up. */
const WRONG_CLOCK_MS = 60_000;

export async function ensurePace(store: Kysely<Schema>, carrier: string): Promise<void> {
  await store
    .insertInto('pace')
    .values({ carrier, next_at: 0 })
    .onConflict((conflict) => conflict.column('carrier').doNothing())
    .execute();
}

/** When the next call may be dialled, or null: now. */
export async function pacedUntil(
  store: Kysely<Schema>,
  carrier: string,
  now: number,
  intervalMs: number,
): Promise<number | null> {
  if (intervalMs === 0) return null;
  const row = await store.selectFrom('pace').select('next_at').where('carrier', '=', carrier).executeTakeFirst();
  if (row === undefined || row.next_at <= now || row.next_at > now + intervalMs + WRONG_CLOCK_MS) return null;
  return row.next_at;
}

/** Takes the carrier's turn, under its own condition. False where another has just taken it; the caller rolls back then. */
export async function takePace(
  trx: Transaction<Schema>,
  carrier: string,
  now: number,
  intervalMs: number,
): Promise<boolean> {
  if (intervalMs === 0) return true;
  const taken = await trx
    .updateTable('pace')
    .set({ next_at: now + intervalMs })
    .where('carrier', '=', carrier)
    .where((eb) => eb.or([eb('next_at', '<=', now), eb('next_at', '>', now + intervalMs + WRONG_CLOCK_MS)]))
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}
