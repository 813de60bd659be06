import type { ApiErrorCode } from './error-code.js';

/** Shared by every copy of this package in one process, which `instanceof` is not. */
const MARKER = Symbol.for('ringback.api-error');

/**
 * A request that the service refused, or that did not reach it.
 *
 * `status` is the HTTP status, or 0 where no answer came. `code` is the service's stable word or one of the client's own; `docs/errors.md`
 * has them all.
 */
export class RingbackApiError extends Error {
  readonly status: number;
  readonly code: ApiErrorCode;
  /** What the service says beside the message, e.g. `numbers` for refused phone numbers. */
  readonly details: Readonly<Record<string, unknown>>;
  /** How long the service asks to wait before the same request; null where it says nothing. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    code: ApiErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RingbackApiError';
    this.status = status;
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    Object.defineProperty(this, MARKER, { value: true });
  }
}

/** True for errors of any copy of this package in the process. */
export function isRingbackApiError(value: unknown): value is RingbackApiError {
  return value instanceof Error && (value as unknown as Record<symbol, unknown>)[MARKER] === true;
}
