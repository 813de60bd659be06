import { type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../open-store.js';

/** Calls that are rehearsals, and who answers them. */
export function rehearsals(engine: Engine): Migration {
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('calls').addColumn('rehearsal', text).execute();
      // How many an account had lately is counted before the next one.
      await db.schema
        .createIndex('calls_rehearsals')
        .on('calls')
        .columns(['account_id', 'created_at'])
        .where(sql.ref('rehearsal'), 'is not', null)
        .execute();
    },
  };
}
