import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertAccount, insertCall } from '../dispatch/test-rows.js';
import { openStore } from './open-store.js';
import { RowWriter } from './row-writer.js';
import { DATABASE_FILE } from './sqlite.js';
import { type TestStore, testEngines } from './test-stores.js';

const account = (id: string, balance = 0) => ({
  id,
  name: id,
  language: 'zh',
  created_at: 1,
  rate_li: 300,
  balance_li: balance,
  held_li: 0,
  max_running: 1,
  countries: null,
  webhook_secret: '',
  served_at: 0,
});

describe.each(testEngines)('a store on $engine', ({ engine, open }) => {
  let db: TestStore;
  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());

  it('says which engine it is', () => {
    expect(db.engine).toBe(engine);
  });

  it('gives instants back as the numbers they were', async () => {
    await db.store
      .insertInto('nodes')
      .values({ id: 'n1', started_at: 1_767_225_600_123, seen_at: Number.MAX_SAFE_INTEGER })
      .execute();
    const row = await db.store.selectFrom('nodes').selectAll().where('id', '=', 'n1').executeTakeFirstOrThrow();
    expect(row).toEqual({ id: 'n1', started_at: 1_767_225_600_123, seen_at: Number.MAX_SAFE_INTEGER });
  });

  it('refuses a fraction where a whole number belongs', async () => {
    await expect(
      db.store.insertInto('nodes').values({ id: 'n2', started_at: 1.5, seen_at: 1 }).execute(),
    ).rejects.toThrow();
  });

  it('counts the rows that a statement changed', async () => {
    await db.store.insertInto('pace').values({ carrier: 'counted', next_at: 1 }).execute();
    const hit = await db.store
      .updateTable('pace')
      .set({ next_at: 2 })
      .where('carrier', '=', 'counted')
      .executeTakeFirst();
    const missed = await db.store
      .updateTable('pace')
      .set({ next_at: 2 })
      .where('carrier', '=', 'no')
      .executeTakeFirst();
    expect([hit.numUpdatedRows, missed.numUpdatedRows]).toEqual([1n, 0n]);
  });

  it('keeps all of a transaction, or nothing', async () => {
    await expect(
      db.transaction(async (trx) => {
        await trx.insertInto('pace').values({ carrier: 'gone', next_at: 1 }).execute();
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    await db.transaction(async (trx) => {
      await trx.insertInto('pace').values({ carrier: 'kept', next_at: 1 }).execute();
    });
    const rows = await db.store.selectFrom('pace').select('carrier').where('carrier', 'in', ['gone', 'kept']).execute();
    expect(rows).toEqual([{ carrier: 'kept' }]);
  });

  it('shows others nothing of a transaction before it is committed', async () => {
    await db.transaction(async (trx) => {
      await trx.insertInto('pace').values({ carrier: 'hidden', next_at: 1 }).execute();
      const outside = await db.store.selectFrom('pace').select('carrier').where('carrier', '=', 'hidden').execute();
      const inside = await trx.selectFrom('pace').select('carrier').where('carrier', '=', 'hidden').execute();
      expect([outside.length, inside.length]).toEqual([0, 1]);
    });
  });

  it('undoes a savepoint alone', async () => {
    await db.transaction(async (trx) => {
      await trx.insertInto('pace').values({ carrier: 'outer', next_at: 1 }).execute();
      await sql`savepoint attempt`.execute(trx);
      await trx.insertInto('pace').values({ carrier: 'inner', next_at: 1 }).execute();
      await sql`rollback to attempt`.execute(trx);
    });
    const rows = await db.store
      .selectFrom('pace')
      .select('carrier')
      .where('carrier', 'in', ['outer', 'inner'])
      .execute();
    expect(rows).toEqual([{ carrier: 'outer' }]);
  });

  it('loses no increment among many transactions at once', async () => {
    await db.store.insertInto('slots').values({ scope: 'node', name: 'race', in_use: 0, capacity: 25 }).execute();
    const raised = await Promise.all(
      Array.from({ length: 60 }, () =>
        db.transaction(async (trx) => {
          const result = await trx
            .updateTable('slots')
            .set((eb) => ({ in_use: eb('in_use', '+', 1) }))
            .where('name', '=', 'race')
            .whereRef('in_use', '<', 'capacity')
            .executeTakeFirst();
          return Number(result.numUpdatedRows);
        }),
      ),
    );
    expect(raised.reduce((sum, one) => sum + one, 0)).toBe(25);
    const row = await db.store.selectFrom('slots').select('in_use').where('name', '=', 'race').executeTakeFirst();
    expect(row?.in_use).toBe(25);
  });

  it('lets a second opening write while this one does', async () => {
    const other = await db.openAgain(realClock());
    try {
      await db.store.insertInto('slots').values({ scope: 'node', name: 'shared', in_use: 0, capacity: 1000 }).execute();
      const raise = (store: typeof other) =>
        store.transaction(async (trx) => {
          const row = await trx
            .selectFrom('slots')
            .select('in_use')
            .where('name', '=', 'shared')
            .$if(engine === 'postgresql', (query) => query.forUpdate())
            .executeTakeFirstOrThrow();
          // Gives the other side every chance to come between: reading first and writing later is what a deferred transaction gets wrong.
          await new Promise((resolve) => setImmediate(resolve));
          await trx
            .updateTable('slots')
            .set({ in_use: row.in_use + 1 })
            .where('name', '=', 'shared')
            .execute();
        });
      await Promise.all(Array.from({ length: 40 }, (_, index) => raise(index % 2 === 0 ? db : other)));
      const row = await db.store.selectFrom('slots').select('in_use').where('name', '=', 'shared').executeTakeFirst();
      expect(row?.in_use).toBe(40);
    } finally {
      await other.close();
    }
  });

  it('writes any number of rows, each once and in full', async () => {
    const writer = new RowWriter('call_events', ['call_id', 'seq', 'at', 'type', 'data']);
    for (const count of [0, 1, 63, 64, 65, 1000]) {
      const call = `rows-${count}`;
      const rows = Array.from({ length: count }, (_, seq) => ({
        call_id: call,
        seq,
        at: seq * 2,
        type: 't',
        data: `{"n":${seq}}`,
      }));
      await db.transaction((trx) => writer.write(trx, rows));
      expect(
        await db.store.selectFrom('call_events').selectAll().where('call_id', '=', call).orderBy('seq').execute(),
      ).toEqual(rows);
    }
  });

  it('never lets a balance fall below nothing', async () => {
    await db.store.insertInto('accounts').values(account('poor', 100)).execute();
    await expect(
      db.store.updateTable('accounts').set({ balance_li: -1 }).where('id', '=', 'poor').execute(),
    ).rejects.toThrow();
  });

  it('is found as it was left when it is opened again', async () => {
    await db.store.insertInto('pace').values({ carrier: 'lasting', next_at: 7 }).execute();
    const again = await db.openAgain();
    try {
      const row = await again.store.selectFrom('pace').selectAll().where('carrier', '=', 'lasting').executeTakeFirst();
      expect(row).toEqual({ carrier: 'lasting', next_at: 7 });
    } finally {
      await again.close();
    }
  });

  it('is made once when several open it at the same moment', async () => {
    const fresh = await open(realClock());
    try {
      const names = (store: Kysely<never>) =>
        (store as unknown as Kysely<{ kysely_migration: { name: string } }>)
          .selectFrom('kysely_migration')
          .select('name')
          .execute();
      const before = await names(fresh.store as never);
      for (const table of [
        'kysely_migration',
        'kysely_migration_lock',
        'settings',
        'account_limits',
        'webphone_links',
        'sessions',
        'credentials',
        'users',
        'outbox',
        'pace',
        'slots',
        'nodes',
        'do_not_call',
        'idempotency',
        'call_words',
        'call_events',
        'ledger',
        'calls',
        'api_keys',
        'accounts',
      ]) {
        await fresh.store.schema.dropTable(table).execute();
      }
      const others = await Promise.all([1, 2, 3].map(() => fresh.openAgain(realClock())));
      expect(await names(fresh.store as never)).toEqual(before);
      await Promise.all(others.map((other) => other.close()));
    } finally {
      await fresh.close();
    }
  });

  it('brings a database of the first version up to date, and keeps what is in it', async () => {
    const fresh = await open();
    try {
      await insertAccount(fresh.store, 'a');
      await insertCall(fresh.store, 'a', 'c1');
      await insertCall(fresh.store, 'a', 'c2', { status: 'ended', summary: '已通知' });
      await fresh.store
        .insertInto('call_events')
        .values([
          { call_id: 'c2', seq: 1, at: 0, type: 'state', data: '{}' },
          { call_id: 'c2', seq: 2, at: 9, type: 'utterance', data: '{"utterance":{"text":"您好，ＡＢＣ 公司"}}' },
        ])
        .execute();
      await fresh.store.schema.dropTable('call_words').execute();
      await fresh.store.schema.dropIndex('calls_by_campaign').execute();
      await fresh.store.schema.dropTable('webphone_links').execute();
      // SQLite drops no column that an index names.
      for (const index of [
        'calls_asking',
        'calls_rehearsals',
        'calls_with_words',
        'calls_with_recording',
        'outbox_by_call',
      ])
        await fresh.store.schema.dropIndex(index).execute();
      for (const column of ['opening', 'voicemail', 'record', 'model_usage', 'rehearsal', 'campaign'])
        await fresh.store.schema.alterTable('calls').dropColumn(column).execute();
      await fresh.store.schema.alterTable('calls').dropColumn('words_removed_at').execute();
      await fresh.store.schema.alterTable('accounts').dropColumn('limited').execute();
      for (const column of ['note', 'added_by'])
        await fresh.store.schema.alterTable('do_not_call').dropColumn(column).execute();
      for (const table of ['settings', 'account_limits', 'sessions', 'credentials', 'users'])
        await fresh.store.schema.dropTable(table).execute();
      await (fresh.store as unknown as Kysely<{ kysely_migration: { name: string } }>)
        .deleteFrom('kysely_migration')
        .where('name', '>', '0001-first-tables')
        .execute();
      const again = await fresh.openAgain();
      const row = await again.store.selectFrom('calls').selectAll().where('id', '=', 'c1').executeTakeFirst();
      expect(row).toMatchObject({ account_id: 'a', opening: null, voicemail: null, record: null, model_usage: null });
      expect(row?.rehearsal).toBeNull();
      expect(row?.campaign).toBeNull();
      const words = await again.store.selectFrom('call_words').selectAll().execute();
      expect(words).toEqual([{ call_id: 'c2', words: '通知您明天上午9点开会\n已通知\n您好,abc 公司' }]);
      await again.close();
    } finally {
      await fresh.close();
    }
  });

  it('refuses a database that a newer version has written', async () => {
    const fresh = await open();
    try {
      await (fresh.store as unknown as Kysely<{ kysely_migration: { name: string; timestamp: string } }>)
        .insertInto('kysely_migration')
        .values({ name: '9999-from-the-future', timestamp: '2030-01-01T00:00:00Z' })
        .execute();
      await expect(fresh.openAgain()).rejects.toMatchObject({ name: 'RingbackError', code: 'database_too_new' });
    } finally {
      await fresh.close();
    }
  });
});

describe('SQLite beside another process', () => {
  const sqlite = testEngines[0] as (typeof testEngines)[number];

  it('goes on reading while the other writes, waits for it to write, and gives up after 15 s with a clear error', async () => {
    const clock = new ManualClock();
    const db = await sqlite.open(clock);
    const other = await db.openAgain(realClock());
    try {
      await db.store.insertInto('pace').values({ carrier: 'x', next_at: 1 }).execute();
      let release: () => void = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      let begun: () => void = () => {};
      const beginning = new Promise<void>((resolve) => (begun = resolve));
      const longWrite = other.transaction(async (trx) => {
        await trx.updateTable('pace').set({ next_at: 2 }).execute();
        begun();
        await held;
      });
      await beginning;

      expect(await db.store.selectFrom('pace').select('next_at').execute()).toEqual([{ next_at: 1 }]);
      const outcomes = Promise.allSettled([
        db.store.updateTable('pace').set({ next_at: 3 }).execute(),
        db.transaction((trx) => trx.updateTable('pace').set({ next_at: 3 }).execute()),
      ]);
      await clock.advance(31_000);
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage_busy', retryable: true } });
      }

      const patient = db.transaction((trx) => trx.updateTable('pace').set({ next_at: 4 }).execute());
      await clock.advance(1_000);
      release();
      await longWrite;
      await clock.advance(1_000);
      await patient;
      expect(await other.store.selectFrom('pace').select('next_at').execute()).toEqual([{ next_at: 4 }]);
    } finally {
      await other.close();
      await db.close();
    }
  });

  it('says that the disk is full, undoes what was begun, and works again when there is room', async () => {
    const db = await sqlite.open(realClock());
    try {
      const pages = async (limit: number) =>
        void (await sql`pragma max_page_count = ${sql.lit(limit)}`.execute(db.store));
      await pages(1);
      const fill = (store: TestStore['store']) =>
        store
          .insertInto('call_events')
          .values({ call_id: 'c', seq: 1, at: 1, type: 't', data: 'x'.repeat(100_000) })
          .execute();
      await expect(fill(db.store)).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
      await expect(
        db.transaction(async (trx) => {
          await trx.insertInto('pace').values({ carrier: 'before', next_at: 1 }).execute();
          await fill(trx);
        }),
      ).rejects.toMatchObject({ code: 'storage_unavailable' });
      await pages(1_000_000);
      await fill(db.store);
      expect(await db.store.selectFrom('pace').selectAll().execute()).toEqual([]);
    } finally {
      await db.close();
    }
  });
});

describe('SQLite files', () => {
  it('are readable by their owner alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringback-modes-'));
    const dataFolder = join(folder, 'home');
    const mask = process.umask(0);
    try {
      const db = await openStore({ dataFolder, clock: new ManualClock() });
      await db.store.insertInto('pace').values({ carrier: 'x', next_at: 1 }).execute();
      const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
      expect(await mode(dataFolder)).toBe('700');
      for (const suffix of ['', '-wal', '-shm'])
        expect(await mode(join(dataFolder, DATABASE_FILE + suffix))).toBe('600');
      await db.close();
    } finally {
      process.umask(mask);
      await rm(folder, { recursive: true });
    }
  });

  it('that are no database are refused, and left alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringback-broken-'));
    try {
      await writeFile(
        join(folder, DATABASE_FILE),
        'this is a shopping list, and a rather long one at that'.repeat(100),
      );
      await expect(openStore({ dataFolder: folder, clock: new ManualClock() })).rejects.toMatchObject({
        code: 'storage_unavailable',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('DATABASE_URL', () => {
  it('that is no PostgreSQL address is refused without repeating it', async () => {
    for (const databaseUrl of ['mysql://u:secret@h/db', 'secret', 'http://secret']) {
      const error = await openStore({ databaseUrl, dataFolder: tmpdir(), clock: new ManualClock() }).catch((e) => e);
      expect(error).toMatchObject({ code: 'invalid_database_url' });
      expect(error.message).not.toContain('secret');
    }
  });

  it('of a server that is not there says so', async () => {
    await expect(
      openStore({ databaseUrl: 'postgres://u:pw@127.0.0.1:1/db', dataFolder: tmpdir(), clock: new ManualClock() }),
    ).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
  });
});
