import type { CreateParameters } from './call-parameters.js';
import { rfc2822 } from './twilio-date.js';

const STATUSES = ['queued', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer', 'canceled'] as const;
export const CALL_STATUSES: readonly CallStatus[] = STATUSES;
export type CallStatus = (typeof STATUSES)[number];

export function isFinal(status: CallStatus): boolean {
  return status !== 'queued' && status !== 'ringing' && status !== 'in-progress';
}

/** A call as the REST API shows it: texts and nulls alone, instants as RFC 2822 has them, durations in seconds. */
export interface CallResource {
  sid: string;
  status: CallStatus;
  account_sid: string;
  to: string;
  to_formatted: string;
  from: string;
  from_formatted: string;
  phone_number_sid: string;
  price_unit: string;
  direction: string;
  api_version: string;
  queue_time: string;
  date_created: string;
  date_updated: string;
  uri: string;
  subresource_uris: Record<string, string>;
  parent_call_sid: string | null;
  start_time: string | null;
  end_time: string | null;
  duration: string | null;
  price: string | null;
  answered_by: string | null;
  forwarded_from: string | null;
  group_sid: string | null;
  caller_name: string | null;
  trunk_sid: string | null;
}

export interface CallFacts {
  sid: string;
  parameters: CreateParameters;
  status: CallStatus;
  createdAt: number;
  dialledAt: number | null;
  answeredAt: number | null;
  endedAt: number | null;
  queueTimeMs: number;
  answeredBy: string | null;
}

export interface AccountFacts {
  accountSid: string;
  phoneNumberSid: string;
  /** US dollars; undefined: no price is ever known. */
  pricePerMinute: number | undefined;
}

export function callResource(call: CallFacts, account: AccountFacts): CallResource {
  const { sid, parameters, status, dialledAt, answeredAt, endedAt } = call;
  const { to, from } = parameters;
  const path = `/2010-04-01/Accounts/${account.accountSid}/Calls/${sid}`;
  const seconds = answeredAt === null || endedAt === null ? null : Math.round((endedAt - answeredAt) / 1000);
  return {
    sid,
    account_sid: account.accountSid,
    parent_call_sid: null,
    to,
    to_formatted: formatted(to),
    from,
    from_formatted: formatted(from),
    phone_number_sid: account.phoneNumberSid,
    status,
    start_time: instant(dialledAt),
    end_time: instant(endedAt),
    duration: seconds === null ? null : String(seconds),
    price: price(seconds, account.pricePerMinute),
    price_unit: 'USD',
    direction: 'outbound-api',
    answered_by: call.answeredBy,
    api_version: '2010-04-01',
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: String(call.queueTimeMs),
    trunk_sid: null,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(endedAt ?? answeredAt ?? dialledAt ?? call.createdAt),
    uri: `${path}.json`,
    subresource_uris: Object.fromEntries(
      ['events', 'notifications', 'payments', 'recordings', 'siprec', 'streams', 'transcriptions'].map((name) => [
        name,
        `${path}/${name[0]?.toUpperCase()}${name.slice(1)}.json`,
      ]),
    ),
  };
}

function instant(at: number | null): string | null {
  return at === null ? null : rfc2822(at);
}

/** Negative, as money that left the account. Begun minutes count whole. */
function price(seconds: number | null, perMinute: number | undefined): string | null {
  if (perMinute === undefined || seconds === null) return null;
  return (-Math.ceil(seconds / 60) * perMinute).toFixed(5);
}

/** Numbers of North America get brackets; the others stay as they are. */
function formatted(number: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) ?? [];
  return area === undefined ? number : `(${area}) ${exchange}-${line}`;
}
