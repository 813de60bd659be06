import type { RingbackApiError } from '@ringback/client';

/** What `ringback` ends with. `docs/command-line.md` holds the same table. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** The command line, or a value in it, is wrong; nothing was done. */
  usage: 2,
  /** No API key, or one that is not valid. */
  auth: 3,
  balance: 4,
  notFound: 5,
  unreachable: 6,
  /** The call is over, and did not reach its goal. */
  goalNotReached: 7,
  /** Ctrl-C, as shells count it (128 + SIGINT). */
  interrupted: 130,
} as const;

/** Requests that the service refused because of what they say: mending the command line helps, trying again does not. */
const BAD_INPUT = new Set([400, 413, 415, 422]);

export function exitCodeOf(error: RingbackApiError): number {
  if (error.code === 'unreachable' || error.code === 'timeout') return EXIT.unreachable;
  if (error.status === 401) return EXIT.auth;
  if (error.status === 402) return EXIT.balance;
  if (error.code === 'call_not_found') return EXIT.notFound;
  if (BAD_INPUT.has(error.status)) return EXIT.usage;
  return EXIT.failure;
}
