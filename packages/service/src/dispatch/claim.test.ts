import { realClock, seededRandom } from '@ringback/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenStore } from '../storage/open-store.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { type ClaimedCall, type ClaimRequest, claimCall, nextDueAt } from './claim.js';
import { ensurePace, paceInterval } from './pace.js';
import { checkSlots, recountSlots, releaseSlots, setCapacity } from './slots.js';
import { insertAccount, insertCall } from './test-rows.js';

describe.each(testEngines)('claiming on $engine', ({ open }) => {
  let db: TestStore;
  let now = 1000;
  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    for (const table of ['ledger', 'do_not_call', 'calls', 'slots', 'pace', 'accounts'] as const)
      await db.store.deleteFrom(table).execute();
    await setCapacity(db.store, 'carrier', 'simulator', 100);
    await setCapacity(db.store, 'node', 'n1', 100);
    await ensurePace(db.store, 'simulator');
    now = 1000;
  });

  const claim = (values: Partial<ClaimRequest> = {}, storage: OpenStore = db) =>
    claimCall(storage, { node: 'n1', carrier: 'simulator', configured: true, now, paceMs: 0, ...values });
  const claimId = async (values: Partial<ClaimRequest> = {}): Promise<string> => {
    const result = await claim(values);
    return result.kind === 'claimed' ? result.call.callId : result.kind;
  };
  async function endCall(call: ClaimedCall, node = 'n1', storage: OpenStore = db): Promise<void> {
    await storage.transaction(async (trx) => {
      await trx.updateTable('calls').set({ status: 'ended' }).where('id', '=', call.callId).execute();
      await releaseSlots(trx, { accountId: call.accountId, carrier: 'simulator', node });
    });
  }

  it('makes the intent to dial durable, with its slots and the account’s turn', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1', {
      persona: '前台',
      opening_line: '您好',
      language: 'zh',
      opening: 'wait',
      voicemail: '{"message":"请回电"}',
      record: 1,
      result_schema: '{"type":"object"}',
    });
    expect(await claim()).toEqual({
      kind: 'claimed',
      call: {
        callId: 'c1',
        carrier: 'simulator',
        accountId: 'a',
        phone: '+8613800138000',
        brief: {
          requirement: '通知您明天上午9点开会',
          persona: '前台',
          openingLine: '您好',
          language: 'zh',
          opening: 'wait',
          voicemail: { message: '请回电' },
          resultSchema: { type: 'object' },
        },
        record: true,
        rehearsal: false,
        startedAt: 1000,
        talkLimitMs: null,
        doNotCall: false,
        countryOff: false,
      },
    });
    const row = await db.store.selectFrom('calls').selectAll().where('id', '=', 'c1').executeTakeFirstOrThrow();
    expect(row).toMatchObject({ status: 'dialing', node_id: 'n1', carrier: 'simulator', started_at: 1000 });
    const slots = await db.store.selectFrom('slots').selectAll().orderBy('scope').execute();
    expect(slots).toEqual([
      { scope: 'account', name: 'a', in_use: 1, capacity: 10 },
      { scope: 'carrier', name: 'simulator', in_use: 1, capacity: 100 },
      { scope: 'node', name: 'n1', in_use: 1, capacity: 100 },
    ]);
    expect(await checkSlots(db.store)).toEqual([]);
    expect(await claim()).toEqual({ kind: 'none' });
  });

  it('takes the highest priority first, then the oldest', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    await insertCall(db.store, 'a', 'c2', { priority: -5 });
    await insertCall(db.store, 'a', 'c3', { priority: 7 });
    await insertCall(db.store, 'a', 'c4', { priority: 7 });
    await insertCall(db.store, 'a', 'c5');
    const order: string[] = [];
    for (let index = 0; index < 5; index += 1) order.push(await claimId());
    expect(order).toEqual(['c3', 'c4', 'c1', 'c5', 'c2']);
  });

  it('serves accounts in turn, also within one millisecond: ten thousand calls of one do not hold up another’s single one', async () => {
    await insertAccount(db.store, 'big', { balance_li: 100_000_000 });
    await insertAccount(db.store, 'small');
    for (let index = 0; index < 12; index += 1) await insertCall(db.store, 'big', `big-${100 + index}`);
    expect(await claimId()).toBe('big-100');
    expect(await claimId()).toBe('big-101');
    await insertCall(db.store, 'small', 'small-1');
    await insertCall(db.store, 'small', 'small-2');
    const order: string[] = [];
    for (let index = 0; index < 5; index += 1) order.push(await claimId());
    expect(order).toEqual(['small-1', 'big-102', 'small-2', 'big-103', 'big-104']);
  });

  it('puts off what is due at an hour at which its callee is not called, and goes on with the rest', async () => {
    await insertAccount(db.store, 'a', { balance_li: 100_000_000 });
    await insertCall(db.store, 'a', 'asleep-1', { priority: 9 });
    await insertCall(db.store, 'a', 'awake', { phone: '+12125550100' });
    await insertCall(db.store, 'a', 'asleep-2');
    const opensAt = (phone: string, at: number): number => (phone.startsWith('+86') ? Math.max(at, 50_000) : at);
    expect(await claim({ opensAt })).toEqual({ kind: 'put_off', callIds: ['asleep-1', 'asleep-2'] });
    expect(await claimId({ opensAt })).toBe('awake');
    expect(await claim({ opensAt })).toEqual({ kind: 'none' });
    expect(await nextDueAt(db, now)).toBe(50_000);
    const waiting = await db.store.selectFrom('calls').selectAll().where('status', '=', 'queued').execute();
    expect(waiting.map(({ not_before, node_id, started_at }) => [not_before, node_id, started_at])).toEqual([
      [50_000, null, null],
      [50_000, null, null],
    ]);
    now = 50_000;
    expect(await claimId({ opensAt })).toBe('asleep-1');
    expect(await claimId({ opensAt })).toBe('asleep-2');
  });

  it('gives each carrier the calls that ask for it, and the configured one those that ask for none', async () => {
    await setCapacity(db.store, 'carrier', 'webphone', 1);
    await ensurePace(db.store, 'webphone');
    const webphone = { carrier: 'webphone', configured: false };
    await insertAccount(db.store, 'a');
    await insertAccount(db.store, 'b');
    expect(await claimId(webphone)).toBe('none');
    await insertCall(db.store, 'a', 'phone-1');
    await insertCall(db.store, 'a', 'browser-1', { carrier: 'webphone', priority: 9 });
    await insertCall(db.store, 'b', 'browser-2', { carrier: 'webphone' });
    await insertCall(db.store, 'a', 'named', { carrier: 'simulator', priority: -9 });
    await insertCall(db.store, 'a', 'browser-later', { carrier: 'webphone', not_before: 5000, priority: 99 });
    expect(await claim(webphone)).toMatchObject({ call: { callId: 'browser-1', carrier: 'webphone' } });
    // Its one slot is taken; the configured carrier has room.
    expect(await claimId(webphone)).toBe('full');
    expect(await claim()).toMatchObject({ call: { callId: 'phone-1', carrier: 'simulator' } });
    expect(await claimId()).toBe('named');
    expect(await claimId()).toBe('none');
    expect(await checkSlots(db.store)).toEqual([]);
    const rows = await db.store.selectFrom('calls').select(['id', 'carrier']).orderBy('id').execute();
    expect(Object.fromEntries(rows.map(({ id, carrier }) => [id, carrier]))).toMatchObject({
      'phone-1': 'simulator',
      'browser-1': 'webphone',
      'browser-2': 'webphone',
    });
  });

  it('keeps a pace for each carrier', async () => {
    await setCapacity(db.store, 'carrier', 'webphone', 10);
    await ensurePace(db.store, 'webphone');
    await insertAccount(db.store, 'a');
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    await insertCall(db.store, 'a', 'browser', { carrier: 'webphone' });
    expect(await claimId({ paceMs: 500 })).toBe('c1');
    expect(await claim({ paceMs: 500 })).toEqual({ kind: 'paced', until: 1500 });
    expect(await claimId({ carrier: 'webphone', configured: false })).toBe('browser');
  });

  it('does not dial before its time, and knows when the next time comes', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'late', { not_before: 5000, priority: 9 });
    await insertCall(db.store, 'a', 'later', { not_before: 6000 });
    await insertCall(db.store, 'a', 'now', { not_before: 1000 });
    expect(await nextDueAt(db, now)).toBe(5000);
    expect(await claimId()).toBe('now');
    expect(await claimId()).toBe('none');
    now = 5000;
    expect(await claimId()).toBe('late');
    expect(await claimId()).toBe('none');
    expect(await nextDueAt(db, now)).toBe(6000);
    now = 6000;
    expect(await claimId()).toBe('later');
    expect(await nextDueAt(db, now)).toBeNull();
  });

  it('stops at the limit of an account and goes on with the next', async () => {
    await insertAccount(db.store, 'a', { max_running: 1 });
    await insertAccount(db.store, 'b');
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    await insertCall(db.store, 'b', 'c3');
    const first = await claim();
    expect([first.kind === 'claimed' && first.call.callId, await claimId(), await claimId()]).toEqual([
      'c1',
      'c3',
      'none',
    ]);
    if (first.kind === 'claimed') await endCall(first.call);
    expect(await claimId()).toBe('c2');
    await insertCall(db.store, 'a', 'c4');
    expect(await claimId()).toBe('none');
    await db.store.updateTable('accounts').set({ max_running: 2 }).where('id', '=', 'a').execute();
    expect(await claimId()).toBe('c4');
  });

  it.each(['carrier', 'node'] as const)('stops at the limit of the %s', async (scope) => {
    await setCapacity(db.store, scope, scope === 'node' ? 'n1' : 'simulator', 1);
    await insertAccount(db.store, 'a');
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    const first = await claim();
    expect(await claim()).toEqual({ kind: 'full' });
    expect(
      (await db.store.selectFrom('calls').select('status').where('id', '=', 'c2').executeTakeFirst())?.status,
    ).toBe('queued');
    if (first.kind === 'claimed') await endCall(first.call);
    expect(await claimId()).toBe('c2');
  });

  it('keeps the pace of the carrier', async () => {
    await insertAccount(db.store, 'a');
    for (const id of ['c1', 'c2', 'c3']) await insertCall(db.store, 'a', id);
    const paceMs = paceInterval(20);
    expect(await claimId({ paceMs })).toBe('c1');
    expect(await claim({ paceMs })).toEqual({ kind: 'paced', until: 1050 });
    now = 1049;
    expect(await claimId({ paceMs })).toBe('paced');
    now = 1060;
    expect(await claimId({ paceMs })).toBe('c2');
    now = 1109;
    expect(await claim({ paceMs })).toEqual({ kind: 'paced', until: 1110 });
    // Written by a node whose clock was an hour ahead.
    await db.store.updateTable('pace').set({ next_at: 3_600_000 }).execute();
    expect(await claimId({ paceMs })).toBe('c3');
  });

  it('never rounds a pace up to more calls', () => {
    expect([0, 1000, 20, 3, 0.5].map(paceInterval)).toEqual([0, 1, 50, 334, 2000]);
  });

  it('says when a number was listed after its call was accepted', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    await db.store
      .insertInto('do_not_call')
      .values({ account_id: 'a', phone: '+8613800138000', call_id: null, created_at: 1 })
      .execute();
    expect(await claim()).toMatchObject({ kind: 'claimed', call: { callId: 'c1', doNotCall: true } });
  });

  it('leaves nothing half-done where it is broken off', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const broken: OpenStore = {
      ...db,
      transaction: (work) =>
        db.transaction(async (trx) => {
          await work(trx);
          throw new Error('the power failed');
        }),
    };
    await expect(claim({ paceMs: 50 }, broken)).rejects.toThrow('the power failed');
    expect(await checkSlots(db.store)).toEqual([]);
    expect(await claimId({ paceMs: 50 })).toBe('c1');
  });

  it('finds and mends slots that somebody has changed by hand', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    await claim();
    await db.store.updateTable('slots').set({ in_use: 7 }).where('scope', '=', 'carrier').execute();
    const wrong = [{ scope: 'carrier', name: 'simulator', inUse: 7, calls: 1 }];
    expect(await checkSlots(db.store)).toEqual(wrong);
    expect(await recountSlots(db)).toEqual(wrong);
    expect(await checkSlots(db.store)).toEqual([]);
  });

  it('never overruns a limit and never claims a call twice, whatever claims and ends at once', async () => {
    const random = seededRandom(11);
    const stores = [db, ...(await Promise.all([1, 2].map(() => db.openAgain(realClock()))))] as OpenStore[];
    const nodes = ['n1', 'n2', 'n3'];
    const limits = { carrier: 7, node: 3 };
    await setCapacity(db.store, 'carrier', 'simulator', limits.carrier);
    for (const node of nodes) await setCapacity(db.store, 'node', node, limits.node);
    const accounts = ['a', 'b', 'c', 'd'].map((id, index) => ({ id, limit: index % 2 === 0 ? 2 : 3 }));
    let total = 0;
    for (const { id, limit } of accounts) {
      await insertAccount(db.store, id, { max_running: limit, balance_li: 1_000_000 });
      for (let index = 0; index < 25; index += 1) {
        await insertCall(db.store, id, `${id}-${index}`, { priority: Math.floor(random() * 3) });
        total += 1;
      }
    }
    const claimedIds: string[] = [];
    const running = new Map<string, number>();
    const peak = { carrier: 0, node: 0, account: 0 };
    const change = (call: ClaimedCall, node: string, by: number): void => {
      for (const key of ['carrier', `node ${node}`, `account ${call.accountId}`]) {
        const count = (running.get(key) ?? 0) + by;
        running.set(key, count);
        const limit =
          key === 'carrier'
            ? limits.carrier
            : key.startsWith('node')
              ? limits.node
              : accounts.find(({ id }) => key === `account ${id}`)!.limit;
        expect(count).toBeLessThanOrEqual(limit);
        const scope = key.split(' ')[0] as keyof typeof peak;
        peak[scope] = Math.max(peak[scope], count);
      }
    };
    let attempts = 0;
    const claimer = async (lane: number): Promise<void> => {
      const node = nodes[lane % 3] as string;
      const storage = stores[lane % 3] as OpenStore;
      while (claimedIds.length < total) {
        const result = await claimCall(storage, { node, carrier: 'simulator', configured: true, now, paceMs: 0 });
        attempts += 1;
        if (result.kind === 'claimed') {
          claimedIds.push(result.call.callId);
          change(result.call, node, 1);
          // It lasts for some of the others' attempts.
          const until = attempts + Math.floor(random() * 40);
          while (attempts < until && claimedIds.length < total) await new Promise((resolve) => setImmediate(resolve));
          // Counted down before the end is written: what is claimed meanwhile must still fit.
          change(result.call, node, -1);
          await endCall(result.call, node, storage);
        } else await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, lane) => claimer(lane)));
    expect(claimedIds).toHaveLength(total);
    expect(new Set(claimedIds).size).toBe(total);
    // Otherwise nothing was at its limit, and nothing was proved.
    expect(peak.carrier).toBeGreaterThan(limits.node);
    expect(peak.node).toBeGreaterThan(1);
    expect(peak.account).toBeGreaterThan(1);
    expect(await checkSlots(db.store)).toEqual([]);
    const rows = await db.store.selectFrom('slots').select('in_use').execute();
    expect(rows.every(({ in_use }) => in_use === 0)).toBe(true);
    for (const store of stores.slice(1)) await store.close();
  });
});
