import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '@ringback/engine';
import { RingbackError } from '@ringback/engine';
import type { FastifyReply } from 'fastify';
import type { HttpMetrics } from './http-metrics.js';

/** How often a silent stream says that it lives: what callers of the published skill were promised. */
const KEEP_ALIVE_MS = 500;

/**
 * Streams take turns within that time, so that a thousand of them do not all write at once and hold up an utterance that comes just then: a
 * tenth of them takes about a millisecond.
 */
const TURNS = 10;

const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');

/**
 * A reader whose socket has taken nothing for this long is cut off. Far longer than any network's pause that a connection survives in
 * practice, far shorter than the quarter of an hour that TCP itself would take to give a dead peer up.
 */
const STALLED_MS = 60_000;

/**
 * Every live stream of the server (Server-Sent Events over one HTTP answer). One ticker serves all of them, and stands still while
 * there are none.
 */
export class EventStreams {
  readonly #clock: Clock;
  readonly #metrics: HttpMetrics;
  /** Streams that one account may have open. */
  readonly perAccount: number;
  readonly #turns = Array.from({ length: TURNS }, () => new Set<EventStream>());
  readonly #ofAccount = new Map<string, number>();
  #size = 0;
  #opened = 0;
  #turn = 0;
  #ticker: Timer | null = null;
  #tickDue = 0;

  constructor(clock: Clock, metrics: HttpMetrics, perAccount: number) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.perAccount = perAccount;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Answers with the headers of a stream, at once. From here on the answer is the stream's own, and nothing else may write to it.
   *
   * @throws RingbackError `too_many_streams`, before anything is sent
   */
  open(accountId: string, reply: FastifyReply): EventStream {
    const already = this.#ofAccount.get(accountId) ?? 0;
    if (already >= this.perAccount) {
      throw new RingbackError('too_many_streams', `${this.perAccount} live streams at most may be open at once.`, {
        retryable: true,
        details: { limit: this.perAccount, retryAfterSeconds: 5 },
      });
    }
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      // nginx would otherwise gather the events of a stream into larger answers.
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();

    const stream = new EventStream(response, this.#metrics);
    this.#metrics.answered(reply.request.method, reply.request.routeOptions.url ?? 'unknown', 200, null);
    const turn = this.#turns[this.#opened % TURNS] as Set<EventStream>;
    turn.add(stream);
    this.#opened += 1;
    this.#size += 1;
    this.#ofAccount.set(accountId, already + 1);
    this.#metrics.streamOpened();
    if (this.#ticker === null) {
      this.#tickDue = this.#clock.now();
      this.#awaitTick();
    }
    // At once where the reader had left before its stream was opened.
    stream.onClosed(() => {
      if (turn.delete(stream)) this.#release(accountId);
    });
    return stream;
  }

  /** Ends every stream as it stands, without a last word: their readers resume elsewhere or later. */
  closeAll(): void {
    for (const turn of this.#turns) for (const stream of [...turn]) stream.end();
  }

  /** Each tick is due a fixed time after the one before; what a blocked process has missed is left out, not made up for in a burst. */
  #awaitTick(): void {
    const now = this.#clock.now();
    this.#tickDue = Math.max(now, this.#tickDue + KEEP_ALIVE_MS / TURNS);
    this.#ticker = this.#clock.after(this.#tickDue - now, () => this.#tick());
  }

  #tick(): void {
    this.#awaitTick();
    this.#turn = (this.#turn + 1) % TURNS;
    for (const stream of [...(this.#turns[this.#turn] as Set<EventStream>)]) stream.tick();
  }

  #release(accountId: string): void {
    this.#size -= 1;
    const left = (this.#ofAccount.get(accountId) ?? 1) - 1;
    if (left === 0) this.#ofAccount.delete(accountId);
    else this.#ofAccount.set(accountId, left);
    this.#metrics.streamClosed();
    if (this.#size === 0) {
      this.#ticker?.cancel();
      this.#ticker = null;
    }
  }
}

/** One reader's connection: open, then ended by us, then closed; or closed at once where the reader left or was cut off. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #metrics: HttpMetrics;
  readonly #listeners: (() => void)[] = [];
  #state: 'open' | 'ended' | 'closed' = 'open';
  #silent = true;
  #stalledMs = 0;

  constructor(response: ServerResponse, metrics: HttpMetrics) {
    this.#response = response;
    this.#metrics = metrics;
    const close = (): void => this.#close();
    response.on('finish', close);
    response.on('close', close);
    // A reader that leaves is no failure: `close` follows.
    response.on('error', () => {});
    // It may have left while its call was looked up: nothing would tell us later.
    if (response.destroyed || response.closed) this.#state = 'closed';
  }

  get open(): boolean {
    return this.#state === 'open';
  }

  /** True while the reader's socket is full: what is written now waits in memory until `onDrain`. */
  get full(): boolean {
    return this.#response.writableNeedDrain;
  }

  /** Whole events only. The bytes are not copied: many streams may share them. */
  write(bytes: Buffer): void {
    if (this.#state !== 'open') return;
    this.#silent = false;
    this.#response.write(bytes);
  }

  /** Ends the answer, after `last` where there is one. Ending it twice does nothing. */
  end(last?: Buffer): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#stalledMs = 0;
    if (last === undefined) this.#response.end();
    else this.#response.end(last);
  }

  /** Drops the connection without a word: the reader does not take what it is sent, so a word would not arrive either. */
  cutOff(reason: 'backlog' | 'stalled'): void {
    if (this.#state === 'closed') return;
    this.#metrics.cutOff(reason);
    this.#response.destroy();
    this.#close();
  }

  onDrain(listener: () => void): void {
    this.#response.on('drain', listener);
  }

  /** Once the answer is complete, or the connection gone. */
  onClosed(listener: () => void): void {
    if (this.#state === 'closed') listener();
    else this.#listeners.push(listener);
  }

  /** Every {@link KEEP_ALIVE_MS}. */
  tick(): void {
    if (this.#state === 'ended' || this.full) {
      this.#stalledMs += KEEP_ALIVE_MS;
      if (this.#stalledMs >= STALLED_MS) this.cutOff('stalled');
      return;
    }
    this.#stalledMs = 0;
    if (this.#silent) this.#response.write(KEEP_ALIVE);
    this.#silent = true;
  }

  #close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
