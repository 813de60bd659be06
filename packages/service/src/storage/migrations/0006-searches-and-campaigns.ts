import { type Kysely, type Migration, sql } from 'kysely';
import { searchableText } from '../../calls/call-words.js';
import type { Engine } from '../open-store.js';

/** Calls whose words are gathered at once: some megabytes where each was an hour long. */
const BATCH = 200;

/** What `call_events` and `calls` were when this migration was written. */
interface Before {
  calls: { id: string; requirement: string; summary: string | null; status: string };
  call_events: { call_id: string; seq: number; type: string; data: string };
  call_words: { call_id: string; words: string };
}

/** The label of calls that belong together, and what can be searched of calls that are over, in a table of its own: records stay small. */
export function searchesAndCampaigns(engine: Engine): Migration {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('calls').addColumn('campaign', text).execute();
      await db.schema
        .createIndex('calls_by_campaign')
        .on('calls')
        .columns(['account_id', 'campaign', 'id'])
        .where(sql<boolean>`campaign is not null`)
        .execute();
      const words = db.schema
        .createTable('call_words')
        .addColumn('call_id', text, (c) => c.primaryKey().notNull().references('calls.id').onDelete('cascade'))
        .addColumn('words', text, (c) => c.notNull());
      await (engine === 'sqlite' ? words.modifyEnd(sql`strict`) : words).execute();
      await gather(db as Kysely<Before>);
    },
  };
}

async function gather(db: Kysely<Before>): Promise<void> {
  for (let after = ''; ; ) {
    const calls = await db
      .selectFrom('calls')
      .select(['id', 'requirement', 'summary'])
      .where('status', '=', 'ended')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    if (calls.length === 0) return;
    const said = await db
      .selectFrom('call_events')
      .select(['call_id', 'data'])
      .where(
        'call_id',
        'in',
        calls.map(({ id }) => id),
      )
      .where('type', '=', 'utterance')
      .orderBy('call_id')
      .orderBy('seq')
      .execute();
    const transcripts = new Map<string, { text: string }[]>();
    for (const { call_id, data } of said) {
      const { utterance } = JSON.parse(data) as { utterance: { text: string } };
      transcripts.set(call_id, [...(transcripts.get(call_id) ?? []), utterance]);
    }
    await db
      .insertInto('call_words')
      .values(
        calls.map(({ id, requirement, summary }) => ({
          call_id: id,
          words: searchableText(requirement, summary, transcripts.get(id) ?? []).replaceAll('\0', ''),
        })),
      )
      .execute();
    after = (calls.at(-1) as { id: string }).id;
  }
}
