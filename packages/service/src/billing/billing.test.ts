import { randomBytes } from 'node:crypto';
import { ManualClock } from '@ringback/engine/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { Calls } from '../calls/calls.js';
import { uuidIds } from '../calls/ids.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { Billing } from './billing.js';
import { formatYuan, liToYuan, parseYuan } from './money.js';

describe.each(testEngines)('billing on $engine', ({ engine, open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let accounts: Accounts;
  let billing: Billing;
  let calls: Calls;
  let account: Account;

  beforeAll(async () => {
    db = await open();
  });

  afterAll(() => db.close());

  const fresh = async () => {
    await db.clear();
    clock = new ManualClock();
    const ids = uuidIds(clock);
    accounts = new Accounts({ store: db, clock, ids, secrets: new SecretBox(randomBytes(32)) });
    billing = new Billing({ store: db, clock, ids });
    calls = new Calls({ store: db, clock, ids, doNotCall: new DoNotCall({ store: db, clock }) });
    account = await accounts.ensureDefault();
  };

  beforeEach(fresh);

  afterEach(async () => {
    expect(await billing.check()).toEqual([]);
  });

  const accept = async (phones = '13800138000') =>
    (await calls.accept(account, { phones, requirement: '通知' })).calls.map((call) => call.callId);
  const acceptOne = async () => (await accept())[0] as string;
  const settle = (callId: string, minutes: number) => db.transaction((trx) => billing.settle(trx, callId, minutes));
  const balance = () => billing.balance(account.id);
  const movements = async () =>
    (await billing.entries(account.id, { limit: 100 })).map((entry) => `${entry.kind} ${entry.amountLi}`).reverse();

  it('holds a minute at acceptance, and charges each started minute at the end', async () => {
    const callId = await acceptOne();
    expect(await balance()).toMatchObject({ availableLi: 9_700, heldLi: 300 });
    expect(await billing.holdMinute(callId, 2)).toBe(true);
    expect(await balance()).toMatchObject({ availableLi: 9_400, heldLi: 600 });
    expect(await settle(callId, 2)).toEqual({ costLi: 600 });
    expect(await balance()).toMatchObject({ availableLi: 9_400, heldLi: 0 });
    expect(await movements()).toEqual(['opening 10000', 'hold -300', 'hold -300', 'release 600', 'charge -600']);
  });

  it('takes nothing for a call that was never answered', async () => {
    const callId = await acceptOne();
    expect(await settle(callId, 0)).toEqual({ costLi: 0 });
    expect(await balance()).toMatchObject({ availableLi: 10_000, heldLi: 0 });
    expect(await movements()).toEqual(['opening 10000', 'hold -300', 'release 300']);
  });

  it('gives back what was held and not begun', async () => {
    const callId = await acceptOne();
    await billing.holdMinute(callId, 2);
    expect(await settle(callId, 1)).toEqual({ costLi: 300 });
    expect(await balance()).toMatchObject({ availableLi: 9_700, heldLi: 0 });
  });

  it('never charges a minute that was not held', async () => {
    const callId = await acceptOne();
    expect(await settle(callId, 5)).toEqual({ costLi: 300 });
  });

  it('settles once, however often and at once it is asked', async () => {
    const callId = await acceptOne();
    const asked = await Promise.all([settle(callId, 1), settle(callId, 1), settle(callId, 1)]);
    expect(asked).toEqual([{ costLi: 300 }, { costLi: 300 }, { costLi: 300 }]);
    // Another count later changes nothing.
    expect(await settle(callId, 0)).toEqual({ costLi: 300 });
    expect(await movements()).toEqual(['opening 10000', 'hold -300', 'release 300', 'charge -300']);
  });

  it('settles nothing where its transaction fails', async () => {
    const callId = await acceptOne();
    await db
      .transaction(async (trx) => {
        await billing.settle(trx, callId, 1);
        throw new Error('later on');
      })
      .catch(() => {});
    expect(await balance()).toMatchObject({ availableLi: 9_700, heldLi: 300 });
    expect(await settle(callId, 1)).toEqual({ costLi: 300 });
  });

  it('holds a minute once, however often and at once it is asked', async () => {
    const callId = await acceptOne();
    const held = await Promise.all([2, 2, 2, 1].map((minute) => billing.holdMinute(callId, minute)));
    expect(held).toEqual([true, true, true, true]);
    expect(await balance()).toMatchObject({ availableLi: 9_400, heldLi: 600 });
  });

  it('holds no minute that the balance does not reach', async () => {
    const [first] = await accept(Array.from({ length: 33 }, (_, index) => `1380013${8000 + index}`).join(','));
    expect(await balance()).toMatchObject({ availableLi: 100 });
    expect(await billing.holdMinute(first as string, 2)).toBe(false);
    await billing.topUp(account.id, 200, 'just enough');
    expect(await billing.holdMinute(first as string, 2)).toBe(true);
    expect(await balance()).toMatchObject({ availableLi: 0 });
  });

  it('holds nothing for a call that is settled', async () => {
    const callId = await acceptOne();
    await settle(callId, 1);
    expect(await billing.holdMinute(callId, 2)).toBe(false);
  });

  it('keeps to the rate at acceptance', async () => {
    const callId = await acceptOne();
    await db.store.updateTable('accounts').set({ rate_li: 1_000 }).where('id', '=', account.id).execute();
    await billing.holdMinute(callId, 2);
    expect(await settle(callId, 2)).toEqual({ costLi: 600 });
  });

  it('charges nothing where a minute costs nothing', async () => {
    account = { ...account, rateLi: 0 };
    const callId = await acceptOne();
    expect(await billing.holdMinute(callId, 2)).toBe(true);
    expect(await settle(callId, 2)).toEqual({ costLi: 0 });
    expect(await balance()).toMatchObject({ availableLi: 10_000, heldLi: 0 });
  });

  it('tops up, and refuses amounts that are none', async () => {
    expect(await billing.topUp(account.id, 12_345, 'bank transfer')).toMatchObject({
      kind: 'topup',
      amountLi: 12_345,
      note: 'bank transfer',
      callId: null,
      createdAt: clock.now(),
    });
    expect(await balance()).toMatchObject({ availableLi: 22_345 });
    for (const amount of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_000_001]) {
      await expect(billing.topUp(account.id, amount, '')).rejects.toMatchObject({ code: 'invalid_amount' });
    }
    await expect(billing.topUp('nobody', 1, '')).rejects.toMatchObject({ code: 'account_not_found' });
  });

  it('knows no money of calls and accounts that do not exist', async () => {
    await expect(billing.holdMinute('nothing', 2)).rejects.toMatchObject({ code: 'call_not_found' });
    await expect(settle('nothing', 1)).rejects.toMatchObject({ code: 'call_not_found' });
    await expect(billing.balance('nobody')).rejects.toMatchObject({ code: 'account_not_found' });
    const callId = await acceptOne();
    await expect(billing.holdMinute(callId, 0)).rejects.toThrow(RangeError);
    await expect(settle(callId, -1)).rejects.toThrow(RangeError);
    await expect(settle(callId, 0.5)).rejects.toThrow(RangeError);
  });

  it('shows the ledger newest first, page by page', async () => {
    for (let index = 1; index <= 4; index += 1) await billing.topUp(account.id, index, `${index}`);
    const first = await billing.entries(account.id, { limit: 2 });
    expect(first.map((entry) => entry.note)).toEqual(['4', '3']);
    const second = await billing.entries(account.id, { limit: 9, before: first[1]?.id });
    expect(second.map((entry) => entry.note)).toEqual(['2', '1', 'opening balance']);
  });

  it('finds an account whose ledger does not add up', async () => {
    const callId = await acceptOne();
    const other = await accounts.create({ name: 'sound' });
    expect(other.id).not.toBe(account.id);
    await db.store.updateTable('accounts').set({ balance_li: 9_701 }).where('id', '=', account.id).execute();
    expect(await billing.check()).toEqual([
      { accountId: account.id, balanceLi: 9_701, ledgerSumLi: 9_700, heldLi: 300, ledgerHeldLi: 300 },
    ]);
    await db.store
      .updateTable('accounts')
      .set({ balance_li: 9_700, held_li: 0 })
      .where('id', '=', account.id)
      .execute();
    expect(await billing.check()).toMatchObject([{ heldLi: 0, ledgerHeldLi: 300 }]);
    await db.store.updateTable('accounts').set({ held_li: 300 }).where('id', '=', account.id).execute();
    await settle(callId, 1);
  });

  /** What a run of random steps does, several at once. */
  type Step =
    | { kind: 'accept'; numbers: number }
    | { kind: 'hold'; call: number; minute: number }
    | { kind: 'settle'; call: number; minutes: number }
    | { kind: 'topup'; li: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('accept' as const), numbers: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('hold' as const), call: fc.nat(30), minute: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('settle' as const), call: fc.nat(30), minutes: fc.nat(5) }),
    fc.record({ kind: fc.constant('topup' as const), li: fc.integer({ min: 1, max: 900 }) }),
  );

  it('adds up after any interleaving of accepts, holds, settlements and top-ups', async () => {
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rounds, async (steps) => {
        await fresh();
        const accepted: string[] = [];
        const costs = new Map<string, number>();
        const run = async (one: Step): Promise<void> => {
          if (one.kind === 'topup') return void (await billing.topUp(account.id, one.li, ''));
          if (one.kind === 'accept') {
            const phones = Array.from({ length: one.numbers }, (_, index) => `1380013${8000 + index}`).join(',');
            const answer = await calls.accept(account, { phones, requirement: 'x' }).catch((error) => {
              expect(error).toMatchObject({ code: 'insufficient_balance' });
              return { calls: [] };
            });
            accepted.push(...answer.calls.map((call) => call.callId));
            return;
          }
          const callId = accepted[one.call % Math.max(1, accepted.length)];
          if (callId === undefined) return;
          if (one.kind === 'hold') return void (await billing.holdMinute(callId, one.minute));
          const { costLi } = await settle(callId, one.minutes);
          // Whoever settles, and whenever: one call, one price.
          expect(costs.get(callId) ?? costLi).toBe(costLi);
          costs.set(callId, costLi);
        };
        for (const together of steps) {
          await Promise.all(together.map(run));
          expect(await billing.check()).toEqual([]);
          const { availableLi, heldLi } = await balance();
          expect(availableLi).toBeGreaterThanOrEqual(0);
          const open = accepted.filter((callId) => !costs.has(callId)).length;
          expect(heldLi).toBeGreaterThanOrEqual(open * 300);
          expect(heldLi % 300).toBe(0);
        }
        // All settled: nothing is held, and what is missing from the balance is exactly what the calls cost.
        for (const callId of accepted) await run({ kind: 'settle', call: accepted.indexOf(callId), minutes: 1 });
        const topUps = steps.flat().reduce((sum, one) => sum + (one.kind === 'topup' ? one.li : 0), 0);
        const spent = [...costs.values()].reduce((sum, cost) => sum + cost, 0);
        expect(await balance()).toMatchObject({ availableLi: 10_000 + topUps - spent, heldLi: 0 });
        expect(await billing.check()).toEqual([]);
      }),
      // A round on PostgreSQL takes many times what it takes in the process; both see the same kinds of steps.
      { numRuns: engine === 'sqlite' ? 40 : 12, seed: 20_260_101, endOnFailure: true },
    );
  });
});

describe('amounts', () => {
  it('are read exactly or not at all', () => {
    expect(['12', '12.5', '0.305', ' 10.00 ', '1000000000'].map(parseYuan)).toEqual([
      12_000, 12_500, 305, 10_000, 1e12,
    ]);
    for (const text of ['', '-1', '+1', '1e3', '0.3051', '.5', '1.', '1,000', '1000000000.001', 'ten', '１２']) {
      expect(parseYuan(text)).toBeNull();
    }
  });

  it('are shown exactly', () => {
    expect([9_700, 300, 305, 0, -12_340, 1].map(formatYuan)).toEqual([
      '¥9.70',
      '¥0.30',
      '¥0.305',
      '¥0.00',
      '-¥12.34',
      '¥0.001',
    ]);
    expect([9_700, 300, 1].map(liToYuan)).toEqual([9.7, 0.3, 0.001]);
  });
});
