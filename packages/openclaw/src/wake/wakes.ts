import type { Clock, Timer } from '@ringback/engine';
import type { CallOrder } from '../calls/call-record.js';
import type { Log } from '../log.js';
import type { PendingCall, PendingCalls } from './pending-calls.js';
import type { Session, SessionQueue } from './session-queue.js';
import type { WakeHook } from './wake-hook.js';

/** A gateway that is down for a moment is there again in seconds. */
const FIRST_PAUSE_MS = 1_000;
/** While somebody mends a configuration, or a model's service is down for the day. */
const LONGEST_PAUSE_MS = 300_000;

/** What is put before a text that its agent may have been told. */
const AGAIN = 'You may have been told this before; it is the same call.\n';

export interface WakesOptions {
  pending: PendingCalls;
  queue: SessionQueue;
  hook: WakeHook;
  clock: Clock;
  log: Log;
  /** Names this process of the gateway, and no other. */
  process: string;
}

interface Wake {
  order: CallOrder;
  carrierReference: string | null;
  session: Session;
  text: string;
  state: 'waiting' | 'handing' | 'handed';
  failures: number;
  timer: Timer | null;
}

/**
 * Tells agents, once each, how their calls ended.
 *
 * A wake is `waiting` (on disk) → `handing` → `handed` (in the session's queue, which lives in memory; the disk says so before it is put there) → told,
 * which removes it, once a turn of that session has ended and the queue has it no more. A turn that failed puts it back to `waiting`, and so does
 * a queue that does not take it after the hook refused as well; the next try comes after 1 s, then 2, 4 … 300 s.
 *
 * What is still `handed` when the gateway's process is gone was perhaps told: it is told again with a word that says so, since a result is never
 * to be lost. After a reload in the same process the queue is still there, and is asked instead.
 */
export class Wakes {
  readonly #options: WakesOptions;
  readonly #wakes = new Map<string, Wake>();
  readonly #unsubscribe: () => void;
  #stopped = false;
  #complained = false;

  constructor(options: WakesOptions) {
    this.#options = options;
    this.#unsubscribe = options.queue.onTurn((sessionKey, failed) => this.#turnEnded(sessionKey, failed));
  }

  /** What is not told yet. */
  get size(): number {
    return this.#wakes.size;
  }

  /** Takes up what an earlier run left, except for calls whose end nobody knows: those are for the caller. */
  async resume(pending: PendingCall): Promise<void> {
    if (pending.phase === 'dialled') return;
    const { order, carrierReference, text } = pending;
    const session = sessionOf(order);
    if (session === null) return;
    if (pending.phase === 'ended') {
      this.#add(order, carrierReference, session, text, 'waiting');
      return;
    }
    if (pending.process !== this.#options.process) {
      this.#add(order, carrierReference, session, text.startsWith(AGAIN) ? text : `${AGAIN}${text}`, 'waiting');
      return;
    }
    const held = await this.#options.queue.holds(order.callId, session);
    // Taken by a turn while we were being reloaded.
    if (held === false) await this.#told(order.callId);
    else this.#add(order, carrierReference, session, text, 'handed');
  }

  /** To be told from now on; it is on the disk as `ended`. */
  add(order: CallOrder, carrierReference: string | null, text: string): void {
    const session = sessionOf(order);
    if (session !== null) this.#add(order, carrierReference, session, text, 'waiting');
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    for (const wake of this.#wakes.values()) wake.timer?.cancel();
    this.#wakes.clear();
  }

  #add(
    order: CallOrder,
    carrierReference: string | null,
    session: Session,
    text: string,
    state: 'waiting' | 'handed',
  ): void {
    if (this.#stopped) return;
    const wake: Wake = { order, carrierReference, session, text, state, failures: 0, timer: null };
    this.#wakes.set(order.callId, wake);
    if (state === 'waiting') void this.#hand(wake);
  }

  /** Never rejects. */
  async #hand(wake: Wake): Promise<void> {
    const { pending, queue, hook, log, process } = this.#options;
    const { order, carrierReference, session, text } = wake;
    wake.state = 'handing';
    try {
      await pending.put({ order, carrierReference, phase: 'handed', text, process });
      if (this.#stopped) return;
      if (await this.#put(queue, wake)) {
        wake.state = 'handed';
        log.debug(`the result of call ${order.callId} is in its session's queue`);
        return;
      }
      const answer = await hook.post(text, session);
      if (answer.taken) {
        await this.#told(order.callId);
        return;
      }
      // Nobody has it: after a restart it is told plainly.
      await pending.put({ order, carrierReference, phase: 'ended', text });
      this.#complain(order.callId, answer.why);
      this.#later(wake, answer.hopeless);
    } catch (error) {
      this.#complain(order.callId, error instanceof Error ? error.message : String(error));
      this.#later(wake, false);
    }
  }

  async #put(queue: SessionQueue, { order, text, session }: Wake): Promise<boolean> {
    try {
      return await queue.put(order.callId, text, session);
    } catch (error) {
      this.#options.log.debug(`the session's queue does not take a result: ${String(error)}`);
      return false;
    }
  }

  #turnEnded(sessionKey: string, failed: boolean): void {
    for (const wake of this.#wakes.values()) {
      if (wake.state === 'handed' && sameSession(wake.session.sessionKey, sessionKey)) void this.#settle(wake, failed);
    }
  }

  async #settle(wake: Wake, failed: boolean): Promise<void> {
    const { callId } = wake.order;
    const held = await this.#options.queue.holds(callId, wake.session);
    if (held === true || wake.state !== 'handed' || this.#stopped) return;
    if (failed) this.#later(wake, false);
    else await this.#told(callId);
  }

  async #told(callId: string): Promise<void> {
    const { pending, log } = this.#options;
    this.#wakes.delete(callId);
    try {
      await pending.remove(callId);
      log.debug(`the agent was told of the end of call ${callId}`);
    } catch (error) {
      log.error(`what is known of call ${callId} could not be removed, and may be told again: ${String(error)}`);
    }
  }

  #later(wake: Wake, hopeless: boolean): void {
    if (this.#stopped) return;
    wake.state = 'waiting';
    const pause = hopeless ? LONGEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** wake.failures);
    wake.failures += 1;
    wake.timer = this.#options.clock.after(pause, () => void this.#hand(wake));
  }

  #complain(callId: string, why: string): void {
    const { log } = this.#options;
    const text = `the agent could not be told of the end of call ${callId} (${why}); it is tried again, and kept on disk until then`;
    if (this.#complained) log.debug(text);
    else log.warn(text);
    this.#complained = true;
  }
}

function sessionOf({ sessionKey, agentId }: CallOrder): Session | null {
  if (sessionKey === undefined) return null;
  return { sessionKey, ...(agentId === undefined ? {} : { agentId }) };
}

/** `main` and `agent:main:main` may name the same one. */
function sameSession(one: string, other: string): boolean {
  return one === other || one.endsWith(`:${other}`) || other.endsWith(`:${one}`);
}
