import type { CallToolResult } from '@modelcontextprotocol/server';
import { isRingbackApiError, type RingbackApiError } from '@ringback/client';

/** Codes of this server beside the client's and the service's; `docs/errors.md` has them all. */
export type OwnCode = 'not_confirmed' | 'declined';

/** A call was placed, and then something failed: nobody is to be called again for want of knowing that. */
export class PlacedThenFailed extends Error {
  readonly callId: string;

  constructor(callId: string, cause: unknown) {
    super(`Call ${callId} was placed; how it goes on is not known.`, { cause });
    this.name = 'PlacedThenFailed';
    this.callId = callId;
  }
}

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
  if (error instanceof PlacedThenFailed) {
    const { cause, callId } = error;
    if (!isRingbackApiError(cause)) return null;
    const message = `${told(cause)}\nThe call was placed, as ${callId}: look with get_call before you call again.`;
    return failure(cause.code, message, { ...cause.details, call_id: callId });
  }
  if (error instanceof ToolRefusal) return failure(error.code, error.message, {});
  if (!isRingbackApiError(error)) return null;
  return failure(error.code, told(error), error.details);
}

function told({ code, message }: RingbackApiError): string {
  const hint = HINTS[code];
  return hint === undefined ? message : `${message}\n${hint}`;
}

function failure(code: string, message: string, details: Readonly<Record<string, unknown>>): CallToolResult {
  return {
    isError: true,
    content: [{ type: 'text', text: `${code}: ${message}` }],
    _meta: { 'ringback/error': { code, message, details } },
  };
}
