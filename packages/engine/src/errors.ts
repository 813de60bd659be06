/**
 * Every error that leaves a Ringback package is coded: `code` is a stable word for programs, `message` is for people and
 * says what to do. All codes stand in `docs/errors.md`; a test holds that.
 */
export class RingbackError extends Error {
  readonly code: string;
  /** True where the same request may succeed later without being changed. */
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RingbackError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** Works across duplicate installs of this package, where `instanceof` does not. */
export function isRingbackError(value: unknown): value is RingbackError {
  return value instanceof Error && value.name === 'RingbackError' && typeof (value as RingbackError).code === 'string';
}
