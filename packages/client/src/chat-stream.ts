import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { RingbackApiError } from './api-error.js';
import { type ApiRequests, unreachable } from './api-requests.js';
import { type ChatEvent, parseChatEvent } from './chat-event.js';
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

export interface ChatStreamOptions {
  /** Also what is being said and not yet final. */
  partial?: boolean;
  /** The `id` of the last event that was seen: everything after it is told, nothing again. */
  lastEventId?: string;
  signal?: AbortSignal;
}

interface ChatStreamDependencies {
  requests: ApiRequests;
  timing: Timing;
  callId: string;
  options: ChatStreamOptions;
}

/**
 * The conversation of one call as it is spoken. Ends after `done` or `timeout`; a lost connection is taken up again where it broke.
 */
export async function* chatStream({ requests, timing, callId, options }: ChatStreamDependencies) {
  let lastEventId = options.lastEventId;
  let failed = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const connection = new AbortController();
    const signal =
      options.signal === undefined ? connection.signal : AbortSignal.any([options.signal, connection.signal]);
    try {
      const events = connect(requests, timing, callId, { ...options, lastEventId, signal }, connection);
      for await (const event of events) {
        failed = 0;
        if (event === 'keep-alive') continue;
        if ('id' in event && event.id !== null) lastEventId = event.id;
        yield event;
        if (event.type === 'done' || event.type === 'timeout') return;
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

/** One connection: its events, and a word for each sign of life between them. Ends when the service closes it. */
async function* connect(
  requests: ApiRequests,
  timing: Timing,
  callId: string,
  options: ChatStreamOptions,
  connection: AbortController,
): AsyncGenerator<ChatEvent | 'keep-alive'> {
  let silent = false;
  const fallSilent = (): void => {
    silent = true;
    connection.abort();
  };
  let cancel = timing.after(SILENCE_MS, fallSilent);
  try {
    const response = await requests.open({
      method: 'POST',
      path: '/api/v1/callinfo/stream_chat_history',
      body: { call_id: callId },
      headers: {
        Accept: options.partial === true ? 'text/event-stream; partial=1' : 'text/event-stream',
        ...(options.lastEventId === undefined ? {} : { 'Last-Event-ID': options.lastEventId }),
      },
      signal: options.signal,
    });
    if (response.status === 204) {
      // The event that was seen last is the last there is.
      yield { type: 'done', id: options.lastEventId ?? null };
      return;
    }
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || response.body === null) {
      throw new RingbackApiError(response.status, 'bad_answer', 'The service did not answer with a live stream.');
    }
    let arrived: (ChatEvent | 'keep-alive')[] = [];
    const parser = createParser({
      maxBufferSize: LONGEST_EVENT,
      onEvent: (message: EventSourceMessage) => arrived.push(parseChatEvent(message) ?? 'keep-alive'),
      onComment: () => arrived.push('keep-alive'),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') {
          throw new RingbackApiError(response.status, 'bad_answer', 'The service sent an event that is too long.');
        }
      },
    });
    const reader = response.body.getReader();
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
  }
}
