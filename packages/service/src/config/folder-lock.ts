import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRingbackError, RingbackError } from '@ringback/engine';
import Database from 'libsql';

const LOCK_FILE = 'lock.db';
const HOLDER_FILE = 'lock.json';

/** Who serves from a data folder. */
export interface FolderHolder {
  pid: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Null until it listens. */
  port: number | null;
  /** Of the API; null until it listens. */
  url: string | null;
}

/**
 * One process serves from a data folder. The lock is SQLite's own exclusive lock on a small file, which the operating system takes back
 * the moment its holder is gone, however it went. Commands that only open the database need no lock.
 */
export class FolderLock {
  readonly #database: Database.Database;
  readonly #holderFile: string;
  #holder: FolderHolder;

  private constructor(database: Database.Database, holderFile: string, holder: FolderHolder) {
    this.#database = database;
    this.#holderFile = holderFile;
    this.#holder = holder;
  }

  /** @throws RingbackError `data_folder_in_use`, naming the holder; `details.holder` is its {@link FolderHolder} or null */
  static async take(folder: string, startedAt: number): Promise<FolderLock> {
    const file = join(folder, LOCK_FILE);
    await (await open(file, 'a', 0o600)).close();
    const database = tryLock(file);
    if (database === null) throw inUse(folder, await readHolder(folder));
    const lock = new FolderLock(database, join(folder, HOLDER_FILE), {
      pid: process.pid,
      startedAt,
      port: null,
      url: null,
    });
    try {
      await lock.#write();
    } catch (error) {
      database.close();
      throw error;
    }
    return lock;
  }

  /** Says where it is served. */
  async listening(port: number, url: string): Promise<void> {
    this.#holder = { ...this.#holder, port, url };
    await this.#write();
  }

  async release(): Promise<void> {
    await rm(this.#holderFile, { force: true });
    this.#database.close();
  }

  /** Gives the lock back as a crash would: the holder's file stays. */
  abandon(): void {
    this.#database.close();
  }

  /** Whole or not at all: another process may read it at any moment. */
  async #write(): Promise<void> {
    const draft = `${this.#holderFile}.new`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(this.#holder)}\n`);
    } finally {
      await handle.close();
    }
    await rename(draft, this.#holderFile);
  }
}

/** Who serves from a folder now; null: nobody. Takes the lock for a moment where it is free. */
export async function folderHolder(folder: string): Promise<FolderHolder | 'unknown' | null> {
  let database: Database.Database | null;
  try {
    // Not made here: looking must leave no trace.
    await (await open(join(folder, LOCK_FILE), 'r')).close();
    database = tryLock(join(folder, LOCK_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (database === null) return (await readHolder(folder)) ?? 'unknown';
  database.close();
  return null;
}

/** The open handle that holds the lock, or null where another has it. */
function tryLock(file: string): Database.Database | null {
  const database = new Database(file, { timeout: 0 });
  try {
    // The journal of an empty transaction is never written to disk, and its file does not outlive the lock.
    database.exec('pragma journal_mode = memory; begin exclusive');
    return database;
  } catch (error) {
    database.close();
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && code.startsWith('SQLITE_BUSY')) return null;
    if (isRingbackError(error)) throw error;
    throw new RingbackError(
      'data_folder_unusable',
      `The lock file ${file} cannot be used: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
}

async function readHolder(folder: string): Promise<FolderHolder | null> {
  try {
    return JSON.parse(await readFile(join(folder, HOLDER_FILE), 'utf8')) as FolderHolder;
  } catch {
    // Between taking the lock and writing the file lies a moment.
    return null;
  }
}

function inUse(folder: string, holder: FolderHolder | null): RingbackError {
  const who =
    holder === null
      ? 'Another process'
      : `Process ${holder.pid}${holder.url === null ? '' : `, which listens at ${holder.url},`}`;
  return new RingbackError(
    'data_folder_in_use',
    `${who} serves from ${folder} already. Stop it first, or set RINGBACK_HOME to another folder.`,
    { details: { holder } },
  );
}
