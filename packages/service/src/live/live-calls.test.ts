import type { CallSupervision, LineLevels, Supervisor } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../dispatch/test-dispatch.js';
import { insertAccount, insertCall } from '../dispatch/test-rows.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { CallView } from './call-view.js';
import type { LiveRun } from './live-call.js';
import { LiveCalls, type LiveChanges, type LiveFollower, type LiveSnapshot } from './live-calls.js';

/** A call as its node sees it. */
class Run implements LiveRun {
  readonly view = new CallView();
  readonly call: LiveRun['call'];
  levels: LineLevels = { callee: 0, assistant: 0 };
  speaker: Supervisor | null = null;
  listeners: Supervisor[] = [];
  outcome: LiveRun['outcome'] = null;
  measured = 0;

  constructor(callId: string, accountId = 'a') {
    const brief = { requirement: '通知您明天上午9点开会' };
    this.call = { callId, accountId, phone: '+8613800138000', brief, startedAt: 1_000 };
  }

  get supervision(): CallSupervision {
    const { speaker, listeners } = this;
    const levels = (): LineLevels => {
      this.measured += 1;
      return this.levels;
    };
    return { speaker, listeners, levels } as Partial<CallSupervision> as CallSupervision;
  }
}

class Reader implements LiveFollower {
  readonly snapshots: LiveSnapshot[] = [];
  readonly told: LiveChanges[] = [];

  snapshot(snapshot: LiveSnapshot): void {
    this.snapshots.push(snapshot);
  }
  changes(changes: LiveChanges): void {
    this.told.push(changes);
  }
  get last(): LiveChanges | undefined {
    return this.told.at(-1);
  }
}

describe.each(testEngines)('the live view on $engine', ({ open }) => {
  let db: TestStore;
  let clock: ManualClock;
  let runs: Run[];
  let live: LiveCalls;
  const failures: unknown[] = [];
  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.clear();
    await insertAccount(db.store, 'a', { balance_li: 1_000_000 });
    await insertAccount(db.store, 'b');
    clock = new ManualClock();
    runs = [];
    live = view();
  });
  afterEach(() => {
    live.close();
    expect(failures).toEqual([]);
  });

  function view(shared = false): LiveCalls {
    return new LiveCalls({
      storage: db,
      clock,
      node: 'n1',
      runs: () => runs,
      shared,
      onFailure: (error) => failures.push(error),
    });
  }

  /** Time passes until something holds; storage answers in its own. */
  async function pass(condition: () => boolean): Promise<void> {
    await until(() => {
      void clock.advance(250);
      return condition();
    });
  }

  async function reader(accountId: string | null = 'a'): Promise<Reader & { close(): void; again(): LiveSnapshot }> {
    const one = new Reader();
    const following = live.follow(accountId, one);
    await pass(() => one.snapshots.length > 0);
    return Object.assign(one, { close: () => following.close(), again: () => following.snapshot() });
  }

  it('begins with all that there is of the account, and of no other', async () => {
    runs.push(new Run('c1'), new Run('x1', 'b'));
    await insertCall(db.store, 'a', 'c2', { priority: 1, not_before: 5_000 });
    await insertCall(db.store, 'b', 'x2');
    const { snapshots } = await reader();
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.queuedTotal).toBe(1);
    expect(snapshots[0]?.calls).toEqual([
      {
        callId: 'c1',
        accountId: 'a',
        phone: '+8613800138000',
        requirement: '通知您明天上午9点开会',
        state: 'dialing',
        notBefore: null,
        startedAt: 1_000,
        answeredAt: null,
        words: null,
        callee: 0,
        assistant: 0,
        speaker: null,
        listeners: [],
        here: true,
      },
      expect.objectContaining({ callId: 'c2', state: 'queued', notBefore: 5_000, startedAt: null }),
    ]);
    const all = await reader(null);
    expect(all.snapshots[0]?.calls.map(({ callId }) => callId).sort()).toEqual(['c1', 'c2', 'x1', 'x2']);
  });

  it('tells of each change what changed, and nothing where nothing did', async () => {
    const run = new Run('c1');
    runs.push(run);
    const one = await reader();
    await clock.advance(10_000);
    expect(one.told).toEqual([]);
    run.view.take({ type: 'state', at: 6_000, state: 'in_progress' }, 7_000);
    run.view.take({ type: 'partial', at: 6_100, utteranceId: 'u1', role: 'assistant', text: '您好' }, 7_100);
    run.levels = { callee: 0, assistant: 7 };
    await clock.advance(250);
    const words = { role: 'assistant', text: '您好', final: false };
    expect(one.told).toEqual([
      {
        calls: [{ callId: 'c1', state: 'in_progress', answeredAt: 7_000, words, assistant: 7 }],
        ended: [],
        queuedTotal: null,
      },
    ]);
    run.speaker = { id: 'u1', name: 'Anna' };
    run.listeners = [run.speaker];
    await clock.advance(250);
    expect(one.last?.calls).toEqual([{ callId: 'c1', speaker: 'Anna', listeners: ['Anna'] }]);
  });

  it('tells at most four times a second, and of a long sentence the end', async () => {
    const run = new Run('c1');
    runs.push(run);
    const one = await reader();
    let text = '';
    for (let step = 1; step <= 100; step += 1) {
      text += `第${step}句`;
      run.view.take({ type: 'partial', at: step, utteranceId: 'u1', role: 'user', text }, step);
      await clock.advance(20);
    }
    expect(one.told.length).toBe(8);
    const told = one.last?.calls[0]?.words?.text ?? '';
    expect([...told].length).toBe(160);
    expect(told.startsWith('…')).toBe(true);
    expect(text.endsWith(told.slice(1))).toBe(true);
  });

  it('tells how a call ended, and that it waits no more', async () => {
    await insertCall(db.store, 'a', 'c1');
    const one = await reader();
    const run = new Run('c1');
    runs.push(run);
    await db.store.updateTable('calls').set({ status: 'dialing', node_id: 'n1' }).where('id', '=', 'c1').execute();
    await clock.advance(250);
    expect(one.last?.calls).toMatchObject([{ callId: 'c1', state: 'dialing', startedAt: 1_000 }]);
    await pass(() => one.last?.queuedTotal === 0);
    run.outcome = { endReason: 'completed', durationSeconds: 12 };
    runs.length = 0;
    await clock.advance(250);
    expect(one.last).toEqual({
      calls: [],
      ended: [{ callId: 'c1', endReason: 'completed', durationSeconds: 12 }],
      queuedTotal: null,
    });
    await clock.advance(5_000);
    expect(one.again().calls).toEqual([]);
  });

  it('looks at the queue once a second at most, and where it may have changed', async () => {
    const one = await reader();
    await insertCall(db.store, 'a', 'c1');
    await clock.advance(5_000);
    expect(one.told).toEqual([]);
    live.queueChanged('b');
    await clock.advance(5_000);
    expect(one.told).toEqual([]);
    live.queueChanged('a');
    await pass(() => one.told.length > 0);
    expect(one.last).toMatchObject({ calls: [{ callId: 'c1', state: 'queued' }], queuedTotal: 1 });
    await db.store.deleteFrom('ledger').where('call_id', '=', 'c1').execute();
    await db.store.deleteFrom('calls').where('id', '=', 'c1').execute();
    live.queueChanged('a');
    await pass(() => one.told.length > 1);
    expect(one.last).toEqual({
      calls: [],
      ended: [{ callId: 'c1', endReason: null, durationSeconds: null }],
      queuedTotal: 0,
    });
  });

  it('shows the first five hundred that wait, as they will be claimed, and counts all', async () => {
    for (let index = 0; index < 510; index += 1) {
      await insertCall(db.store, 'a', `c${String(index).padStart(3, '0')}`, { priority: index === 509 ? 1 : 0 });
    }
    const { snapshots } = await reader();
    const ids = snapshots[0]?.calls.map(({ callId }) => callId) ?? [];
    expect([snapshots[0]?.queuedTotal, ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([
      510,
      500,
      'c509',
      'c000',
      'c498',
    ]);
  });

  it('shows what other nodes run, from what they have written', async () => {
    live.close();
    live = view(true);
    await insertCall(db.store, 'a', 'c1', { status: 'in_progress', node_id: 'n2', started_at: 5, answered_at: 9 });
    const one = await reader();
    expect(one.snapshots[0]?.calls).toMatchObject([
      { callId: 'c1', state: 'in_progress', startedAt: 5, answeredAt: 9, here: false, words: null },
    ]);
    await db.store.updateTable('calls').set({ status: 'ended' }).where('id', '=', 'c1').execute();
    await pass(() => one.told.length > 0);
    expect(one.last?.ended).toEqual([{ callId: 'c1', endReason: null, durationSeconds: null }]);
  });

  it('measures, compares and reads nothing while nobody looks', async () => {
    const run = new Run('c1');
    runs.push(run);
    const [one, other] = [await reader(), await reader()];
    expect(live.size).toBe(1);
    one.close();
    one.close();
    expect(live.size).toBe(1);
    run.levels = { callee: 3, assistant: 0 };
    await clock.advance(250);
    expect(other.last?.calls).toEqual([{ callId: 'c1', callee: 3 }]);
    expect(one.told).toEqual([]);
    other.close();
    expect([live.size, clock.pending]).toEqual([0, 0]);
    const { measured } = run;
    live.queueChanged('a');
    await clock.advance(10_000);
    expect(run.measured).toBe(measured);
  });
});
