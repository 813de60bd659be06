import type { CompiledQuery, Insertable, Kysely, Transaction } from 'kysely';
import { breathe } from './breathe.js';
import type { Schema } from './schema.js';

/**
 * Rows in one statement. 64 rows of the widest table (31 columns) are 1,984 variables: far below SQLite's 32,766 and PostgreSQL's
 * 65,535, and about 2 ms of work, a tenth of an audio frame.
 */
const LARGEST_CHUNK = 64;

/**
 * Inserts many rows of one table quickly: in chunks of 64, 32, 16, … 1 rows, so that there are seven statements at most, each built once and
 * kept prepared by the driver. Lets the event loop turn after each full chunk. One writer serves one store.
 */
export class RowWriter<T extends keyof Schema & string> {
  readonly #table: T;
  readonly #columns: readonly (keyof Insertable<Schema[T]> & string)[];
  readonly #statements = new Map<number, CompiledQuery>();

  /** @param columns all that are written, in this order; a row lacks none of them. */
  constructor(table: T, columns: readonly (keyof Insertable<Schema[T]> & string)[]) {
    this.#table = table;
    this.#columns = columns;
  }

  async write(trx: Transaction<Schema>, rows: readonly Insertable<Schema[T]>[]): Promise<void> {
    let size = LARGEST_CHUNK;
    for (let start = 0; start < rows.length; ) {
      while (size > rows.length - start) size /= 2;
      const parameters: unknown[] = [];
      for (let index = start; index < start + size; index += 1) {
        const row = rows[index] as Insertable<Schema[T]>;
        for (const column of this.#columns) parameters.push(row[column]);
      }
      await trx.executeQuery({ ...this.#statement(trx, size), parameters });
      start += size;
      if (size === LARGEST_CHUNK && start < rows.length) await breathe();
    }
  }

  #statement(trx: Transaction<Schema>, size: number): CompiledQuery {
    const kept = this.#statements.get(size);
    if (kept !== undefined) return kept;
    // The values do not matter, only how many there are: they are replaced by each write's own.
    const row = Object.fromEntries(this.#columns.map((column) => [column, 0]));
    const compiled = (trx as unknown as Kysely<Record<string, Record<string, unknown>>>)
      .insertInto(this.#table)
      .values(Array.from({ length: size }, () => row))
      .compile();
    this.#statements.set(size, compiled);
    return compiled;
  }
}
