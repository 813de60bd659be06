import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CallingTimes } from '../compliance/calling-hours.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { checkSlots } from './slots.js';
import { type ScriptedCall, TestNode, type TestNodeOptions, until } from './test-dispatch.js';
import { insertAccount, insertCall, insertRehearsal } from './test-rows.js';

describe.each(testEngines)('the dispatch of rehearsals on $engine', ({ open }) => {
  let db: TestStore;
  const nodes: TestNode[] = [];
  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());
  beforeEach(() => db.clear());
  afterEach(async () => {
    for (const node of nodes.splice(0)) {
      for (const call of node.placed) call.end('completed');
      await until(() => node.dispatcher.running === 0);
      await node.stop();
      expect(await node.billing.check()).toEqual([]);
    }
    expect(await checkSlots(db.store)).toEqual([]);
  });

  async function startNode(options: TestNodeOptions = {}): Promise<TestNode> {
    const node = new TestNode(db, options);
    nodes.push(node);
    await node.start();
    return node;
  }
  const row = (callId: string) =>
    db.store.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirstOrThrow();
  const ended = async (callId: string): Promise<boolean> => (await row(callId)).status === 'ended';
  const placed = async (node: TestNode, count: number): Promise<ScriptedCall> => {
    await until(() => node.placed.length >= count);
    return node.placed[count - 1] as ScriptedCall;
  };
  const moneyMoved = async () =>
    (await db.store.selectFrom('ledger').selectAll().where('kind', '<>', 'opening').execute()).length;

  it('costs nothing, however long it talks, and is settled', async () => {
    await insertAccount(db.store, 'a', { balance_li: 0 });
    await insertRehearsal(db.store, 'a', 'r1');
    const node = await startNode();
    const call = await placed(node, 1);
    call.ring();
    call.answer();
    for (const minute of [2, 3, 4]) expect(await call.dependencies.mayContinue?.(minute)).toBe(true);
    call.end('completed', { endedAt: 200_000, talkMs: 198_000 });
    await until(() => ended('r1'));
    expect(await row('r1')).toMatchObject({
      rehearsal: 'confirms',
      carrier: 'simulator',
      cost_li: 0,
      billed: 1,
      duration_seconds: 198,
      end_reason: 'completed',
    });
    expect(await moneyMoved()).toBe(0);
  });

  it('is in no figure, and says first in its log what it is', async () => {
    await insertAccount(db.store, 'a');
    await insertRehearsal(db.store, 'a', 'r1');
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode();
    await placed(node, 2);
    for (const call of node.placed) call.end('busy');
    await until(async () => (await ended('r1')) && (await ended('c1')));
    await until(() => node.dispatcher.running === 0);
    expect(node.endReasons).toEqual(['busy']);
    const [first] = await node.log.read('r1', 0);
    expect(first?.event).toMatchObject({ type: 'warning', code: 'rehearsal' });
    expect((await node.log.read('c1', 0)).some(({ event }) => event.type === 'warning')).toBe(false);
  });

  it('puts nobody on the do-not-call list, and does not mind who is on it', async () => {
    await insertAccount(db.store, 'a');
    await insertRehearsal(db.store, 'a', 'r1', { phone: '+8613900139008' });
    const node = await startNode();
    const call = await placed(node, 1);
    call.answer();
    const outcome = { goalAchieved: null, summary: '', facts: {}, doNotCall: true };
    call.end('completed', { outcome });
    await until(() => ended('r1'));
    expect(await db.store.selectFrom('do_not_call').selectAll().execute()).toEqual([]);
    await node.doNotCall.add(db.store, { accountId: 'a', phone: '+8613900139008', callId: null });
    await insertRehearsal(db.store, 'a', 'r2', { phone: '+8613900139008' });
    node.dispatcher.wake();
    (await placed(node, 2)).end('completed');
    await until(() => ended('r2'));
    expect((await row('r2')).end_reason).toBe('completed');
  });

  it('does not wait for the hours of a callee who is none', async () => {
    const clock = new ManualClock();
    // 02:00 in China.
    await clock.advance(Date.UTC(2026, 0, 9, 18, 0) - clock.now());
    await insertAccount(db.store, 'a');
    await insertRehearsal(db.store, 'a', 'r1');
    await insertCall(db.store, 'a', 'c1');
    const callingTimes = new CallingTimes({ from: 8 * 60, to: 21 * 60 }, undefined);
    const node = await startNode({ clock, callingTimes });
    const call = await placed(node, 1);
    expect(call.callId).toBe('r1');
    await until(async () => (await row('c1')).not_before > clock.now());
    expect(node.placed).toHaveLength(1);
  });

  it('is taken back before its turn, and costs nothing', async () => {
    await insertAccount(db.store, 'a');
    await insertRehearsal(db.store, 'a', 'r1', { not_before: Number.MAX_SAFE_INTEGER });
    const node = await startNode();
    expect(await node.dispatcher.hangUp('a', 'r1')).toBe('cancelled');
    expect(await row('r1')).toMatchObject({ status: 'ended', end_reason: 'cancelled', cost_li: 0 });
    expect([node.endReasons, await moneyMoved()]).toEqual([[], 0]);
  });

  it('is ended after a crash, in no figure', async () => {
    await insertAccount(db.store, 'a');
    await insertRehearsal(db.store, 'a', 'r1', {
      status: 'in_progress',
      node_id: 'n1',
      started_at: 1,
      answered_at: 2,
    });
    const node = await startNode();
    await until(() => ended('r1'));
    expect(await row('r1')).toMatchObject({ end_reason: 'interrupted', cost_li: 0, billed: 1 });
    expect([node.endReasons, await moneyMoved()]).toEqual([[], 0]);
  });
});
