import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { RingbackApiError } from './api-error.js';
import { type ApiRequest, type ApiRequests, unreachable } from './api-requests.js';
import { backOff, isPassing, type RetryPolicy } from './retry.js';
import type { Timing } from './timing.js';

/**
 * The service sends a keep-alive every 0.5 s; twenty missing ones mean that the connection is dead although nobody closed it (a laptop
 * that slept, a router that forgot).
 */
const SILENCE_MS = 10_000;

/** One event is a sentence or two; a line this long is not ours. */
const LONGEST_EVENT = 1_048_576;

/** Pauses between attempts to come back: 0.25 s growing to 5 s; after ten in a row that brought nothing (about 30 s) it gives up. */
const RECONNECTING: RetryPolicy = { attempts: 10, firstPauseMs: 250, longestPauseMs: 5_000 };

export interface StreamOptions {
  /** The `id` of the last event that was seen: everything after it is told, nothing again. */
  lastEventId?: string;
  signal?: AbortSignal;
}

/** What one kind of live stream is. */
interface StreamKind<Event> {
  request: Omit<ApiRequest, 'signal'>;
  /** Null for what this client does not know, such as what a newer service may add. */
  parse(message: { id?: string; event?: string; data: string }): Event | null;
  /** The id to go on from after this event; null where it has none. */
  idOf(event: Event): string | null;
  isLast(event: Event): boolean;
  /** Told where the service says that nothing comes after the last event that was seen (HTTP 204). */
  nothingMore(lastEventId: string | undefined): Event;
}

/**
 * Server-sent events of a call until the last one. A lost connection is taken up again where it broke, with no gap and no repeat. Leaving
 * the loop closes the connection.
 */
export async function* resumingStream<Event>(
  requests: ApiRequests,
  timing: Timing,
  kind: StreamKind<Event>,
  options: StreamOptions,
): AsyncGenerator<Event, void, undefined> {
  let lastEventId = options.lastEventId;
  let failed = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const connection = new AbortController();
    const signal =
      options.signal === undefined ? connection.signal : AbortSignal.any([options.signal, connection.signal]);
    try {
      for await (const event of connect(requests, timing, kind, { lastEventId, signal }, connection)) {
        failed = 0;
        if (event === KEEP_ALIVE) continue;
        lastEventId = kind.idOf(event) ?? lastEventId;
        yield event;
        if (kind.isLast(event)) return;
        // Several may have come at once: who has had enough is told none of the others.
        options.signal?.throwIfAborted();
      }
      throw new RingbackApiError(0, 'unreachable', 'The live stream ended before the call did.');
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof RingbackApiError) || !isPassing(error)) throw error;
      failed += 1;
      if (failed >= RECONNECTING.attempts) throw error;
      const pause = backOff(RECONNECTING, failed, timing.random);
      await timing.wait(Math.max(pause, (error.retryAfterSeconds ?? 0) * 1000), options.signal);
    } finally {
      connection.abort();
    }
  }
}

const KEEP_ALIVE = Symbol('keep-alive');

/** One connection: its events, and a word for each sign of life between them. Ends when the service closes it. */
async function* connect<Event>(
  requests: ApiRequests,
  timing: Timing,
  kind: StreamKind<Event>,
  options: StreamOptions,
  connection: AbortController,
): AsyncGenerator<Event | typeof KEEP_ALIVE> {
  let silent = false;
  const fallSilent = (): void => {
    silent = true;
    connection.abort();
  };
  let cancel = timing.after(SILENCE_MS, fallSilent);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const response = await requests.open({
      ...kind.request,
      headers: {
        Accept: 'text/event-stream',
        ...kind.request.headers,
        ...(options.lastEventId === undefined ? {} : { 'Last-Event-ID': options.lastEventId }),
      },
      signal: options.signal,
    });
    if (response.status === 204) {
      yield kind.nothingMore(options.lastEventId);
      return;
    }
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || response.body === null) {
      throw new RingbackApiError(response.status, 'bad_answer', 'The service did not answer with a live stream.');
    }
    let arrived: (Event | typeof KEEP_ALIVE)[] = [];
    const parser = createParser({
      maxBufferSize: LONGEST_EVENT,
      onEvent: (message: EventSourceMessage) => arrived.push(kind.parse(message) ?? KEEP_ALIVE),
      onComment: () => arrived.push(KEEP_ALIVE),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') {
          throw new RingbackApiError(response.status, 'bad_answer', 'The service sent an event that is too long.');
        }
      },
    });
    reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      cancel();
      cancel = timing.after(SILENCE_MS, fallSilent);
      parser.feed(decoder.decode(value, { stream: true }));
      const told = arrived;
      arrived = [];
      yield* told;
    }
  } catch (error) {
    if (error instanceof RingbackApiError) throw error;
    if (silent) throw new RingbackApiError(0, 'timeout', `The live stream fell silent for ${SILENCE_MS / 1000} s.`);
    throw unreachable('The live stream', error);
  } finally {
    cancel();
    // Aborting is meant to do this too; a body that nobody reads would hold its connection.
    void reader?.cancel().catch(() => {});
  }
}
