import type { CallSupervision, Language, RingbackError, Supervisor, VoicemailPolicy } from '@ringback/engine';
import type { Account } from '../accounts/account.js';
import type { PhoneReason } from '../compliance/phone-reason.js';
import type { CallRecordWithTranscript } from './call-record.js';
import type { Estimate } from './estimate.js';
import type { AcceptedRehearsal, NewRehearsal } from './rehearsals.js';

/** One request for calls, checked for shape by the HTTP schema and not yet for meaning. */
export interface NewCalls {
  /** As written: one or many, separated by commas (ASCII or full-width). */
  phones: string;
  requirement: string;
  persona?: string;
  openingLine?: string;
  language?: Language;
  /** Absent: as the service is configured. So are the next two. */
  opening?: 'say' | 'wait';
  voicemail?: VoicemailPolicy;
  record?: boolean;
  resultSchema?: Record<string, unknown>;
  callbackUrl?: string;
  /** Milliseconds since 1970. */
  notBefore?: number;
  metadata?: Record<string, unknown>;
  priority?: number;
  /** A label for calls that belong together, 1 to 100 characters. */
  campaign?: string;
}

export interface AcceptedCall {
  callId: string;
  /** As written. */
  phone: string;
  /** Where it waits for the callee's calling hours: until then. Milliseconds since 1970. */
  waitsUntil?: number;
}

export interface AcceptedCalls {
  calls: AcceptedCall[];
  /** Numbers that were named more than once, as written; each is called once. */
  repeated: string[];
  /** This is the answer to an earlier request with the same idempotency key. */
  replayed: boolean;
}

/** What is known of one number of a request, before anything is placed. */
export interface CheckedNumber {
  /** As written, cut to 64 characters. */
  phone: string;
  /** Null where it is no number. */
  e164: string | null;
  /** ISO 3166; null where it is not known. */
  country: string | null;
  /** Null where it may be called. */
  refused: { code: 'invalid_phone' | 'phone_not_allowed'; reason: PhoneReason } | null;
  /** It was named before, and is called once. */
  repeats: boolean;
  /** Where it would wait for the callee's calling hours: until then. Milliseconds since 1970. */
  waitsUntil: number | null;
}

/** What a request for calls would meet. */
export interface CallsCheck {
  /** Each in its order; a text that names several counts as several. */
  numbers: CheckedNumber[];
  /** How many calls the numbers that may be called make. */
  calls: number;
  /** What stands against this very request, in the order in which it is looked for; empty: it would be accepted. */
  problems: RingbackError[];
  estimate: Estimate;
}

/**
 * What the HTTP side asks of calls. Refusals are `RingbackError`s with these codes (status by `http/errors.ts`):
 * `invalid_phone` (details.numbers: `{phone, reason}[]`), `too_many_phones`, `phone_not_allowed` (details.numbers likewise),
 * `recording_not_allowed`, `insufficient_balance`, `day_limit_reached`, `call_limit_reached`, `invalid_result_schema`, `invalid_callback_url`, `invalid_not_before`, `invalid_metadata`, `idempotency_conflict`,
 * `too_many_queued` (retryable, details.retryAfterSeconds), `stopping` (retryable).
 */
export interface CallsPort {
  /** Resolves once every call is durable and its first minute is held; nothing is dialled before. All or nothing. */
  accept(account: Account, request: NewCalls, idempotency?: { key: string; bodyHash: string }): Promise<AcceptedCalls>;
  /** What `accept` would do with this request, and what it may cost. Writes nothing and dials nothing. */
  check(account: Account, request: NewCalls): Promise<CallsCheck>;
  /** Resolves once the rehearsal is durable. Also refuses with `too_many_rehearsals` (retryable, details.retryAfterSeconds). */
  rehearse(
    account: Account,
    request: NewRehearsal,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<AcceptedRehearsal>;
  /**
   * Null where it does not exist or is another account's: the two are not told apart.
   *
   * @param accountId null: whosever it is
   */
  find(accountId: string | null, callId: string): Promise<CallRecordWithTranscript | null>;
  /** The call's recording is gone. */
  forgetRecording(callId: string): Promise<void>;
}

/** Commands to a call under way. */
export interface CallControl {
  /** Queued: cancelled. Under way: hung up. Null where it does not exist for this account. */
  hangUp(
    accountId: string,
    callId: string,
    by?: Supervisor,
  ): Promise<'cancelled' | 'hanging_up' | 'already_ended' | null>;
  /**
   * The call, for people to listen to and to step in. Null where it does not exist for this account.
   *
   * @throws RingbackError `call_not_in_progress` where it waits or is over, `call_elsewhere` where another node runs it.
   */
  supervise(accountId: string, callId: string): Promise<CallSupervision | null>;
}
