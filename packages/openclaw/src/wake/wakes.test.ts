import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallOrder } from '../calls/call-record.js';
import { PendingCalls } from './pending-calls.js';
import type { SessionQueue } from './session-queue.js';
import type { HookAnswer, WakeHook } from './wake-hook.js';
import { Wakes } from './wakes.js';

const order = (callId: string, sessionKey: string | undefined = 'agent:main:main'): CallOrder => ({
  callId,
  to: '+12025550100',
  persona: 'p',
  goal: 'g',
  provider: 'mock',
  startedAt: 0,
  ...(sessionKey === undefined ? {} : { sessionKey, agentId: 'main' }),
});

/** The host's queue, of which a test plays the turns. It outlives the plugin, as the host's does. */
class TestQueue implements SessionQueue {
  readonly held = new Map<string, string>();
  readonly told: string[] = [];
  refuses = false;
  listeners = new Set<(sessionKey: string, failed: boolean) => void>();

  async put(callId: string, text: string): Promise<boolean> {
    if (this.refuses) return false;
    this.held.set(callId, text);
    return true;
  }

  async holds(callId: string): Promise<boolean> {
    return this.held.has(callId);
  }

  onTurn(ended: (sessionKey: string, failed: boolean) => void): () => void {
    this.listeners.add(ended);
    return () => this.listeners.delete(ended);
  }

  /** The agent takes all that is held, in one turn. */
  turn(failed = false, sessionKey = 'agent:main:main'): void {
    if (!failed) this.told.push(...this.held.values());
    this.held.clear();
    for (const listener of this.listeners) listener(sessionKey, failed);
  }
}

class TestHook implements WakeHook {
  readonly posted: string[] = [];
  answer: HookAnswer = { taken: false, why: 'off', hopeless: true };

  async post(text: string): Promise<HookAnswer> {
    this.posted.push(text);
    return this.answer;
  }
}

describe('waking the agent', () => {
  let folder: string;
  let clock: ManualClock;
  let queue: TestQueue;
  let hook: TestHook;
  let pending: PendingCalls;
  const said: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supercall-wakes-'));
    clock = new ManualClock();
    queue = new TestQueue();
    hook = new TestHook();
    pending = new PendingCalls({ folder, onError: (error) => said.push(String(error)) });
    said.length = 0;
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (process = 'one'): Wakes => {
    const log = {
      debug() {},
      info() {},
      warn: (text: string) => said.push(text),
      error: (text: string) => said.push(text),
    };
    return new Wakes({ pending, queue, hook, clock, log, process });
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };
  const files = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.json'));
  const ended = async (wakes: Wakes, callId: string): Promise<void> => {
    await pending.put({ order: order(callId), carrierReference: null, phase: 'ended', text: `text of ${callId}` });
    wakes.add(order(callId), null, `text of ${callId}`);
  };

  it('tells a session once, and forgets only when its turn is over', async () => {
    const wakes = open();
    await ended(wakes, 'a');
    await until(() => queue.held.size === 1);
    expect(await pending.all()).toMatchObject([{ phase: 'handed', process: 'one' }]);
    queue.turn();
    await until(() => files().length === 0);
    queue.turn();
    expect([queue.told, hook.posted, wakes.size, clock.pending]).toEqual([['text of a'], [], 0, 0]);
  });

  it('waits through the turns of other sessions, and through one that began before', async () => {
    const wakes = open();
    await ended(wakes, 'a');
    await until(() => queue.held.size === 1);
    for (const listener of queue.listeners) listener('agent:main:other', false);
    // Its own session's, which had not seen the queue yet.
    for (const listener of queue.listeners) listener('agent:main:main', false);
    await new Promise((resolve) => setImmediate(resolve));
    expect([files(), wakes.size]).toEqual([['a.json'], 1]);
    queue.turn();
    await until(() => files().length === 0);
  });

  it('tells again where the turn failed, later and later', async () => {
    const wakes = open();
    await ended(wakes, 'a');
    for (const pause of [1_000, 2_000, 4_000]) {
      await until(() => queue.held.size === 1);
      await new Promise((resolve) => setImmediate(resolve));
      queue.turn(true);
      await until(() => clock.pending === 1);
      await clock.advance(pause - 1);
      expect(queue.held.size).toBe(0);
      await clock.advance(1);
    }
    await until(() => queue.held.size === 1);
    await new Promise((resolve) => setImmediate(resolve));
    queue.turn();
    await until(() => files().length === 0);
    expect([queue.told, wakes.size]).toEqual([['text of a'], 0]);
  });

  it('falls back on the hook where the queue refuses, and believes its answer', async () => {
    queue.refuses = true;
    hook.answer = { taken: true };
    await ended(open(), 'a');
    await until(() => files().length === 0);
    expect(hook.posted).toEqual(['text of a']);
  });

  it('keeps what nobody takes, tries again with longer pauses, and says so once', async () => {
    queue.refuses = true;
    hook.answer = { taken: false, why: 'the gateway does not answer', hopeless: false };
    const wakes = open();
    await ended(wakes, 'a');
    for (let n = 0; n < 12; n += 1) {
      await until(() => clock.pending === 1 && hook.posted.length === n + 1);
      await clock.advance(Math.min(300_000, 1_000 * 2 ** n));
    }
    await until(() => clock.pending === 1);
    expect(await pending.all()).toMatchObject([{ phase: 'ended' }]);
    expect(said).toEqual([expect.stringContaining('the gateway does not answer')]);
    hook.answer = { taken: true };
    await clock.advance(300_000);
    await until(() => files().length === 0);
    expect(wakes.size).toBe(0);
  });

  it('takes up after a restart what was not told, and says so where it may have been', async () => {
    const before = open('one');
    await ended(before, 'a');
    await until(() => queue.held.size === 1);
    before.stop();
    await pending.put({ order: order('b'), carrierReference: null, phase: 'ended', text: 'text of b' });
    queue.held.clear();
    const after = open('two');
    for (const one of await pending.all()) await after.resume(one);
    await until(() => queue.held.size === 2);
    await new Promise((resolve) => setImmediate(resolve));
    queue.turn();
    await until(() => files().length === 0);
    expect(queue.told.sort()).toEqual([
      'You may have been told this before; it is the same call.\ntext of a',
      'text of b',
    ]);
  });

  it('asks the queue after a reload in the same process, and tells nothing twice', async () => {
    const before = open('one');
    await ended(before, 'held');
    await ended(before, 'taken');
    await until(() => queue.held.size === 2);
    before.stop();
    queue.held.delete('taken');
    const after = open('one');
    for (const one of await pending.all()) await after.resume(one);
    await until(() => files().length === 1);
    queue.turn();
    await until(() => files().length === 0);
    expect([queue.told, hook.posted]).toEqual([['text of held'], []]);
  });

  it('tells nobody of a call that nobody’s session placed', async () => {
    const wakes = open();
    wakes.add({ ...order('a'), sessionKey: undefined }, null, 'x');
    expect(wakes.size).toBe(0);
  });

  it('bears files that are none of its own', async () => {
    await pending.put({ order: order('a'), carrierReference: null, phase: 'ended', text: 'x' });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder, 'broken.json'), '{"order":');
    expect(await pending.all()).toHaveLength(1);
    expect(said).toHaveLength(1);
  });
});
