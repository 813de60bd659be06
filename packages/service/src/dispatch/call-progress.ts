import type { CallState } from '@ringback/engine';
import { sql, type Transaction } from 'kysely';
import type { WrittenEvent } from '../events/event-writer.js';
import type { Schema } from '../storage/schema.js';

interface Progress {
  status: Exclude<CallState, 'ended'>;
  carrierReference: string | null;
  /** Milliseconds from the call's start. */
  answeredAt: number | null;
}

/**
 * What the states in a batch of events mean for the calls' own rows, written in the same transaction, so that row and log always agree. A
 * call that is over is left alone: its end was written elsewhere.
 */
export async function writeProgress(trx: Transaction<Schema>, events: readonly WrittenEvent[]): Promise<void> {
  const calls = new Map<string, Progress>();
  for (const { callId, event } of events) {
    if (event.type !== 'state') continue;
    const before = calls.get(callId);
    calls.set(callId, {
      status: event.state,
      carrierReference: event.carrierReference ?? before?.carrierReference ?? null,
      answeredAt: before?.answeredAt ?? (event.state === 'in_progress' ? Math.round(event.at) : null),
    });
  }
  for (const [callId, { status, carrierReference, answeredAt }] of calls) {
    await trx
      .updateTable('calls')
      .set((eb) => ({
        status,
        carrier_reference: eb.fn.coalesce(eb.val(carrierReference), 'carrier_reference'),
        answered_at: answeredAt === null ? eb.ref('answered_at') : sql<number>`started_at + ${answeredAt}`,
      }))
      .where('id', '=', callId)
      .where('status', '<>', 'ended')
      .execute();
  }
}
