import { type Clock, RingbackError } from '@ringback/engine';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type Database from 'libsql';

export interface LibsqlDialectOptions {
  writer: Database.Database;
  /** The same file, `query_only`. */
  reader: Database.Database;
  clock: Clock;
}

/**
 * SQLite through libsql with two handles on one file. Everything that writes goes through `writer`, one transaction at a time, begun
 * with `BEGIN IMMEDIATE`: a deferred one that reads first and then writes beside another process would fail with SQLITE_BUSY halfway.
 * A `select` outside a transaction goes through `reader`, which in WAL mode never waits for a writer and sees what is committed.
 */
export class LibsqlDialect implements Dialect {
  readonly #options: LibsqlDialectOptions;

  constructor(options: LibsqlDialectOptions) {
    this.#options = options;
  }

  createDriver(): Driver {
    return new LibsqlDriver(this.#options);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new LibsqlAdapter();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** SQLite does roll back DDL. Said so, migrations run in one write transaction, which keeps two processes that start at once apart. */
class LibsqlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class LibsqlDriver implements Driver {
  readonly #writer: Handle;
  readonly #reader: Handle;
  readonly #turns = new Turns();
  readonly #clock: Clock;

  constructor(options: LibsqlDialectOptions) {
    this.#writer = new Handle(options.writer);
    this.#reader = new Handle(options.reader);
    this.#clock = options.clock;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<LibsqlConnection> {
    return new LibsqlConnection(this.#writer, this.#reader, this.#turns, this.#clock);
  }

  async beginTransaction(connection: LibsqlConnection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: LibsqlConnection): Promise<void> {
    connection.commit();
  }

  async rollbackTransaction(connection: LibsqlConnection): Promise<void> {
    connection.rollback();
  }

  async savepoint(connection: LibsqlConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quote(name)}`));
  }

  async rollbackToSavepoint(connection: LibsqlConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${quote(name)}`));
  }

  async releaseSavepoint(connection: LibsqlConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${quote(name)}`));
  }

  async releaseConnection(connection: LibsqlConnection): Promise<void> {
    connection.leave();
  }

  async destroy(): Promise<void> {
    await this.#turns.take();
    this.#reader.close();
    this.#writer.close();
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** One query, or one transaction. It takes its turn at the writer only when it is about to write. */
class LibsqlConnection implements DatabaseConnection {
  readonly #writer: Handle;
  readonly #reader: Handle;
  readonly #turns: Turns;
  readonly #clock: Clock;
  #transacting = false;

  constructor(writer: Handle, reader: Handle, turns: Turns, clock: Clock) {
    this.#writer = writer;
    this.#reader = reader;
    this.#turns = turns;
    this.#clock = clock;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#transacting) return this.#writer.run(query.sql, query.parameters);
    if (SelectQueryNode.is(query.query)) return this.#patiently(() => this.#reader.run(query.sql, query.parameters));
    await this.#turns.take();
    try {
      return await this.#patiently(() => this.#writer.run<Row>(query.sql, query.parameters));
    } finally {
      this.#turns.give();
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    // Read whole: an iterator that is left half-way would pin its snapshot and keep the WAL from ever being reset.
    yield await this.executeQuery<Row>(query);
  }

  async begin(): Promise<void> {
    await this.#turns.take();
    try {
      await this.#patiently(() => this.#writer.run('begin immediate', []));
      this.#transacting = true;
    } catch (error) {
      this.#turns.give();
      throw error;
    }
  }

  commit(): void {
    this.#writer.run('commit', []);
    this.leave();
  }

  rollback(): void {
    // Some errors (a full disk, an I/O error) have made SQLite roll back by itself.
    if (this.#transacting && this.#writer.inTransaction) this.#writer.run('rollback', []);
    this.leave();
  }

  leave(): void {
    if (!this.#transacting) return;
    this.#transacting = false;
    this.#turns.give();
  }

  /** Tries again, without blocking the thread, while another process writes. A statement that met SQLITE_BUSY has done nothing. */
  async #patiently<T>(run: () => T): Promise<T> {
    const giveUpAt = this.#clock.now() + BUSY_LIMIT_MS;
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, LONGEST_BUSY_WAIT_MS)) {
      try {
        return run();
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (this.#clock.now() >= giveUpAt) {
          throw new RingbackError(
            'storage_busy',
            'Another process has been writing to the database for 15 s. End it, or try again later.',
            { retryable: true, cause: error },
          );
        }
        await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
      }
    }
  }
}

/** Longer than any write of ours takes (10,000 calls: under 2 s; a migration: seconds); shorter than an HTTP client's usual 30 s. */
const BUSY_LIMIT_MS = 15_000;
/** A command's write is over within a few milliseconds: looking five times in 100 ms costs nothing and loses little. */
const LONGEST_BUSY_WAIT_MS = 20;

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

/** Trouble of the disk or the file, not of what was asked. SQLite's result codes, extended ones by their beginning. */
function isMachineTrouble(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^SQLITE_(?:FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN)/.test(code);
}

function machineTrouble(error: Error): RingbackError {
  return new RingbackError(
    'storage_unavailable',
    `The database cannot be read or written: ${error.message}. See that the disk is not full and that the file belongs to you.`,
    { retryable: true, cause: error },
  );
}

/** Statements longer than this are rarely said twice (a list of thousands of values) and are not kept. */
const LONGEST_KEPT_SQL = 16_384;
/** More than the program has different queries, so that none is prepared twice; each costs a few kilobytes. */
const KEPT_STATEMENTS = 256;

/** One libsql handle with its prepared statements: preparing costs as much as running (15 µs against 6 µs for a look-up by key). */
class Handle {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  run<Row>(sql: string, parameters: readonly unknown[]): QueryResult<Row> {
    try {
      const statement = this.#prepare(sql);
      if (statement.reader) return { rows: statement.all(parameters) as Row[] };
      const { changes } = statement.run(parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    } catch (error) {
      throw isMachineTrouble(error) ? machineTrouble(error as Error) : error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Database.Statement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#database.prepare(sql);
    if (sql.length <= LONGEST_KEPT_SQL) {
      if (this.#statements.size >= KEPT_STATEMENTS) {
        // The oldest goes: a Map keeps the order of insertion.
        for (const oldest of this.#statements.keys()) {
          this.#statements.delete(oldest);
          break;
        }
      }
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Whose turn it is at the one writer: first come, first served, each handed over without waking the others. */
class Turns {
  #taken = false;
  readonly #waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}
