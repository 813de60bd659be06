import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../open-store.js';

/**
 * Limits of accounts, what the operator sets by the console, who put a number on the do-not-call list and why, and what the removal of old
 * words and recordings goes by.
 */
export function limitsAndSettings(engine: Engine): Migration {
  const integer = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  const table = (db: Kysely<unknown>, name: string): CreateTableBuilder<string, never> => {
    const builder = db.schema.createTable(name);
    return engine === 'sqlite' ? builder.modifyEnd(sql`strict`) : builder;
  };

  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .alterTable('accounts')
        .addColumn('limited', integer, (c) => c.notNull().defaultTo(0))
        .execute();
      await table(db, 'account_limits')
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('set_by', text, (c) => c.notNull().check(sql`set_by in ('operator', 'account')`))
        .addColumn('talk_seconds', integer)
        .addColumn('call_li', integer)
        .addColumn('day_li', integer)
        .addColumn('running_calls', integer)
        .addColumn('time_zone', text, (c) => c.notNull())
        .addColumn('day_ends_at', integer, (c) => c.notNull())
        .addColumn('day_spent_li', integer, (c) => c.notNull().check(sql`day_spent_li >= 0`))
        .addPrimaryKeyConstraint('account_limits_key', ['account_id', 'set_by'])
        .execute();

      await table(db, 'settings')
        .addColumn('name', text, (c) => c.primaryKey().notNull())
        .addColumn('value', text, (c) => c.notNull())
        .addColumn('hint', text)
        .addColumn('updated_at', integer, (c) => c.notNull())
        .addColumn('updated_by', text, (c) => c.notNull())
        .execute();

      await db.schema.alterTable('do_not_call').addColumn('note', text).execute();
      await db.schema.alterTable('do_not_call').addColumn('added_by', text).execute();

      await db.schema.createIndex('outbox_by_call').on('outbox').column('call_id').execute();
      await db.schema.alterTable('calls').addColumn('words_removed_at', integer).execute();
      // Both hold what is still to be removed, and nothing that was.
      await db.schema
        .createIndex('calls_with_words')
        .on('calls')
        .column('ended_at')
        .where(sql<boolean>`ended_at is not null and words_removed_at is null`)
        .execute();
      await db.schema
        .createIndex('calls_with_recording')
        .on('calls')
        .column('ended_at')
        .where(sql<boolean>`recording_url is not null`)
        .execute();
    },
  };
}
