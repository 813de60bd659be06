import { randomBytes } from 'node:crypto';
import { seededRandom } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { uuidIds } from '../calls/ids.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { GuardedClient } from './guarded-client.js';
import { type Attempt, Outbox } from './outbox.js';
import { MAX_ATTEMPTS, readRetryAfter, waitAfter } from './retry-schedule.js';
import { openTestReceiver, type TestReceiver } from './test-receiver.js';

const HOUR_MS = 3_600_000;

describe('the retry schedule', () => {
  it('makes ten attempts over some three days', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) => waitAfter(index + 1, () => 0));
    expect(waits.at(-1)).toBeNull();
    expect(waits[0]).toBe(5_000);
    const total = waits.slice(0, -1).reduce<number>((sum, wait) => sum + (wait as number), 0);
    expect(total / HOUR_MS).toBeGreaterThan(72);
    expect(total / HOUR_MS).toBeLessThan(84);
  });

  it('spreads attempts by up to a fifth, and obeys a receiver that names a later time, for a day at most', () => {
    expect(waitAfter(1, () => 0.999)).toBe(5_999);
    expect(waitAfter(1, () => 0, 60_000)).toBe(60_000);
    expect(waitAfter(1, () => 0, 1_000)).toBe(5_000);
    expect(waitAfter(1, () => 0, 900 * HOUR_MS)).toBe(24 * HOUR_MS);
    expect(waitAfter(MAX_ATTEMPTS, () => 0, 1_000)).toBeNull();
  });

  it('reads Retry-After in both its forms', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(readRetryAfter('120', now)).toBe(120_000);
    expect(readRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(readRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    for (const header of [undefined, '', 'soon', '-5', ['1', '2']]) expect(readRetryAfter(header, now)).toBeNull();
  });
});

describe.each(testEngines)('the outbox on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let accounts: Accounts;
  let accountId: string;
  let receiver: TestReceiver;
  let client: GuardedClient;
  let outbox: Outbox;
  let attempts: Attempt[];
  let onAttempt: (attempt: Attempt) => void;

  beforeAll(async () => {
    db = await open();
    receiver = await openTestReceiver();
  });

  afterAll(async () => {
    await receiver.close();
    await db.close();
  });

  const build = () =>
    new Outbox({
      store: db,
      clock,
      ids: uuidIds(clock),
      random: seededRandom(1),
      client,
      accounts,
      onAttempt: (attempt) => {
        attempts.push(attempt);
        onAttempt(attempt);
      },
    });

  beforeEach(async () => {
    await db.clear();
    clock = new ManualClock();
    accounts = new Accounts({ store: db, clock, ids: uuidIds(clock), secrets: new SecretBox(randomBytes(32)) });
    accountId = (await accounts.ensureDefault()).id;
    client = new GuardedClient({ clock, allowPrivateHosts: ['127.0.0.1'] });
    receiver.received.length = 0;
    receiver.answer = (_, response) => void response.writeHead(204).end();
    attempts = [];
    onAttempt = () => {};
    outbox = build();
  });

  afterEach(async () => {
    await outbox.stop();
    await client.close();
  });

  const enqueue = (more: { callId?: string; url?: string; accountId?: string } = {}) =>
    db.transaction((trx) =>
      outbox.enqueue(trx, {
        accountId,
        callId: 'call-1',
        url: receiver.url,
        body: '{"call_id":"call-1","摘要":"好"}',
        ...more,
      }),
    );
  const attempted = () => new Promise<Attempt>((resolve) => (onAttempt = resolve));
  /** Turns the event loop until the outbox has looked and set its timer for the next look. */
  const quiet = async () => {
    while (clock.pending !== 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const row = async () => (await db.store.selectFrom('outbox').selectAll().execute())[0];

  it('delivers what was written, signed for whoever has the secret', async () => {
    const id = await enqueue();
    const done = attempted();
    outbox.start();
    expect(await done).toMatchObject({ outboxId: id, callId: 'call-1', outcome: 'delivered', status: 204, attempt: 1 });
    const [message] = receiver.received;
    expect(message?.headers).toMatchObject({
      'webhook-id': `msg_${id}`,
      'content-type': 'application/json; charset=utf-8',
    });
    const secret = await accounts.webhookSecret(accountId);
    const webhook = new Webhook(secret);
    // The package's own verification looks at the wall clock; the signature is of the message's instant.
    const at = new Date(Number(message?.headers['webhook-timestamp']) * 1000);
    expect(message?.headers['webhook-signature']).toBe(webhook.sign(`msg_${id}`, at, message?.body ?? ''));
    expect(JSON.parse(message?.body ?? '')).toEqual({ call_id: 'call-1', 摘要: '好' });
    expect(await row()).toMatchObject({ delivered_at: clock.now(), failed_at: null, attempts: 1, body: '' });
  });

  it('delivers nothing of a transaction that was rolled back', async () => {
    await db
      .transaction(async (trx) => {
        await outbox.enqueue(trx, { accountId, callId: 'call-1', url: receiver.url, body: '{}' });
        throw new Error('the settling failed');
      })
      .catch(() => {});
    await enqueue({ callId: 'call-2' });
    const done = attempted();
    outbox.start();
    await done;
    await quiet();
    await clock.advance(60_000);
    expect(attempts.map((attempt) => attempt.callId)).toEqual(['call-2']);
  });

  it('delivers what is written while it runs, at once when it is told', async () => {
    outbox.start();
    await quiet();
    await enqueue();
    const done = attempted();
    outbox.wake();
    expect((await done).outcome).toBe('delivered');
  });

  it('finds what is written without being told', async () => {
    outbox.start();
    await quiet();
    await enqueue();
    const done = attempted();
    await clock.advance(10_000);
    expect((await done).outcome).toBe('delivered');
  });

  it('tries again later, with the same id, until it is taken', async () => {
    const answers = [500, 404, 301, 200];
    receiver.answer = (_, response) =>
      void response.writeHead(answers[receiver.received.length - 1] ?? 599).end('why\u0000not');
    await enqueue();
    let done = attempted();
    outbox.start();
    expect(await done).toMatchObject({ outcome: 'retrying', status: 500, attempt: 1 });
    await quiet();
    expect(await row()).toMatchObject({ last_error: 'HTTP 500 why not', attempts: 1, delivered_at: null });

    for (const [status, leastMs] of [
      [404, 5_000],
      [301, 5 * 60_000],
      [200, 30 * 60_000],
    ] as const) {
      const waitMs = ((await row())?.next_at ?? 0) - clock.now();
      expect(waitMs).toBeGreaterThanOrEqual(leastMs);
      expect(waitMs).toBeLessThanOrEqual(leastMs * 1.2);
      done = attempted();
      await clock.advance(waitMs);
      outbox.wake();
      expect(await done).toMatchObject({ status });
      await quiet();
    }
    expect(new Set(receiver.received.map((one) => one.headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.received.map((one) => one.headers['webhook-timestamp'])).size).toBe(4);
    await clock.advance(HOUR_MS);
    expect(receiver.received).toHaveLength(4);
  });

  it('gives up after ten attempts', async () => {
    receiver.answer = (_, response) => void response.writeHead(503).end();
    await enqueue();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const done = attempted();
      if (attempt === 1) {
        outbox.start();
      } else {
        await clock.advance(((await row())?.next_at ?? 0) - clock.now());
        outbox.wake();
      }
      expect(await done).toMatchObject({ attempt, outcome: attempt === MAX_ATTEMPTS ? 'failed' : 'retrying' });
      await quiet();
    }
    expect(await row()).toMatchObject({ failed_at: clock.now(), attempts: MAX_ATTEMPTS, last_error: 'HTTP 503' });
  });

  it('stops at once where the receiver says that it is gone', async () => {
    receiver.answer = (_, response) => void response.writeHead(410).end();
    await enqueue();
    const done = attempted();
    outbox.start();
    expect(await done).toMatchObject({ outcome: 'failed', status: 410 });
    await quiet();
    await clock.advance(HOUR_MS);
    expect(receiver.received).toHaveLength(1);
  });

  it('waits as long as the receiver asks', async () => {
    receiver.answer = (_, response) => void response.writeHead(429, { 'retry-after': '600' }).end();
    await enqueue();
    const done = attempted();
    outbox.start();
    await done;
    await outbox.stop();
    expect(((await row())?.next_at ?? 0) - clock.now()).toBe(600_000);
  });

  it('fails for good where the address must not be asked', async () => {
    await enqueue({ url: 'http://169.254.169.254/latest/meta-data/' });
    const done = attempted();
    outbox.start();
    expect(await done).toMatchObject({ outcome: 'failed', status: null, errorCode: 'invalid_callback_url' });
  });

  it('tries again where nobody is there', async () => {
    const gone = await openTestReceiver();
    await gone.close();
    await enqueue({ url: gone.url });
    const done = attempted();
    outbox.start();
    expect(await done).toMatchObject({ outcome: 'retrying', status: null, errorCode: 'receiver_unreachable' });
  });

  it('delivers after a restart what was left, and what was under way when the process died', async () => {
    await enqueue({ callId: 'left' });
    // Taken by a process that died before it could send.
    const taken = await enqueue({ callId: 'taken' });
    await db.store
      .updateTable('outbox')
      .set({ attempts: 1, next_at: clock.now() + 60_000 })
      .where('id', '=', taken)
      .execute();
    const done = attempted();
    outbox.start();
    await done;
    await quiet();
    expect(attempts.map((attempt) => attempt.callId)).toEqual(['left']);
    const second = attempted();
    await clock.advance(60_000);
    outbox.wake();
    expect(await second).toMatchObject({ callId: 'taken', attempt: 2, outcome: 'delivered' });
  });

  it('delivers each message once although two nodes look for it', async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 30; index += 1) ids.add(`msg_${await enqueue({ callId: `call-${index}` })}`);
    const other = build();
    const all = new Promise<void>((resolve) => {
      onAttempt = () => {
        if (attempts.length === 30) resolve();
      };
    });
    outbox.start();
    other.start();
    await all;
    await Promise.all([outbox.stop(), other.stop()]);
    expect(receiver.received.map((one) => one.headers['webhook-id']).sort()).toEqual([...ids].sort());
  });

  it("lets no account's slow receiver hold up another's", async () => {
    const other = await accounts.create({ name: 'other' });
    const release: (() => void)[] = [];
    receiver.answer = (one, response) => {
      if (one.path === '/slow') release.push(() => void response.writeHead(204).end());
      else response.writeHead(204).end();
    };
    for (let index = 0; index < 40; index += 1)
      await enqueue({ callId: 'slow', url: receiver.url.replace('/hook', '/slow') });
    await enqueue({ callId: 'quick', accountId: other.id });
    const done = attempted();
    outbox.start();
    expect(await done).toMatchObject({ callId: 'quick', outcome: 'delivered' });
    expect(release.length).toBeLessThanOrEqual(4);
    // Once the slow one answers, all of it goes out.
    receiver.answer = (_, response) => void response.writeHead(204).end();
    const all = new Promise<void>((resolve) => {
      onAttempt = () => {
        if (attempts.length === 41) resolve();
      };
    });
    for (const one of release) one();
    await all;
  });

  it('waits for deliveries under way when it stops, and begins no more', async () => {
    let answer: () => void = () => {};
    receiver.answer = (_, response) => {
      answer = () => void response.writeHead(204).end();
    };
    await enqueue();
    const asked = receiver.next();
    outbox.start();
    await asked;
    await enqueue({ callId: 'later' });
    const stopped = outbox.stop();
    answer();
    await stopped;
    expect(attempts).toMatchObject([{ callId: 'call-1', outcome: 'delivered' }]);
    expect(clock.pending).toBe(0);
  });
});
