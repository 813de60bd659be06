import type { EndReason } from '../call/end-reason.js';
import type { LegEndCause } from '../carriers/carrier.js';
import type { ConcludeReason, ConversationEnd } from '../conversations/conversation.js';

/** Why we ended the call, or were about to when the leg went. The first such decision of a call stands. */
export type EndDecision =
  /** Whoever placed the call hung up. */
  | { by: 'owner' }
  /** The conversation came to its end and said what it wanted to. */
  | { by: 'conversation'; end: ConversationEnd }
  /** The service wanted it over, and the conversation did not end it itself. */
  | { by: 'service'; reason: ConcludeReason }
  /** A mailbox answered, and is to get nothing. */
  | { by: 'mailbox' }
  | { by: 'model_failure' }
  | { by: 'carrier_failure' }
  /** The carrier let it ring beyond the time it was given. */
  | { by: 'ring_timeout' }
  /** An error in our own program. */
  | { by: 'fault' };

export interface EndFacts {
  answered: boolean;
  /** Null where nobody of ours wanted it to end. */
  decision: EndDecision | null;
  /** What the carrier said; null where it never told that the leg is gone. */
  cause: LegEndCause | null;
}

const SERVICE: Readonly<Record<ConcludeReason, EndReason>> = {
  time_limit: 'time_limit',
  out_of_balance: 'out_of_balance',
  stopping: 'interrupted',
  no_response: 'no_response',
};

const UNANSWERED: Readonly<Record<LegEndCause, EndReason>> = {
  // Declined on the phone without taking the call.
  callee_hung_up: 'rejected',
  // Not by us, so by somebody at the carrier's own console.
  we_hung_up: 'cancelled',
  no_answer: 'no_answer',
  busy: 'busy',
  rejected: 'rejected',
  unreachable: 'unreachable',
  failed: 'carrier_failure',
};

const ANSWERED: Readonly<Record<LegEndCause, EndReason>> = {
  callee_hung_up: 'callee_hung_up',
  we_hung_up: 'hung_up',
  // Of a call that was answered these are not true; the leg is gone all the same.
  no_answer: 'carrier_failure',
  busy: 'carrier_failure',
  rejected: 'carrier_failure',
  unreachable: 'carrier_failure',
  failed: 'carrier_failure',
};

/**
 * Why a call is over. What we decided stands over what the carrier says: a callee who hangs up during the goodbye has not cut the call
 * short, and a carrier tells of a leg that we ended in many ways. A conversation can end only what was answered.
 */
export function endReasonOf({ answered, decision, cause }: EndFacts): EndReason {
  switch (decision?.by) {
    case 'owner':
      return answered ? 'hung_up' : 'cancelled';
    case 'conversation':
      if (answered) return decision.end;
      break;
    case 'service':
      return !answered && decision.reason === 'no_response' ? 'no_answer' : SERVICE[decision.reason];
    case 'mailbox':
      if (answered) return 'voicemail';
      break;
    case 'model_failure':
    case 'carrier_failure':
      return decision.by;
    case 'ring_timeout':
      return answered ? 'carrier_failure' : 'no_answer';
    case 'fault':
      return 'interrupted';
  }
  if (cause === null) return 'carrier_failure';
  return answered ? ANSWERED[cause] : UNANSWERED[cause];
}
