import type { EndReason, LiveCall, LiveEvent } from '@ringback/client';

/** A call that is over stays for a moment, so that one sees how it ended. */
const SHOWN_AFTER_END_MS = 6_000;

/** One call as its row shows it. A new object whenever something of it changed. */
export interface LiveRow extends LiveCall {
  /** How it ended; null while it goes on. */
  ended: { reason: EndReason | null; at: number } | null;
}

const ORDER: Record<LiveCall['state'], number> = { in_progress: 0, ringing: 1, dialing: 2, queued: 3 };

/**
 * All calls, outside of React: a list of five hundred moves four times a second, and only the rows that are on the screen, each by itself, are drawn
 * anew. The order is one of ids, which changes only when a call comes, goes or moves on.
 */
export class LiveList {
  readonly #rows = new Map<string, LiveRow>();
  readonly #ofRow = new Map<string, Set<() => void>>();
  readonly #ofOrder = new Set<() => void>();
  readonly #now: () => number;
  #order: readonly string[] = [];
  #counts = { running: 0, queued: 0 };
  #loaded = false;
  /** The service's clock minus ours. */
  #ahead = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The first snapshot is there. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Ids, those that talk first. The same array while nothing moved. */
  get order(): readonly string[] {
    return this.#order;
  }

  /** The same object while nothing moved. */
  get counts(): { running: number; queued: number } {
    return this.#counts;
  }

  /** By the service's clock. */
  get now(): number {
    return this.#now() + this.#ahead;
  }

  row(callId: string): LiveRow | undefined {
    return this.#rows.get(callId);
  }

  take(event: LiveEvent): void {
    if (event.type === 'snapshot') {
      this.#ahead = Date.parse(event.now) - this.#now();
      const before = new Set(this.#rows.keys());
      this.#rows.clear();
      for (const call of event.calls) {
        this.#rows.set(call.call_id, { ...call, ended: null });
        before.add(call.call_id);
      }
      this.#loaded = true;
      this.#counted(event.queued_total);
      this.#sort();
      for (const callId of before) this.#tell(callId);
      return;
    }
    let moved = this.#forgetEnded();
    for (const { call_id: callId, ...changed } of event.calls) {
      const before = this.#rows.get(callId);
      if (before === undefined && changed.state === undefined) continue;
      const after = { ...before, ...changed, call_id: callId, ended: null } as LiveRow;
      this.#rows.set(callId, after);
      moved ||= before === undefined || before.state !== after.state || before.answered_at !== after.answered_at;
      this.#tell(callId);
    }
    for (const { call_id: callId, end_reason: reason } of event.ended) {
      const row = this.#rows.get(callId);
      if (row === undefined) continue;
      const ended = { reason, at: this.#now() };
      this.#rows.set(callId, { ...row, ended, callee_level: 0, assistant_level: 0 });
      moved = true;
      this.#tell(callId);
    }
    if (event.queued_total !== undefined || moved) this.#counted(event.queued_total ?? this.#counts.queued);
    if (moved) this.#sort();
  }

  /** Rows that have been over for long go; to be called now and then where nothing comes. */
  tidy(): void {
    if (this.#forgetEnded()) this.#sort();
  }

  readonly onOrder = (listener: () => void): (() => void) => {
    this.#ofOrder.add(listener);
    return () => this.#ofOrder.delete(listener);
  };

  onRow(callId: string, listener: () => void): () => void {
    const listeners = this.#ofRow.get(callId) ?? new Set();
    this.#ofRow.set(callId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#ofRow.get(callId) === listeners) this.#ofRow.delete(callId);
    };
  }

  #forgetEnded(): boolean {
    let any = false;
    for (const [callId, { ended }] of this.#rows) {
      if (ended === null || this.#now() - ended.at < SHOWN_AFTER_END_MS) continue;
      this.#rows.delete(callId);
      any = true;
      this.#tell(callId);
    }
    return any;
  }

  #counted(queued: number): void {
    let running = 0;
    for (const { state, ended } of this.#rows.values()) if (ended === null && state !== 'queued') running += 1;
    if (running === this.#counts.running && queued === this.#counts.queued) return;
    this.#counts = { running, queued };
    for (const listener of this.#ofOrder) listener();
  }

  #sort(): void {
    const rows = [...this.#rows.values()];
    const since = ({ answered_at: answered, started_at: started }: LiveRow): string => answered ?? started ?? '';
    rows.sort((one, other) => {
      const byState = ORDER[one.state] - ORDER[other.state];
      if (byState !== 0) return byState;
      return since(one) < since(other) ? -1 : since(one) > since(other) ? 1 : one.call_id < other.call_id ? -1 : 1;
    });
    this.#order = rows.map(({ call_id: callId }) => callId);
    for (const listener of this.#ofOrder) listener();
  }

  #tell(callId: string): void {
    for (const listener of this.#ofRow.get(callId) ?? []) listener();
  }
}
