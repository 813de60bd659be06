import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely';
import type { Engine } from '../open-store.js';

/**
 * People who sign in, how they prove themselves, and where they are signed in. The columns are those that `better-auth` keeps for its models
 * user, account (here `credentials`) and session, under our names; `role`, `account_id` and `local` are ours alone.
 */
export function usersAndSessions(engine: Engine): Migration {
  const integer = engine === 'sqlite' ? sql`integer` : sql`bigint`;
  const text = engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
  const table = (db: Kysely<unknown>, name: string): CreateTableBuilder<string, never> => {
    const builder = db.schema.createTable(name);
    return engine === 'sqlite' ? builder.modifyEnd(sql`strict`) : builder;
  };

  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'users')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('email', text, (c) => c.notNull().unique())
        .addColumn('email_verified', integer, (c) => c.notNull())
        .addColumn('name', text, (c) => c.notNull())
        .addColumn('image', text)
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('updated_at', integer, (c) => c.notNull())
        .addColumn('role', text, (c) => c.check(sql`role in ('operator', 'member')`))
        .addColumn('account_id', text, (c) => c.references('accounts.id'))
        .addColumn('local', integer, (c) => c.notNull().defaultTo(0))
        .execute();

      await table(db, 'credentials')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
        .addColumn('provider_id', text, (c) => c.notNull())
        .addColumn('provider_account_id', text, (c) => c.notNull())
        .addColumn('access_token', text)
        .addColumn('refresh_token', text)
        .addColumn('id_token', text)
        .addColumn('access_token_expires_at', integer)
        .addColumn('refresh_token_expires_at', integer)
        .addColumn('scope', text)
        .addColumn('password', text)
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('updated_at', integer, (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex('credentials_once')
        .unique()
        .on('credentials')
        .columns(['provider_id', 'provider_account_id'])
        .execute();
      await db.schema.createIndex('credentials_by_user').on('credentials').column('user_id').execute();

      await table(db, 'sessions')
        .addColumn('id', text, (c) => c.primaryKey().notNull())
        .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
        .addColumn('token', text, (c) => c.notNull().unique())
        .addColumn('expires_at', integer, (c) => c.notNull())
        .addColumn('ip_address', text)
        .addColumn('user_agent', text)
        .addColumn('created_at', integer, (c) => c.notNull())
        .addColumn('updated_at', integer, (c) => c.notNull())
        .execute();
      await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute();
      await db.schema.createIndex('sessions_age').on('sessions').column('expires_at').execute();
    },
  };
}
