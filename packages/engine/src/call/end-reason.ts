/**
 * Why a call is over. The list is closed and documented in `docs/end-reasons.md`; a test holds the two together.
 */
export const END_REASONS = [
  /** The conversation came to its end and said goodbye. */
  'completed',
  /** The callee hung up first. */
  'callee_hung_up',
  /** We hung up on request (the owner, an agent, an operator). */
  'hung_up',
  'no_answer',
  'busy',
  /** The callee, or their phone, declined the call. */
  'rejected',
  /** The number cannot be reached: switched off, out of service, does not exist. */
  'unreachable',
  'voicemail',
  /** Somebody else answered, and the person asked for is not there. */
  'wrong_number',
  /** Answered, but nobody ever spoke. */
  'no_response',
  'time_limit',
  'out_of_balance',
  'model_failure',
  'carrier_failure',
  /** The service stopped or crashed while the call was under way. */
  'interrupted',
  /** Taken back before it was dialled. */
  'cancelled',
] as const;

export type EndReason = (typeof END_REASONS)[number];
