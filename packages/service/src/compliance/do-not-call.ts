import type { Clock } from '@ringback/engine';
import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql, type Transaction } from 'kysely';
import { breathe } from '../storage/breathe.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { DoNotCallTable, Schema, Store } from '../storage/schema.js';

export interface DoNotCallEntry {
  /** E.164. */
  phone: string;
  /** The call in which it was asked; null where the account's owner listed it. */
  callId: string | null;
  createdAt: number;
  note: string | null;
  /** Who listed it, as people know them; null: a key, a command, or the callee. */
  addedBy: string | null;
}

/** Numbers in one query: far below the databases' limits on variables, and quick enough between two audio frames. */
const ASKED_AT_ONCE = 500;

/** Numbers that an account must not call. Phones are E.164. */
export class DoNotCall {
  readonly #open: OpenStore;
  readonly #clock: Clock;

  constructor(dependencies: { store: OpenStore; clock: Clock }) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
  }

  /** In the caller's transaction, or by itself with `store.store`. True where it was not listed before; who asked first stays on record. */
  async add(
    db: Store | Transaction<Schema>,
    entry: { accountId: string; phone: string; callId: string | null; note?: string | null; addedBy?: string | null },
  ): Promise<boolean> {
    const added = await db
      .insertInto('do_not_call')
      .values({
        account_id: entry.accountId,
        phone: entry.phone,
        call_id: entry.callId,
        created_at: instant(this.#clock),
        note: entry.note ?? null,
        added_by: entry.addedBy ?? null,
      })
      .onConflict((conflict) => conflict.columns(['account_id', 'phone']).doNothing())
      .returning('phone')
      .executeTakeFirst();
    return added !== undefined;
  }

  /** By itself; otherwise as {@link add}. */
  put(entry: Parameters<DoNotCall['add']>[1]): Promise<boolean> {
    return this.add(this.#open.store, entry);
  }

  /** False where it was not listed. */
  async remove(accountId: string, phone: string): Promise<boolean> {
    const removed = await this.#open.store
      .deleteFrom('do_not_call')
      .where('account_id', '=', accountId)
      .where('phone', '=', phone)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  async find(accountId: string, phone: string): Promise<DoNotCallEntry | null> {
    const row = await this.#open.store
      .selectFrom('do_not_call')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('phone', '=', phone)
      .executeTakeFirst();
    return row === undefined ? null : toEntry(row);
  }

  /** By number; `after` is the last of the page before, `search` digits of the number or words of the note. */
  async list(accountId: string, page: { limit: number; after?: string; search?: string }): Promise<DoNotCallEntry[]> {
    const rows = await this.#open.store
      .selectFrom('do_not_call')
      .selectAll()
      .where('account_id', '=', accountId)
      .$if(page.after !== undefined, (query) => query.where('phone', '>', page.after as string))
      .$if(page.search !== undefined, (query) => query.where(matching(page.search as string)))
      .orderBy('phone')
      .limit(page.limit)
      .execute();
    return rows.map(toEntry);
  }

  /** Which of these are listed: 10,000 numbers in 20 queries. */
  async contained(
    accountId: string,
    phones: readonly string[],
    db: Store | Transaction<Schema> = this.#open.store,
  ): Promise<Set<string>> {
    const listed = new Set<string>();
    for (let start = 0; start < phones.length; start += ASKED_AT_ONCE) {
      if (start > 0) await breathe();
      const rows = await db
        .selectFrom('do_not_call')
        .select('phone')
        .where('account_id', '=', accountId)
        .where('phone', 'in', phones.slice(start, start + ASKED_AT_ONCE))
        .execute();
      for (const row of rows) listed.add(row.phone);
    }
    return listed;
  }
}

/** Numbers as people write them, with spaces and dashes, and parts of notes. */
function matching(search: string): (eb: ExpressionBuilder<Schema, 'do_not_call'>) => Expression<SqlBool> {
  const escaped = (text: string): string => text.toLowerCase().replaceAll(/[\\%_]/g, (one) => `\\${one}`);
  const digits = search.replaceAll(/\D/g, '');
  return (eb) => {
    const note = sql<SqlBool>`lower(coalesce(note, '')) like ${`%${escaped(search)}%`} escape '\\'`;
    return digits === '' ? note : eb.or([eb('phone', 'like', `%${digits}%`), note]);
  };
}

function toEntry(row: Selectable<DoNotCallTable>): DoNotCallEntry {
  return {
    phone: row.phone,
    callId: row.call_id,
    createdAt: row.created_at,
    note: row.note,
    addedBy: row.added_by,
  };
}
