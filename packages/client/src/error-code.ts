/**
 * The codes with which the service refuses a request. `docs/errors.md` says of each what it means and what to do; a test holds this list
 * equal to the service's own.
 */
export const SERVICE_ERROR_CODES = [
  'unauthorized',
  'sign_in_required',
  'sign_in_failed',
  'local_sign_in_refused',
  'sign_up_closed',
  'email_taken',
  'cross_site_request',
  'operator_only',
  'skill_version_mismatch',
  'rate_limited',
  'unsupported_media_type',
  'unsupported_encoding',
  'body_too_large',
  'invalid_utf8',
  'invalid_json',
  'nested_too_deeply',
  'invalid_text',
  'invalid_request',
  'bad_request',
  'not_found',
  'method_not_allowed',
  'request_timeout',
  'headers_too_large',
  'expectation_failed',
  'call_not_found',
  'session_not_found',
  'key_not_found',
  'link_not_found',
  'account_not_found',
  'limit_above_bound',
  'setting_locked',
  'setting_needs_secret',
  'invalid_setting',
  'phone_not_listed',
  'call_elsewhere',
  'call_not_in_progress',
  'call_ending',
  'call_taken_over',
  'call_not_taken_over',
  'take_over_unsupported',
  'whisper_unsupported',
  'listening_over',
  'too_many_tickets',
  'recording_not_found',
  'range_not_satisfiable',
  'too_many_streams',
  'invalid_phone',
  'too_many_phones',
  'phone_not_allowed',
  'recording_not_allowed',
  'insufficient_balance',
  'day_limit_reached',
  'call_limit_reached',
  'invalid_amount',
  'idempotency_conflict',
  'invalid_result_schema',
  'invalid_callback_url',
  'invalid_not_before',
  'invalid_metadata',
  'too_many_queued',
  'too_many_rehearsals',
  'stopping',
  'storage_busy',
  'storage_unavailable',
  'internal',
] as const;

export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

/**
 * The client's own: no connection, or it broke; no answer in time; an address that points elsewhere; an answer that is not the API's; a call
 * that is over whose record does not settle.
 */
export const CLIENT_ERROR_CODES = ['unreachable', 'timeout', 'redirected', 'bad_answer', 'not_settled'] as const;

export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/**
 * Every code of {@link RingbackApiError}. `http_` and a status: an answer that has no code of the service, such as a proxy's. The last is
 * what a newer service may add, and leaves editors and `switch` their list of words.
 */
export type ApiErrorCode = ServiceErrorCode | ClientErrorCode | `http_${number}` | (string & Record<never, never>);
