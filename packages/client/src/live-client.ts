import { RingbackApiError } from './api-error.js';
import { ApiRequests } from './api-requests.js';
import { dataOf, type RequestOptions } from './client.js';
import { type ListeningTicket, type LiveEvent, parseLiveEvent } from './live-wire.js';
import { resumingStream } from './resuming-stream.js';
import { DEFAULT_RETRY } from './retry.js';
import { realTiming, type Timing } from './timing.js';

/** An answer comes within milliseconds; whoever steps into a call does not wait for a late one. */
const TIMEOUT_MS = 10_000;

export interface LiveClientOptions {
  baseUrl: string;
  /** `sk_…`. Absent: the session of the page. */
  apiKey?: string;
  language?: 'zh' | 'en';
  /** In place of the platform's own. */
  fetch?: typeof fetch;
  /** Replaced in tests. */
  timing?: Timing;
}

/**
 * For people who watch over calls: all of them as they change, and what one can do to one that is under way. Every method rejects with
 * `RingbackApiError`. What steps into a call is sent once and never again: keys that are pressed twice are other keys.
 */
export class LiveClient {
  readonly #requests: ApiRequests;
  readonly #timing: Timing;

  /** @throws TypeError where `baseUrl` is no http(s) address. */
  constructor(options: LiveClientOptions) {
    this.#timing = options.timing ?? realTiming;
    this.#requests = ApiRequests.by(options, {
      timing: this.#timing,
      retry: { ...DEFAULT_RETRY, attempts: 1 },
      timeoutMs: TIMEOUT_MS,
    });
  }

  /**
   * All calls that go on or wait: a snapshot, then what changes, at most four times a second. A lost connection is taken up again with another
   * snapshot. It has no end but the loop's leaving, or the `signal`'s.
   *
   * @param options.allAccounts those of every account: for the operator, signed in.
   */
  live(options: RequestOptions & { allAccounts?: boolean } = {}): AsyncGenerator<LiveEvent, void, undefined> {
    return resumingStream<LiveEvent>(
      this.#requests,
      this.#timing,
      {
        request: { method: 'GET', path: options.allAccounts === true ? '/v1/live?accounts=all' : '/v1/live' },
        parse: parseLiveEvent,
        idOf: () => null,
        isLast: () => false,
        nothingMore: () => {
          throw new RingbackApiError(204, 'bad_answer', 'The live view answered that there is none.');
        },
      },
      options,
    );
  }

  /** A ticket to listen to a call, for one socket within a minute. */
  async listen(callId: string, options: RequestOptions = {}): Promise<ListeningTicket> {
    return dataOf<ListeningTicket>(await this.#ask(callId, 'listen', undefined, options), 'token');
  }

  /**
   * Tells the AI what to do; the callee does not hear it.
   *
   * @param options.speakNow it also says something to that as soon as nobody speaks.
   */
  async whisper(callId: string, text: string, options: RequestOptions & { speakNow?: boolean } = {}): Promise<void> {
    const { speakNow, ...rest } = options;
    await this.#ask(callId, 'whisper', { text, ...(speakNow === undefined ? {} : { speak_now: speakNow }) }, rest);
  }

  /** @param digits 1 to 32 of `0-9*#A-D`. */
  async pressKeys(callId: string, digits: string, options: RequestOptions = {}): Promise<void> {
    await this.#ask(callId, 'keys', { digits }, options);
  }

  /** The AI falls silent, and what the page of this listening sends goes to the callee. */
  async takeOver(callId: string, listeningId: string, options: RequestOptions = {}): Promise<void> {
    await this.#ask(callId, 'take-over', { listening_id: listeningId }, options);
  }

  /** The AI goes on. @param note whispered to it with that. */
  async handBack(callId: string, note?: string, options: RequestOptions = {}): Promise<void> {
    await this.#ask(callId, 'hand-back', note === undefined ? {} : { note }, options);
  }

  #ask(callId: string, what: string, body: unknown, { signal }: RequestOptions): Promise<Record<string, unknown>> {
    return this.#requests.json({
      method: 'POST',
      path: `/v1/calls/${encodeURIComponent(callId)}/${what}`,
      ...(body === undefined ? {} : { body }),
      signal,
    });
  }
}
