import {
  type CallEnd,
  type CallState,
  type CallSupervision,
  type Clock,
  NO_OUTCOME,
  RingbackError,
  type Supervisor,
  type Timer,
} from '@ringback/engine';
import type { CallControl } from '../calls/calls-port.js';
import { breathe } from '../storage/breathe.js';
import { instant } from '../storage/instant.js';
import { CallRun, type CallRunDependencies } from './call-run.js';
import type { ServedCarrier } from './carriers.js';
import { type Claim, type ClaimedCall, claimCall, nextDueAt } from './claim.js';
import { endCall } from './end-call.js';
import { ensurePace, paceInterval } from './pace.js';
import { setCapacity } from './slots.js';

export interface DispatcherOptions extends CallRunDependencies {
  /** This node's id. */
  node: string;
  nodeMaxRunning: number;
  /** A queued call of the account was taken back. */
  onQueueChanged?(accountId: string): void;
  /** Time as calls feel it: how long a goodbye may take. */
  callClock: Clock;
  /** As in `ClaimRequest`. */
  mayCall?(phone: string, countries: readonly string[] | null): boolean;
}

/**
 * How often the queue is looked at without a reason: what other processes put there or set free. Everything of this process wakes the
 * dispatcher at once.
 */
const POLL_MS = 3000;
/**
 * A queue that is being filled is looked at so often and not at every request: a call that comes alone is claimed at once, and of a thousand a
 * second none waits longer than this.
 */
const ACCEPTED_EVERY_MS = 10;
/** After a claim that failed: the database is busy or gone, and trying at once would only add to it. */
const AFTER_FAILURE_MS = 1000;
/**
 * For the last words when the service stops: two sentences are spoken in 8 s, and the callee's "goodbye" may come between. Longer than the
 * engine's own bound on a goodbye that nobody hears, so that this one is the last resort.
 */
const GOODBYE_MS = 20_000;
/** For writing the ends of calls that were just broken off: far longer than a healthy database needs, and short for who waits at a prompt. */
const LAST_WRITES_MS = 5000;

const TAKEN_BACK: CallEnd = {
  endReason: 'cancelled',
  detail: 'Taken back before it was dialled.',
  answeredAt: null,
  endedAt: 0,
  talkMs: 0,
  outcome: NO_OUTCOME,
};

/**
 * Gives queued calls their turn, and runs them.
 *
 * `idle` → start → `running` → stop → `stopping` → all calls over → `stopped`. While running, it claims as long as there is something due and
 * room for it; then it sleeps until a call is accepted, a slot is set free, the pace or a call's time allows the next, or {@link POLL_MS} have
 * passed.
 */
export class Dispatcher implements CallControl {
  readonly #options: DispatcherOptions;
  readonly #runs = new Map<string, CallRun>();
  #state: 'idle' | 'running' | 'stopping' | 'stopped' = 'idle';
  #timer: Timer | null = null;
  #timerAt = 0;
  #looking: Promise<void> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #again = false;
  /** This node, or every carrier, had no room: a call that ends wakes the dispatcher, and one that is accepted need not. */
  #full = false;
  /** The next queued call's time, as far as is known, and when that was looked up. */
  #nextDue: { at: number | null; seenAt: number } | null = null;
  #onIdle: (() => void)[] = [];

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get state(): 'idle' | 'running' | 'stopping' | 'stopped' {
    return this.#state;
  }

  /** Calls under way on this node. */
  get running(): number {
    return this.#runs.size;
  }

  holds(callId: string): boolean {
    return this.#runs.has(callId);
  }

  /** It is at the queue now, not asleep. */
  get looking(): boolean {
    return this.#looking !== null;
  }

  /** Calls under way by state. */
  states(): Record<Exclude<CallState, 'queued'>, number> {
    const count = { dialing: 0, ringing: 0, in_progress: 0, ended: 0 };
    for (const { state } of this.#runs.values()) if (state !== 'queued') count[state] += 1;
    return count;
  }

  async start(): Promise<void> {
    const { storage, node, nodeMaxRunning, carriers } = this.#options;
    await storage.transaction(async (trx) => {
      // In the order of their names: nodes that start at once lock the same rows.
      for (const { carrier, maxRunning } of [...carriers.all].sort(byName)) {
        await setCapacity(trx, 'carrier', carrier.name, maxRunning);
        await ensurePace(trx, carrier.name);
      }
      await setCapacity(trx, 'node', node, nodeMaxRunning);
    });
    this.#state = 'running';
    this.wake();
  }

  /** Something may be due, and there may be room for it: looks now. */
  wake(): void {
    this.#again = true;
    this.#timer?.cancel();
    this.#timer = null;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
      if (this.#again && this.#state === 'running') this.wake();
    });
  }

  /** Calls were accepted. Cheap, however many come. */
  accepted({ notBefore }: { notBefore: number }): void {
    if (this.#state !== 'running') return;
    const now = this.#options.clock.now();
    if (notBefore > now) {
      const due = this.#nextDue;
      if (due !== null && (due.at === null || notBefore < due.at)) due.at = notBefore;
      this.#lookAt(notBefore);
    } else if (!this.#full) {
      if (this.#looking === null && now - this.#lookedAt >= ACCEPTED_EVERY_MS) this.wake();
      else this.#lookAt(now + ACCEPTED_EVERY_MS);
    }
  }

  /** @throws RingbackError `call_elsewhere` where another node runs it. */
  async hangUp(
    accountId: string,
    callId: string,
    by?: Supervisor,
  ): Promise<'cancelled' | 'hanging_up' | 'already_ended' | null> {
    for (;;) {
      const row = await this.#whereItIs(accountId, callId);
      if (row === undefined) return null;
      if (row.status === 'ended') return 'already_ended';
      if (row.status === 'queued') {
        if (await this.#cancel(callId)) return 'cancelled';
        // Claimed in this very moment: look again.
        continue;
      }
      if (row.node_id !== this.#options.node) throw elsewhere(row.node_id);
      // Between the commit of a claim and the call's beginning here lie a few turns of the loop.
      if (!this.#runs.has(callId)) await this.#looking;
      // Without a run it is a call of before a crash, which is being ended as it is.
      this.#runs.get(callId)?.hangUp(by);
      return 'hanging_up';
    }
  }

  #whereItIs(accountId: string, callId: string) {
    return this.#options.storage.store
      .selectFrom('calls')
      .select(['status', 'node_id'])
      .where('id', '=', callId)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
  }

  /** @throws RingbackError `call_not_in_progress`, `call_elsewhere`. */
  async supervise(accountId: string, callId: string): Promise<CallSupervision | null> {
    const row = await this.#whereItIs(accountId, callId);
    if (row === undefined) return null;
    const isUnderWay = row.status !== 'queued' && row.status !== 'ended';
    if (isUnderWay && row.node_id !== this.#options.node) throw elsewhere(row.node_id);
    if (isUnderWay && !this.#runs.has(callId)) await this.#looking;
    const supervision = this.#runs.get(callId)?.supervision ?? null;
    if (supervision === null)
      throw new RingbackError('call_not_in_progress', 'The call waits for its turn, or is over.');
    return supervision;
  }

  /** The calls that this node runs. */
  runs(): Iterable<CallRun> {
    return this.#runs.values();
  }

  /**
   * Claims no more. Running calls may go on for `limitMs`, then say goodbye, and are broken off where that takes too long. Resolves when
   * all is written, or cannot be; queued calls stay queued. Answers how many calls it had to leave to the next start.
   */
  async stop(limitMs: number): Promise<number> {
    const { clock, callClock, logger } = this.#options;
    if (this.#state === 'stopped') return 0;
    this.#state = 'stopping';
    this.#timer?.cancel();
    await this.#looking;
    if (!(await this.#over(clock, limitMs))) {
      logger.info({ calls: this.#runs.size }, 'calls are asked to say goodbye');
      for (const run of this.#runs.values()) run.conclude('stopping');
      if (!(await this.#over(callClock, GOODBYE_MS))) {
        logger.warn({ calls: this.#runs.size }, 'calls are broken off');
        for (const run of this.#runs.values()) run.interrupt();
        await this.#over(clock, LAST_WRITES_MS);
      }
    }
    const left = this.#runs.size;
    this.abandon();
    return left;
  }

  /** Lets go of everything, as a crash would. */
  abandon(): void {
    this.#state = 'stopped';
    this.#timer?.cancel();
    for (const run of this.#runs.values()) run.abandon();
    this.#runs.clear();
    for (const tell of this.#onIdle.splice(0)) tell();
  }

  async #look(): Promise<void> {
    // Whoever wakes it may be in the midst of something: it begins in a turn of its own.
    await breathe();
    while (this.#again && this.#state === 'running') {
      this.#again = false;
      let until: number | null;
      try {
        until = await this.#claimAll();
      } catch (error) {
        this.#options.logger.error({ err: error }, 'no call could be claimed');
        until = this.#now() + AFTER_FAILURE_MS;
      }
      this.#lookedAt = this.#options.clock.now();
      if (this.#again || this.#state !== 'running') continue;
      this.#lookAt(Math.min(until ?? Number.POSITIVE_INFINITY, this.#lookedAt + POLL_MS));
    }
  }

  /** Looks at this instant, or before. */
  #lookAt(at: number): void {
    if (this.#timer !== null && this.#timerAt <= at) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = this.#options.clock.after(Math.max(0, at - this.#options.clock.now()), () => this.wake());
  }

  /** Claims while it can, for the carriers in turn; answers when to look again, or null where something else will say so. */
  async #claimAll(): Promise<number | null> {
    const { carriers, nodeMaxRunning } = this.#options;
    const open = new Set(carriers.all);
    const until: number[] = [];
    let full = 0;
    this.#full = false;
    while (open.size > 0) {
      for (const served of open) {
        if (this.#state !== 'running') return null;
        if (this.#runs.size >= nodeMaxRunning) {
          this.#full = true;
          return null;
        }
        const claim = await this.#claim(served);
        if (claim.kind === 'claimed') {
          if (this.state === 'stopped') return null;
          this.#begin(claim.call);
        } else if (claim.kind === 'put_off') {
          this.#nextDue = null;
          for (const callId of claim.callIds)
            this.#options.logger.info({ callId }, 'call waits for the calling hours of its callee');
        } else {
          open.delete(served);
          if (claim.kind === 'full') full += 1;
          else
            until.push(claim.kind === 'paced' ? claim.until : ((await this.#nextDueAt()) ?? Number.POSITIVE_INFINITY));
          continue;
        }
        // Frames of running calls are due while a long queue is claimed.
        await breathe();
      }
    }
    this.#full = full === carriers.all.length;
    const next = Math.min(...until);
    return Number.isFinite(next) ? next : null;
  }

  #claim({ carrier, callsPerSecond }: ServedCarrier): Promise<Claim> {
    const { storage, node, carriers, callingTimes, mayCall } = this.#options;
    return claimCall(storage, {
      node,
      carrier: carrier.name,
      configured: carrier === carriers.configured.carrier,
      now: this.#now(),
      paceMs: paceInterval(callsPerSecond),
      ...(mayCall === undefined ? {} : { mayCall }),
      ...(callingTimes === undefined ? {} : { opensAt: (phone, now) => callingTimes.opensAt(phone, now) }),
    });
  }

  async #nextDueAt(): Promise<number | null> {
    const now = this.#now();
    const due = this.#nextDue;
    if (due === null || now - due.seenAt >= POLL_MS || (due.at !== null && due.at <= now))
      this.#nextDue = { at: await nextDueAt(this.#options.storage, now), seenAt: now };
    return this.#nextDue?.at ?? null;
  }

  #begin(call: ClaimedCall): void {
    const run = new CallRun(call, this.#options);
    this.#runs.set(call.callId, run);
    void run.done.then(() => {
      this.#runs.delete(call.callId);
      if (this.#state === 'running') this.wake();
      if (this.#runs.size === 0) for (const tell of this.#onIdle.splice(0)) tell();
    });
  }

  async #cancel(callId: string): Promise<boolean> {
    const record = await endCall(this.#options, {
      callId,
      end: TAKEN_BACK,
      result: null,
      turns: [],
      usages: [],
      recorded: false,
      onlyQueued: true,
    });
    if (record === null) return false;
    this.#options.logger.info({ callId, accountId: record.accountId, endReason: record.endReason }, 'call ended');
    if (record.rehearsal === null) this.#options.onEnded?.(TAKEN_BACK, [], []);
    this.#options.onQueueChanged?.(record.accountId);
    return true;
  }

  /** True once no call runs; false where that takes longer. */
  async #over(clock: Clock, limitMs: number): Promise<boolean> {
    if (this.#runs.size === 0) return true;
    let timer: Timer | undefined;
    const idle = new Promise<void>((resolve) => this.#onIdle.push(resolve));
    const late = new Promise<void>((resolve) => {
      timer = clock.after(limitMs, resolve);
    });
    await Promise.race([idle, late]);
    timer?.cancel();
    return this.#runs.size === 0;
  }

  #now(): number {
    return instant(this.#options.clock);
  }
}

function elsewhere(node: string | null): RingbackError {
  return new RingbackError('call_elsewhere', 'Another node runs this call. Ask that node.', { details: { node } });
}

function byName(one: ServedCarrier, other: ServedCarrier): number {
  return one.carrier.name < other.carrier.name ? -1 : 1;
}
