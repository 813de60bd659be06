import type { CallEvent } from '@ringback/engine';
import type { CallClose, CallOrder } from './call-record.js';

/** One line of a call's log: what it is for, then what happened, then how it ended. */
export type CallLine =
  | { type: 'call'; order: CallOrder }
  /** `at` of the event: milliseconds from the call's start. */
  | { type: 'event'; event: CallEvent }
  | { type: 'close'; close: CallClose };

/** What is worth a line. What is being said comes again when it was said, and figures of speed help nobody here. */
export function isKept({ type }: CallEvent): boolean {
  return type !== 'partial' && type !== 'turn' && type !== 'ended';
}
