import { realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { SecretBox } from '../accounts/secret-box.js';
import { Billing } from '../billing/billing.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { type Accepted, Calls, type CallsDependencies } from './calls.js';
import { uuidIds } from './ids.js';
import { REHEARSALS_A_DAY, REHEARSALS_AT_ONCE } from './rehearsals.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const BRIEF = { callee: 'confirms', requirement: '通知张先生明天上午9点开会' } as const;

describe.each(testEngines)('rehearsals on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let accounts: Accounts;
  let billing: Billing;
  let calls: Calls;
  let account: Account;
  let told: Accepted[];

  const build = (more: Partial<CallsDependencies> = {}) =>
    new Calls({
      store: db,
      clock,
      ids: uuidIds(clock),
      doNotCall: new DoNotCall({ store: db, clock }),
      onAccepted: (accepted) => void told.push(accepted),
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
    told = [];
    calls = build();
    account = await accounts.ensureDefault();
  });

  afterEach(async () => {
    await calls.stop();
    expect(await billing.check()).toEqual([]);
  });

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'accepted',
      (error: { code: string }) => error.code,
    );
  const endAll = () => db.store.updateTable('calls').set({ status: 'ended' }).where('status', '<>', 'ended').execute();

  it('is a call with its brief, to a simulated callee, over their carrier, that takes no money', async () => {
    const { callId, phone, language } = await calls.rehearse(account, {
      ...BRIEF,
      callee: 'asks_a_question',
      persona: '前台',
      openingLine: '您好',
      voicemail: { message: '请回电' },
      resultSchema: { type: 'object', properties: { coming: { type: 'boolean' } } },
      metadata: { order: 7 },
    });
    expect([phone, language]).toEqual(['+8613800138002', 'zh']);
    expect(await calls.find(account.id, callId)).toMatchObject({
      rehearsal: 'asks_a_question',
      phone: '+8613800138002',
      carrier: 'simulator',
      requirement: BRIEF.requirement,
      persona: '前台',
      openingLine: '您好',
      voicemail: { message: '请回电' },
      resultSchema: { type: 'object' },
      metadata: { order: 7 },
      callbackUrl: null,
      notBefore: clock.now(),
      status: 'queued',
    });
    expect((await db.store.selectFrom('ledger').select('kind').execute()).map(({ kind }) => kind)).toEqual(['opening']);
    expect(await billing.balance(account.id)).toMatchObject({ availableLi: 10_000, heldLi: 0 });
    expect(told).toEqual([{ accountId: account.id, callIds: [callId], notBefore: clock.now() }]);
  });

  it('needs no money, and no country', async () => {
    await db.store.updateTable('accounts').set({ balance_li: 0 }).execute();
    await db.store.deleteFrom('ledger').execute();
    expect(await codeOf(calls.accept(account, { phones: '13800138000', requirement: 'x' }))).toBe(
      'insufficient_balance',
    );
    const english = await calls.rehearse(account, { ...BRIEF, callee: 'voicemail', language: 'en' });
    expect([english.phone, english.language]).toEqual(['+12025550115', 'en']);
  });

  it('speaks what the account speaks where the request does not say', async () => {
    const english = await accounts.change(account.id, { language: 'en' });
    expect((await calls.rehearse(english, BRIEF)).language).toBe('en');
  });

  it('goes over the carrier that has the simulated callees', async () => {
    const { callId } = await build({ rehearsalCarrier: 'twilio' }).rehearse(account, BRIEF);
    expect((await calls.find(account.id, callId))?.carrier).toBe('twilio');
  });

  it('is the same again for the same key, and another request is refused', async () => {
    const key = { key: 'k', bodyHash: 'h' };
    const first = await calls.rehearse(account, BRIEF, key);
    expect(await calls.rehearse(account, BRIEF, key)).toEqual(first);
    expect(await codeOf(calls.rehearse(account, BRIEF, { key: 'k', bodyHash: 'other' }))).toBe('idempotency_conflict');
    expect(told).toHaveLength(1);
    expect(await db.store.selectFrom('calls').select('id').execute()).toHaveLength(1);
  });

  it('is bounded at once, to the last one, also where many are asked for in the same moment', async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(calls.rehearse(account, BRIEF))));
    expect(codes.sort()).toEqual([
      ...Array.from({ length: REHEARSALS_AT_ONCE }, () => 'accepted'),
      ...Array.from({ length: 8 - REHEARSALS_AT_ONCE }, () => 'too_many_rehearsals'),
    ]);
    const other = await accounts.create({ name: 'other' });
    expect(await codeOf(calls.rehearse(other, BRIEF))).toBe('accepted');
    // Calls are not counted, and take nothing of it.
    expect(await codeOf(calls.accept(account, { phones: '13800138000', requirement: 'x' }))).toBe('accepted');
    await endAll();
    expect(await codeOf(calls.rehearse(account, BRIEF))).toBe('accepted');
  });

  it('is bounded in a day, and says when there is room again', async () => {
    for (let n = 0; n < REHEARSALS_A_DAY; n += 1) {
      await calls.rehearse(account, BRIEF);
      await endAll();
      await clock.advance(1_000);
    }
    const refusal = await calls.rehearse(account, BRIEF).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'too_many_rehearsals',
      retryable: true,
      details: { limit: REHEARSALS_A_DAY, per: 'a_day', retryAfterSeconds: DAY_MS / 1000 - REHEARSALS_A_DAY },
    });
    await clock.advance(DAY_MS - REHEARSALS_A_DAY * 1_000);
    expect(await codeOf(calls.rehearse(account, BRIEF))).toBe('accepted');
  });

  it('is refused for what a call is refused for', async () => {
    expect(await codeOf(calls.rehearse(account, { ...BRIEF, record: true }))).toBe('recording_not_allowed');
    expect(await codeOf(calls.rehearse(account, { ...BRIEF, resultSchema: { type: 'array' } }))).toBe(
      'invalid_result_schema',
    );
    await calls.stop();
    expect(await codeOf(calls.rehearse(account, BRIEF))).toBe('stopping');
    expect(await db.store.selectFrom('calls').select('id').execute()).toEqual([]);
  });

  it('is no part of how the account’s calls went', async () => {
    for (let n = 0; n < 12; n += 1) {
      await calls.rehearse(account, BRIEF);
      await endAll();
    }
    await db.store
      .updateTable('calls')
      .set({ end_reason: 'completed', answered_at: 1, duration_seconds: 90 })
      .execute();
    const { estimate } = await calls.check(account, { phones: '13800138000', requirement: 'x' });
    expect(estimate.byHistory).toBeNull();
  });
});
