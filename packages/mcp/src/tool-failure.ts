import type { CallToolResult } from '@modelcontextprotocol/server';
import { isRingbackApiError } from '@ringback/client';

/** Codes of this server beside the client's and the service's; `docs/errors.md` has them all. */
export type OwnCode = 'not_confirmed' | 'declined';

/** A tool that cannot do what it was asked, for a reason of this server's own. */
export class ToolRefusal extends Error {
  readonly code: OwnCode;

  constructor(code: OwnCode, message: string) {
    super(message);
    this.name = 'ToolRefusal';
    this.code = code;
  }
}

/** What can be done about it, where the message of the service does not say so by itself. */
const HINTS: Readonly<Record<string, string>> = {
  unreachable: 'Start the service with `ringback serve`, or set RINGBACK_URL.',
  unauthorized: 'Make a key with `ringback keys create`.',
  insufficient_balance: 'Top up with `ringback account topup 10`.',
  call_not_found: 'list_calls lists what there is.',
};

/**
 * A failure as a tool tells it: to the model in words, to programs as `_meta["ringback/error"]` with its code. Null for what is none of ours.
 */
export function toolFailure(error: unknown): CallToolResult | null {
  if (error instanceof ToolRefusal) return failure(error.code, error.message, {});
  if (!isRingbackApiError(error)) return null;
  const hint = HINTS[error.code];
  return failure(error.code, hint === undefined ? error.message : `${error.message}\n${hint}`, error.details);
}

function failure(code: string, message: string, details: Readonly<Record<string, unknown>>): CallToolResult {
  return {
    isError: true,
    content: [{ type: 'text', text: `${code}: ${message}` }],
    _meta: { 'ringback/error': { code, message, details } },
  };
}
