import type { CallEvent, Utterance } from '@ringback/engine';
import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.js';

/** What was said in a call, in spoken order, as far as it is in storage. */
export async function readTranscript(db: Kysely<Schema>, callId: string): Promise<Utterance[]> {
  return (await readTranscripts(db, [callId])).get(callId) ?? [];
}

/** The same of several calls at once; a call in which nothing was said is not in it. */
export async function readTranscripts(
  db: Kysely<Schema>,
  callIds: readonly string[],
): Promise<Map<string, Utterance[]>> {
  const rows = await db
    .selectFrom('call_events')
    .select(['call_id', 'data'])
    .where('call_id', 'in', callIds)
    .where('type', '=', 'utterance')
    .orderBy('call_id')
    .orderBy('seq')
    .execute();
  const transcripts = new Map<string, Utterance[]>();
  for (const { call_id, data } of rows) {
    const { utterance } = JSON.parse(data) as Extract<CallEvent, { type: 'utterance' }>;
    const said = transcripts.get(call_id);
    if (said === undefined) transcripts.set(call_id, [utterance]);
    else said.push(utterance);
  }
  return transcripts;
}
