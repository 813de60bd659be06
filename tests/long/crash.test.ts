import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { realClock, seededRandom } from '@ringback/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Billing } from '../../packages/service/src/billing/billing.js';
import { uuidIds } from '../../packages/service/src/calls/ids.js';
import { checkSlots } from '../../packages/service/src/dispatch/slots.js';
import { openStore } from '../../packages/service/src/storage/open-store.js';

/**
 * `kill -9` at any moment, start again: no acknowledged call is lost, none is dialled twice, each ends in a final state, the ledger sums. The
 * built program runs as its users run it; what was dialled is read from the simulator's journal, which is written before anything else is
 * done for a dial.
 */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 50);
/** Another seed gives other moments. */
const SEED = Number(process.env.CRASH_SEED ?? 1);
/** Of so many lives one ends before it is ready: in a migration, in the recovery of what was left, while it opens its port. */
const EARLY_DEATHS = 0.2;
/** From the start of the process, or from its being ready, to its end. */
const LIFE_MS = { early: 700, ready: 1200 };
/** Between two requests, at most: so that deaths meet accepts, claims, talk and ends alike. */
const PAUSE_MS = 80;
const LONGEST_REQUEST = 6;
/** Requests of one life: enough that calls are always under way, few enough that the last run gets through them. */
const REQUESTS_A_LIFE = 14;

const bin = fileURLToPath(new URL('../../packages/cli/bin/ringback.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ringback-crash-'));
const home = join(folder, 'home');
const journal = join(folder, 'journal');
const env = {
  ...process.env,
  HOME: folder,
  DATABASE_URL: process.env.CRASH_DATABASE_URL ?? '',
  RINGBACK_HOME: home,
  RINGBACK_PORT: '0',
  RINGBACK_LOG_LEVEL: 'error',
  RINGBACK_OPENING_BALANCE: '1000000',
  RINGBACK_MAX_RUNNING: '60',
  RINGBACK_CALLS_PER_SECOND: '0',
  RINGBACK_REQUEST_RATE: '0',
  RINGBACK_SIMULATOR_SPEED: '60',
  RINGBACK_SIMULATOR_JOURNAL: journal,
  RINGBACK_SPEECH: 'tones',
};

interface Life {
  child: ChildProcess;
  /** Aborted when it is dead: the `fetch` of Node.js 20 may wait for ever for a process that closed its first connection before it asked. */
  dead: AbortSignal;
  /** Rejects where it died before it was ready. */
  url: Promise<string>;
  exited: Promise<{ code: number | null; signal: string | null }>;
}

interface Wanted {
  key: string;
  phones: string[];
  /** Null until it was acknowledged. */
  callIds: string[] | null;
}

const random = seededRandom(SEED);
const wanted: Wanted[] = [];
let apiKey = '';
let phone = 0;
let alive: Life | null = null;

function start(): Life {
  const child = spawn(process.execPath, [bin, 'serve', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }));
  const death = new AbortController();
  void exited.then(() => death.abort());
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) =>
      resolve((JSON.parse(line) as { url: string }).url),
    );
    void exited.then(() => reject(new Error('it died before it was ready')));
  });
  url.catch(() => {});
  alive = { child, dead: death.signal, url, exited };
  return alive;
}

function newRequest(): Wanted {
  const count = 1 + Math.floor(random() * LONGEST_REQUEST);
  // Every number once: a callee who asks not to be called again then refuses nobody else's call.
  const phones = Array.from({ length: count }, () => `137${String(10_000_000 + phone++)}`);
  const request = { key: `request-${wanted.length}`, phones, callIds: null };
  wanted.push(request);
  return request;
}

/** True where it was acknowledged. A request whose answer was lost is sent again, under the same key. */
async function send(url: string, request: Wanted, dead: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/callinfo/initiate_call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey, 'idempotency-key': request.key },
      body: JSON.stringify({ phones: request.phones.join(','), user_requirement: '通知张先生明天上午9点开会' }),
      signal: dead,
    });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`refused: ${response.status} ${body}`);
    request.callIds = (JSON.parse(body) as { data: { call_ids: string[] } }).data.call_ids;
    expect(request.callIds).toHaveLength(request.phones.length);
    return true;
  } catch (error) {
    // The process died before the answer was read whole. Anything else is a defect.
    if (error === dead.reason || error instanceof TypeError || error instanceof SyntaxError) return false;
    throw error;
  }
}

beforeAll(async () => {
  const child = spawn(process.execPath, [bin, 'keys', 'create', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  apiKey = (JSON.parse(line) as { key: string }).key;
});

afterAll(async () => {
  alive?.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it(`survives ${ROUNDS} kills at random moments`, async () => {
  let diedEarly = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const life = start();
    const early = random() < EARLY_DEATHS;
    const moment = random() * (early ? LIFE_MS.early : LIFE_MS.ready);
    const killed = (early ? Promise.resolve('') : life.url)
      .then(() => sleep(moment))
      .then(() => life.child.kill('SIGKILL'));
    try {
      const url = await life.url;
      for (const request of wanted.filter(({ callIds }) => callIds === null)) await send(url, request, life.dead);
      for (let sent = 0; sent < REQUESTS_A_LIFE && (await send(url, newRequest(), life.dead)); sent += 1)
        await sleep(random() * PAUSE_MS);
    } catch (error) {
      if (!early || !(error instanceof Error) || error.message !== 'it died before it was ready') throw error;
      diedEarly += 1;
    }
    await killed;
    expect(await life.exited).toEqual({ code: null, signal: 'SIGKILL' });
    if (round % 10 === 0) process.stdout.write(`${round} of ${ROUNDS} kills\n`);
  }

  const last = start();
  const url = await last.url;
  for (const request of wanted.filter(({ callIds }) => callIds === null))
    expect(await send(url, request, last.dead)).toBe(true);
  const storage = await openStore({ databaseUrl: env.DATABASE_URL, dataFolder: home, clock: realClock() });
  const open = async (): Promise<number> => {
    const row = await storage.store
      .selectFrom('calls')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('status', '<>', 'ended')
      .executeTakeFirst();
    return Number(row?.count);
  };
  // The queue is in another process, which tells nobody here when it is empty.
  while ((await open()) > 0) await sleep(100);
  last.child.kill('SIGTERM');
  expect(await last.exited).toEqual({ code: 0, signal: null });

  const calls = new Map((await storage.store.selectFrom('calls').selectAll().execute()).map((call) => [call.id, call]));
  const acknowledged = wanted.flatMap(({ callIds }) => callIds ?? []);
  expect(acknowledged.filter((id) => !calls.has(id))).toEqual([]);
  // Nor was anything accepted twice: every number was asked for once.
  expect(calls.size).toBe(acknowledged.length);
  expect(new Set(acknowledged).size).toBe(phone);
  for (const call of calls.values())
    expect(call).toMatchObject({
      status: 'ended',
      billed: 1,
      end_reason: expect.any(String),
      ended_at: expect.any(Number),
      duration_seconds: expect.any(Number),
      cost_li: expect.any(Number),
    });

  const dialled = existsSync(journal)
    ? readFileSync(journal, 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { callId: string }).callId]))
    : [];
  expect(dialled.filter((id, index) => dialled.indexOf(id) !== index)).toEqual([]);
  expect(dialled.filter((id) => !calls.has(id))).toEqual([]);
  const everDialled = new Set(dialled);
  const reasons = new Map<string, number>();
  for (const { id, end_reason: reason } of calls.values()) {
    reasons.set(reason as string, (reasons.get(reason as string) ?? 0) + 1);
    if (reason !== 'interrupted') expect([id, reason, everDialled.has(id)]).toEqual([id, reason, true]);
  }

  const ends = await storage.store.selectFrom('call_events').select('call_id').where('type', '=', 'ended').execute();
  expect(ends).toHaveLength(calls.size);
  expect(new Set(ends.map(({ call_id }) => call_id)).size).toBe(calls.size);
  const movements = await storage.store
    .selectFrom('ledger')
    .select(['call_id', 'kind', 'amount_li'])
    .where('call_id', 'is not', null)
    .execute();
  const costs = new Map<string, number>();
  for (const { call_id, kind, amount_li } of movements)
    if (kind === 'charge') costs.set(call_id as string, (costs.get(call_id as string) ?? 0) - amount_li);
  for (const call of calls.values()) expect([call.id, call.cost_li]).toEqual([call.id, costs.get(call.id) ?? 0]);
  expect(movements.filter(({ kind }) => kind === 'release')).toHaveLength(calls.size);
  const clock = realClock();
  expect(await new Billing({ store: storage, clock, ids: uuidIds(clock) }).check()).toEqual([]);
  const accounts = await storage.store.selectFrom('accounts').select('held_li').execute();
  expect(accounts).toEqual([{ held_li: 0 }]);
  expect(await checkSlots(storage.store)).toEqual([]);
  const slots = await storage.store.selectFrom('slots').select(['scope', 'in_use']).execute();
  expect(slots.filter(({ in_use }) => in_use !== 0)).toEqual([]);
  await storage.close();

  process.stdout.write(
    `${ROUNDS} kills (${diedEarly} before it was ready), ${calls.size} calls in ${wanted.length} requests, ${dialled.length} dialled: ` +
      `${[...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ')}\n`,
  );
  // Otherwise nothing was proved: calls must have been broken off, and others must have come through.
  expect(reasons.get('interrupted') ?? 0).toBeGreaterThan(0);
  expect(reasons.get('completed') ?? 0).toBeGreaterThan(0);
});
