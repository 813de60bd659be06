import type { CallEvent } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { after, SILENT } from './talk.js';

const utterance = (utterance_id: string, role: 'assistant' | 'user', text: string): CallEvent => ({
  type: 'utterance',
  at_ms: 1,
  id: '1',
  utterance: { utterance_id, role, text, started_at_ms: 0, ended_at_ms: 1, interrupted: false },
});
const partial = (utterance_id: string, role: 'assistant' | 'user', text: string): CallEvent => ({
  type: 'partial',
  at_ms: 1,
  id: null,
  utterance_id,
  role,
  text,
});
const told = (...events: CallEvent[]) => events.reduce(after, SILENT);

describe('a call as it is spoken', () => {
  it('grows word by word, and each line becomes final in its place', () => {
    const call = told(
      { type: 'state', at_ms: 0, id: '1', state: 'in_progress' },
      partial('u1', 'assistant', 'Good'),
      partial('u1', 'assistant', 'Good morning'),
      partial('u2', 'user', 'Hel'),
      utterance('u1', 'assistant', 'Good morning.'),
    );
    expect(call.status).toBe('in_progress');
    expect(call.lines).toEqual([
      { kind: 'said', key: 'u1', role: 'assistant', text: 'Good morning.', interrupted: false, partial: false },
      { kind: 'said', key: 'u2', role: 'user', text: 'Hel', interrupted: false, partial: true },
    ]);
  });

  it('drops what nobody heard a word of, and at the end what never became final', () => {
    const end: CallEvent = {
      type: 'ended',
      at_ms: 9,
      id: '9',
      end_reason: 'completed',
      detail: '',
      answered_at_ms: 1,
      ended_at_ms: 9,
      talk_ms: 8,
      outcome: { goal_achieved: null, summary: '', facts: {}, do_not_call: false },
    };
    const call = told(
      partial('u1', 'assistant', 'Hello'),
      utterance('u1', 'assistant', ''),
      partial('u2', 'user', 'Ye'),
      end,
    );
    expect(call).toMatchObject({ status: 'ended', lines: [], end });
  });
});
