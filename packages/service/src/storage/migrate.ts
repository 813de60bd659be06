import { RingbackError } from '@ringback/engine';
import { type Kysely, Migrator } from 'kysely';
import { migrations } from './migrations/index.js';
import type { Engine } from './open-store.js';
import type { Store } from './schema.js';

/**
 * Brings the tables up to date, forwards only. Safe where two processes start at once: the whole of it runs under one lock (SQLite's write
 * lock, an advisory lock on PostgreSQL) and the second finds nothing left to do.
 */
export async function migrate(store: Store, engine: Engine): Promise<void> {
  const known = migrations(engine);
  const migrator = new Migrator({ db: store, provider: { getMigrations: async () => known } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const done = await appliedMigrations(store).catch(() => []);
  const unknown = done.filter((name) => !(name in known));
  if (unknown.length > 0) {
    throw new RingbackError(
      'database_too_new',
      `The database was written by a newer version of Ringback (it has ${unknown.join(', ')}). Run that version, or one newer.`,
      { cause: error },
    );
  }
  if (error instanceof RingbackError) throw error;
  throw new RingbackError(
    'storage_unavailable',
    `The database's tables could not be made or brought up to date: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error, retryable: true },
  );
}

async function appliedMigrations(store: Store): Promise<string[]> {
  const rows = await (store as unknown as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
