import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import pg from 'pg';
import { requirement } from '../../../../tests/requirements.js';
import { type Engine, type OpenStore, openStore } from './open-store.js';
import type { Schema } from './schema.js';

/** Where the tests' PostgreSQL is; its user must be allowed to create databases. */
const POSTGRES_URL = process.env.RINGBACK_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export interface TestStore extends OpenStore {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** Another opening of the same database, as another process or a restarted one would. Closed by whoever opened it. */
  openAgain(clock?: Clock): Promise<OpenStore>;
  /** Empties every table: a fresh start for the next test at a fraction of the price of a new database. */
  clear(): Promise<void>;
}

/** All tables, those that refer to others first. */
const TABLES = [
  'settings',
  'sessions',
  'credentials',
  'users',
  'outbox',
  'idempotency',
  'do_not_call',
  'call_words',
  'call_events',
  'ledger',
  'webphone_links',
  'calls',
  'api_keys',
  'account_limits',
  'accounts',
  'nodes',
  'slots',
  'pace',
] as const satisfies readonly (keyof Schema)[];

export interface TestEngine {
  engine: Engine;
  /** An empty database of its own; `close` removes it. */
  open(clock?: Clock): Promise<TestStore>;
}

let counter = 0;

async function openTestStore(engine: Engine, clock: Clock): Promise<TestStore> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'ringback-store-'));
  let databaseUrl: string | undefined;
  let drop = async (): Promise<void> => {};
  if (engine === 'postgresql') {
    counter += 1;
    const name = `ringback_test_${process.pid}_${Date.now()}_${counter}`;
    await administer(`create database ${name}`);
    const url = new URL(POSTGRES_URL);
    url.pathname = `/${name}`;
    databaseUrl = url.toString();
    drop = () => administer(`drop database if exists ${name} with (force)`);
  }
  const remove = async (): Promise<void> => {
    await drop();
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    const open = await openStore({ databaseUrl, dataFolder, clock });
    return {
      ...open,
      dataFolder,
      databaseUrl,
      openAgain: (other = clock) => openStore({ databaseUrl, dataFolder, clock: other }),
      clear: () =>
        open.transaction(async (trx) => {
          for (const table of TABLES) await trx.deleteFrom(table).execute();
        }),
      async close() {
        await open.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES_URL, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const engine = (name: Engine): TestEngine => ({
  engine: name,
  open: (clock = new ManualClock()) => openTestStore(name, clock),
});

/**
 * The engines this machine has, for `describe.each(testEngines)('$engine', ({ open }) => …)`. Without PostgreSQL its half is skipped with
 * one line that says so; under `CI=true` that is a failure.
 */
export const testEngines: TestEngine[] = [engine('sqlite')];
if (await requirement('postgresql')) testEngines.push(engine('postgresql'));
