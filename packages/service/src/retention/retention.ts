import type { CallEvent, Clock, Timer } from '@ringback/engine';
import { NO_OUTCOME } from '@ringback/engine';
import { searchableText, writeWords } from '../calls/call-words.js';
import type { Recordings } from '../recordings/recordings.js';
import { breathe } from '../storage/breathe.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';

/** Kept for days at the least, so that an hour more or less is nothing. */
const SWEEP_EVERY_MS = 60 * 60 * 1000;

/** Calls in one transaction. A call has some dozens of events: a few milliseconds, in which nothing else is written. */
const AT_ONCE = 50;

export interface RetentionOptions {
  storage: Pick<OpenStore, 'store' | 'transaction'>;
  clock: Clock;
  recordings: Pick<Recordings, 'remove'>;
  /** Recordings lie where they were made. */
  node: string;
  keep: Keeping;
  onSwept?(swept: Swept): void;
  onFailure?(error: unknown): void;
}

/** How long after the end of a call, in ms; null: for ever. */
export interface Keeping {
  wordsMs: number | null;
  recordingsMs: number | null;
}

/** Calls whose words, or whose recording, were removed. */
export interface Swept {
  words: number;
  recordings: number;
}

/**
 * Removes what was said in calls that ended long ago, and what was recorded of them, for good. What stays is that there was a call: with whom, when, for
 * what, why it ended and what it cost. The ledger is not touched.
 */
export class Retention {
  readonly #options: RetentionOptions;
  #keep: Keeping;
  #timer: Timer | null = null;
  #sweeping: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#keep = options.keep;
  }

  /** From now on, and at once for what is too old by it. */
  change(keep: Keeping): void {
    if (keep.wordsMs === this.#keep.wordsMs && keep.recordingsMs === this.#keep.recordingsMs) return;
    this.#keep = keep;
    if (this.#timer !== null) this.#sweepNow();
  }

  start(): void {
    this.#timer = this.#options.clock.every(SWEEP_EVERY_MS, () => this.#sweepNow());
    this.#sweepNow();
  }

  /** Resolves when nothing is being removed any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#sweeping;
  }

  /** Removes all that is too old now, in small batches. */
  async sweep(): Promise<Swept> {
    const { wordsMs, recordingsMs } = this.#keep;
    const now = instant(this.#options.clock);
    const swept = { words: 0, recordings: 0 };
    // The recordings first: the record says where one is.
    if (recordingsMs !== null) swept.recordings = await this.#batches(() => this.#sweepRecordings(now - recordingsMs));
    if (wordsMs !== null) swept.words = await this.#batches(() => this.#sweepWords(now - wordsMs));
    return swept;
  }

  #sweepNow(): void {
    const { onSwept, onFailure } = this.#options;
    this.#sweeping = this.#sweeping
      .then(() => this.sweep())
      .then((swept) => {
        if (swept.words + swept.recordings > 0) onSwept?.(swept);
      })
      // Tried again in an hour.
      .catch((error: unknown) => onFailure?.(error));
  }

  async #batches(sweep: () => Promise<number>): Promise<number> {
    let all = 0;
    while (!this.#stopped) {
      const count = await sweep();
      all += count;
      if (count < AT_ONCE) break;
      await breathe();
    }
    return all;
  }

  /** Of calls that ended before this. */
  #sweepWords(before: number): Promise<number> {
    const now = instant(this.#options.clock);
    return this.#options.storage.transaction(async (trx) => {
      const rows = await trx
        .selectFrom('calls')
        .select(['id', 'requirement'])
        .where('ended_at', 'is not', null)
        .where('words_removed_at', 'is', null)
        .where('ended_at', '<', before)
        // A callback that still waits to be delivered holds the whole record, and is delivered first.
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('outbox')
                .select('outbox.id')
                .whereRef('outbox.call_id', '=', 'calls.id')
                .where('outbox.delivered_at', 'is', null)
                .where('outbox.failed_at', 'is', null),
            ),
          ),
        )
        .orderBy('ended_at')
        .limit(AT_ONCE)
        .execute();
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return 0;
      // That the call went on and ended stays in its log, so that whoever reads it comes to an end.
      await trx
        .deleteFrom('call_events')
        .where('call_id', 'in', ids)
        .where('type', 'not in', ['state', 'ended'])
        .execute();
      const ends = await trx
        .selectFrom('call_events')
        .select(['call_id', 'seq', 'data'])
        .where('call_id', 'in', ids)
        .where('type', '=', 'ended')
        .execute();
      for (const { call_id, seq, data } of ends)
        await trx
          .updateTable('call_events')
          .set({ data: withoutOutcome(data) })
          .where('call_id', '=', call_id)
          .where('seq', '=', seq)
          .execute();
      // What is found by a search is what is still in the record.
      for (const { id, requirement } of rows) await writeWords(trx, id, searchableText(requirement, null, []));
      await trx.deleteFrom('outbox').where('call_id', 'in', ids).execute();
      await trx
        .updateTable('calls')
        .set({ summary: null, result: null, words_removed_at: now })
        .where('id', 'in', ids)
        .execute();
      return ids.length;
    });
  }

  async #sweepRecordings(before: number): Promise<number> {
    const { storage, recordings, node } = this.#options;
    const rows = await storage.store
      .selectFrom('calls')
      .select('id')
      .where('recording_url', 'is not', null)
      .where('ended_at', '<', before)
      .where('node_id', '=', node)
      .orderBy('ended_at')
      .limit(AT_ONCE)
      .execute();
    // The file first: a record that names a recording that is gone says so, one that was forgotten would lie there for ever.
    for (const { id } of rows) await recordings.remove(id);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0)
      await storage.store.updateTable('calls').set({ recording_url: null }).where('id', 'in', ids).execute();
    return ids.length;
  }
}

/** What came of a call retells what was said in it. */
function withoutOutcome(data: string): string {
  const event = JSON.parse(data) as Extract<CallEvent, { type: 'ended' }>;
  return JSON.stringify({ ...event, end: { ...event.end, outcome: NO_OUTCOME } });
}
