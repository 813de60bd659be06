import { type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../open-store.js';

/** What a request says of mailboxes, of the first words and of recording, and what the model used in a call. */
export function modelsAndRecordings(engine: Engine): Migration {
  const integer = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      // SQLite adds one column a statement.
      await db.schema.alterTable('calls').addColumn('opening', text).execute();
      await db.schema.alterTable('calls').addColumn('voicemail', text).execute();
      await db.schema.alterTable('calls').addColumn('record', integer).execute();
      await db.schema.alterTable('calls').addColumn('model_usage', text).execute();
    },
  };
}
