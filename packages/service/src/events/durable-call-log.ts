import { type CallEvent, type Clock, RingbackError, type Timer } from '@ringback/engine';
import type { Transaction } from 'kysely';
import type { OpenStore } from '../storage/open-store.js';
import type { Schema } from '../storage/schema.js';
import type { CallLogs, Following, LoggedEvent } from './call-log.js';
import { EventWriter, eventRow, type WrittenEvent } from './event-writer.js';

export interface CallLogOptions {
  storage: Pick<OpenStore, 'store' | 'transaction'>;
  clock: Clock;
  /** Written in the same transaction as a batch of events. */
  project?(trx: Transaction<Schema>, events: readonly WrittenEvent[]): Promise<void>;
  /** Storage refused a batch (it is tried again), or a follower threw (it is let go). */
  onFailure?(what: 'write' | 'follower', error: unknown): void;
  batchMs?: number;
  batchEvents?: number;
  /** Events of one call that stay in memory for followers that come late (default 500); older ones are read from storage. */
  keptEvents?: number;
  /**
   * Several nodes share the database: calls that another node runs are looked up in storage this often while somebody follows them.
   * Absent: this process runs every call.
   */
  tailMs?: number;
}

/** The end of a log that is being written together with the end of its call. */
export interface LogEnd {
  /** Writes the `ended` event within the caller's transaction. */
  store(trx: Transaction<Schema>): Promise<void>;
  /** After the commit: tells followers, and lets the call's memory go. */
  tell(): void;
}

interface Follower {
  position: number;
  onEvent(logged: LoggedEvent): void;
}

/** What is in memory of one call. */
interface Entry {
  readonly callId: string;
  /** This process appends to it. */
  open: boolean;
  /** `through` is right: everything after it is in `events`. Not so for a call that is only followed here. */
  known: boolean;
  /** The number of the next event. */
  next: number;
  /** Ascending, without partials. */
  events: LoggedEvent[];
  /** Everything kept up to this number is in storage, and may have left `events`. */
  through: number;
  /** The last number that is in storage. */
  stored: number;
  /** Position of its last event in the writer. */
  position: number;
  readonly followers: Set<Follower>;
  /** Followers, and those that are still reading what happened before. */
  watchers: number;
}

/**
 * Numbers left out when a log is taken up again after a crash. Those that were given out and not yet stored must not be given again: a
 * call of the longest time limit (4 h) with 20 partial utterances a second gives 288,000.
 */
export const GAP_AFTER_CRASH = 1_000_000;

/**
 * The logs of all calls.
 *
 * - A log is opened once, by whoever runs the call (`open`; `resume` after a crash), and ended once (`prepareEnd`, or `release` where
 *   another node was faster). Appending outside of that is an error.
 * - Every event takes a number, partials too. Partials are told and forgotten; everything else goes to storage in batches and stays in
 *   memory, the newest `keptEvents` and all that is not in storage yet, until the log has ended.
 * - `ended` is written in the transaction that settles the call, and told after it: who sees it reads a settled record.
 */
export class CallLog implements CallLogs {
  readonly #options: CallLogOptions;
  readonly #keptEvents: number;
  readonly #entries = new Map<string, Entry>();
  readonly #writer: EventWriter;
  #tail: Timer | null = null;
  #closed = false;

  constructor(options: CallLogOptions) {
    this.#options = options;
    this.#keptEvents = options.keptEvents ?? 500;
    this.#writer = new EventWriter({
      storage: options.storage,
      clock: options.clock,
      project: options.project,
      onWritten: (events) => this.#wereWritten(events),
      onFailure: (error) => options.onFailure?.('write', error),
      batchMs: options.batchMs,
      batchEvents: options.batchEvents,
    });
  }

  /** Calls with something in memory: running ones, and those that somebody follows. */
  get size(): number {
    return this.#entries.size;
  }

  /** Begins the log of a call that is dialled for the first time. */
  open(callId: string): void {
    const entry = this.#entry(callId);
    if (entry.open) throw new RingbackError('call_log_open', `The log of call ${callId} is open already.`);
    entry.open = true;
    entry.known = true;
  }

  /** Takes up the log of a call that was under way when its process died, with a gap in the numbers ({@link GAP_AFTER_CRASH}). */
  async resume(callId: string): Promise<void> {
    const last = await this.#options.storage.store
      .selectFrom('call_events')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('call_id', '=', callId)
      .executeTakeFirst();
    const stored = Number(last?.seq ?? 0);
    this.open(callId);
    const entry = this.#entry(callId);
    entry.next = stored + GAP_AFTER_CRASH;
    entry.stored = stored;
    entry.through = stored;
  }

  append(callId: string, event: CallEvent): void {
    const entry = this.#entries.get(callId);
    if (entry === undefined || !entry.open)
      throw new RingbackError('call_log_not_open', `The log of call ${callId} is not open: nothing can happen in it.`);
    const logged: LoggedEvent = { seq: entry.next, event };
    entry.next += 1;
    if (event.type !== 'partial') {
      entry.events.push(logged);
      entry.position = this.#writer.add({ callId, seq: logged.seq, event });
    }
    this.#deliver(entry, logged);
  }

  /**
   * Gives `ended` its number. Everything before it must be flushed by the caller first. For a call that was never opened here it is the
   * first event; until `tell` nothing has changed, so that the caller may give up.
   */
  prepareEnd(callId: string, event: CallEvent & { type: 'ended' }): LogEnd {
    const logged: LoggedEvent = { seq: this.#entries.get(callId)?.next ?? 1, event };
    return {
      store: async (trx) => {
        await trx
          .insertInto('call_events')
          .values(eventRow({ callId, ...logged }))
          .execute();
      },
      tell: () => {
        const entry = this.#entries.get(callId);
        if (entry === undefined) return;
        this.#deliver(entry, logged);
        this.#letGo(entry, logged.seq);
      },
    };
  }

  /** Lets a log go that another node has ended meanwhile. Whoever follows it is told the rest from storage. */
  release(callId: string): void {
    const entry = this.#entries.get(callId);
    if (entry === undefined || !entry.open) return;
    entry.open = false;
    entry.known = false;
    entry.events = [];
    if (entry.watchers === 0) this.#entries.delete(callId);
    else this.#scheduleTail();
  }

  async read(callId: string, afterSeq: number): Promise<LoggedEvent[]> {
    const events: LoggedEvent[] = [];
    const entry = this.#entries.get(callId);
    if (entry === undefined) await this.#load(callId, afterSeq, (logged) => events.push(logged));
    else await this.#replay(entry, afterSeq, (logged) => events.push(logged));
    return events;
  }

  async follow(callId: string, afterSeq: number, onEvent: (logged: LoggedEvent) => void): Promise<Following> {
    const entry = this.#entry(callId);
    entry.watchers += 1;
    const follower: Follower = { position: afterSeq, onEvent };
    let following = true;
    const tell = (logged: LoggedEvent): void => {
      if (logged.event.type === 'ended') following = false;
      onEvent(logged);
    };
    try {
      await this.#replay(entry, afterSeq, tell, (position) => {
        follower.position = position;
        if (following) entry.followers.add(follower);
      });
    } catch (error) {
      this.#leave(entry, follower);
      throw error;
    }
    if (following) this.#scheduleTail();
    else this.#leave(entry, follower);
    return {
      close: () => {
        if (following) this.#leave(entry, follower);
        following = false;
      },
    };
  }

  flush(callId?: string): Promise<void> {
    if (callId === undefined) return this.#writer.written();
    const entry = this.#entries.get(callId);
    return entry === undefined ? Promise.resolve() : this.#writer.written(entry.position);
  }

  /**
   * Writes what is left and stops.
   *
   * @param limitMs where the database does not take it, this is given up after so long
   * @throws RingbackError `service_stopped` where something could not be written
   */
  async close(limitMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#closed = true;
    this.#tail?.cancel();
    const limit = Number.isFinite(limitMs) ? this.#options.clock.after(limitMs, () => this.#writer.abandon()) : null;
    await this.#writer.written().finally(() => limit?.cancel());
  }

  /** Stops at once and writes nothing more, as a crash would. */
  abandon(): void {
    this.#closed = true;
    this.#tail?.cancel();
    this.#writer.abandon();
  }

  #entry(callId: string): Entry {
    let entry = this.#entries.get(callId);
    if (entry === undefined) {
      entry = {
        callId,
        open: false,
        known: false,
        next: 1,
        events: [],
        through: 0,
        stored: 0,
        position: 0,
        followers: new Set(),
        watchers: 0,
      };
      this.#entries.set(callId, entry);
    }
    return entry;
  }

  /**
   * Tells everything kept after `afterSeq`. `arrived` is called in the same turn as the last of it, before anything can be appended: what
   * registers there has no gap and no repeat. (A caller that waits for the promise instead comes some microtasks late.)
   */
  async #replay(
    entry: Entry,
    afterSeq: number,
    tell: (logged: LoggedEvent) => void,
    arrived?: (position: number) => void,
  ): Promise<void> {
    let position = afterSeq;
    let mustRead = !entry.known;
    while (mustRead || position < entry.through) {
      // What leaves memory while storage is read is caught by the next round: it was in storage before it left.
      const through = entry.through;
      position = Math.max(through, await this.#load(entry.callId, position, tell));
      mustRead = false;
    }
    for (const logged of entry.events) {
      if (logged.seq <= position) continue;
      tell(logged);
      position = logged.seq;
    }
    arrived?.(position);
  }

  async #load(callId: string, afterSeq: number, tell: (logged: LoggedEvent) => void): Promise<number> {
    const rows = await this.#options.storage.store
      .selectFrom('call_events')
      .select(['seq', 'data'])
      .where('call_id', '=', callId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .execute();
    let position = afterSeq;
    for (const { seq, data } of rows) {
      position = Number(seq);
      tell({ seq: position, event: JSON.parse(data) as CallEvent });
    }
    return position;
  }

  #deliver(entry: Entry, logged: LoggedEvent): void {
    for (const follower of entry.followers) {
      if (logged.seq <= follower.position) continue;
      follower.position = logged.seq;
      try {
        follower.onEvent(logged);
      } catch (error) {
        // One reader's fault is not the call's.
        this.#leave(entry, follower);
        this.#options.onFailure?.('follower', error);
      }
    }
  }

  #wereWritten(events: readonly WrittenEvent[]): void {
    for (const { callId, seq } of events) {
      const entry = this.#entries.get(callId);
      if (entry !== undefined && seq > entry.stored) entry.stored = seq;
    }
    for (const callId of new Set(events.map((written) => written.callId))) {
      const entry = this.#entries.get(callId);
      if (entry === undefined || entry.events.length <= this.#keptEvents) continue;
      // Half of what may be kept goes at once, so that a long call is not trimmed at every batch.
      const spare = entry.events.length - Math.ceil(this.#keptEvents / 2);
      const removable = entry.events.findIndex(({ seq }, index) => index >= spare || seq > entry.stored);
      const gone = entry.events.splice(0, removable === -1 ? entry.events.length : removable);
      entry.through = gone.at(-1)?.seq ?? entry.through;
    }
  }

  /** The log is over and all in storage. Whoever is still reading holds the entry, and finds in `through` how far to read. */
  #letGo(entry: Entry, lastSeq: number): void {
    entry.open = false;
    entry.known = true;
    entry.through = lastSeq;
    entry.events = [];
    entry.followers.clear();
    this.#entries.delete(entry.callId);
  }

  #leave(entry: Entry, follower: Follower): void {
    entry.followers.delete(follower);
    entry.watchers -= 1;
    if (entry.watchers === 0 && !entry.open && this.#entries.get(entry.callId) === entry)
      this.#entries.delete(entry.callId);
  }

  #scheduleTail(): void {
    const { tailMs, clock } = this.#options;
    if (tailMs === undefined || this.#tail !== null || this.#closed) return;
    this.#tail = clock.after(tailMs, () => void this.#readTail());
  }

  /** Tells followers what other nodes have logged meanwhile. */
  async #readTail(): Promise<void> {
    const elsewhere = [...this.#entries.values()].filter(({ open, followers }) => !open && followers.size > 0);
    try {
      for (const entry of elsewhere) {
        const position = Math.min(...[...entry.followers].map((follower) => follower.position));
        await this.#load(entry.callId, position, (logged) => {
          if (this.#closed || this.#entries.get(entry.callId) !== entry) return;
          this.#deliver(entry, logged);
          if (logged.event.type === 'ended') this.#letGo(entry, logged.seq);
        });
      }
    } catch (error) {
      this.#options.onFailure?.('write', error);
    }
    this.#tail = null;
    if ([...this.#entries.values()].some(({ open, followers }) => !open && followers.size > 0)) this.#scheduleTail();
  }
}
