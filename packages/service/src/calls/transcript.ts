import type { CallEvent, Utterance } from '@ringback/engine';
import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.js';

/** What was said in a call, in spoken order, as far as it is in storage. */
export async function readTranscript(db: Kysely<Schema>, callId: string): Promise<Utterance[]> {
  const rows = await db
    .selectFrom('call_events')
    .select('data')
    .where('call_id', '=', callId)
    .where('type', '=', 'utterance')
    .orderBy('seq')
    .execute();
  return rows.map(({ data }) => (JSON.parse(data) as Extract<CallEvent, { type: 'utterance' }>).utterance);
}
