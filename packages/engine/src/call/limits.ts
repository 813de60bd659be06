import { RingbackError } from '../errors.js';
import type { CallLimits } from '../place-call.js';

/** What holds where a request names no limits. */
export const DEFAULT_CALL_LIMITS: Readonly<CallLimits> = {
  // Five to six rings: most mailboxes take over between 20 and 30 s.
  ringTimeoutMs: 30_000,
  // Ten minutes: what a caller asks of a stranger in one go. Model sessions last an hour, so this always ends first.
  timeLimitMs: 600_000,
  // In telephone talk a silence of 10 s is taken for a broken line.
  silenceMs: 10_000,
  // "嗯" and "uh-huh" last 150 to 280 ms; a word meant to take the turn goes on.
  bargeInMs: 300,
};

/** Bounds of each limit in milliseconds, both included. */
export const CALL_LIMIT_BOUNDS: Readonly<Record<keyof CallLimits, readonly [least: number, most: number]>> = {
  // Twilio accepts 1 to 600 s (`Timeout` of its Calls resource), and no callee is nearer than a second.
  ringTimeoutMs: [1_000, 600_000],
  // Shorter than a second leaves no room for a word; 4 h is Twilio's own longest call (`TimeLimit`: 14,400 s).
  timeLimitMs: [1_000, 14_400_000],
  // Under a second every pause for breath would end the call.
  silenceMs: [1_000, 600_000],
  // 0 stops the AI at the first sound.
  bargeInMs: [0, 10_000],
};

/**
 * The limits of one call: what was asked for, over the defaults.
 *
 * @throws RingbackError `invalid_limit` for what is no number or out of its bounds.
 */
export function callLimits(asked: Partial<CallLimits> = {}): CallLimits {
  const limits = { ...DEFAULT_CALL_LIMITS };
  for (const name of Object.keys(CALL_LIMIT_BOUNDS) as (keyof CallLimits)[]) {
    const value = asked[name];
    if (value === undefined) continue;
    const [least, most] = CALL_LIMIT_BOUNDS[name];
    if (!(typeof value === 'number' && value >= least && value <= most)) {
      throw new RingbackError('invalid_limit', `${name} must be ${least} to ${most} milliseconds`, {
        details: { limit: name },
      });
    }
    limits[name] = value;
  }
  return limits;
}
