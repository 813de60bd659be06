import type { RingbackApiError } from './api-error.js';

/**
 * How often and how soon a request is sent again. Every request of this client may be: reads change nothing, hanging up twice is hanging
 * up once, and placing calls carries an idempotency key.
 */
export interface RetryPolicy {
  /** How often a request is sent at most, the first time included. 1: never again. */
  attempts: number;
  /** The pause before the second attempt is at most this, and doubles from there. */
  firstPauseMs: number;
  longestPauseMs: number;
}

/** At most 4 attempts within about 2 s: enough for a restart of a proxy, short enough for a person who waits. */
export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, firstPauseMs: 250, longestPauseMs: 4_000 };

/** A service that asks for a longer pause than this gets none: whoever called is told, and decides. */
const LONGEST_ASKED_PAUSE_SECONDS = 10;

/** Statuses that say nothing was done and a later attempt may succeed: too many requests, and a proxy or service that is restarting. */
const PASSING_STATUSES = new Set([429, 502, 503, 504]);

/** True where sending the same request again may help. */
export function isPassing(error: RingbackApiError): boolean {
  if (error.status === 0) return error.code === 'unreachable' || error.code === 'timeout';
  return PASSING_STATUSES.has(error.status);
}

/**
 * The pause before the next attempt, or null where there shall be none. `failed` is how many attempts failed so far, from 1. Half of the
 * pause is drawn, so that many clients of one restarted service do not come back in the same instant.
 */
export function pauseBeforeRetry(
  policy: RetryPolicy,
  failed: number,
  error: RingbackApiError,
  random: () => number,
): number | null {
  if (failed >= policy.attempts || !isPassing(error)) return null;
  if (error.retryAfterSeconds !== null) {
    return error.retryAfterSeconds > LONGEST_ASKED_PAUSE_SECONDS ? null : error.retryAfterSeconds * 1000;
  }
  return backOff(policy, failed, random);
}

/** Grows from `firstPauseMs` by doubling up to `longestPauseMs`, the upper half of it drawn. */
export function backOff(policy: RetryPolicy, failed: number, random: () => number): number {
  const whole = Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** (failed - 1));
  return whole / 2 + (whole / 2) * random();
}
