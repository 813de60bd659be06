import type { CallEvent } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { clock } from '../app/clock.js';
import { heardAt, lengthOf, momentsOf, recordingStart, saidIn, slowestOf } from './moments.js';

const latency = { turn: 1, to_first_audio_ms: 90, to_carrier_ms: 95, to_heard_ms: 120 };
const utterance = (utterance_id: string, role: 'assistant' | 'user', started_at_ms: number, ended_at_ms: number) =>
  ({
    type: 'utterance',
    utterance: { utterance_id, role, text: utterance_id, started_at_ms, ended_at_ms, interrupted: false },
  }) as const;

let id = 0;
const at = (at_ms: number, event: object): CallEvent => {
  id += 1;
  return { id: String(id), at_ms, ...event } as CallEvent;
};

describe('the moments of a call', () => {
  it('are states with their length, utterances where they began, and each turn with what was said in it', () => {
    const moments = momentsOf([
      at(0, { type: 'state', state: 'dialing' }),
      at(5, { type: 'state', state: 'dialing' }),
      at(1_000, { type: 'state', state: 'ringing' }),
      at(3_000, { type: 'state', state: 'in_progress' }),
      at(3_010, { type: 'recording' }),
      at(3_200, { type: 'turn', latency, utterance_id: 'a1', from_ms: 3_000 }),
      at(5_000, utterance('a1', 'assistant', 3_120, 4_900)),
      at(5_100, { type: 'usage', usage: {} }),
      at(8_000, {
        type: 'turn',
        latency: { ...latency, turn: 2, to_heard_ms: null },
        utterance_id: 'lost',
        from_ms: 7_000,
      }),
      at(9_000, { type: 'ended', end_reason: 'completed' }),
    ]);
    expect(moments.map(({ kind, at: from, until }) => [kind, from, until])).toEqual([
      ['state', 0, 1_000],
      ['state', 1_000, 3_000],
      ['state', 3_000, 9_000],
      ['recording', 3_010, null],
      ['assistant', 3_120, 4_900],
      ['turn', 8_000, null],
      ['ended', 9_000, null],
    ]);
    expect(moments[4]?.turn).toEqual({ latency, from: 3_000 });
    expect(lengthOf(moments)).toBe(9_000);
    expect(slowestOf(moments)).toBe(120);
  });

  it('keep what this page does not know, and turns of earlier logs', () => {
    const moments = momentsOf([
      at(1, { type: 'whisper', by: 'li@example.com', text: 'slower' }),
      at(2, { type: 'turn', latency, utterance_id: null, from_ms: null }),
    ]);
    expect(moments.map(({ kind }) => kind)).toEqual(['other', 'turn']);
  });

  it('are none of no events', () => {
    expect(momentsOf([])).toEqual([]);
    expect([lengthOf([]), slowestOf([]), recordingStart([])]).toEqual([1, 1, null]);
  });
});

describe('what was said', () => {
  it('grows with what is being said, and is told once', () => {
    const partial = (text: string) => at(10, { type: 'partial', utterance_id: 'u', role: 'user', text });
    expect(saidIn([partial('go'), partial('good')]).saying).toMatchObject([{ text: 'good' }]);
    const over = saidIn([partial('good'), at(20, utterance('u', 'user', 10, 19)), partial('good')]);
    expect(over.said).toHaveLength(1);
    expect(over.saying).toEqual([]);
  });

  it('is heard at a position as the last that has begun', () => {
    const transcript = [{ started_at_ms: 100 }, { started_at_ms: 500 }];
    expect([0, 100, 499, 500, 9_000].map((ms) => heardAt(transcript, ms))).toEqual([-1, 0, 0, 1, 1]);
  });
});

it('tells the time of a position', () => {
  expect([0, 999, 65_000, 3_725_000, -5].map(clock)).toEqual(['0:00', '0:00', '1:05', '1:02:05', '0:00']);
});
