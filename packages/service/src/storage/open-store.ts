import type { Clock } from '@ringback/engine';
import type { Transaction } from 'kysely';
import { migrate } from './migrate.js';
import type { Schema, Store } from './schema.js';
import { openSqlite } from './sqlite.js';

export type Engine = 'sqlite' | 'postgresql';

export interface OpenStore {
  readonly store: Store;
  readonly engine: Engine;
  /**
   * Runs `work` in one write transaction: all of it is durable when this resolves, none of it when it rejects. On SQLite it holds the
   * write lock from its beginning (`BEGIN IMMEDIATE`), so what it reads stays true until it commits; on PostgreSQL it is READ COMMITTED,
   * so whatever must hold is either a condition of the `UPDATE` itself or guarded by a locked row. Where PostgreSQL breaks it off for a
   * deadlock or a serialisation failure, `work` runs again: it must have no effect outside the transaction.
   */
  transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `postgres://…` or `postgresql://…`; absent or empty: SQLite in the data folder. */
  databaseUrl?: string;
  /** Made if absent, readable by its owner alone. */
  dataFolder: string;
  clock: Clock;
}

/**
 * Opens the database, makes its tables or brings them up to date. Rejects with `invalid_database_url`, `storage_unavailable`
 * (retryable), or `database_too_new` where a newer version of Ringback has written it.
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const open =
    options.databaseUrl === undefined || options.databaseUrl === ''
      ? await openSqlite(options.dataFolder, options.clock)
      : // Loaded where it is wanted: without it a process is 5 MB smaller and starts sooner.
        await (await import('./postgres.js')).openPostgres(options.databaseUrl);
  try {
    await migrate(open.store, open.engine);
  } catch (error) {
    await open.close();
    throw error;
  }
  return open;
}
