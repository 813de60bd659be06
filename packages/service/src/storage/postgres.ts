import { RingbackError } from '@ringback/engine';
import { type DatabaseConnection, Kysely, PostgresDialect, PostgresDriver, type Transaction } from 'kysely';
import pg from 'pg';
import type { OpenStore } from './open-store.js';
import type { Schema } from './schema.js';

/** PostgreSQL's type number of `int8`: instants and money. */
const INT8 = 20;

/** Enough for the transactions of one busy node (one for accepting, a few for dispatch, reads); ten nodes stay under the default 100. */
const POOL_SIZE = 8;

/** A database that does not answer a connect within 5 s is down: waiting longer only piles up requests. */
const CONNECT_MS = 5_000;

/**
 * Tries of one transaction that PostgreSQL broke off. A deadlock takes two, and its victim has let go of everything, so the next try
 * meets the same one again only by chance; five in a row means a defect that must be seen.
 */
const TRANSACTION_TRIES = 5;

export async function openPostgres(databaseUrl: string): Promise<OpenStore> {
  let url: URL;
  try {
    url = new URL(databaseUrl);
  } catch {
    throw invalidUrl();
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') throw invalidUrl();

  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'ringback',
    types: { getTypeParser: (type, format) => (type === INT8 ? parseInt8 : pg.types.getTypeParser(type, format)) },
  });
  // A connection that breaks while idle is replaced by the pool; unheard, the event would take the process down.
  pool.on('error', () => {});
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    throw unavailable(url, error);
  }
  const store = new Kysely<Schema>({ dialect: new PooledDialect(pool, url) });
  return {
    store,
    engine: 'postgresql',
    async transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
      for (let tries = 1; ; tries += 1) {
        try {
          return await store.transaction().execute(work);
        } catch (error) {
          if (tries === TRANSACTION_TRIES || !isBrokenOff(error)) throw error;
        }
      }
    },
    close: () => store.destroy(),
  };
}

/** Says in our words that PostgreSQL went away, where a query finds no connection. */
class PooledDialect extends PostgresDialect {
  readonly #pool: pg.Pool;
  readonly #url: URL;

  constructor(pool: pg.Pool, url: URL) {
    super({ pool });
    this.#pool = pool;
    this.#url = url;
  }

  override createDriver(): PostgresDriver {
    const url = this.#url;
    return new (class extends PostgresDriver {
      override async acquireConnection(): Promise<DatabaseConnection> {
        try {
          return await super.acquireConnection();
        } catch (error) {
          throw unavailable(url, error);
        }
      }
    })({ pool: this.#pool });
  }
}

function unavailable(url: URL, cause: unknown): RingbackError {
  return new RingbackError(
    'storage_unavailable',
    `PostgreSQL at ${url.host} cannot be used: ${(cause as Error).message}. See that it runs and that DATABASE_URL names its host, user, password and database.`,
    { cause, retryable: true },
  );
}

function invalidUrl(): RingbackError {
  // The value may hold a password, so it is not repeated.
  return new RingbackError(
    'invalid_database_url',
    'DATABASE_URL must be postgres://user:password@host:5432/database. Leave it out to use SQLite.',
  );
}

/** `serialization_failure` and `deadlock_detected`: PostgreSQL's manual, appendix A. */
function isBrokenOff(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === '40001' || code === '40P01';
}

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database holds an integer beyond 2^53: ${text}`);
  return value;
}
