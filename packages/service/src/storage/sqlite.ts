import { chmod, mkdir, open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, RingbackError } from '@ringback/engine';
import { Kysely, type Transaction } from 'kysely';
import Database from 'libsql';
import type { OpenStore } from './open-store.js';
import type { Schema } from './schema.js';
import { LibsqlDialect } from './sqlite-dialect.js';

export const DATABASE_FILE = 'ringback.db';

/**
 * How long opening waits, blocking, for another process that holds the file: nothing else runs in this process yet, and the other is
 * done with a migration well before.
 */
const OPEN_BUSY_MS = 10_000;

/**
 * How long one statement blocks the thread for another process's write before it waits without blocking: a key made or revoked by the
 * command line takes about a millisecond; a fifth of an audio frame is the most that running calls should feel.
 */
const STATEMENT_BUSY_MS = 4;

/**
 * Pages of 4 KiB in the write-ahead log before they are copied into the database, which is done by the commit that reaches this and stops the
 * thread meanwhile. One accepted call writes about ten pages, most of them the same ones as the call before: four times SQLite's
 * default copies them a quarter as often (measured: the 99th percentile of commits falls from 1 ms to 0.3 ms) and costs 16 MiB of disk.
 */
const CHECKPOINT_PAGES = 4_000;

export async function openSqlite(dataFolder: string, clock: Clock): Promise<OpenStore> {
  const file = join(dataFolder, DATABASE_FILE);
  let writer: Database.Database | undefined;
  let reader: Database.Database | undefined;
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    await chmod(dataFolder, 0o700);
    // SQLite gives -wal and -shm the mode of the database file, so the mode must be right before they are made.
    await (await openFile(file, 'a', 0o600)).close();
    for (const suffix of ['', '-wal', '-shm']) {
      await chmod(file + suffix, 0o600).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    writer = openHandle(file);
    reader = openHandle(file);
    reader.pragma('query_only = on');
  } catch (error) {
    reader?.close();
    writer?.close();
    throw new RingbackError(
      'storage_unavailable',
      `The database ${file} cannot be opened: ${(error as Error).message}. See that the folder exists, belongs to you, is on a local disk and is not full.`,
      { cause: error, retryable: true },
    );
  }
  const store = new Kysely<Schema>({ dialect: new LibsqlDialect({ writer, reader, clock }) });
  return {
    store,
    engine: 'sqlite',
    transaction: <T>(work: (trx: Transaction<Schema>) => Promise<T>) => store.transaction().execute(work),
    close: () => store.destroy(),
  };
}

function openHandle(file: string): Database.Database {
  const handle = new Database(file);
  handle.pragma(`busy_timeout = ${OPEN_BUSY_MS}`);
  handle.pragma('journal_mode = wal');
  // A commit is on the disk before it is acknowledged, also through a power cut.
  handle.pragma('synchronous = full');
  handle.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  handle.pragma('foreign_keys = on');
  handle.pragma(`busy_timeout = ${STATEMENT_BUSY_MS}`);
  return handle;
}
