import { describe, expect, it } from 'vitest';
import { END_REASONS, type EndReason } from '../call/end-reason.js';
import type { LegEndCause } from '../carriers/carrier.js';
import { type EndDecision, endReasonOf } from './end-decision.js';

type Row = [answered: boolean, decision: EndDecision | null, cause: LegEndCause | null, reason: EndReason];

const OWNER: EndDecision = { by: 'owner' };
const DONE: EndDecision = { by: 'conversation', end: 'completed' };

const ROWS: Row[] = [
  // The carrier alone.
  [false, null, 'no_answer', 'no_answer'],
  [false, null, 'busy', 'busy'],
  [false, null, 'rejected', 'rejected'],
  [false, null, 'unreachable', 'unreachable'],
  [false, null, 'failed', 'carrier_failure'],
  [false, null, 'callee_hung_up', 'rejected'],
  [false, null, 'we_hung_up', 'cancelled'],
  [false, null, null, 'carrier_failure'],
  [true, null, 'callee_hung_up', 'callee_hung_up'],
  [true, null, 'we_hung_up', 'hung_up'],
  [true, null, 'failed', 'carrier_failure'],
  [true, null, 'no_answer', 'carrier_failure'],
  [true, null, 'busy', 'carrier_failure'],
  [true, null, null, 'carrier_failure'],
  // Whoever placed the call.
  [false, OWNER, 'we_hung_up', 'cancelled'],
  [false, OWNER, 'busy', 'cancelled'],
  [true, OWNER, 'we_hung_up', 'hung_up'],
  [true, OWNER, 'callee_hung_up', 'hung_up'],
  [true, OWNER, null, 'hung_up'],
  // The conversation, also where the callee is quicker, the line breaks, or the carrier says nothing.
  [true, DONE, 'we_hung_up', 'completed'],
  [true, DONE, 'callee_hung_up', 'completed'],
  [true, DONE, 'failed', 'completed'],
  [true, DONE, null, 'completed'],
  [true, { by: 'conversation', end: 'voicemail' }, 'we_hung_up', 'voicemail'],
  [true, { by: 'conversation', end: 'wrong_number' }, 'we_hung_up', 'wrong_number'],
  [true, { by: 'conversation', end: 'no_response' }, 'we_hung_up', 'no_response'],
  [true, { by: 'conversation', end: 'time_limit' }, 'we_hung_up', 'time_limit'],
  [true, { by: 'conversation', end: 'out_of_balance' }, 'we_hung_up', 'out_of_balance'],
  [true, { by: 'conversation', end: 'interrupted' }, 'we_hung_up', 'interrupted'],
  // It cannot end what nobody answered.
  [false, DONE, 'busy', 'busy'],
  [false, DONE, 'no_answer', 'no_answer'],
  // The service.
  [true, { by: 'service', reason: 'time_limit' }, 'we_hung_up', 'time_limit'],
  [true, { by: 'service', reason: 'out_of_balance' }, 'callee_hung_up', 'out_of_balance'],
  [true, { by: 'service', reason: 'stopping' }, 'we_hung_up', 'interrupted'],
  [true, { by: 'service', reason: 'no_response' }, 'we_hung_up', 'no_response'],
  [false, { by: 'service', reason: 'stopping' }, 'we_hung_up', 'interrupted'],
  [false, { by: 'service', reason: 'no_response' }, 'we_hung_up', 'no_answer'],
  // A machine that is to get nothing.
  [true, { by: 'mailbox' }, 'we_hung_up', 'voicemail'],
  [true, { by: 'mailbox' }, 'callee_hung_up', 'voicemail'],
  [false, { by: 'mailbox' }, 'no_answer', 'no_answer'],
  // What broke.
  [false, { by: 'model_failure' }, 'we_hung_up', 'model_failure'],
  [true, { by: 'model_failure' }, 'callee_hung_up', 'model_failure'],
  [false, { by: 'carrier_failure' }, null, 'carrier_failure'],
  [true, { by: 'carrier_failure' }, 'we_hung_up', 'carrier_failure'],
  [false, { by: 'ring_timeout' }, 'we_hung_up', 'no_answer'],
  [true, { by: 'fault' }, 'we_hung_up', 'interrupted'],
  [false, { by: 'fault' }, null, 'interrupted'],
];

describe('the reason for a call to be over', () => {
  it.each(ROWS)('answered %s, decided %j, carrier says %s: %s', (answered, decision, cause, reason) => {
    expect(endReasonOf({ answered, decision, cause })).toBe(reason);
  });

  it('is each one of the list, in some row', () => {
    expect(new Set(ROWS.map((row) => row[3]))).toEqual(new Set(END_REASONS));
  });
});
