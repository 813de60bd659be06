import { RingbackError, realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { Billing } from '../billing/billing.js';
import { CallingTimes } from '../compliance/calling-hours.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { type Accepted, Calls, type CallsOptions } from './calls.js';
import { uuidIds } from './ids.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MATTER = '通知年会时间变更';

describe.each(testEngines)('calls on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let accounts: Accounts;
  let billing: Billing;
  let doNotCall: DoNotCall;
  let calls: Calls;
  let account: Account;
  let told: Accepted[];

  const build = (options: Partial<CallsOptions> = {}, callingTimes?: CallingTimes) =>
    new Calls({
      ...(callingTimes === undefined ? {} : { callingTimes }),
      store: db,
      clock,
      ids: uuidIds(clock),
      doNotCall,
      options,
      onAccepted: (accepted) => void told.push(accepted),
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
    told = [];
    calls = build();
    account = await accounts.ensureDefault();
  });

  afterEach(async () => {
    await calls.stop();
    expect(await billing.check()).toEqual([]);
  });

  const written = () => db.store.selectFrom('calls').selectAll().orderBy('id').execute();
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail('it was accepted'),
      (error: unknown) => {
        expect(error).toBeInstanceOf(RingbackError);
        return error as RingbackError;
      },
    );

  it('accepts a list in its order, holds a minute of each, and tells dispatch', async () => {
    const answer = await calls.accept(account, { phones: '13800138000, 010-62345678', requirement: MATTER });
    expect(answer.calls.map((call) => call.phone)).toEqual(['13800138000', '010-62345678']);
    expect(answer).toMatchObject({ repeated: [], replayed: false });
    for (const { callId } of answer.calls) expect(callId).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(await written()).toMatchObject([
      {
        id: answer.calls[0]?.callId,
        phone: '+8613800138000',
        phone_written: '13800138000',
        status: 'queued',
        billed: 0,
      },
      { id: answer.calls[1]?.callId, phone: '+861062345678', phone_written: '010-62345678', requirement: MATTER },
    ]);
    expect(await billing.balance(account.id)).toEqual({ availableLi: 9_400, heldLi: 600, rateLi: 300 });
    expect(told).toEqual([
      { accountId: account.id, callIds: answer.calls.map((call) => call.callId), notBefore: clock.now() },
    ]);
  });

  it('gives a record back as it was asked for, to its account alone', async () => {
    const request = {
      phones: '13800138000',
      requirement: MATTER,
      persona: '前台',
      openingLine: '您好',
      language: 'zh',
      opening: 'wait',
      voicemail: { message: '请回电' },
      record: false,
      resultSchema: { type: 'object', properties: { coming: { type: 'boolean' } } },
      callbackUrl: 'https://example.com/hook',
      notBefore: clock.now() + 1000,
      metadata: { order: 7, 名: '值' },
      priority: 5,
      campaign: '年会',
    } as const;
    const { calls: accepted } = await calls.accept(account, request);
    const callId = accepted[0]?.callId as string;
    expect(await calls.find(account.id, callId)).toEqual({
      callId,
      accountId: account.id,
      phone: '+8613800138000',
      phoneWritten: '13800138000',
      requirement: MATTER,
      persona: '前台',
      openingLine: '您好',
      language: 'zh',
      opening: 'wait',
      voicemail: { message: '请回电' },
      record: false,
      resultSchema: request.resultSchema,
      callbackUrl: 'https://example.com/hook',
      metadata: { order: 7, 名: '值' },
      campaign: '年会',
      priority: 5,
      notBefore: clock.now() + 1000,
      status: 'queued',
      carrier: null,
      createdAt: clock.now(),
      startedAt: null,
      answeredAt: null,
      endedAt: null,
      endReason: null,
      endDetail: null,
      durationSeconds: null,
      costLi: null,
      billed: false,
      summary: null,
      goalAchieved: null,
      result: null,
      latency: null,
      modelUsage: null,
      recordingUrl: null,
      rehearsal: null,
      transcript: [],
    });
    const other = await accounts.create({ name: 'other' });
    expect(await calls.find(other.id, callId)).toBeNull();
    expect((await calls.find(null, callId))?.accountId).toBe(account.id);
    expect(await calls.find(account.id, 'no-such-call')).toBeNull();
  });

  it('lets calls wait for the calling hours of their callees, and says which and until when', async () => {
    clock = new ManualClock(Date.parse('2026-11-24T22:00:00Z'));
    const night = clock.now();
    const morning = Date.parse('2026-11-25T00:00:00Z');
    calls = build({ countries: ['CN', 'US'] }, new CallingTimes({ from: 480, to: 1260 }, undefined));
    const { calls: accepted } = await calls.accept(account, {
      phones: '13800138000, +12125550123, 13900139000',
      requirement: MATTER,
    });
    expect(accepted.map(({ waitsUntil }) => waitsUntil)).toEqual([morning, undefined, morning]);
    expect((await written()).map(({ not_before }) => not_before)).toEqual([morning, night, morning]);
    expect(told[0]?.notBefore).toBe(night);
    // Asked for at an hour within them: nothing waits for longer than that.
    const later = await calls.accept(account, { phones: '13800138000', requirement: MATTER, notBefore: morning + 5 });
    expect(later.calls[0]?.waitsUntil).toBeUndefined();
    expect(told[1]?.notBefore).toBe(morning + 5);
  });

  it('refuses a number whose country has no calling hour in common', async () => {
    calls = build({ countries: ['RU'] }, new CallingTimes({ from: 540, to: 720 }, undefined));
    expect(await refusal(calls.accept(account, { phones: '+79161234567', requirement: MATTER }))).toMatchObject({
      code: 'phone_not_allowed',
      details: { numbers: [{ phone: '+79161234567', reason: 'calling_hours' }] },
    });
    expect(await written()).toEqual([]);
  });

  it('refuses to record where the operator allows it not, and takes the word for it where he does', async () => {
    const request = { phones: '13800138000', requirement: MATTER, record: true };
    expect(await refusal(calls.accept(account, request))).toMatchObject({ code: 'recording_not_allowed' });
    calls = build({ mayRecord: true });
    await calls.accept(account, request);
    expect((await written()).map(({ record }) => record)).toEqual([1]);
  });

  it('reads the transcript from the log in spoken order', async () => {
    const { calls: accepted } = await calls.accept(account, { phones: '13800138000', requirement: MATTER });
    const callId = accepted[0]?.callId as string;
    const utterance = (id: string, role: 'assistant' | 'user') => ({
      utteranceId: id,
      role,
      text: id,
      startedAt: 0,
      endedAt: 1,
      interrupted: false,
    });
    const rows = [
      { seq: 3, type: 'utterance', data: { type: 'utterance', at: 9, utterance: utterance('b', 'user') } },
      { seq: 1, type: 'state', data: { type: 'state', at: 0, state: 'dialing' } },
      { seq: 2, type: 'utterance', data: { type: 'utterance', at: 5, utterance: utterance('a', 'assistant') } },
    ].map((row) => ({
      call_id: callId,
      at: row.data.at,
      seq: row.seq,
      type: row.type,
      data: JSON.stringify(row.data),
    }));
    await db.store.insertInto('call_events').values(rows).execute();
    expect((await calls.find(account.id, callId))?.transcript).toEqual([
      utterance('a', 'assistant'),
      utterance('b', 'user'),
    ]);
  });

  it('calls a repeated number once and says so', async () => {
    const answer = await calls.accept(account, {
      phones: '13800138000，+86 138-0013-8000,13900139000,008613800138000',
      requirement: MATTER,
    });
    expect(answer.calls.map((call) => call.phone)).toEqual(['13800138000', '13900139000']);
    expect(answer.repeated).toEqual(['13800138000']);
    expect(await written()).toHaveLength(2);
  });

  it('refuses the whole request for one bad number, and names each with its reason', async () => {
    const error = await refusal(
      calls.accept(account, { phones: '13800138000,1380013800,hello,110', requirement: MATTER }),
    );
    expect(error.code).toBe('invalid_phone');
    expect(error.details.numbers).toEqual([
      { phone: '1380013800', reason: 'too_short' },
      { phone: 'hello', reason: 'not_a_number' },
    ]);
    expect(await written()).toEqual([]);
    expect(told).toEqual([]);
    expect((await billing.balance(account.id)).heldLi).toBe(0);
  });

  it('refuses what must not be called, with the reason', async () => {
    await doNotCall.add(db.store, { accountId: account.id, phone: '+8613900139000', callId: null });
    const error = await refusal(
      calls.accept(account, { phones: '110,16812345,+14155552671,13900139000,13800138000', requirement: MATTER }),
    );
    expect(error.code).toBe('phone_not_allowed');
    expect(error.details.numbers).toEqual([
      { phone: '110', reason: 'emergency' },
      { phone: '16812345', reason: 'premium' },
      { phone: '+14155552671', reason: 'country' },
      { phone: '13900139000', reason: 'do_not_call' },
    ]);
    expect(await written()).toEqual([]);
  });

  it("lets an account's own countries stand in place of the service's", async () => {
    const abroad = { ...account, countries: ['US'] };
    await calls.accept(abroad, { phones: '+14155552671', requirement: MATTER });
    expect((await refusal(calls.accept(abroad, { phones: '13800138000', requirement: MATTER }))).code).toBe(
      'phone_not_allowed',
    );
  });

  it('accepts only what the balance can pay a minute of, all or nothing', async () => {
    const phones = (count: number) => Array.from({ length: count }, (_, index) => `1380013${8000 + index}`).join(',');
    const error = await refusal(calls.accept(account, { phones: phones(34), requirement: MATTER }));
    expect(error).toMatchObject({ code: 'insufficient_balance', details: { requiredLi: 10_200, availableLi: 10_000 } });
    expect(await written()).toEqual([]);
    await calls.accept(account, { phones: phones(33), requirement: MATTER });
    expect(await billing.balance(account.id)).toMatchObject({ availableLi: 100, heldLi: 9_900 });
  });

  it('never accepts more than the balance among many requests at once, and refuses the others one by one', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        calls.accept(account, { phones: `1380013${8000 + index}`, requirement: MATTER }),
      ),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(results.length - refused.length).toBe(33);
    for (const result of refused) expect(result.reason).toMatchObject({ code: 'insufficient_balance' });
    expect(await written()).toHaveLength(33);
    expect(await billing.balance(account.id)).toMatchObject({ availableLi: 100, heldLi: 9_900 });
  });

  it("lets one account's refusal touch no other in the same group", async () => {
    const poor = await accounts.create({ name: 'poor' });
    await db.store.updateTable('accounts').set({ rate_li: 20_000 }).where('id', '=', poor.id).execute();
    const poorNow = (await accounts.find(poor.id)) as Account;
    const [a, b, c] = await Promise.allSettled([
      calls.accept(account, { phones: '13800138000', requirement: MATTER }),
      calls.accept(poorNow, { phones: '13800138000', requirement: MATTER }, { key: 'k', bodyHash: 'h' }),
      calls.accept(account, { phones: '13900139000', requirement: MATTER }),
    ]);
    expect([a?.status, b?.status, c?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    // Refused, so the key is free for another try once there is money.
    expect(await db.store.selectFrom('idempotency').selectAll().execute()).toEqual([]);
    await billing.topUp(poor.id, 10_000, 'more');
    const again = await calls.accept(
      poorNow,
      { phones: '13800138000', requirement: MATTER },
      { key: 'k', bodyHash: 'h' },
    );
    expect(again.replayed).toBe(false);
  });

  it('lets a request that cannot be written at all fail alone', async () => {
    const results = await Promise.allSettled(
      [0, Number.NaN, 1].map((priority, index) =>
        calls.accept(account, { phones: `1380013800${index}`, requirement: MATTER, priority }),
      ),
    );
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await written()).map((row) => row.phone_written).sort()).toEqual(['13800138000', '13800138002']);
    expect(await billing.balance(account.id)).toMatchObject({ availableLi: 9_400, heldLi: 600 });
  });

  describe('with an idempotency key', () => {
    const request = { phones: '13800138000,13800138000,13900139000', requirement: MATTER };

    it('gives the first answer again and dials nothing', async () => {
      const first = await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' });
      const second = await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' });
      expect(second).toEqual({ ...first, replayed: true });
      expect(await written()).toHaveLength(2);
      expect(told).toHaveLength(1);
    });

    it('gives it again although it would be refused now', async () => {
      const first = await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' });
      await doNotCall.add(db.store, { accountId: account.id, phone: '+8613800138000', callId: null });
      expect(await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' })).toEqual({ ...first, replayed: true });
    });

    it('refuses another body', async () => {
      await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' });
      const error = await refusal(calls.accept(account, request, { key: 'k1', bodyHash: 'h2' }));
      expect(error.code).toBe('idempotency_conflict');
      expect(await written()).toHaveLength(2);
    });

    it('accepts one of many identical requests at once, and gives all the same answer', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => calls.accept(account, request, { key: 'k1', bodyHash: 'h1' })),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer.calls))).size).toBe(1);
      expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
      expect(await written()).toHaveLength(2);
    });

    it('accepts one of two at once in two processes', async () => {
      const otherStore = await db.openAgain();
      const other = new Calls({ store: otherStore, clock, ids: uuidIds(clock), doNotCall });
      try {
        const rounds = Array.from({ length: 8 }, (_, index) => ({ key: `k${index}`, bodyHash: 'h' }));
        for (const round of rounds) {
          const one = { phones: '13800138000', requirement: MATTER };
          const ours = calls.accept(account, one, round);
          const theirs = other.accept(account, one, round);
          const answers = await Promise.all([ours, theirs]);
          expect(answers[0]?.calls).toEqual(answers[1]?.calls);
          expect(answers.filter((answer) => answer.replayed)).toHaveLength(1);
        }
        expect(await written()).toHaveLength(rounds.length);
      } finally {
        await other.stop();
        await otherStore.close();
      }
    });

    it('answers one and refuses the other when two bodies come at once', async () => {
      const results = await Promise.allSettled([
        calls.accept(account, request, { key: 'k1', bodyHash: 'h1' }),
        calls.accept(account, request, { key: 'k1', bodyHash: 'h2' }),
      ]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await written()).toHaveLength(2);
    });

    it('keeps keys of different accounts apart', async () => {
      const other = await accounts.create({ name: 'other' });
      await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' });
      expect((await calls.accept(other, request, { key: 'k1', bodyHash: 'h2' })).replayed).toBe(false);
    });

    it('forgets a key after 24 hours', async () => {
      await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' });
      await clock.advance(DAY_MS - 1);
      expect((await calls.accept(account, request, { key: 'k1', bodyHash: 'h1' })).replayed).toBe(true);
      await clock.advance(1);
      expect((await calls.accept(account, request, { key: 'k1', bodyHash: 'h2' })).replayed).toBe(false);
      expect((await calls.accept(account, request, { key: 'k1', bodyHash: 'h2' })).replayed).toBe(true);
    });

    it('clears old keys away', async () => {
      await calls.accept(account, request, { key: 'old', bodyHash: 'h' });
      await clock.advance(DAY_MS / 2);
      await calls.accept(account, request, { key: 'new', bodyHash: 'h' });
      await clock.advance(DAY_MS / 2);
      expect(await calls.removeExpired()).toBe(1);
      expect(await db.store.selectFrom('idempotency').select('key').execute()).toEqual([{ key: 'new' }]);
    });
  });

  it.each([
    ['invalid_result_schema', { resultSchema: { type: 'object', properties: 7 } }],
    ['invalid_result_schema', { resultSchema: { type: 'string' } }],
    ['invalid_callback_url', { callbackUrl: 'http://127.0.0.1/' }],
    ['invalid_callback_url', { callbackUrl: 'ftp://example.com/' }],
    ['invalid_not_before', { notBefore: 1_767_225_600_000 + 30 * DAY_MS + 1 }],
    ['invalid_not_before', { notBefore: Number.NaN }],
    ['invalid_metadata', { metadata: { text: 'x'.repeat(9_000) } }],
  ])('refuses with %s: %j', async (code, more) => {
    const error = await refusal(calls.accept(account, { phones: '13800138000', requirement: MATTER, ...more }));
    expect(error.code).toBe(code);
    expect(await written()).toEqual([]);
  });

  it('refuses more numbers than one request may name', async () => {
    calls = build({ maxPhones: 3 });
    const error = await refusal(calls.accept(account, { phones: '1,2,3,4', requirement: MATTER }));
    expect(error).toMatchObject({ code: 'too_many_phones', details: { limit: 3, count: 4 } });
  });

  it('keeps an account from filling the queue, until some of it is done', async () => {
    calls = build({ maxQueued: 3 });
    await calls.accept(account, { phones: '13800138000,13800138001', requirement: MATTER });
    const error = await refusal(calls.accept(account, { phones: '13800138002,13800138003', requirement: MATTER }));
    expect(error).toMatchObject({ code: 'too_many_queued', retryable: true, details: { retryAfterSeconds: 30 } });
    await calls.accept(account, { phones: '13800138002', requirement: MATTER });
    await refusal(calls.accept(account, { phones: '13800138003', requirement: MATTER }));
    await db.store.updateTable('calls').set({ status: 'ended' }).execute();
    await clock.advance(1_000);
    await calls.accept(account, { phones: '13800138003', requirement: MATTER });
  });

  it('does not count a repeated request towards the queue', async () => {
    calls = build({ maxQueued: 4 });
    const one = { phones: '13800138000', requirement: MATTER };
    await Promise.all([1, 2, 3].map(() => calls.accept(account, one, { key: 'k', bodyHash: 'h' })));
    await calls.accept(account, { phones: '13800138001,13800138002,13800138003', requirement: MATTER });
    expect((await refusal(calls.accept(account, one))).code).toBe('too_many_queued');
  });

  it('does not count refused requests towards the queue', async () => {
    calls = build({ maxQueued: 34 });
    const phones = Array.from({ length: 34 }, (_, index) => `1380013${8000 + index}`).join(',');
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await refusal(calls.accept(account, { phones, requirement: MATTER }))).code).toBe('insufficient_balance');
    }
    await calls.accept(account, { phones: '13800138000', requirement: MATTER });
  });

  it('takes no new calls once it stops, and loses none that came before', async () => {
    const accepting = calls.accept(account, { phones: '13800138000', requirement: MATTER });
    await calls.stop();
    // It was let in before, so it is durable by the time stop resolves.
    expect(await written()).toHaveLength(1);
    await accepting;
    const error = await refusal(calls.accept(account, { phones: '13900139000', requirement: MATTER }));
    expect(error).toMatchObject({ code: 'stopping', retryable: true });
    expect(await written()).toHaveLength(1);
  });

  it('acknowledges although the listener fails', async () => {
    calls = new Calls({
      store: db,
      clock,
      ids: uuidIds(clock),
      doNotCall,
      onAccepted: () => {
        throw new Error('listener');
      },
    });
    await calls.accept(account, { phones: '13800138000', requirement: MATTER });
    expect(await written()).toHaveLength(1);
  });

  it('makes 10,000 numbers durable in one request', async () => {
    await billing.topUp(account.id, 10_000_000, 'for many');
    const phones = Array.from({ length: 10_000 }, (_, index) => `138${String(10_000_000 + index)}`).join(',');
    const answer = await calls.accept(account, { phones, requirement: MATTER });
    expect(answer.calls).toHaveLength(10_000);
    const rows = await db.store.selectFrom('calls').select(['id', 'phone_written']).orderBy('id').execute();
    // Ids rise in the order of the numbers, so a list reads as it was written.
    expect(rows.map((row) => ({ callId: row.id, phone: row.phone_written }))).toEqual(answer.calls);
    expect((await billing.balance(account.id)).heldLi).toBe(3_000_000);
  });
});
