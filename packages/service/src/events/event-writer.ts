import { type CallEvent, type Clock, RingbackError, type Timer } from '@ringback/engine';
import type { Insertable, Transaction } from 'kysely';
import type { OpenStore } from '../storage/open-store.js';
import { RowWriter } from '../storage/row-writer.js';
import type { CallEventTable, Schema } from '../storage/schema.js';

export interface WrittenEvent {
  callId: string;
  seq: number;
  event: CallEvent;
}

export interface EventWriterOptions {
  storage: Pick<OpenStore, 'transaction'>;
  clock: Clock;
  /** Written in the same transaction as the events: what follows from them in other tables. */
  project?(trx: Transaction<Schema>, events: readonly WrittenEvent[]): Promise<void>;
  /** Told after each batch that is in storage. */
  onWritten?(events: readonly WrittenEvent[]): void;
  /** Told of each failed attempt. The batch is kept and tried again. */
  onFailure?(error: unknown, waiting: number): void;
  /**
   * Longest wait of an event for its batch (default 100 ms): short enough that a crash loses a word at most, long enough that any number
   * of calls costs ten syncs of the disk a second.
   */
  batchMs?: number;
  /** A batch this large is written without waiting (default 200): a transaction of some milliseconds on SQLite, which runs on this thread. */
  batchEvents?: number;
}

/** After a failed batch: soon, because a busy database is free again in no time, then slower, because a lost one is not. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/**
 * Brings events into storage in the order they were added, one batch at a time, each in one transaction. Nothing is dropped: a batch that
 * fails is tried again until it succeeds, and what comes after waits behind it.
 */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #batchMs: number;
  readonly #batchEvents: number;
  readonly #rows = new RowWriter('call_events', ['call_id', 'seq', 'at', 'type', 'data']);
  #waiting: WrittenEvent[] = [];
  /** Events added, and in storage, since the start: positions in one long row. */
  #added = 0;
  #written = 0;
  #timer: Timer | null = null;
  #running = false;
  #urgent = false;
  #abandoned = false;
  #waiters: { position: number; resolve: () => void; reject: (error: unknown) => void }[] = [];

  constructor(options: EventWriterOptions) {
    this.#options = options;
    this.#batchMs = options.batchMs ?? 100;
    this.#batchEvents = options.batchEvents ?? 200;
  }

  /** Takes an event; returns its position, for {@link written}. Synchronous and cheap. */
  add(event: WrittenEvent): number {
    this.#waiting.push(event);
    this.#added += 1;
    if (this.#waiting.length >= this.#batchEvents) this.#hurry();
    else if (!this.#running) this.#timer ??= this.#options.clock.after(this.#batchMs, () => this.#start());
    return this.#added;
  }

  /** Resolves once everything up to `position` (default: all there is) is in storage, and writes it now rather than later. */
  written(position = this.#added): Promise<void> {
    if (position <= this.#written) return Promise.resolve();
    if (this.#abandoned) return Promise.reject(abandonedError());
    return new Promise((resolve, reject) => {
      this.#waiters.push({ position, resolve, reject });
      this.#hurry();
    });
  }

  /** Lets go of everything, as a crash would: nothing more is written. */
  abandon(): void {
    this.#abandoned = true;
    this.#timer?.cancel();
    this.#timer = null;
    this.#waiting = [];
    for (const { reject } of this.#waiters.splice(0)) reject(abandonedError());
  }

  #hurry(): void {
    this.#urgent = true;
    this.#start();
  }

  #start(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    // A turn of the loop between the request and the write: calls that ask together are written together.
    await new Promise((resolve) => setImmediate(resolve));
    do {
      this.#urgent = false;
      const batch = this.#waiting.splice(0, this.#waiting.length);
      if (batch.length === 0) break;
      await this.#write(batch);
      if (this.#abandoned) break;
      this.#written += batch.length;
      this.#options.onWritten?.(batch);
      const reached = this.#waiters.filter(({ position }) => position <= this.#written);
      this.#waiters = this.#waiters.filter(({ position }) => position > this.#written);
      for (const { resolve } of reached) resolve();
    } while (this.#urgent || this.#waiters.length > 0);
    this.#running = false;
    if (this.#waiting.length > 0 && !this.#abandoned)
      this.#timer ??= this.#options.clock.after(this.#batchMs, () => this.#start());
  }

  async #write(batch: readonly WrittenEvent[]): Promise<void> {
    for (let attempt = 1; !this.#abandoned; attempt += 1) {
      try {
        await this.#options.storage.transaction(async (trx) => {
          if (attempt === 1) await this.#rows.write(trx, batch.map(eventRow));
          else await insertAgain(trx, batch);
          await this.#options.project?.(trx, batch);
        });
        return;
      } catch (error) {
        if (this.#abandoned) return;
        this.#options.onFailure?.(error, this.#added - this.#written);
        const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
        await new Promise<void>((resolve) => void this.#options.clock.after(pause, resolve));
      }
    }
  }
}

export function eventRow({ callId, seq, event }: WrittenEvent): Insertable<CallEventTable> {
  return { call_id: callId, seq, at: Math.round(event.at), type: event.type, data: JSON.stringify(event) };
}

/** An earlier attempt may have been committed although its answer was lost: rows that are there already are left as they are. */
async function insertAgain(trx: Transaction<Schema>, batch: readonly WrittenEvent[]): Promise<void> {
  for (const written of batch)
    await trx
      .insertInto('call_events')
      .values(eventRow(written))
      .onConflict((conflict) => conflict.columns(['call_id', 'seq']).doNothing())
      .execute();
}

function abandonedError(): RingbackError {
  return new RingbackError('service_stopped', 'The service stopped before this was written. Start it again.');
}
