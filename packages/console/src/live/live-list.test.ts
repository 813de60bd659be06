import type { LiveCall } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { LiveList } from './live-list.js';

const NOW = Date.parse('2026-11-21T10:00:00.000Z');

function call(id: string, values: Partial<LiveCall> = {}): LiveCall {
  return {
    call_id: id,
    account_id: 'a',
    phone: '+8613800138000',
    user_requirement: 'x',
    state: 'in_progress',
    not_before: null,
    started_at: '2026-11-21T09:59:00.000Z',
    answered_at: '2026-11-21T09:59:10.000Z',
    words: null,
    callee_level: 0,
    assistant_level: 0,
    speaker: null,
    listeners: [],
    here: true,
    ...values,
  };
}

function listOf(calls: LiveCall[], queued = 0): { list: LiveList; clock: { now: number }; told: string[] } {
  const clock = { now: NOW };
  const list = new LiveList(() => clock.now);
  const told: string[] = [];
  list.onOrder(() => told.push('order'));
  for (const { call_id: id } of calls) list.onRow(id, () => told.push(id));
  list.take({ type: 'snapshot', now: new Date(NOW + 5_000).toISOString(), queued_total: queued, calls });
  told.length = 0;
  return { list, clock, told };
}

describe('the list of running calls', () => {
  it('has those that talk first, the longest before others, and those that wait last', () => {
    const { list } = listOf(
      [
        call('w', { state: 'queued', started_at: null, answered_at: null }),
        call('r', { state: 'ringing', answered_at: null }),
        call('late', { answered_at: '2026-11-21T09:59:30.000Z' }),
        call('early'),
      ],
      1,
    );
    expect(list.order).toEqual(['early', 'late', 'r', 'w']);
    expect(list.counts).toEqual({ running: 3, queued: 1 });
    expect(list.now).toBe(NOW + 5_000);
  });

  it('tells the one row of which something changed, and leaves the order as it is', () => {
    const { list, told } = listOf([call('a'), call('b')]);
    const { order } = list;
    const before = list.row('b');
    list.take({ type: 'update', calls: [{ call_id: 'a', callee_level: 7 }], ended: [] });
    expect(told).toEqual(['a']);
    expect(list.order).toBe(order);
    expect(list.row('a')).toMatchObject({ callee_level: 7, phone: '+8613800138000' });
    expect(list.row('b')).toBe(before);
  });

  it('moves a call that was answered, and takes new ones in; changes of unknown ones are nothing', () => {
    const { list } = listOf([call('a'), call('r', { state: 'ringing', answered_at: null })]);
    list.take({
      type: 'update',
      calls: [
        { call_id: 'r', state: 'in_progress', answered_at: '2026-11-21T09:50:00.000Z' },
        call('n', { state: 'dialing', answered_at: null }),
        { call_id: 'unknown', callee_level: 3 },
      ],
      ended: [],
    });
    expect(list.order).toEqual(['r', 'a', 'n']);
    expect(list.counts.running).toBe(3);
  });

  it('shows for six seconds how a call ended', () => {
    const { list, clock } = listOf([call('a', { callee_level: 5 }), call('b')]);
    list.take({ type: 'update', calls: [], ended: [{ call_id: 'a', end_reason: 'busy', duration_seconds: 0 }] });
    expect(list.row('a')).toMatchObject({ callee_level: 0, ended: { reason: 'busy' } });
    expect([list.order.length, list.counts.running]).toEqual([2, 1]);
    clock.now += 5_900;
    list.tidy();
    expect(list.order).toHaveLength(2);
    clock.now += 200;
    list.tidy();
    expect(list.order).toEqual(['b']);
  });

  it('begins anew with a snapshot, as after a lost connection', () => {
    const { list, told } = listOf([call('a'), call('b')]);
    list.take({ type: 'snapshot', now: new Date(NOW).toISOString(), queued_total: 0, calls: [call('b')] });
    expect(list.order).toEqual(['b']);
    expect(list.row('a')).toBeUndefined();
    expect(told).toContain('a');
  });
});
