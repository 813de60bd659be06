import type { CarrierCallState } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/call-log.js';
import type { OpenStore } from '../storage/open-store.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { DEAD_AFTER_MS } from './nodes.js';
import { checkSlots } from './slots.js';
import { type ScriptedCall, TestNode, type TestNodeOptions, until } from './test-dispatch.js';
import { insertAccount, insertCall } from './test-rows.js';

describe.each(testEngines)('recovery on $engine', ({ engine, open }) => {
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
  function make(options: TestNodeOptions = {}): TestNode {
    const node = new TestNode(db, options);
    nodes.push(node);
    return node;
  }
  /** Dies as `kill -9` would have it. */
  function kill(node: TestNode): void {
    node.kill();
    nodes.splice(nodes.indexOf(node), 1);
  }
  const row = (callId: string) =>
    db.store.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirstOrThrow();

  it('asks the carrier of each call; one that is not configured any more cannot be asked', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    await insertCall(db.store, 'a', 'c2', { carrier: 'webphone' });
    await insertCall(db.store, 'a', 'c3', { carrier: 'former' });
    const others = ['webphone', 'former'].map((name) => ({ name, maxRunning: 10, callsPerSecond: 0 }));
    const first = make({ otherCarriers: others });
    await first.start();
    await until(() => first.placed.length === 3);
    kill(first);
    const second = make({ clock: first.clock, otherCarriers: others.slice(0, 1) });
    await second.start();
    expect(second.lookedUp.sort((a, b) => (a.callId < b.callId ? -1 : 1))).toEqual([
      { callId: 'c1', carrier: 'simulator' },
      { callId: 'c2', carrier: 'webphone' },
    ]);
    expect((await row('c3')).end_detail).toContain('is not known');
  });

  it('reports what was under way, asks the carrier first, dials nothing again and lets queued calls go on', async () => {
    await insertAccount(db.store, 'a', { max_running: 3 });
    for (const id of ['c1', 'c2', 'c3', 'c4'])
      await insertCall(db.store, 'a', id, { callback_url: 'https://example.com/' });
    const first = make();
    await first.start();
    await until(() => first.placed.length === 3);
    const [talking, ringing] = first.placed as [ScriptedCall, ScriptedCall];
    talking.answer(2000);
    talking.say('您好', 4000);
    talking.tell({ type: 'recording', at: 2000 });
    talking.tell({
      type: 'usage',
      at: 3500,
      usage: {
        kind: 'response',
        model: 'gpt-realtime-2.1',
        input: { text: 10, audio: 0, image: 0 },
        cached: { text: 0, audio: 0, image: 0 },
        output: { text: 0, audio: 5, image: 0 },
        costNanoUsd: null,
      },
    });
    ringing.ring(500);
    await talking.dependencies.mayContinue?.(2);
    await first.log.flush();
    talking.say('这句话没有写下来', 6000);
    kill(first);

    const asked: string[] = [];
    const states: Record<string, CarrierCallState> = { c1: 'under_way', c2: 'over', c3: 'never_dialled' };
    const second = make({
      clock: first.clock,
      async lookUp(callId) {
        expect((await row(callId)).status).not.toBe('ended');
        asked.push(callId);
        return states[callId] as CarrierCallState;
      },
    });
    const told: LoggedEvent[] = [];
    await second.log.follow('c1', 0, (logged) => told.push(logged));
    await second.start();
    expect(asked.sort()).toEqual(['c1', 'c2', 'c3']);
    const startedAt = (await row('c1')).started_at as number;
    expect(await row('c1')).toMatchObject({
      status: 'ended',
      end_reason: 'interrupted',
      answered_at: startedAt + 2000,
      ended_at: startedAt + 4000,
      duration_seconds: 2,
      recording_url: '/v1/calls/c1/recording',
      model_usage: expect.stringContaining('"model":"gpt-realtime-2.1","responses":1'),
      cost_li: 0,
      billed: 1,
    });
    expect((await row('c1')).end_detail).toContain('still under way at the carrier');
    expect(await row('c2')).toMatchObject({
      end_reason: 'interrupted',
      duration_seconds: 0,
      carrier_reference: 'ref-c2',
    });
    expect((await row('c3')).end_detail).toContain('The number was not called.');
    expect(told.map(({ event }) => event.type)).toEqual(['state', 'state', 'utterance', 'recording', 'usage', 'ended']);
    expect(second.announced.map(({ callId }) => callId).sort()).toEqual(['c1', 'c2', 'c3']);
    expect(second.endReasons).toEqual(['interrupted', 'interrupted', 'interrupted']);
    await until(() => second.placed.length === 1);
    expect(second.placed[0]?.callId).toBe('c4');
    expect(await second.billing.balance('a')).toMatchObject({ availableLi: 9700, heldLi: 300 });
  });

  it('goes on where a crash came between the claim and the dial', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const first = make({ placeCall: () => ({ hangUp() {}, ended: new Promise(() => {}) }) as never });
    await first.start();
    await until(async () => (await row('c1')).status === 'dialing');
    kill(first);
    const second = make({ clock: first.clock, lookUp: async () => 'never_dialled' });
    await second.start();
    expect(await row('c1')).toMatchObject({ end_reason: 'interrupted', answered_at: null, cost_li: 0 });
    expect(second.placed).toEqual([]);
  });

  it('does not wait for ever for a carrier, nor stumble over one that fails', async () => {
    await insertAccount(db.store, 'a');
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    const first = make();
    await first.start();
    await until(() => first.placed.length === 2);
    kill(first);
    const second = make({
      clock: first.clock,
      lookUp: (callId) => (callId === 'c1' ? new Promise(() => {}) : Promise.reject(new Error('the carrier is down'))),
    });
    await second.nodes.start();
    const { lost, finished } = await second.recovery.start();
    expect(lost).toBe(2);
    await until(async () => (await row('c2')).status === 'ended');
    await second.clock.advance(10_000);
    await finished;
    for (const id of ['c1', 'c2']) expect((await row(id)).end_detail).toContain('is not known');
    await second.dispatcher.start();
  });

  it('ends each lost call once, however often it starts', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const first = make();
    await first.start();
    await until(() => first.placed.length === 1);
    kill(first);
    const second = make({ clock: first.clock, lookUp: () => new Promise(() => {}) });
    await second.nodes.start();
    await second.recovery.start();
    kill(second);
    const third = make({ clock: first.clock });
    await third.start();
    const fourth = make({ clock: first.clock });
    await fourth.start();
    expect(third.endReasons).toEqual(['interrupted']);
    expect(fourth.endReasons).toEqual([]);
    const events = await fourth.log.read('c1', 0);
    expect(events.filter(({ event }) => event.type === 'ended')).toHaveLength(1);
  });

  it('clears up after a node that died and does not come back', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const clock = new ManualClock();
    const dead = make({ node: 'dead', clock });
    await dead.start();
    await until(() => dead.placed.length === 1);
    kill(dead);
    const other = make({ node: 'other', clock });
    await other.start();
    if (engine === 'postgresql') {
      // Others share the database: one that was seen a moment ago may still live.
      expect((await row('c1')).status).toBe('dialing');
      for (let passed = 0; passed <= DEAD_AFTER_MS + 10_000; passed += 5000) {
        await clock.advance(5000);
        await until(() => other.clock.pending >= 3);
      }
      await until(async () => (await row('c1')).status === 'ended');
    }
    expect(await row('c1')).toMatchObject({ end_reason: 'interrupted', node_id: 'dead' });
    await until(() => other.endReasons.length === 1);
    expect(await checkSlots(db.store)).toEqual([]);
  });

  it('ends a call that was claimed while the database’s answer was lost', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    let lose = true;
    const flaky: OpenStore = {
      ...db,
      transaction: async (work) => {
        const result = await db.transaction(work);
        if (lose && (await row('c1')).status === 'dialing') {
          lose = false;
          throw new Error('the connection broke');
        }
        return result;
      },
    };
    const node = new TestNode(flaky, { lookUp: async () => 'never_dialled' });
    nodes.push(node);
    await node.start();
    await until(() => !lose);
    // Calls that do run are left alone.
    await insertCall(db.store, 'a', 'c2');
    node.dispatcher.wake();
    await until(() => node.placed.length === 1);
    for (let passed = 0; passed < 30_000; passed += 5000) {
      await node.clock.advance(5000);
      await until(() => node.clock.pending >= 3);
    }
    await until(async () => (await row('c1')).status === 'ended');
    expect(await row('c1')).toMatchObject({ end_reason: 'interrupted', cost_li: 0 });
    expect((await row('c2')).status).toBe('dialing');
    expect(node.placed.map(({ callId }) => callId)).toEqual(['c2']);
  });

  it('leaves a living node’s calls alone, and a node that was given up finds its calls ended', async () => {
    if (engine === 'sqlite') return;
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const clock = new ManualClock();
    const slow = make({ node: 'slow', clock });
    const other = make({ node: 'other', clock });
    await slow.start();
    await until(() => slow.placed.length === 1);
    await other.start();
    for (let passed = 0; passed < 60_000; passed += 5000) {
      await clock.advance(5000);
      await until(async () => {
        const seen = await db.store.selectFrom('nodes').select('seen_at').where('id', '=', 'slow').executeTakeFirst();
        return (seen?.seen_at ?? 0) >= clock.now() - 5000;
      });
    }
    expect((await row('c1')).status).toBe('dialing');
    await slow.nodes.stop();
    for (let passed = 0; passed <= DEAD_AFTER_MS + 10_000; passed += 5000) {
      await clock.advance(5000);
      await until(() => clock.pending >= 4);
    }
    await until(async () => (await row('c1')).status === 'ended');
    slow.placed[0]?.answer();
    slow.placed[0]?.end('completed');
    await until(() => slow.dispatcher.running === 0);
    expect(await row('c1')).toMatchObject({ end_reason: 'interrupted', cost_li: 0 });
    expect(slow.endReasons).toEqual([]);
    expect(slow.log.size).toBe(0);
  });
});
