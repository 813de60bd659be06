import type { Random } from '@ringback/engine';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * How long after each failed attempt the next is made: Standard Webhooks' own recommendation (its specification, "Deliverability and
 * reliability"). Ten attempts over some three days.
 */
const WAITS: readonly { waitMs: number; why: string }[] = [
  { waitMs: 5 * SECOND, why: 'a lost connection, a process that restarts' },
  { waitMs: 5 * MINUTE, why: 'a deployment' },
  { waitMs: 30 * MINUTE, why: 'a deployment that went wrong and was taken back' },
  { waitMs: 2 * HOUR, why: 'an outage that somebody is mending' },
  { waitMs: 5 * HOUR, why: 'one that began at night' },
  { waitMs: 10 * HOUR, why: 'until somebody is back at work' },
  { waitMs: 14 * HOUR, why: 'the next morning' },
  { waitMs: 20 * HOUR, why: 'another hour of the day, should one hour be the trouble' },
  { waitMs: 24 * HOUR, why: 'a weekend' },
];

export const MAX_ATTEMPTS = WAITS.length + 1;

/** Up to a fifth longer, so that what failed together does not come back together. */
const JITTER = 0.2;

/** A receiver that names a time is obeyed, within reason. */
const LONGEST_RETRY_AFTER_MS = 24 * HOUR;

/**
 * How long to wait after this many attempts failed; null where that was the last.
 * @param attempts from 1
 * @param retryAfterMs what the receiver asked for, where it did
 */
export function waitAfter(attempts: number, random: Random, retryAfterMs: number | null = null): number | null {
  const wait = WAITS[attempts - 1];
  if (wait === undefined) return null;
  const own = Math.ceil(wait.waitMs * (1 + JITTER * random()));
  return Math.max(own, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}

/** `Retry-After` (RFC 9110 § 10.2.3), seconds or an HTTP date, as milliseconds from now; null where there is none that can be read. */
export function readRetryAfter(header: string | string[] | undefined, now: number): number | null {
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
  // `Date.parse` reads almost anything ("-5" is a year); an HTTP date ends in GMT (RFC 9110 § 5.6.7).
  const at = header.endsWith('GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
