import { type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../open-store.js';

/** Calls that go over another carrier than the configured one, and the links by which callees answer in their browsers. */
export function webphone(engine: Engine): Migration {
  const integer = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      // Queued calls that ask for a carrier are few: those of the others are in no row of this.
      await db.schema
        .createIndex('calls_asking')
        .on('calls')
        .columns(['carrier', 'account_id', 'priority desc', 'id', 'not_before'])
        .where(sql<boolean>`status = 'queued' and carrier is not null`)
        .execute();

      const links = db.schema.createTable('webphone_links');
      await (engine === 'sqlite' ? links.modifyEnd(sql`strict`) : links)
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('digest', text, (c) => c.notNull())
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('expires_at', integer, (c) => c.notNull())
        .addColumn('call_id', text)
        .addColumn('used_at', integer)
        .addColumn('revoked_at', integer)
        .execute();
      await db.schema
        .createIndex('webphone_links_by_account')
        .on('webphone_links')
        .columns(['account_id', 'created_at', 'id'])
        .execute();
    },
  };
}
