import type { CallEvent } from '@ringback/engine';
import type { Logger } from 'pino';
import type { CallRecord } from '../calls/call-record.js';
import type { CallLogs, Following, LoggedEvent } from '../events/call-log.js';
import type { EventStream } from './event-stream.js';
import { formatPosition, isAfter, type StreamPosition } from './stream-position.js';

/** One event of a stream as it goes over the wire, written once and shared by all its readers. */
export interface StreamLine {
  position: StreamPosition;
  bytes: Buffer;
}

/** How one kind of stream tells a call. */
export interface StreamFormat {
  /** Streams of one call with the same name are the same, byte for byte. */
  name: string;
  /** The lines of one logged event, in order; none where this kind of stream does not tell it. */
  lines(logged: LoggedEvent): StreamLine[];
  /** Something that is being said, live; null where this kind of stream does not tell it. `id` is the place before it. */
  partial(event: Extract<CallEvent, { type: 'partial' }>, id: string): Buffer | null;
  /** The end of a call that is over and whose log holds no end: the service died with the call. */
  missingEnd(call: CallRecord, lastSeq: number): StreamLine[];
}

/**
 * How far a reader may fall behind the live edge, in bytes. An hour of talk is about 100 KB, so only who has stopped reading gets there;
 * and what it owes is held once for all readers, so that a thousand slow ones cost no more than one.
 */
const BACKLOG_BYTES = 262_144;

/** Replayed lines are sent in pieces of about this size: fewer writes, and no more than this waits in a reader's socket. */
const PIECE_BYTES = 16_384;

/** The calls that are being read now, each followed once however many read it. */
export class CallFeeds {
  readonly #logs: CallLogs;
  readonly #logger: Logger;
  readonly #feeds = new Map<string, CallFeed>();

  constructor(logs: CallLogs, logger: Logger) {
    this.#logs = logs;
    this.#logger = logger;
  }

  /** Calls that are followed. */
  get size(): number {
    return this.#feeds.size;
  }

  /** Sends everything after `after` to the stream, then each event as it happens, and ends the stream when the call is over. */
  read(call: CallRecord, format: StreamFormat, after: StreamPosition, stream: EventStream): FeedReader {
    const key = `${call.callId} ${format.name}`;
    let feed = this.#feeds.get(key);
    if (feed === undefined) {
      feed = new CallFeed(call, format, this.#logs, this.#logger, () => this.#feeds.delete(key));
      this.#feeds.set(key, feed);
    }
    return feed.add(call, after, stream);
  }
}

interface KeptLine extends StreamLine {
  /** Bytes of this line and all before it. */
  end: number;
}

class CallFeed {
  readonly lines: KeptLine[] = [];
  bytes = 0;
  /** Everything that had been logged when this feed was opened is in `lines`. */
  loaded = false;
  answered: boolean;
  ended = false;
  readonly #format: StreamFormat;
  readonly #release: () => void;
  readonly #readers = new Set<FeedReader>();
  readonly #logger: Logger;
  #call: CallRecord;
  #lastSeq = 0;
  #following: Following | null = null;
  #released = false;

  constructor(call: CallRecord, format: StreamFormat, logs: CallLogs, logger: Logger, release: () => void) {
    this.#call = call;
    this.#format = format;
    this.#logger = logger;
    this.#release = release;
    this.answered = call.answeredAt !== null;
    logs
      .follow(call.callId, 0, (logged) => this.#take(logged))
      .then(
        (following) => this.#followed(following),
        (error: unknown) => this.#failed(error),
      );
  }

  add(call: CallRecord, after: StreamPosition, stream: EventStream): FeedReader {
    this.#call = call;
    const reader = new FeedReader(this, after, stream);
    this.#readers.add(reader);
    stream.onClosed(() => this.#remove(reader));
    if (this.loaded) this.#endIfOver();
    if (this.ended) this.#pump();
    else reader.pump();
    return reader;
  }

  #take({ seq, event }: LoggedEvent): void {
    if (this.ended) return;
    if (event.type === 'partial') {
      const last = this.lines[this.lines.length - 1];
      const bytes = this.#format.partial(event, last === undefined ? '0' : formatPosition(last.position));
      if (bytes !== null) for (const reader of this.#readers) reader.live(bytes);
      return;
    }
    this.#lastSeq = seq;
    this.#keep(this.#format.lines({ seq, event }));
    if (event.type === 'ended') this.ended = true;
    if (!this.answered && (event.type === 'utterance' || (event.type === 'state' && event.state === 'in_progress')))
      this.#answer();
    // While what was logged before is read, its lines gather: they then go out in large pieces.
    if (this.loaded) this.#pump();
  }

  #keep(lines: StreamLine[]): void {
    for (const line of lines) {
      this.bytes += line.bytes.length;
      this.lines.push({ ...line, end: this.bytes });
    }
  }

  #answer(): void {
    this.answered = true;
    for (const reader of this.#readers) reader.tellAnswered();
  }

  #pump(): void {
    for (const reader of [...this.#readers]) reader.pump();
  }

  #followed(following: Following): void {
    this.#following = following;
    if (this.#released) {
      following.close();
      return;
    }
    this.loaded = true;
    this.#endIfOver();
    this.#pump();
  }

  /** A call that was over before its log was read through has its end in the log, or it never will. */
  #endIfOver(): void {
    if (this.ended || this.#call.status !== 'ended') return;
    this.#keep(this.#format.missingEnd(this.#call, this.#lastSeq));
    this.ended = true;
  }

  #failed(error: unknown): void {
    this.#logger.error({ err: error, callId: this.#call.callId }, 'the log of a call could not be followed');
    // Its readers come back with the id they have, and find the rest.
    for (const reader of [...this.#readers]) reader.stream.end();
    this.#drop();
  }

  #remove(reader: FeedReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) this.#drop();
  }

  #drop(): void {
    if (this.#released) return;
    this.#released = true;
    this.#following?.close();
    this.#release();
  }
}

/** One stream's way through a feed: a place in its lines, moved on as fast as the reader takes them. */
export class FeedReader {
  readonly stream: EventStream;
  readonly #feed: CallFeed;
  readonly #after: StreamPosition;
  readonly #onAnswered: (() => void)[] = [];
  /** Index of the next line to send. */
  #next = 0;
  /** Bytes it may owe before it is cut off; null until what was logged before it came has been counted. */
  #allowance: number | null = null;

  constructor(feed: CallFeed, after: StreamPosition, stream: EventStream) {
    this.#feed = feed;
    this.#after = after;
    this.stream = stream;
    stream.onDrain(() => this.pump());
  }

  get answered(): boolean {
    return this.#feed.answered;
  }

  /** The id of the last event it was sent, or of where it resumed. */
  get lastId(): string {
    const sent = this.#feed.lines[this.#next - 1]?.position;
    return formatPosition(sent !== undefined && isAfter(sent, this.#after) ? sent : this.#after);
  }

  /** Once, when the callee has answered; at once where that was before. */
  onAnswered(listener: () => void): void {
    if (this.#feed.answered) listener();
    else this.#onAnswered.push(listener);
  }

  tellAnswered(): void {
    for (const listener of this.#onAnswered.splice(0)) listener();
  }

  pump(): void {
    const { lines } = this.#feed;
    if (!this.stream.open || !this.#feed.loaded) return;
    while (this.#next < lines.length && !isAfter((lines[this.#next] as KeptLine).position, this.#after))
      this.#next += 1;
    while (this.#next < lines.length && !this.stream.full) this.stream.write(this.#piece());
    if (this.#next === lines.length) {
      this.#allowance = BACKLOG_BYTES;
      if (this.#feed.ended) this.stream.end();
      return;
    }
    const owed = this.#feed.bytes - (this.#next === 0 ? 0 : (lines[this.#next - 1] as KeptLine).end);
    this.#allowance ??= owed + BACKLOG_BYTES;
    if (owed > this.#allowance) this.stream.cutOff('backlog');
  }

  /** What is not kept goes only to who is at the live edge and reads: it is outdated by the next. */
  live(bytes: Buffer): void {
    if (this.stream.open && this.#feed.loaded && this.#next === this.#feed.lines.length && !this.stream.full)
      this.stream.write(bytes);
  }

  #piece(): Buffer {
    const { lines } = this.#feed;
    const first = lines[this.#next] as KeptLine;
    this.#next += 1;
    if (this.#next === lines.length) return first.bytes;
    const piece = [first.bytes];
    let size = first.bytes.length;
    for (let line = lines[this.#next]; line !== undefined && size < PIECE_BYTES; line = lines[this.#next]) {
      piece.push(line.bytes);
      size += line.bytes.length;
      this.#next += 1;
    }
    return Buffer.concat(piece, size);
  }
}
