import { randomBytes } from 'node:crypto';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { Calls } from '../calls/calls.js';
import { uuidIds } from '../calls/ids.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { type Claim, claimCall } from '../dispatch/claim.js';
import { setCapacity } from '../dispatch/slots.js';
import type { OpenStore } from '../storage/open-store.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { AccountLimits, heldUnderWay, limitRows } from './account-limits.js';
import { Billing } from './billing.js';

/** Ten in the evening in Shanghai. */
const EVENING = Date.parse('2026-11-25T14:00:00Z');
const HOUR = 3_600_000;
const PHONES = Array.from({ length: 40 }, (_, index) => `138001380${String(index).padStart(2, '0')}`);

describe.each(testEngines)('limits of an account on $engine', ({ engine, open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let accounts: Accounts;
  let billing: Billing;
  let limits: AccountLimits;
  let calls: Calls;
  let account: Account;

  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.clear();
    clock = new ManualClock(EVENING);
    const ids = uuidIds(clock);
    accounts = new Accounts({
      store: db,
      clock,
      ids,
      secrets: new SecretBox(randomBytes(32)),
      terms: { openingLi: 100_000, rateLi: 300, maxRunning: 100 },
    });
    billing = new Billing({ store: db, clock, ids });
    limits = new AccountLimits({ store: db, clock });
    calls = new Calls({ store: db, clock, ids, doNotCall: new DoNotCall({ store: db, clock }) });
    account = await accounts.ensureDefault();
    await setCapacity(db.store, 'carrier', 'simulator', 1000);
    await setCapacity(db.store, 'node', 'n1', 1000);
    await db.store.insertInto('pace').values({ carrier: 'simulator', next_at: 0 }).execute();
  });
  afterEach(async () => {
    expect(await billing.check()).toEqual([]);
    await neverOverrun();
  });

  /** What was charged in a day and what is held for calls under way is within its limit, and the count is the ledger's. */
  async function neverOverrun(): Promise<void> {
    for (const row of await limitRows(db.store, account.id)) {
      if (row.day_li === null) continue;
      const underWay = await heldUnderWay(db.store, account.id);
      const spent = clock.now() < row.day_ends_at ? row.day_spent_li : 0;
      expect(spent + underWay).toBeLessThanOrEqual(row.day_li);
    }
  }

  const refresh = async (): Promise<void> => {
    account = (await accounts.find(account.id)) as Account;
  };
  const set = async (setBy: 'operator' | 'account', changes: Parameters<AccountLimits['change']>[2]): Promise<void> => {
    await limits.change(account.id, setBy, changes);
    await refresh();
  };
  const accept = async (count: number, notBefore?: number): Promise<string[]> =>
    (
      await calls.accept(account, {
        phones: PHONES.slice(0, count).join(','),
        requirement: '通知',
        ...(notBefore === undefined ? {} : { notBefore }),
      })
    ).calls.map(({ callId }) => callId);
  const claim = (): Promise<Claim> =>
    claimCall(db, { node: 'n1', carrier: 'simulator', configured: true, now: Math.floor(clock.now()), paceMs: 0 });
  const claimed = async (): Promise<string> => {
    const found = await claim();
    if (found.kind !== 'claimed') throw new Error(found.kind);
    return found.call.callId;
  };
  /** As `endCall` does it. */
  const end = (callId: string, minutes: number) =>
    db.transaction(async (trx) => {
      const settled = await billing.settle(trx, callId, minutes);
      await trx
        .updateTable('calls')
        .set({ status: 'ended', ended_at: Math.floor(clock.now()) })
        .where('id', '=', callId)
        .execute();
      await trx
        .updateTable('slots')
        .set((eb) => ({ in_use: eb('in_use', '-', 1) }))
        .where('in_use', '>', 0)
        .execute();
      return settled;
    });

  it('are none until somebody sets them', async () => {
    expect(account.limited).toBe(false);
    expect(await limits.of(account.id)).toMatchObject({ operator: { dayLi: null }, account: { callLi: null } });
    await set('operator', { dayLi: 900, timeZone: 'Asia/Shanghai' });
    expect(account.limited).toBe(true);
    expect((await limits.of(account.id)).operator).toEqual({
      talkSeconds: null,
      callLi: null,
      dayLi: 900,
      runningCalls: null,
      timeZone: 'Asia/Shanghai',
    });
    await set('operator', { callLi: 600 });
    expect((await limits.of(account.id)).operator).toMatchObject({ dayLi: 900, callLi: 600 });
  });

  describe('of a day', () => {
    it('refuse what would not fit, with what is left and until when', async () => {
      await set('operator', { dayLi: 1000, timeZone: 'Asia/Shanghai' });
      await accept(2);
      await expect(accept(2)).rejects.toMatchObject({
        code: 'day_limit_reached',
        details: {
          setBy: 'operator',
          requiredLi: 600,
          availableLi: 400,
          limitLi: 1000,
          resets_at: '2026-11-25T16:00:00.000Z',
        },
      });
      expect(await billing.balance(account.id)).toMatchObject({ heldLi: 600 });
      await accept(1);
    });

    it('leave calls for later days alone, whose day is not known to be full', async () => {
      await set('operator', { dayLi: 600, timeZone: 'Asia/Shanghai' });
      await accept(5, EVENING + 3 * HOUR);
      await accept(2);
      await expect(accept(1)).rejects.toMatchObject({ code: 'day_limit_reached' });
      await accept(1, EVENING + 3 * HOUR);
    });

    it('count what was charged before they were set, on that day and no other', async () => {
      const [first = ''] = await accept(1);
      await claimed();
      await end(first, 1);
      await clock.advance(3 * HOUR);
      const [second = ''] = await accept(1);
      await claimed();
      await end(second, 1);
      await set('operator', { dayLi: 900, timeZone: 'Asia/Shanghai' });
      expect(await limits.standings(account.id)).toMatchObject([{ spentLi: 300, limitLi: 900, underWayLi: 0 }]);
      await set('account', { dayLi: 900, timeZone: 'UTC' });
      expect(await limits.standings(account.id)).toMatchObject([
        { setBy: 'account', spentLi: 600 },
        { setBy: 'operator', spentLi: 300 },
      ]);
    });

    it('let queued calls wait while there is no room, and go on when there is, or the next day', async () => {
      await set('operator', { dayLi: 900, timeZone: 'Asia/Shanghai' });
      await accept(3);
      const talker = await claimed();
      expect(await billing.holdMinute(talker, 2)).toBe(true);
      const other = await claimed();
      // Two minutes of the one and one of the other: the third call waits, and the talk goes no further.
      expect((await claim()).kind).toBe('none');
      expect(await billing.holdMinute(talker, 3)).toBe('day_limit_reached');
      await end(other, 0);
      const third = await claimed();
      await end(talker, 2);
      await end(third, 1);
      expect(await limits.standings(account.id)).toMatchObject([{ spentLi: 900, underWayLi: 0 }]);
      await expect(accept(1)).rejects.toMatchObject({ code: 'day_limit_reached', details: { availableLi: 0 } });
      await clock.advance(2 * HOUR);
      await accept(1);
      await claimed();
      expect(await limits.standings(account.id)).toMatchObject([{ spentLi: 0, underWayLi: 300 }]);
    });

    it('count a call for the day on which it is settled', async () => {
      await set('operator', { dayLi: 900, timeZone: 'Asia/Shanghai' });
      await accept(1);
      const callId = await claimed();
      await clock.advance(2 * HOUR);
      await end(callId, 1);
      expect(await limits.standings(account.id)).toMatchObject([
        { spentLi: 300, resetsAt: Date.parse('2026-11-26T16:00:00Z') },
      ]);
    });

    it('are not overrun by many at once: requests, claims, minutes', { timeout: 30_000 }, async () => {
      await set('operator', { dayLi: 10 * 300, timeZone: 'Asia/Shanghai' });
      await set('account', { dayLi: 8 * 300, timeZone: 'UTC' });
      const asked = await Promise.allSettled(Array.from({ length: 30 }, () => accept(1)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
      // A second connection in one process would wait for the first one's lock without letting it go on.
      const again = engine === 'sqlite' ? null : await db.openAgain(clock);
      try {
        const other = new Billing({ store: again ?? db, clock, ids: uuidIds(clock) });
        const from = (storage: OpenStore) =>
          claimCall(storage, {
            node: 'n1',
            carrier: 'simulator',
            configured: true,
            now: Math.floor(clock.now()),
            paceMs: 0,
          });
        let running: string[] = [];
        for (let round = 0; round < 6; round += 1) {
          const claims = await Promise.all(
            Array.from({ length: 6 }, (_, index) => from(index % 2 === 0 ? db : (again ?? db))),
          );
          running.push(...claims.flatMap((one) => (one.kind === 'claimed' ? [one.call.callId] : [])));
          await neverOverrun();
          const minutes = await Promise.all(
            running.flatMap((callId, index) =>
              (index % 2 === 0 ? [billing, other] : [other, billing]).map((one, which) =>
                one.holdMinute(callId, round * 2 + which + 2),
              ),
            ),
          );
          expect(minutes).toContain('day_limit_reached');
          await neverOverrun();
          const [first, ...rest] = running;
          if (first !== undefined) await end(first, 1);
          running = rest;
        }
        for (const callId of running) await end(callId, 50);
        const standings = await limits.standings(account.id);
        const own = standings.find(({ setBy }) => setBy === 'account');
        expect(own?.spentLi).toBeLessThanOrEqual(8 * 300);
        const entries = await billing.entries(account.id, { limit: 500 });
        const charged = entries.filter(({ kind }) => kind === 'charge').reduce((sum, one) => sum - one.amountLi, 0);
        expect(own?.spentLi).toBe(charged);
        expect(charged).toBeGreaterThan(0);
      } finally {
        await again?.close();
      }
    });

    // Two nodes share no SQLite file.
    if (engine === 'postgresql')
      it('hold between nodes that claim in the same moment', async () => {
        await set('operator', { dayLi: 3 * 300, timeZone: 'UTC' });
        await accept(3);
        await limits.change(account.id, 'operator', { dayLi: 300 });
        const again = await db.openAgain(clock);
        try {
          const claims = await Promise.all(
            [db, again, db, again].map((storage) =>
              claimCall(storage, {
                node: 'n1',
                carrier: 'simulator',
                configured: true,
                now: Math.floor(clock.now()),
                paceMs: 0,
              }),
            ),
          );
          expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
        } finally {
          await again.close();
        }
      });

    it('do not keep other accounts from their turn', async () => {
      for (let index = 0; index < 10; index += 1) {
        const full = await accounts.create({ name: `full ${index}` });
        await calls.accept(full, { phones: PHONES[0] as string, requirement: '通知' });
        await limits.change(full.id, 'operator', { dayLi: 1 });
      }
      const [callId] = await accept(1);
      expect(await claimed()).toBe(callId);
    });
  });

  it('of one call’s cost are kept at acceptance and before each minute', async () => {
    await set('operator', { callLi: 700 });
    await accept(1);
    const callId = await claimed();
    expect(await billing.holdMinute(callId, 2)).toBe(true);
    expect(await billing.holdMinute(callId, 3)).toBe('call_limit_reached');
    await set('account', { callLi: 299 });
    await expect(accept(1)).rejects.toMatchObject({
      code: 'call_limit_reached',
      details: { setBy: 'account', limitLi: 299 },
    });
    await end(callId, 2);
  });

  it('of one call’s talk reach the engine, the shorter of both', async () => {
    await set('operator', { talkSeconds: 300 });
    await set('account', { talkSeconds: 90 });
    await accept(1);
    expect(await claim()).toMatchObject({ kind: 'claimed', call: { talkLimitMs: 90_000 } });
  });

  it('of calls at once are the lower of both', async () => {
    await set('account', { runningCalls: 1 });
    await accept(2);
    const first = await claimed();
    expect((await claim()).kind).toBe('none');
    await end(first, 0);
    await claimed();
  });

  it('of the account’s own people stay within the operator’s', async () => {
    await set('operator', { dayLi: 900, callLi: 600, talkSeconds: 300 });
    await expect(
      set('account', { dayLi: 901, callLi: 600, talkSeconds: 301, runningCalls: 101 }),
    ).rejects.toMatchObject({
      code: 'limit_above_bound',
      details: {
        limits: [
          { limit: 'talk_seconds', bound: 300 },
          { limit: 'day_spending', bound: 0.9 },
          { limit: 'running_calls', bound: 100 },
        ],
      },
    });
    expect((await limits.of(account.id)).account).toMatchObject({ dayLi: null, callLi: null });
    await set('account', { dayLi: 900, runningCalls: 100 });
    // Lowered later, the operator's holds by itself.
    await set('operator', { dayLi: 300 });
    await accept(1);
    await expect(accept(1)).rejects.toMatchObject({ code: 'day_limit_reached', details: { setBy: 'operator' } });
  });
});
