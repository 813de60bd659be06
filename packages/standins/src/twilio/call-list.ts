import { badRequest, INVALID_PARAMETER } from './api-error.js';
import { CALL_STATUSES, type CallResource } from './call-resource.js';
import type { Form } from './form.js';
import type { OutboundCall } from './outbound-call.js';

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 1000;

export interface CallPage {
  calls: CallResource[];
  first_page_uri: string;
  next_page_uri: string | null;
  previous_page_uri: string | null;
  page: number;
  page_size: number;
  start: number;
  end: number;
  uri: string;
}

/**
 * One page of the account's calls, newest first, of those that pass every filter of the query: `To`, `From`, `Status`, `ParentCallSid`, and
 * `StartTime` and `EndTime` as such (that day), with `<` (until) or `>` (from), where only calls that
 * have such an instant pass: one that is queued has not started.
 *
 * @param calls oldest first.
 * @throws TwilioApiError for a filter that cannot be read.
 */
export function callPage(calls: readonly OutboundCall[], query: Form, path: string): CallPage {
  const to = query.text('To');
  const from = query.text('From');
  const status = query.oneOf('Status', CALL_STATUSES);
  const parent = query.text('ParentCallSid');
  const started = timeFilter(query, 'StartTime');
  const ended = timeFilter(query, 'EndTime');
  const size = query.whole('PageSize', 1, LARGEST_PAGE_SIZE) ?? DEFAULT_PAGE_SIZE;
  const page = query.whole('Page', 0, 999_999_999) ?? 0;
  query.text('PageToken');

  const found = [...calls]
    .reverse()
    .filter(
      (call) =>
        (to === undefined || call.parameters.to === to) &&
        (from === undefined || call.parameters.from === from) &&
        (status === undefined || call.status === status) &&
        parent === undefined &&
        started(call.dialledAt) &&
        ended(call.endedAt),
    );
  const start = page * size;
  const shown = found.slice(start, start + size);
  const uri = (number: number): string => {
    const params = new URLSearchParams(query.toString());
    params.set('PageSize', String(size));
    params.set('Page', String(number));
    // Twilio's pages are found by a token behind the last call of the page before.
    if (number > page) params.set('PageToken', `PA${shown.at(-1)?.sid ?? ''}`);
    else params.delete('PageToken');
    return `${path}?${params.toString()}`;
  };
  return {
    calls: shown.map((call) => call.resource),
    first_page_uri: uri(0),
    next_page_uri: start + size < found.length ? uri(page + 1) : null,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    page,
    page_size: size,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: uri(page),
  };
}

type TimeFilter = (at: number | null) => boolean;

const DAY_MS = 86_400_000;

function timeFilter(query: Form, name: string): TimeFilter {
  const on = instant(query, name);
  const before = instant(query, `${name}<`);
  const after = instant(query, `${name}>`);
  if (on === undefined && before === undefined && after === undefined) return () => true;
  return (at) => {
    if (at === null) return false;
    const day = on === undefined || Math.floor(at / DAY_MS) === Math.floor(on.from / DAY_MS);
    return day && (before === undefined || at <= before.to) && (after === undefined || at >= after.from);
  };
}

/** A day (`YYYY-MM-DD`, all of it) or an instant of ISO 8601, in UTC. */
function instant(query: Form, name: string): { from: number; to: number } | undefined {
  const text = query.text(name);
  if (text === undefined) return undefined;
  const from = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(from))
    throw badRequest(INVALID_PARAMETER, `${name} is invalid: ${text}. Give YYYY-MM-DD or an instant in UTC`);
  // Twilio's instants are of whole seconds.
  return { from, to: from + (text.length === 10 ? DAY_MS : 1000) - 1 };
}
