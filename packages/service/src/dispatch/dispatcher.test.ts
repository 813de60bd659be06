import { type ModelUsage, type Recording, RingbackError } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CallingTimes } from '../compliance/calling-hours.js';
import type { LoggedEvent } from '../events/call-log.js';
import type { OpenStore } from '../storage/open-store.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { checkSlots } from './slots.js';
import { type ScriptedCall, TestNode, type TestNodeOptions, until } from './test-dispatch.js';
import { insertAccount, insertCall } from './test-rows.js';

describe.each(testEngines)('dispatch on $engine', ({ open }) => {
  let db: TestStore;
  let nodes: TestNode[] = [];
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
    }
    expect(await checkSlots(db.store)).toEqual([]);
  });

  async function startNode(options: TestNodeOptions = {}, storage: OpenStore = db): Promise<TestNode> {
    const node = new TestNode(storage, options);
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

  it('keeps what the model used and what it cost, also of a call that nobody answered', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode();
    const call = await placed(node, 1);
    const usage: ModelUsage = {
      kind: 'response',
      model: 'gpt-realtime-2.1',
      input: { text: 300, audio: 0, image: 0 },
      cached: { text: 128, audio: 0, image: 0 },
      output: { text: 20, audio: 60, image: 0 },
      costNanoUsd: 5_000_000,
    };
    call.tell({ type: 'usage', at: 900, usage });
    call.tell({ type: 'usage', at: 950, usage });
    call.ring();
    call.end('no_answer');
    await until(() => ended('c1'));
    const total = {
      model: 'gpt-realtime-2.1',
      responses: 2,
      transcriptions: 0,
      input: { text: 600, audio: 0, image: 0 },
      cached: { text: 256, audio: 0, image: 0 },
      output: { text: 40, audio: 120, image: 0 },
      costNanoUsd: 10_000_000,
      unpriced: [],
    };
    expect(JSON.parse((await row('c1')).model_usage as string)).toEqual(total);
    expect(await row('c1')).toMatchObject({ cost_li: 0, recording_url: null });
    await until(() => node.usages.length === 2);
  });

  it('records whom it is asked to, as far as the configuration has it, and says where the recording is', async () => {
    const record = (): Recording => ({ heard() {}, queued() {}, cleared() {}, close: async () => {} });
    const cases: [whenAsked: boolean | null, asked: number | null, records: boolean][] = [
      [null, 1, false],
      [true, null, false],
      [true, 0, false],
      [true, 1, true],
      [false, null, true],
      [false, 0, false],
      [false, 1, true],
    ];
    await insertAccount(db.store, 'a');
    for (const [index, [whenAsked, asked, records]] of cases.entries()) {
      const node = await startNode(whenAsked === null ? {} : { recording: { whenAsked, record } });
      await insertCall(db.store, 'a', `c${index}`, { record: asked });
      node.dispatcher.wake();
      const call = await placed(node, 1);
      expect(call.dependencies.record !== undefined, String(cases[index])).toBe(records);
      call.answer();
      if (records) call.tell({ type: 'recording', at: 2000 });
      call.end('completed');
      await until(() => ended(`c${index}`));
      expect((await row(`c${index}`)).recording_url).toBe(records ? `/v1/calls/c${index}/recording` : null);
      await node.stop();
      nodes.splice(nodes.indexOf(node), 1);
    }
  });

  it('ends a call once its recording is written, and without it where the disk is stuck', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    let written: () => void = () => {};
    const writing = new Promise<void>((resolve) => {
      written = resolve;
    });
    const record = (callId: string): Recording => ({
      heard() {},
      queued() {},
      cleared() {},
      close: () => (callId === 'c1' ? writing : new Promise(() => {})),
    });
    const node = await startNode({ recording: { whenAsked: false, record } });
    const call = await placed(node, 1);
    call.dependencies.record?.('c1');
    call.tell({ type: 'recording', at: 2000 });
    call.end('completed');
    await node.log.flush('c1');
    expect(await ended('c1')).toBe(false);
    written();
    await until(() => ended('c1'));

    await insertCall(db.store, 'a', 'c2');
    node.dispatcher.wake();
    const stuck = await placed(node, 2);
    stuck.dependencies.record?.('c2');
    stuck.end('completed');
    await until(async () => {
      await node.clock.advance(1000);
      return ended('c2');
    });
  });

  it('gives the engine what the request says, else what is configured, and where the callee is', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    await insertCall(db.store, 'a', 'c2', { opening: 'say', voicemail: '"talk"', phone: '+14155550100' });
    const node = await startNode({
      briefDefaults: { opening: 'wait', voicemail: { message: '请回电' } },
      callingTimes: new CallingTimes(null, undefined),
    });
    await placed(node, 2);
    const [first, second] = node.placed.map(({ request }) => request);
    expect(first).toMatchObject({
      brief: { opening: 'wait', voicemail: { message: '请回电' } },
      timeZone: 'Asia/Shanghai',
    });
    expect(second).toMatchObject({ brief: { opening: 'say', voicemail: 'talk' }, timeZone: 'America/Los_Angeles' });
  });

  it('dials a callee only within the calling hours there, and wakes when they begin', async () => {
    const clock = new ManualClock(Date.parse('2026-11-24T23:59:30Z'));
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const callingTimes = new CallingTimes({ from: 480, to: 1260 }, undefined);
    const node = await startNode({ clock, callingTimes });
    await until(async () => (await row('c1')).not_before > 0);
    const opens = Date.parse('2026-11-25T00:00:00Z');
    expect(await row('c1')).toMatchObject({ status: 'queued', not_before: opens });
    expect(node.lines.some(({ msg, callId }) => callId === 'c1' && msg.includes('calling hours'))).toBe(true);
    while (clock.now() < opens - 1000) {
      await clock.advance(1000);
      await until(() => !node.dispatcher.looking);
    }
    expect(node.placed).toEqual([]);
    await clock.advance(1000);
    const call = await placed(node, 1);
    expect(call.request.timeZone).toBe('Asia/Shanghai');
    expect((await row('c1')).started_at).toBe(opens);
  });

  it('runs a call from the queue to its settled record', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1', {
      callback_url: 'https://example.com/hook',
      result_schema: '{"type":"object","properties":{"time":{"type":"string"}},"required":["time"]}',
    });
    const node = await startNode();
    const told: LoggedEvent[] = [];
    const settledWhenTold: string[] = [];
    await node.log.follow('c1', 0, (logged) => told.push(logged));
    const call = await placed(node, 1);
    expect(call.request).toMatchObject({
      callId: 'c1',
      to: '+8613800138000',
      brief: { requirement: '通知您明天上午9点开会' },
    });
    call.ring();
    call.answer(2000);
    await node.log.flush('c1');
    const startedAt = (await row('c1')).started_at as number;
    expect(await row('c1')).toMatchObject({
      status: 'in_progress',
      carrier_reference: 'ref-c1',
      answered_at: startedAt + 2000,
      billed: 0,
    });
    expect(await call.dependencies.mayContinue?.(2)).toBe(true);
    call.say('您好');
    call.tell({
      type: 'turn',
      at: 3100,
      latency: { turn: 1, toFirstAudio: 5, toCarrier: 6, toHeard: 26 },
      utteranceId: 'u1',
      from: 3070,
    });
    expect(told.map(({ event }) => event.type)).toEqual(['state', 'state', 'state', 'utterance', 'turn']);
    await node.log.follow('c1', told.length, ({ event }) => {
      if (event.type === 'ended') settledWhenTold.push('told');
    });
    call.end('completed', {
      endedAt: 2000 + 61_001,
      outcome: { goalAchieved: true, summary: '已通知', facts: { time: '9点', mood: 'good' }, doNotCall: false },
    });
    await until(() => settledWhenTold.length === 1);
    expect(await row('c1')).toMatchObject({
      status: 'ended',
      end_reason: 'completed',
      end_detail: 'as the test said',
      answered_at: startedAt + 2000,
      ended_at: startedAt + 63_001,
      duration_seconds: 62,
      cost_li: 600,
      billed: 1,
      summary: '已通知',
      goal_achieved: 1,
      result: '{"time":"9点"}',
      latency: '[{"turn":1,"toFirstAudio":5,"toCarrier":6,"toHeard":26}]',
    });
    expect(told.at(-1)).toMatchObject({ seq: 6, event: { type: 'ended', end: { endReason: 'completed' } } });
    expect(node.announced).toMatchObject([
      { callId: 'c1', status: 'ended', billed: true, costLi: 600, transcript: [{ text: '您好' }] },
    ]);
    expect(node.woken).toEqual([1]);
    expect(node.endReasons).toEqual(['completed']);
    expect(await node.billing.balance('a')).toMatchObject({ availableLi: 9400, heldLi: 0 });
    expect(await node.billing.check()).toEqual([]);
    await until(() => node.dispatcher.running === 0);
    expect(node.log.size).toBe(0);
  });

  it.each([
    ['busy', null, 0, 0, 0],
    ['completed', 0, 0, 0, 300],
    ['completed', 1, 60_000, 60, 300],
    ['callee_hung_up', 1, 60_001, 61, 600],
    ['interrupted', 1, 90_000, 90, 0],
  ] as const)('charges %s, answered %s, talk %s ms: %s s, %s li', async (reason, answered, talkMs, seconds, li) => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode();
    const call = await placed(node, 1);
    if (answered !== null) call.answer(2000);
    await call.dependencies.mayContinue?.(2);
    call.end(reason, { endedAt: 2000 + talkMs });
    await until(() => ended('c1'));
    expect(await row('c1')).toMatchObject({ end_reason: reason, duration_seconds: seconds, cost_li: li, billed: 1 });
    expect(await node.billing.balance('a')).toMatchObject({ availableLi: 10_000 - li, heldLi: 0 });
    expect(node.announced).toEqual([]);
  });

  it('says so where what was found out does not fit, and keeps nothing of it', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1', { result_schema: '{"type":"object","required":["time"]}' });
    const node = await startNode();
    const call = await placed(node, 1);
    call.answer();
    call.end('completed', { outcome: { goalAchieved: null, summary: '', facts: { mood: 'good' }, doNotCall: false } });
    await until(() => ended('c1'));
    expect(await row('c1')).toMatchObject({ result: null, summary: null, goal_achieved: null });
    const events = await node.log.read('c1', 0);
    expect(events.map(({ event }) => event.type)).toEqual(['state', 'state', 'warning', 'ended']);
    expect(events[2]?.event).toMatchObject({ code: 'result_does_not_fit' });
  });

  it('puts a number on the do-not-call list with the end of the call in which that was asked', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode();
    const call = await placed(node, 1);
    call.answer();
    call.end('completed', { outcome: { goalAchieved: false, summary: '', facts: {}, doNotCall: true } });
    await until(() => ended('c1'));
    expect(await node.doNotCall.list('a', { limit: 10 })).toMatchObject([{ phone: '+8613800138000', callId: 'c1' }]);
  });

  it('does not dial a number that was listed while it waited', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    await db.store
      .insertInto('do_not_call')
      .values({ account_id: 'a', phone: '+8613800138000', call_id: null, created_at: 1 })
      .execute();
    const node = await startNode();
    await until(() => ended('c1'));
    expect(node.placed).toEqual([]);
    expect(await row('c1')).toMatchObject({
      end_reason: 'cancelled',
      end_detail: 'The number was put on the do-not-call list before it was dialled.',
      duration_seconds: 0,
      cost_li: 0,
    });
    expect(await node.billing.balance('a')).toMatchObject({ availableLi: 10_000, heldLi: 0 });
  });

  it('does not dial a number whose country was switched off while it waited', async () => {
    await insertAccount(db.store, 'a', { countries: 'CN,US' });
    await insertCall(db.store, 'a', 'c1');
    const asked: unknown[] = [];
    const node = await startNode({
      mayCall: (...about) => {
        asked.push(about);
        return false;
      },
    });
    await until(() => ended('c1'));
    expect(asked).toEqual([['+8613800138000', ['CN', 'US']]]);
    expect(node.placed).toEqual([]);
    expect(await row('c1')).toMatchObject({
      end_reason: 'cancelled',
      end_detail: 'The country of the number was taken off the list before it was dialled.',
      cost_li: 0,
    });
  });

  it('lets a call talk for no longer than its account allows, and names the limit that ends it', async () => {
    await insertAccount(db.store, 'a', { limited: 1 });
    const limits = { talk_seconds: 90, call_li: 300, day_li: null, running_calls: null };
    await db.store
      .insertInto('account_limits')
      .values({ account_id: 'a', set_by: 'operator', ...limits, time_zone: 'UTC', day_ends_at: 0, day_spent_li: 0 })
      .execute();
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode();
    await until(() => node.placed.length === 1);
    const [call] = node.placed;
    expect(call?.dependencies.limits).toMatchObject({ timeLimitMs: 90_000 });
    expect(await call?.dependencies.mayContinue?.(2)).toBe('call_limit_reached');
    call?.answer();
    call?.end('out_of_balance');
    await until(() => ended('c1'));
  });

  it('ends a call that the engine refuses to place', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode({
      placeCall: () => {
        throw new RingbackError('captions_missing', 'choose another conversation');
      },
    });
    await until(() => ended('c1'));
    expect(await row('c1')).toMatchObject({ end_reason: 'carrier_failure', end_detail: 'choose another conversation' });
    await until(() => node.dispatcher.running === 0);
  });

  it('gets every slot back, however early its call fails [defect: slots-leaking]', async () => {
    await insertAccount(db.store, 'a', { max_running: 1 });
    for (const id of ['c1', 'c2', 'c3']) await insertCall(db.store, 'a', id);
    const node = await startNode({
      placeCall: () => {
        throw new RingbackError('captions_missing', 'choose another conversation');
      },
    });
    await until(() => ended('c3'));
    await until(() => node.dispatcher.running === 0);
    const slots = await db.store.selectFrom('slots').select('in_use').execute();
    expect(slots.map(({ in_use }) => in_use).filter((inUse) => inUse !== 0)).toEqual([]);
  });

  it('takes up each slot that is set free at once, and each call that is accepted', async () => {
    await insertAccount(db.store, 'a', { max_running: 1 });
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    const node = await startNode();
    (await placed(node, 1)).end('busy');
    (await placed(node, 2)).end('no_answer');
    await until(() => ended('c2'));
    await insertCall(db.store, 'a', 'c3');
    node.dispatcher.accepted({ notBefore: node.clock.now() });
    // The queue was looked at a moment ago: of calls that come close together none waits longer than this.
    await node.clock.advance(10);
    expect((await placed(node, 3)).callId).toBe('c3');
  });

  it('finds what others put into the queue within some seconds', async () => {
    await insertAccount(db.store, 'a');
    const node = await startNode();
    await until(() => node.clock.pending === 3);
    await insertCall(db.store, 'a', 'c1');
    await node.clock.advance(3000);
    expect((await placed(node, 1)).callId).toBe('c1');
  });

  it('waits for a call’s time to the millisecond, and for an earlier one that comes later', async () => {
    await insertAccount(db.store, 'a');
    const node = await startNode();
    const now = node.clock.now();
    await insertCall(db.store, 'a', 'c1', { not_before: now + 2500 });
    node.dispatcher.accepted({ notBefore: now + 2500 });
    await until(() => node.clock.pending === 3);
    await insertCall(db.store, 'a', 'c2', { not_before: now + 700 });
    node.dispatcher.accepted({ notBefore: now + 700 });
    const idle = (): Promise<void> => until(() => !busy(node));
    await idle();
    await node.clock.advance(699);
    await idle();
    expect(node.placed).toEqual([]);
    await node.clock.advance(1);
    expect((await placed(node, 1)).callId).toBe('c2');
    await idle();
    await node.clock.advance(1799);
    await idle();
    expect(node.placed).toHaveLength(1);
    await node.clock.advance(1);
    expect((await placed(node, 2)).callId).toBe('c1');
    const rows = await db.store.selectFrom('calls').select('started_at').orderBy('id').execute();
    expect(rows.map(({ started_at }) => started_at)).toEqual([now + 2500, now + 700]);
  });

  it('begins calls at the carrier’s pace', async () => {
    await insertAccount(db.store, 'a');
    for (const id of ['c1', 'c2', 'c3']) await insertCall(db.store, 'a', id);
    const node = await startNode({ callsPerSecond: 20 });
    const now = node.clock.now();
    for (let count = 1; count <= 3; count += 1) {
      await placed(node, count);
      await until(() => !busy(node));
      await node.clock.advance(50);
    }
    const rows = await db.store.selectFrom('calls').select('started_at').orderBy('id').execute();
    expect(rows.map(({ started_at }) => started_at)).toEqual([now, now + 50, now + 100]);
  });

  it('runs calls over the carrier that each asks for, and lets none wait for another carrier’s room or pace', async () => {
    await insertAccount(db.store, 'a');
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    for (const id of ['w1', 'w2', 'w3']) await insertCall(db.store, 'a', id, { carrier: 'webphone' });
    const node = await startNode({
      carrierMaxRunning: 1,
      otherCarriers: [{ name: 'webphone', maxRunning: 10, callsPerSecond: 2 }],
    });
    const over = (): Record<string, string> =>
      Object.fromEntries(node.placed.map(({ callId, dependencies }) => [callId, dependencies.carrier.name]));
    const first = await placed(node, 2);
    await until(() => !busy(node));
    expect(over()).toEqual({ c1: 'simulator', w1: 'webphone' });
    await node.clock.advance(500);
    await placed(node, 3);
    await until(() => !busy(node));
    expect(over()).toEqual({ c1: 'simulator', w1: 'webphone', w2: 'webphone' });
    // The simulator is full: what is accepted for the other one is begun all the same.
    await insertCall(db.store, 'a', 'w0', { carrier: 'webphone' });
    await node.clock.advance(500);
    await placed(node, 4);
    await until(() => !busy(node));
    node.placed.find(({ callId }) => callId === 'c1')?.end('completed');
    await placed(node, 5);
    expect(over()).toMatchObject({ c2: 'simulator', w0: 'webphone' });
    expect(await checkSlots(db.store)).toEqual([]);
    expect(first.dependencies.clock).toBe(node.clock);
  });

  it('hangs up and cancels for the account that the call belongs to', async () => {
    await insertAccount(db.store, 'a', { max_running: 1 });
    await insertAccount(db.store, 'b');
    for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
    const node = await startNode();
    const call = await placed(node, 1);
    call.answer();
    const told: LoggedEvent[] = [];
    await node.log.follow('c2', 0, (logged) => told.push(logged));
    expect(await node.dispatcher.hangUp('b', 'c1')).toBeNull();
    expect(await node.dispatcher.hangUp('a', 'nothing')).toBeNull();
    expect(await node.dispatcher.hangUp('a', 'c2')).toBe('cancelled');
    expect(await row('c2')).toMatchObject({ status: 'ended', end_reason: 'cancelled', cost_li: 0, started_at: null });
    expect(told.map(({ event }) => event.type)).toEqual(['ended']);
    expect(await node.billing.balance('a')).toMatchObject({ availableLi: 9700, heldLi: 300 });
    expect(await node.dispatcher.hangUp('a', 'c1')).toBe('hanging_up');
    await until(() => ended('c1'));
    expect(await row('c1')).toMatchObject({ end_reason: 'hung_up' });
    await until(() => node.dispatcher.running === 0);
    expect(node.endReasons).toEqual(['cancelled', 'hung_up']);
    expect(await node.dispatcher.hangUp('a', 'c1')).toBe('already_ended');
    expect(await node.dispatcher.hangUp('a', 'c2')).toBe('already_ended');
  });

  it('never both cancels and dials a call, however close the two come', async () => {
    await insertAccount(db.store, 'a', { balance_li: 100_000 });
    const node = await startNode();
    for (let round = 0; round < 20; round += 1) {
      const id = `c${100 + round}`;
      await insertCall(db.store, 'a', id);
      node.dispatcher.wake();
      for (let turn = 0; turn < round % 7; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const answer = await node.dispatcher.hangUp('a', id);
      await until(() => ended(id));
      const dialled = node.placed.some(({ callId }) => callId === id);
      expect(answer).toBe(dialled ? 'hanging_up' : 'cancelled');
      expect(await row(id)).toMatchObject({ end_reason: 'cancelled', cost_li: 0, billed: 1 });
    }
    expect(await node.billing.check()).toEqual([]);
  });

  it('knows which calls are another node’s', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const first = await startNode();
    await placed(first, 1);
    const second = await startNode({ node: 'n2', clock: first.clock });
    if (db.engine === 'sqlite') {
      // One process per database: what another node had is lost, and was ended at the start.
      expect(await row('c1')).toMatchObject({ end_reason: 'interrupted' });
      return;
    }
    await expect(second.dispatcher.hangUp('a', 'c1')).rejects.toMatchObject({ code: 'call_elsewhere' });
  });

  it('tries to write the end of a call until it is written', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    let broken = false;
    const flaky: OpenStore = {
      ...db,
      transaction: (work) => (broken ? Promise.reject(new Error('the disk is full')) : db.transaction(work)),
    };
    const node = await startNode({}, flaky);
    const call = await placed(node, 1);
    call.answer();
    await node.log.flush();
    broken = true;
    call.end('completed');
    await until(() => node.lines.some(({ msg }) => msg.startsWith('the end of a call could not be written')));
    expect(node.dispatcher.running).toBe(1);
    broken = false;
    await node.clock.advance(1000);
    await until(() => ended('c1'));
    expect(await row('c1')).toMatchObject({ end_reason: 'completed', cost_li: 300 });
  });

  it('says nothing of numbers and words in its log lines', async () => {
    await insertAccount(db.store, 'a');
    await insertCall(db.store, 'a', 'c1');
    const node = await startNode();
    const call = await placed(node, 1);
    call.ring();
    call.answer();
    call.say('机密');
    call.end('completed', { outcome: { goalAchieved: true, summary: '机密', facts: { x: '机密' }, doNotCall: true } });
    await until(() => ended('c1'));
    await until(() => node.dispatcher.running === 0);
    expect(node.lines.map(({ msg }) => msg)).toEqual([
      'call claimed',
      'call moved on',
      'call moved on',
      'call moved on',
      'call ended',
    ]);
    expect(JSON.stringify(node.lines)).not.toMatch(/13800138000|机密|开会/);
  });

  describe('when it is told to stop', () => {
    it('claims no more and lets running calls end', async () => {
      await insertAccount(db.store, 'a', { max_running: 1 });
      for (const id of ['c1', 'c2']) await insertCall(db.store, 'a', id);
      const node = await startNode();
      const call = await placed(node, 1);
      call.answer();
      const stopped = node.dispatcher.stop(30_000);
      call.end('completed');
      expect(await stopped).toBe(0);
      expect(node.dispatcher.state).toBe('stopped');
      expect(call.asked).toEqual([]);
      expect((await row('c1')).end_reason).toBe('completed');
      expect((await row('c2')).status).toBe('queued');
    });

    it('asks for a goodbye after the limit, then breaks off, at no cost', async () => {
      await insertAccount(db.store, 'a');
      for (const id of ['c1', 'c2', 'c3']) await insertCall(db.store, 'a', id);
      const node = await startNode();
      await placed(node, 3);
      const [polite, stubborn, ringing] = node.placed as [ScriptedCall, ScriptedCall, ScriptedCall];
      polite.answer();
      stubborn.answer();
      ringing.ring();
      await node.log.flush();
      const stopped = node.dispatcher.stop(30_000);
      await until(() => node.dispatcher.state === 'stopping' && !busy(node));
      await node.clock.advance(29_999);
      expect(polite.asked).toEqual([]);
      await node.clock.advance(1);
      expect([polite.asked, stubborn.asked, ringing.asked]).toEqual([['stopping'], ['stopping'], ['stopping']]);
      polite.end('interrupted', { endedAt: 60_000 });
      ringing.end('interrupted', { endedAt: 60_000 });
      await until(() => ended('c1'));
      await node.clock.advance(20_000);
      expect(await stopped).toBe(0);
      expect(stubborn.asked).toEqual(['stopping', 'hang up']);
      for (const id of ['c1', 'c2', 'c3'])
        expect(await row(id)).toMatchObject({ status: 'ended', end_reason: 'interrupted', cost_li: 0 });
      expect(await node.billing.balance('a')).toMatchObject({ availableLi: 10_000, heldLi: 0 });
    });

    it('leaves to the next start what it cannot write', async () => {
      await insertAccount(db.store, 'a');
      await insertCall(db.store, 'a', 'c1');
      let broken = false;
      const flaky: OpenStore = {
        ...db,
        transaction: (work) => (broken ? Promise.reject(new Error('the disk is full')) : db.transaction(work)),
      };
      const node = await startNode({}, flaky);
      await placed(node, 1);
      await node.log.flush();
      broken = true;
      const stopped = node.dispatcher.stop(0);
      for (const step of [0, 20_000, 5000]) {
        await until(() => !busy(node));
        await node.clock.advance(step);
      }
      expect(await stopped).toBe(1);
      expect((await row('c1')).status).toBe('dialing');
      node.kill();
      nodes = [];
      const next = await startNode({ clock: node.clock });
      expect(await row('c1')).toMatchObject({ status: 'ended', end_reason: 'interrupted' });
      expect(next.placed).toEqual([]);
    });
  });
});

function busy(node: TestNode): boolean {
  return node.dispatcher.looking;
}
