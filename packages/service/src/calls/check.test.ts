import { realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { AccountLimits } from '../billing/account-limits.js';
import { Billing } from '../billing/billing.js';
import { CallingTimes } from '../compliance/calling-hours.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { Calls, type CallsDependencies, type CallsOptions } from './calls.js';
import type { NewCalls } from './calls-port.js';
import { uuidIds } from './ids.js';

const MATTER = '通知年会时间变更';

describe.each(testEngines)('a request that is only tried, on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let billing: Billing;
  let accounts: Accounts;
  let doNotCall: DoNotCall;
  let account: Account;
  let dispatched: number;

  const build = (options: Partial<CallsOptions> = {}, more: Partial<CallsDependencies> = {}) =>
    new Calls({
      store: db,
      clock,
      ids: uuidIds(clock),
      doNotCall,
      options,
      onAccepted: () => {
        dispatched += 1;
      },
      ...more,
    });

  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());

  beforeEach(async () => {
    clock = new ManualClock();
    await db.clear();
    const ids = uuidIds(clock);
    accounts = new Accounts({ store: db, clock, ids, secrets: new SecretBox(new Uint8Array(32)) });
    billing = new Billing({ store: db, clock, ids });
    doNotCall = new DoNotCall({ store: db, clock });
    account = await accounts.ensureDefault();
    dispatched = 0;
  });

  /** Everything that a call would have left behind. */
  const traces = async () => ({
    calls: await db.store.selectFrom('calls').select('id').execute(),
    idempotency: await db.store.selectFrom('idempotency').select('key').execute(),
    ledger: (await db.store.selectFrom('ledger').select('kind').execute()).map(({ kind }) => kind),
    dispatched,
  });
  const NOTHING = { calls: [], idempotency: [], ledger: ['opening'], dispatched: 0 };

  afterEach(async () => {
    expect(await billing.check()).toEqual([]);
  });

  it('tells of each number in its order, and leaves no trace', async () => {
    await doNotCall.add(db.store, { accountId: account.id, phone: '+8613900139000', callId: null });
    const phones = '13800138000,138,张三,110,138 0013 8000,+12025550100,13900139000,010-62345678';
    const checked = await build().check(account, { phones, requirement: MATTER });
    expect(checked.numbers).toEqual([
      { phone: '13800138000', e164: '+8613800138000', country: 'CN', refused: null, repeats: false, waitsUntil: null },
      {
        phone: '138',
        e164: null,
        country: null,
        refused: { code: 'invalid_phone', reason: 'short_number' },
        repeats: false,
        waitsUntil: null,
      },
      expect.objectContaining({ phone: '张三', refused: { code: 'invalid_phone', reason: 'not_a_number' } }),
      expect.objectContaining({ phone: '110', refused: { code: 'phone_not_allowed', reason: 'emergency' } }),
      expect.objectContaining({ phone: '138 0013 8000', e164: '+8613800138000', refused: null, repeats: true }),
      expect.objectContaining({ country: 'US', refused: { code: 'phone_not_allowed', reason: 'country' } }),
      expect.objectContaining({ refused: { code: 'phone_not_allowed', reason: 'do_not_call' }, repeats: false }),
      expect.objectContaining({ e164: '+861062345678', refused: null, repeats: false }),
    ]);
    expect(checked.calls).toBe(2);
    expect(checked.problems.map(({ code }) => code)).toEqual(['invalid_phone', 'phone_not_allowed']);
    expect(await traces()).toEqual(NOTHING);
  });

  it.each<[string, Partial<NewCalls>, Partial<CallsOptions>]>([
    ['a number that is none', { phones: '13800138000,138' }, {}],
    ['a number that is never called', { phones: '110' }, {}],
    ['a foreign number', { phones: '+12025550100' }, {}],
    ['too many numbers', { phones: '13800138000,13800138001,13800138002' }, { maxPhones: 2 }],
    ['a result schema that is none', { resultSchema: { type: 'array' } }, {}],
    ['a callback to this machine', { callbackUrl: 'http://127.0.0.1/x' }, {}],
    ['a time too far ahead', { notBefore: Number.MAX_SAFE_INTEGER }, {}],
    ['a recording where there is none', { record: true }, {}],
    ['a queue that is full', { phones: '13800138000,13800138001' }, { maxQueued: 1 }],
    ['too little money', { phones: Array.from({ length: 40 }, (_, n) => `138001380${n + 10}`).join() }, {}],
  ])('names for %s what placing it answers', async (_, wrong, options) => {
    const calls = build(options);
    const request = { phones: '13800138000', requirement: MATTER, ...wrong };
    const { problems } = await calls.check(account, request);
    const refusal = await calls.accept(account, request).then(
      () => null,
      (error: unknown) => error,
    );
    expect(problems[0]).toBeDefined();
    expect({ ...problems[0], message: problems[0]?.message }).toEqual({
      ...(refusal as Error),
      message: (refusal as Error).message,
    });
    expect(await traces()).toEqual(NOTHING);
  });

  it('names every problem at once, in the order in which placing it would', async () => {
    const { problems } = await build().check(account, {
      phones: '138,110',
      requirement: MATTER,
      record: true,
      callbackUrl: 'ftp://x',
    });
    expect(problems.map(({ code }) => code)).toEqual([
      'invalid_callback_url',
      'recording_not_allowed',
      'invalid_phone',
      'phone_not_allowed',
    ]);
  });

  it('has no problem with what is then accepted, and says so of a service that stops', async () => {
    const calls = build();
    const request = { phones: '13800138000', requirement: MATTER };
    expect((await calls.check(account, request)).problems).toEqual([]);
    expect((await calls.accept(account, request)).calls).toHaveLength(1);
    await calls.stop();
    expect((await calls.check(account, request)).problems.map(({ code }) => code)).toEqual(['stopping']);
  });

  it('does not fill the queue by trying', async () => {
    const calls = build({ maxQueued: 1 });
    const request = { phones: '13800138000', requirement: MATTER };
    for (let time = 0; time < 3; time += 1) expect((await calls.check(account, request)).problems).toEqual([]);
    await calls.accept(account, request);
    expect((await calls.check(account, request)).problems.map(({ code }) => code)).toEqual(['too_many_queued']);
  });

  it('says until when a number waits for the hours of its callee', async () => {
    const callingTimes = new CallingTimes({ from: 8 * 60, to: 21 * 60 }, undefined);
    const calls = build({}, { callingTimes });
    // 02:00 in China.
    const notBefore = Date.UTC(2026, 0, 9, 18, 0);
    await clock.advance(Date.UTC(2026, 0, 9, 12, 0) - clock.now());
    const request = { phones: '13800138000', requirement: MATTER, notBefore };
    const [number] = (await calls.check(account, request)).numbers;
    expect(number?.waitsUntil).toBe(Date.UTC(2026, 0, 10, 0, 0));
    expect((await calls.accept(account, request)).calls[0]?.waitsUntil).toBe(number?.waitsUntil);
  });

  it.each([
    [{ dayLi: 500 }, 'day_limit_reached'],
    [{ callLi: 200 }, 'call_limit_reached'],
  ])('names the limit of an account as placing does: %j', async (limits, code) => {
    await new AccountLimits({ store: db, clock }).change(account.id, 'operator', limits);
    const limited = (await accounts.find(account.id)) as Account;
    const request = { phones: '13800138000,13800138001', requirement: MATTER };
    const calls = build();
    const { problems } = await calls.check(limited, request);
    await expect(calls.accept(limited, request)).rejects.toMatchObject({ code, details: problems[0]?.details });
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(await traces()).toEqual(NOTHING);
  });

  it('estimates what calls cost that may be made, at the account’s own price', async () => {
    const rich = await accounts.change(account.id, { rateLi: 250 });
    const calls = build({ timeLimitMs: 90_000 });
    const { estimate } = await calls.check(rich, { phones: '13800138000,138,13800138001', requirement: MATTER });
    expect(estimate).toEqual({
      rateLi: 250,
      firstMinutesLi: 500,
      availableLi: 10_000,
      suffices: true,
      // Of the time limit two minutes begin; three never do.
      ifAllTalk: [
        { minutes: 1, costLi: 500 },
        { minutes: 2, costLi: 1000 },
      ],
      byHistory: null,
    });
    const many = Array.from({ length: 41 }, (_, n) => `138001380${n + 10}`).join();
    const poor = (await calls.check(rich, { phones: many, requirement: MATTER })).estimate;
    expect(poor).toMatchObject({ firstMinutesLi: 10_250, availableLi: 10_000, suffices: false });
  });

  it('goes by how the account’s latest calls went, once there were ten', async () => {
    const calls = build();
    const request = { phones: '13800138000', requirement: MATTER };
    const ended = async (endReason: string, seconds: number | null) => {
      const [call] = (await calls.accept(account, request)).calls;
      const callId = call?.callId as string;
      await db.transaction((trx) =>
        billing.settle(trx, callId, seconds === null ? 0 : Math.ceil(seconds / 60)).then(() =>
          trx
            .updateTable('calls')
            .set({
              status: 'ended',
              end_reason: endReason,
              answered_at: seconds === null ? null : 1,
              duration_seconds: seconds ?? 0,
            })
            .where('id', '=', callId)
            .execute(),
        ),
      );
    };
    const cost = async () => (await calls.check(account, { ...request, phones: '13800138000,13800138001' })).estimate;
    for (let n = 0; n < 4; n += 1) await ended('no_answer', null);
    for (let n = 0; n < 5; n += 1) await ended('completed', 61);
    // Says nothing of callees.
    await ended('cancelled', null);
    expect((await cost()).byHistory).toBeNull();
    await ended('callee_hung_up', 0);
    // Eleven minutes in ten calls: 2 × 1.1 × ¥0.30.
    expect((await cost()).byHistory).toEqual({ calls: 10, answered: 6, costLi: 660 });
  });
});
