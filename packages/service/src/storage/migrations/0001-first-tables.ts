import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../open-store.js';

/**
 * Every table of `schema.ts`. Both engines keep the same promises: SQLite's tables are STRICT, so it too refuses a text where an integer
 * belongs, and PostgreSQL's text is compared byte by byte (`collate "C"`), as SQLite's is.
 */
export function firstTables(engine: Engine): Migration {
  const integer = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  const table = (db: Kysely<unknown>, name: string): CreateTableBuilder<string, never> => {
    const builder = db.schema.createTable(name);
    return engine === 'sqlite' ? builder.modifyEnd(sql`strict`) : builder;
  };

  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'accounts')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('name', text, (c) => c.notNull().unique())
        .addColumn('language', text, (c) => c.notNull())
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('rate_li', integer, (c) => c.notNull().check(sql`rate_li >= 0`))
        // The last line of defence: no defect of ours can spend what is not there.
        .addColumn('balance_li', integer, (c) => c.notNull().check(sql`balance_li >= 0`))
        .addColumn('held_li', integer, (c) => c.notNull().check(sql`held_li >= 0`))
        .addColumn('max_running', integer, (c) => c.notNull())
        .addColumn('countries', text)
        .addColumn('webhook_secret', text, (c) => c.notNull())
        .addColumn('served_at', integer, (c) => c.notNull())
        .execute();

      await table(db, 'api_keys')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('hint', text, (c) => c.notNull())
        .addColumn('hash', text, (c) => c.notNull().unique())
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('last_used_at', integer)
        .addColumn('revoked_at', integer)
        .execute();
      await db.schema.createIndex('api_keys_by_account').on('api_keys').columns(['account_id', 'id']).execute();

      await table(db, 'calls')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('phone', text, (c) => c.notNull())
        .addColumn('phone_written', text, (c) => c.notNull())
        .addColumn('requirement', text, (c) => c.notNull())
        .addColumn('persona', text)
        .addColumn('opening_line', text)
        .addColumn('language', text)
        .addColumn('result_schema', text)
        .addColumn('callback_url', text)
        .addColumn('metadata', text)
        .addColumn('priority', integer, (c) => c.notNull())
        .addColumn('not_before', integer, (c) => c.notNull())
        .addColumn('status', text, (c) =>
          c.notNull().check(sql`status in ('queued', 'dialing', 'ringing', 'in_progress', 'ended')`),
        )
        .addColumn('node_id', text)
        .addColumn('carrier', text)
        .addColumn('carrier_reference', text)
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('started_at', integer)
        .addColumn('answered_at', integer)
        .addColumn('ended_at', integer)
        .addColumn('end_reason', text)
        .addColumn('end_detail', text)
        .addColumn('duration_seconds', integer)
        .addColumn('cost_li', integer)
        .addColumn('billed', integer, (c) => c.notNull())
        .addColumn('summary', text)
        .addColumn('goal_achieved', integer)
        .addColumn('result', text)
        .addColumn('latency', text)
        .addColumn('recording_url', text)
        .execute();
      // Lists: newest first, which UUIDv7 ids sort by.
      await db.schema.createIndex('calls_by_account').on('calls').columns(['account_id', 'id']).execute();
      // Claims: the next of an account by priority, then age; `not_before` is in it so that waiting calls are passed over in the index alone.
      await db.schema
        .createIndex('calls_queue')
        .on('calls')
        .columns(['status', 'account_id', 'priority desc', 'id', 'not_before'])
        .execute();

      await table(db, 'ledger')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('kind', text, (c) =>
          c.notNull().check(sql`kind in ('opening', 'topup', 'hold', 'release', 'charge')`),
        )
        .addColumn('amount_li', integer, (c) => c.notNull())
        .addColumn('call_id', text, (c) => c.references('calls.id'))
        .addColumn('minute', integer, (c) => c.notNull())
        .addColumn('note', text, (c) => c.notNull())
        .addColumn('created_at', integer, (c) => c.notNull())
        .execute();
      // A minute is held once, a call is released once and charged once.
      await db.schema.createIndex('ledger_once').unique().on('ledger').columns(['call_id', 'kind', 'minute']).execute();
      await db.schema.createIndex('ledger_by_account').on('ledger').columns(['account_id', 'id']).execute();

      // Without a foreign key: events are written in batches beside the calls' own transactions, and only ever for calls that exist.
      await table(db, 'call_events')
        .addColumn('call_id', text, (c) => c.notNull())
        .addColumn('seq', integer, (c) => c.notNull())
        .addColumn('at', integer, (c) => c.notNull())
        .addColumn('type', text, (c) => c.notNull())
        .addColumn('data', text, (c) => c.notNull())
        .addPrimaryKeyConstraint('call_events_key', ['call_id', 'seq'])
        .execute();

      await table(db, 'idempotency')
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('key', text, (c) => c.notNull())
        .addColumn('body_hash', text, (c) => c.notNull())
        .addColumn('answer', text, (c) => c.notNull())
        .addColumn('created_at', integer, (c) => c.notNull())
        .addPrimaryKeyConstraint('idempotency_key', ['account_id', 'key'])
        .execute();
      await db.schema.createIndex('idempotency_age').on('idempotency').column('created_at').execute();

      await table(db, 'do_not_call')
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('phone', text, (c) => c.notNull())
        .addColumn('call_id', text)
        .addColumn('created_at', integer, (c) => c.notNull())
        .addPrimaryKeyConstraint('do_not_call_key', ['account_id', 'phone'])
        .execute();

      await table(db, 'nodes')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('started_at', integer, (c) => c.notNull())
        .addColumn('seen_at', integer, (c) => c.notNull())
        .execute();

      await table(db, 'slots')
        .addColumn('scope', text, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('in_use', integer, (c) => c.notNull().check(sql`in_use >= 0`))
        .addColumn('capacity', integer, (c) => c.notNull())
        .addPrimaryKeyConstraint('slots_key', ['scope', 'name'])
        .execute();

      await table(db, 'pace')
        .addColumn('carrier', text, (c) => c.primaryKey().notNull())
        .addColumn('next_at', integer, (c) => c.notNull())
        .execute();

      await table(db, 'outbox')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('account_id', text, (c) => c.notNull().references('accounts.id'))
        .addColumn('call_id', text, (c) => c.notNull())
        .addColumn('url', text, (c) => c.notNull())
        .addColumn('body', text, (c) => c.notNull())
        .addColumn('attempts', integer, (c) => c.notNull())
        .addColumn('next_at', integer, (c) => c.notNull())
        .addColumn('delivered_at', integer)
        .addColumn('failed_at', integer)
        .addColumn('last_error', text)
        .addColumn('created_at', integer, (c) => c.notNull())
        .execute();
      // Only what is still to be delivered: stays small however much was sent.
      await db.schema
        .createIndex('outbox_due')
        .on('outbox')
        .column('next_at')
        .where(sql<boolean>`delivered_at is null and failed_at is null`)
        .execute();
    },
  };
}
