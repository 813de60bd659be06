import type { Language } from '@ringback/engine';
import { isRingbackError, RingbackError } from '@ringback/engine';
import type { Failure } from './envelope.js';
import { BODY_LIMIT_BYTES } from './json-body.js';
import { type FailureCode, failureMessage } from './messages.js';

/** The HTTP status of each code of a failure. `docs/errors.md` says of each what to do. */
export const STATUS: Readonly<Record<FailureCode, number>> = {
  unauthorized: 401,
  sign_in_required: 401,
  sign_in_failed: 401,
  cross_site_request: 403,
  operator_only: 403,
  sign_up_closed: 403,
  local_sign_in_refused: 403,
  email_taken: 409,
  session_not_found: 404,
  key_not_found: 404,
  link_not_found: 404,
  account_not_found: 404,
  invalid_amount: 400,
  limit_above_bound: 403,
  setting_locked: 409,
  setting_needs_secret: 409,
  invalid_setting: 422,
  phone_not_listed: 404,
  skill_version_mismatch: 426,
  unsupported_media_type: 415,
  unsupported_encoding: 415,
  body_too_large: 413,
  invalid_utf8: 400,
  invalid_json: 400,
  nested_too_deeply: 400,
  invalid_text: 400,
  invalid_request: 400,
  bad_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  headers_too_large: 431,
  expectation_failed: 417,
  call_not_found: 404,
  call_elsewhere: 409,
  call_not_in_progress: 409,
  call_ending: 409,
  call_taken_over: 409,
  call_not_taken_over: 409,
  take_over_unsupported: 409,
  whisper_unsupported: 409,
  listening_over: 409,
  too_many_tickets: 429,
  recording_not_found: 404,
  range_not_satisfiable: 416,
  rate_limited: 429,
  too_many_streams: 429,
  invalid_phone: 400,
  too_many_phones: 400,
  phone_not_allowed: 403,
  recording_not_allowed: 403,
  insufficient_balance: 402,
  day_limit_reached: 402,
  call_limit_reached: 402,
  invalid_result_schema: 422,
  invalid_callback_url: 422,
  invalid_not_before: 422,
  invalid_metadata: 422,
  idempotency_conflict: 409,
  too_many_queued: 429,
  too_many_rehearsals: 429,
  stopping: 503,
  storage_busy: 503,
  storage_unavailable: 503,
  internal: 500,
};

export interface FailureAnswer {
  status: number;
  headers: Record<string, string>;
  body: Failure;
}

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(STATUS, code);
}

/** Details that steer the answer and are told in a header or in the message, or are money in units of the ledger. */
const NOT_IN_DATA = new Set(['retryAfterSeconds', 'requiredLi', 'availableLi', 'limitLi', 'setBy']);

/** The answer for a code that callers may see. */
export function failureAnswer(
  code: FailureCode,
  details: Readonly<Record<string, unknown>>,
  language: Language,
): FailureAnswer {
  const headers: Record<string, string> = {};
  if (typeof details.retryAfterSeconds === 'number')
    headers['retry-after'] = String(Math.max(1, Math.ceil(details.retryAfterSeconds)));
  // A refusal that will pass says when to come back, also where its thrower left that open: soon, but not at once.
  else if (STATUS[code] === 429 || STATUS[code] === 503) headers['retry-after'] = '1';
  if (typeof details.size === 'number') headers['content-range'] = `bytes */${details.size}`;
  if (typeof details.allow === 'string') headers.allow = details.allow;
  const data = Object.fromEntries(Object.entries(details).filter(([name]) => !NOT_IN_DATA.has(name)));
  if (typeof details.requiredLi === 'number') data.required = details.requiredLi / 1000;
  if (typeof details.availableLi === 'number') data.available = details.availableLi / 1000;
  if (typeof details.limitLi === 'number') data.limit = details.limitLi / 1000;
  if (typeof details.setBy === 'string') data.set_by = details.setBy;
  return {
    status: STATUS[code],
    headers,
    body: { success: false, code, message: failureMessage(code, details, language), data },
  };
}

/**
 * What a thrown value means to the caller: a coded error of ours whose code is for callers, or a refusal of Fastify's, as our own code.
 * Null for everything else: that is `internal`, and nothing of it is told.
 */
export function asFailure(error: unknown): { code: FailureCode; details: Readonly<Record<string, unknown>> } | null {
  if (isRingbackError(error)) return isFailureCode(error.code) ? { code: error.code, details: error.details } : null;
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = error as Error & { code?: string; statusCode?: number };
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'unsupported_media_type', details: {} };
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'body_too_large', details: { limit: BODY_LIMIT_BYTES } };
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return { code: 'not_found', details: {} };
    default:
      // What Fastify and Node say of a request that cannot be read: a bad URL, a body cut short, a client gone.
      return statusCode !== undefined && statusCode >= 400 && statusCode < 500
        ? { code: 'bad_request', details: {} }
        : null;
  }
}

/** No such call, or another account's: the two are not told apart. */
export function callNotFound(): RingbackError {
  return new RingbackError('call_not_found', 'There is no such call.');
}

/** It was not recorded, is not over, was removed, or lies on another node: for whoever asks all the same. */
export function recordingNotFound(): RingbackError {
  return new RingbackError('recording_not_found', 'There is no recording of this call here.');
}
