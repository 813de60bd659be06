import { RingbackApiError } from './api-error.js';
import { ApiRequests } from './api-requests.js';
import { type CallEvent, parseCallEvent } from './call-event.js';
import { type ChatEvent, parseChatEvent } from './chat-event.js';
import { newIdempotencyKey } from './idempotency-key.js';
import { resumingStream, type StreamOptions } from './resuming-stream.js';
import { backOff, DEFAULT_RETRY, type RetryPolicy } from './retry.js';
import { realTiming, type Timing } from './timing.js';
import {
  type AcceptedCalls,
  type Account,
  type Balance,
  type Call,
  type CallFilter,
  type CallInfo,
  type CallRecording,
  type CallsCheck,
  type CallsFileFormat,
  type CallsToCheck,
  type CallWithTranscript,
  type CampaignUse,
  type HangUp,
  isOver,
  type LedgerEntry,
  type MadeWebphoneLink,
  type NewCall,
  type NewCalls,
  type NewRehearsal,
  type RecordingPeaks,
  type Rehearsal,
  type SettledCallInfo,
  type WebphoneLink,
} from './wire.js';

/** An answer comes within milliseconds; this long covers ten thousand numbers on a slow disk and a poor line. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Between `[DONE]` and the settled record lies one transaction. Asked again after 0.1 s growing to 2 s, for about 30 s in all. */
const SETTLING: RetryPolicy = { attempts: 20, firstPauseMs: 100, longestPauseMs: 2_000 };

export interface RingbackClientOptions {
  /** Where the service is, e.g. `http://127.0.0.1:7464`. A path in front of the API's own is kept. */
  baseUrl: string;
  /** `sk_…`. Only {@link RingbackClient.skillVersion} goes without. Sent as a header, never in an address. */
  apiKey?: string;
  /** Language of messages; absent: the account's own. */
  language?: 'zh' | 'en';
  /** In place of the platform's own. */
  fetch?: typeof fetch;
  /** Parts of it replace {@link DEFAULT_RETRY}; `{ attempts: 1 }` never sends anything twice. */
  retry?: Partial<RetryPolicy>;
  /** No answer within so many ms is a failure (30,000 unless told); a live stream or a file must begin within that, and may then take its time. */
  timeoutMs?: number;
  /** Replaced in tests. */
  timing?: Timing;
}

export interface RequestOptions {
  signal?: AbortSignal;
}

export interface PlacingOptions extends RequestOptions {
  /**
   * Yours, where a repeat must be safe beyond this one promise (e.g. across a restart of your program). The service keeps it for 24 h: the same
   * key and body give the first answer again and dial nothing. Absent: one is made for this promise and kept through its repeats.
   */
  idempotencyKey?: string;
}

export interface WaitingOptions extends RequestOptions {
  /**
   * Told everything that happens in the call, from its beginning, in order and once; also where the call was over before. What it throws
   * ends the waiting.
   */
  onEvent?: (event: CallEvent) => void;
}

export interface RecordingOptions extends RequestOptions {
  /** Only these bytes of the file, counted from 0; both are included, and without `last` it goes to the end. */
  bytes?: { first: number; last?: number };
}

export interface PageOptions extends RequestOptions {
  /** At most this many: 1 to 200 calls (50 by default), 1 to 500 ledger entries (100 by default). */
  limit?: number;
  /** The `next` of the page before. */
  before?: string;
}

export interface Page<Item> {
  /** Newest first. */
  items: Item[];
  /** What to ask the next page `before`; null: this was the last. */
  next: string | null;
}

/**
 * A client of one Ringback service. Runs wherever there is `fetch`: Node 20.19 and up, browsers, workers.
 *
 * A request that met a broken connection, no answer in time, 429, 502, 503 or 504 is sent again: at most four times in all, after a
 * growing pause or the one that the service asks for (up to 10 s). Placing calls carries an idempotency key, made once and kept through
 * the repeats, so nobody is called twice. Everything else fails at once.
 *
 * Every method rejects with `RingbackApiError`, or with the reason of the `signal` that it was given.
 */
export class RingbackClient {
  readonly #requests: ApiRequests;
  readonly #timing: Timing;

  /** @throws TypeError where `baseUrl` is no http(s) address. */
  constructor(options: RingbackClientOptions) {
    this.#timing = options.timing ?? realTiming;
    this.#requests = ApiRequests.by(options, {
      timing: this.#timing,
      retry: { ...DEFAULT_RETRY, ...options.retry },
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
  }

  /**
   * Places one call to each number. Resolves once all are durably accepted; none is dialled before.
   */
  initiateCall(call: NewCall, options: PlacingOptions = {}): Promise<AcceptedCalls> {
    return this.#place('/api/v1/callinfo/initiate_call', call, options);
  }

  /** The same through our own API, which also takes a priority. */
  createCalls(calls: NewCalls, options: PlacingOptions = {}): Promise<AcceptedCalls> {
    return this.#place('/v1/calls', calls, options);
  }

  /** What {@link createCalls} would answer, what it would say of each number, and what it may cost. Nothing is written, nothing is dialled. */
  async checkCalls(calls: CallsToCheck, options: RequestOptions = {}): Promise<CallsCheck> {
    const answer = await this.#requests.json({
      method: 'POST',
      path: '/v1/calls/check',
      body: calls,
      signal: options.signal,
    });
    return dataOf<CallsCheck>(answer, 'numbers');
  }

  /** The same brief and conversation as a call, with a simulated callee in place of a phone: nothing rings, and nothing is charged. */
  async rehearse(rehearsal: NewRehearsal, options: PlacingOptions = {}): Promise<Rehearsal> {
    const answer = await this.#requests.json({
      method: 'POST',
      path: '/v1/rehearsals',
      body: rehearsal,
      headers: { 'Idempotency-Key': options.idempotencyKey ?? newIdempotencyKey() },
      signal: options.signal,
    });
    return dataOf<Rehearsal>(answer, 'call_id');
  }

  async #place(path: string, body: NewCall | NewCalls, options: PlacingOptions): Promise<AcceptedCalls> {
    const answer = await this.#requests.json({
      method: 'POST',
      path,
      body,
      headers: { 'Idempotency-Key': options.idempotencyKey ?? newIdempotencyKey() },
      signal: options.signal,
    });
    return dataOf<AcceptedCalls>(answer, 'call_ids');
  }

  /** The call's record as it stands. */
  async callInfo(callId: string, options: RequestOptions = {}): Promise<CallInfo> {
    const answer = await this.#requests.json({
      method: 'POST',
      path: '/api/v1/callinfo/search_callinfo',
      body: { call_id: callId },
      signal: options.signal,
    });
    return dataOf<CallInfo>(answer, 'call_id');
  }

  /**
   * The conversation as it is spoken: what was said so far, then each utterance as it is final. May be opened the moment the id is known, by
   * many at once. With `partial` it also tells what is being said and not yet final. The last event is `done`, or `timeout` where nobody answered within 30 s of opening it (open it again to wait on).
   *
   * A lost connection is taken up again where it broke, with no gap and no repeat. Leaving the loop closes it.
   */
  streamChat(
    callId: string,
    options: StreamOptions & { partial?: boolean } = {},
  ): AsyncGenerator<ChatEvent, void, undefined> {
    return resumingStream<ChatEvent>(
      this.#requests,
      this.#timing,
      {
        request: {
          method: 'POST',
          path: '/api/v1/callinfo/stream_chat_history',
          body: { call_id: callId },
          headers: options.partial === true ? { Accept: 'text/event-stream; partial=1' } : undefined,
        },
        parse: parseChatEvent,
        idOf: (event) => ('id' in event ? event.id : null),
        isLast: ({ type }) => type === 'done' || type === 'timeout',
        nothingMore: (id) => ({ type: 'done', id: id ?? null }),
      },
      options,
    );
  }

  /**
   * Everything that happens in the call: what was logged so far, then each event as it happens, until `ended`. Works from the moment the id
   * is known, however long the call waits for its turn. Resumes as {@link streamChat} does.
   */
  events(callId: string, options: StreamOptions = {}): AsyncGenerator<CallEvent, void, undefined> {
    return resumingStream<CallEvent>(
      this.#requests,
      this.#timing,
      {
        request: { method: 'GET', path: `/v1/calls/${encodeURIComponent(callId)}/events` },
        parse: parseCallEvent,
        idOf: ({ id }) => id,
        isLast: ({ type }) => type === 'ended',
        nothingMore: () => {
          throw new RingbackApiError(
            204,
            'bad_answer',
            'Nothing comes after the event that was named as the last one.',
          );
        },
      },
      options,
    );
  }

  /**
   * Resolves with the settled record once the call is over, however long it waits, rings and talks. A lost connection is taken up again.
   * The `signal` ends the waiting, not the call: that is {@link hangUp}.
   */
  async waitForCall(callId: string, options: WaitingOptions = {}): Promise<SettledCallInfo> {
    const { onEvent, signal } = options;
    const now = await this.callInfo(callId, { signal });
    if (!isOver(now) || onEvent !== undefined)
      for await (const event of this.events(callId, { signal })) onEvent?.(event);
    signal?.throwIfAborted();
    return isOver(now) && now.billed ? now : this.#settled(callId, { signal });
  }

  /** Takes a queued call back, or hangs up one that is under way, without a goodbye. Hanging up twice is hanging up once. */
  async hangUp(callId: string, options: RequestOptions = {}): Promise<HangUp> {
    const answer = await this.#requests.json({
      method: 'POST',
      path: `/v1/calls/${encodeURIComponent(callId)}/hangup`,
      signal: options.signal,
    });
    return dataOf<HangUp>(answer, 'outcome');
  }

  /** The call as our own API gives it: every field, and what was said. */
  async call(callId: string, options: RequestOptions = {}): Promise<CallWithTranscript> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: `/v1/calls/${encodeURIComponent(callId)}`,
      signal: options.signal,
    });
    return dataOf<CallWithTranscript>(answer, 'transcript');
  }

  /** What was heard in a call that is over. Read its body, or cancel it. */
  async recording(callId: string, options: RecordingOptions = {}): Promise<CallRecording> {
    const { bytes } = options;
    const response = await this.#requests.open({
      method: 'GET',
      path: `/v1/calls/${encodeURIComponent(callId)}/recording`,
      headers: {
        Accept: 'audio/wav',
        ...(bytes === undefined ? {} : { Range: `bytes=${bytes.first}-${bytes.last ?? ''}` }),
      },
      signal: options.signal,
    });
    if (response.body === null) throw unexpected('body');
    return { size: Number(response.headers.get('content-length')), body: response.body };
  }

  /** Removes a call's recording for good. */
  async deleteRecording(callId: string, options: RequestOptions = {}): Promise<void> {
    await this.#requests.json({
      method: 'DELETE',
      path: `/v1/calls/${encodeURIComponent(callId)}/recording`,
      signal: options.signal,
    });
  }

  /** The account's calls, or those that a filter finds, without what was said in them. */
  async listCalls(options: PageOptions & CallFilter = {}): Promise<Page<Call>> {
    const { signal, ...asked } = options;
    const answer = await this.#requests.json({ method: 'GET', path: `/v1/calls${query(asked)}`, signal });
    return pageOf<Call>(answer, 'calls');
  }

  /** All calls that a filter finds, as a file, however many: read its body, or cancel it. One that breaks off was not complete. */
  async exportCalls(file: CallsFileFormat & CallFilter, options: RequestOptions = {}): Promise<Response> {
    return this.#requests.open({ method: 'GET', path: exportPath(file), signal: options.signal });
  }

  /** One call as a file: JSON with its transcript and its timeline, or CSV with a line for each utterance. */
  async exportCall(callId: string, file: CallsFileFormat, options: RequestOptions = {}): Promise<Response> {
    return this.#requests.open({ method: 'GET', path: exportPath(file, callId), signal: options.signal });
  }

  /** The labels that calls have, the one used last first. @param options.account as in {@link CallFilter} */
  async campaigns(options: RequestOptions & { account?: string } = {}): Promise<CampaignUse[]> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: `/v1/campaigns${query({ account: options.account })}`,
      signal: options.signal,
    });
    return dataOf<{ campaigns: CampaignUse[] }>(answer, 'campaigns').campaigns;
  }

  /**
   * Everything kept of what has happened in a call so far, in order; what {@link events} tells, but for `partial`. Holds also what this client does not know, such as
   * what a newer service tells.
   */
  async timeline(callId: string, options: RequestOptions = {}): Promise<CallEvent[]> {
    const events: CallEvent[] = [];
    for (let after: string | undefined; ; ) {
      const answer = await this.#requests.json({
        method: 'GET',
        path: `/v1/calls/${encodeURIComponent(callId)}/timeline${query({ after })}`,
        signal: options.signal,
      });
      const page = dataOf<{ events: { id: string; event: object }[]; next_after: string | null }>(answer, 'events');
      events.push(...page.events.map(({ id, event }) => ({ ...event, id }) as CallEvent));
      if (page.next_after === null) return events;
      after = page.next_after;
    }
  }

  /** How loud a call's recording is, for drawing it. @param options.points into how many parts: 1 to 8,000, 1,000 by default */
  async recordingPeaks(callId: string, options: RequestOptions & { points?: number } = {}): Promise<RecordingPeaks> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: `/v1/calls/${encodeURIComponent(callId)}/recording/peaks${query({ points: options.points })}`,
      signal: options.signal,
    });
    return dataOf<RecordingPeaks>(answer, 'callee');
  }

  async balance(options: RequestOptions = {}): Promise<Balance> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: '/api/v1/account/balance',
      signal: options.signal,
    });
    return dataOf<Balance>(answer, 'balance');
  }

  /** Whom the key belongs to, what is left to spend, and what is allowed. */
  async account(options: RequestOptions = {}): Promise<Account> {
    const answer = await this.#requests.json({ method: 'GET', path: '/v1/account', signal: options.signal });
    return dataOf<Account>(answer, 'account_id');
  }

  /** Every movement of the account's money. */
  async ledger(options: PageOptions = {}): Promise<Page<LedgerEntry>> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: `/v1/account/ledger${query({ limit: options.limit, before: options.before })}`,
      signal: options.signal,
    });
    return pageOf<LedgerEntry>(answer, 'entries');
  }

  /**
   * Makes a link by which somebody answers one call in their browser. Place that call to its `to`: it is dialled when the link is opened.
   *
   * @param options.validSeconds how long it may be opened: 60 to 604,800, a day by default
   */
  async createWebphoneLink(options: RequestOptions & { validSeconds?: number } = {}): Promise<MadeWebphoneLink> {
    const answer = await this.#requests.json({
      method: 'POST',
      path: '/v1/webphone/links',
      body: options.validSeconds === undefined ? {} : { valid_seconds: options.validSeconds },
      signal: options.signal,
    });
    return dataOf<MadeWebphoneLink>(answer, 'path');
  }

  /** The account's links, without their secrets. */
  async webphoneLinks(options: PageOptions = {}): Promise<Page<WebphoneLink>> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: `/v1/webphone/links${query({ limit: options.limit, before: options.before })}`,
      signal: options.signal,
    });
    return pageOf<WebphoneLink>(answer, 'links');
  }

  /** Makes a link useless that was not used. Its call goes on where it is under way. */
  async revokeWebphoneLink(linkId: string, options: RequestOptions = {}): Promise<WebphoneLink> {
    const answer = await this.#requests.json({
      method: 'DELETE',
      path: `/v1/webphone/links/${encodeURIComponent(linkId)}`,
      signal: options.signal,
    });
    return dataOf<WebphoneLink>(answer, 'link_id');
  }

  /** The version of the skill's commands that the service expects. */
  async skillVersion(options: RequestOptions = {}): Promise<string> {
    const answer = await this.#requests.json({
      method: 'GET',
      path: '/api/v1/callinfo/skill_version',
      signal: options.signal,
    });
    if (typeof answer.skill_version !== 'string') throw unexpected('skill_version');
    return answer.skill_version;
  }

  async #settled(callId: string, options: RequestOptions): Promise<SettledCallInfo> {
    for (let asked = 1; ; asked += 1) {
      const info = await this.callInfo(callId, options);
      if (isOver(info) && info.billed) return info;
      if (asked === SETTLING.attempts) {
        throw new RingbackApiError(200, 'not_settled', `Call ${callId} is over, but its record is not settled yet.`);
      }
      await this.#timing.wait(backOff(SETTLING, asked, this.#timing.random), options.signal);
    }
  }
}

export function dataOf<Data>(answer: Record<string, unknown>, required: keyof Data & string): Data {
  const { data } = answer;
  if (typeof data !== 'object' || data === null || !(required in data)) throw unexpected(`data.${required}`);
  return data as Data;
}

export function pageOf<Item>(answer: Record<string, unknown>, name: string): Page<Item> {
  const data = dataOf<Record<string, unknown>>(answer, name);
  if (!Array.isArray(data[name])) throw unexpected(`data.${name}`);
  return { items: data[name] as Item[], next: typeof data.next_before === 'string' ? data.next_before : null };
}

function unexpected(missing: string): RingbackApiError {
  return new RingbackApiError(200, 'bad_answer', `The service's answer has no ${missing}. Is the address right?`);
}

/**
 * The path, at the service's address, of all calls that a filter finds, or of one call, as a file: for a link in a page of the service, where the browser keeps the
 * file as it comes.
 */
export function exportPath(file: CallsFileFormat & CallFilter, callId?: string): string {
  const of = callId === undefined ? '' : `/${encodeURIComponent(callId)}`;
  return `/v1/calls${of}/export${query({ ...file })}`;
}

export function query(values: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
