import type { Clock, EndReason, Timer } from '@ringback/engine';
import type { OpenStore } from '../storage/open-store.js';
import { type LiveCall, type LiveRun, liveCallOf } from './live-call.js';
import { readElsewhere, readWaiting, type Waiting } from './live-store.js';

/** What a row shows moves as often: a level meter that moves, and four small messages a second. */
const TICK_MS = 250;
/** The queue, and what other nodes write, is looked at as seldom, and the queue only where it may have changed. */
const LOOK_MS = 1_000;

/** What changed since the message before. Of a call that is known, only what changed of it. */
export interface LiveChanges {
  calls: (Partial<LiveCall> & { callId: string })[];
  ended: { callId: string; endReason: EndReason | null; durationSeconds: number | null }[];
  /** Null: as before. */
  queuedTotal: number | null;
}

export interface LiveSnapshot {
  calls: LiveCall[];
  queuedTotal: number;
}

export interface LiveCallsOptions {
  storage: OpenStore;
  clock: Clock;
  node: string;
  /** The calls that this node runs now. */
  runs(): Iterable<LiveRun>;
  /** Other nodes share the database. */
  shared: boolean;
  onFailure(error: unknown): void;
}

export interface LiveFollower {
  snapshot(snapshot: LiveSnapshot): void;
  changes(changes: LiveChanges): void;
}

export interface LiveFollowing {
  /** All of it anew, to this follower alone. */
  snapshot(): LiveSnapshot;
  close(): void;
}

/**
 * All calls that go on or wait, as they change, for whoever looks. While nobody does, nothing is read, compared or measured.
 */
export class LiveCalls {
  readonly #options: LiveCallsOptions;
  readonly #feeds = new Map<string | null, LiveFeed>();
  #ticker: Timer | null = null;
  #closed = false;

  constructor(options: LiveCallsOptions) {
    this.#options = options;
  }

  /** Scopes that are followed. */
  get size(): number {
    return this.#feeds.size;
  }

  /**
   * Tells the follower everything that there is, then each change, until it closes.
   *
   * @param accountId null: of all accounts, for the operator.
   */
  follow(accountId: string | null, follower: LiveFollower): LiveFollowing {
    let feed = this.#feeds.get(accountId);
    if (feed === undefined) {
      feed = new LiveFeed(accountId, this.#options);
      this.#feeds.set(accountId, feed);
    }
    const followed = feed;
    followed.add(follower);
    if (!this.#closed) this.#ticker ??= this.#options.clock.every(TICK_MS, () => this.#tick());
    return {
      snapshot: () => followed.current,
      close: () => {
        if (!followed.remove(follower)) return;
        if (this.#feeds.get(accountId) === followed) this.#feeds.delete(accountId);
        if (this.#feeds.size === 0) this.#stop();
      },
    };
  }

  /** The queue of an account may have changed. Cheap, however often. */
  queueChanged(accountId: string): void {
    for (const feed of this.#feeds.values()) feed.queueChanged(accountId);
  }

  close(): void {
    this.#closed = true;
    this.#feeds.clear();
    this.#stop();
  }

  #stop(): void {
    this.#ticker?.cancel();
    this.#ticker = null;
  }

  #tick(): void {
    const runs = [...this.#options.runs()];
    for (const feed of this.#feeds.values()) feed.tick(runs);
  }
}

/** The calls of one account, or of all. */
class LiveFeed {
  readonly #accountId: string | null;
  readonly #options: LiveCallsOptions;
  readonly #followers = new Set<LiveFollower>();
  /** Those that have been told nothing yet. */
  readonly #waiting = new Set<LiveFollower>();
  #calls = new Map<string, LiveCall>();
  #runs = new Map<string, LiveRun>();
  #queued: Waiting = { queued: [], queuedTotal: 0 };
  #elsewhere: LiveCall[] = [];
  #told = 0;
  /** Storage was read once: there is something to tell. */
  #loaded = false;
  #reading = false;
  #stale = true;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(accountId: string | null, options: LiveCallsOptions) {
    this.#accountId = accountId;
    this.#options = options;
    void this.#look();
  }

  get current(): LiveSnapshot {
    return { calls: [...this.#calls.values()], queuedTotal: this.#told };
  }

  add(follower: LiveFollower): void {
    if (!this.#loaded) this.#waiting.add(follower);
    else {
      this.#followers.add(follower);
      follower.snapshot(this.current);
    }
  }

  /** @returns true where nobody is left. */
  remove(follower: LiveFollower): boolean {
    const was = this.#followers.delete(follower) || this.#waiting.delete(follower);
    return was && this.#followers.size + this.#waiting.size === 0;
  }

  queueChanged(accountId: string): void {
    if (this.#accountId === null || this.#accountId === accountId) this.#stale = true;
  }

  tick(runs: readonly LiveRun[]): void {
    const { clock, shared } = this.#options;
    if ((this.#stale || shared) && !this.#reading && clock.now() - this.#lookedAt >= LOOK_MS) void this.#look();
    if (!this.#loaded) return;
    const changes = this.#compare(runs);
    if (changes !== null) for (const follower of this.#followers) follower.changes(changes);
    if (this.#waiting.size === 0) return;
    for (const follower of this.#waiting) {
      this.#followers.add(follower);
      follower.snapshot(this.current);
    }
    this.#waiting.clear();
  }

  /** What is new, and from now on known. Null: nothing. */
  #compare(runs: readonly LiveRun[]): LiveChanges | null {
    const now = new Map<string, LiveCall>();
    const running = new Map<string, LiveRun>();
    for (const run of runs) {
      if (this.#accountId !== null && run.call.accountId !== this.#accountId) continue;
      now.set(run.call.callId, liveCallOf(run));
      running.set(run.call.callId, run);
    }
    // A call that this node runs is known best by its run, and one that it ran a moment ago waits no more.
    const kept = (call: LiveCall): boolean => !now.has(call.callId) && !this.#runs.has(call.callId);
    for (const call of this.#elsewhere) if (kept(call)) now.set(call.callId, call);
    for (const call of this.#queued.queued) if (kept(call)) now.set(call.callId, call);

    const changes: LiveChanges = { calls: [], ended: [], queuedTotal: null };
    for (const [callId, call] of now) {
      const before = this.#calls.get(callId);
      const changed = before === undefined ? call : difference(before, call);
      if (changed !== null) changes.calls.push(changed);
    }
    for (const callId of this.#calls.keys()) {
      if (now.has(callId)) continue;
      const { endReason = null, durationSeconds = null } = this.#runs.get(callId)?.outcome ?? {};
      changes.ended.push({ callId, endReason, durationSeconds });
    }
    // What was claimed leaves the queue; the next look brings the count anew.
    if ([...running.keys()].some((callId) => !this.#runs.has(callId))) {
      this.#stale = true;
      this.#queued.queued = this.#queued.queued.filter(({ callId }) => !running.has(callId));
    }
    this.#calls = now;
    this.#runs = running;
    if (this.#queued.queuedTotal !== this.#told) {
      this.#told = this.#queued.queuedTotal;
      changes.queuedTotal = this.#told;
    }
    return changes.calls.length + changes.ended.length > 0 || changes.queuedTotal !== null ? changes : null;
  }

  async #look(): Promise<void> {
    const { storage, clock, shared, node, onFailure } = this.#options;
    this.#reading = true;
    const stale = this.#stale;
    this.#stale = false;
    this.#lookedAt = clock.now();
    try {
      if (stale || shared) this.#queued = await readWaiting(storage, this.#accountId);
      if (shared) this.#elsewhere = await readElsewhere(storage, this.#accountId, node);
      this.#loaded = true;
    } catch (error) {
      this.#stale = true;
      onFailure(error);
    } finally {
      this.#reading = false;
    }
  }
}

function difference(before: LiveCall, now: LiveCall): (Partial<LiveCall> & { callId: string }) | null {
  const changed: Record<string, unknown> = {};
  let any = false;
  for (const name of COMPARED) {
    if (same(before[name], now[name])) continue;
    changed[name] = now[name];
    any = true;
  }
  return any ? ({ callId: now.callId, ...changed } as Partial<LiveCall> & { callId: string }) : null;
}

const COMPARED = [
  'state',
  'notBefore',
  'startedAt',
  'answeredAt',
  'words',
  'callee',
  'assistant',
  'speaker',
  'listeners',
  'here',
] as const satisfies readonly (keyof LiveCall)[];

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && one.join('\n') === other.join('\n');
  const [a, b] = [one, other] as [LiveCall['words'], LiveCall['words']];
  return a?.text === b?.text && a?.role === b?.role && a?.final === b?.final;
}
