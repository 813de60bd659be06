import type { TwilioBehaviour } from './behaviours.js';
import type { TwilioBench, TwilioBenchOptions } from './bench.js';

type Open = (options?: TwilioBenchOptions) => Promise<TwilioBench>;
export type Check = (open: Open) => Promise<void>;

/** Every check, with the behaviour that it proves and what it adds to its name. */
export const TWILIO_CHECKS: { behaviour: TwilioBehaviour; of: string; check: Check }[] = [];

/** @param of where one behaviour has several checks: which this is. What is opened is closed and looked over for leaks by who runs it. */
export function verify(behaviour: TwilioBehaviour, check: Check, of = ''): void {
  TWILIO_CHECKS.push({ behaviour, of, check });
}
