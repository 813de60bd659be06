import {
  type CallEnd,
  type CarrierCallState,
  type ModelUsage,
  NO_OUTCOME,
  type Timer,
  type TurnLatency,
} from '@ringback/engine';
import type { Selectable } from 'kysely';
import type { Logger } from 'pino';
import type { CallRecordWithTranscript } from '../calls/call-record.js';
import type { CallTable } from '../storage/schema.js';
import type { Carriers } from './carriers.js';
import { type EndCallDependencies, endCall } from './end-call.js';
import type { Nodes } from './nodes.js';
import { recountSlots, UNDER_WAY } from './slots.js';

export interface RecoveryOptions extends EndCallDependencies {
  carriers: Carriers;
  node: string;
  nodes: Pick<Nodes, 'dead'>;
  /** Whether this process runs a call. */
  holds(callId: string): boolean;
  logger: Logger;
  onEnded?(end: CallEnd, turns: readonly TurnLatency[], usages: readonly ModelUsage[]): void;
}

type LostRow = Pick<
  Selectable<CallTable>,
  'id' | 'account_id' | 'phone' | 'carrier' | 'carrier_reference' | 'started_at' | 'answered_at'
>;

/** Carriers' APIs answer within a second or two; after ten it is down, and the call is reported without knowing. */
const LOOK_UP_MS = 10_000;
/** Look-ups at once: a crash with 200 calls is cleared up in ten rounds, and no carrier's API limit is near. */
const AT_ONCE = 20;
/** How often other nodes are looked after: three times within the 30 s in which a node is given up. */
const WATCH_MS = 10_000;
/** A claim and the beginning of its call lie some turns of the loop apart; after so long nothing is in between any more. */
const SETTLED_MS = 5000;
/** After a recovery that failed, because the database did. */
const RETRY_MS = 5000;

const FOUND: Record<CarrierCallState, string> = {
  under_way: 'The service had stopped unexpectedly; the call was still under way at the carrier and was ended.',
  over: 'The service had stopped unexpectedly while the call was under way.',
  never_dialled:
    'The service had stopped unexpectedly before the carrier was asked to dial. The number was not called.',
  unknown: 'The service had stopped unexpectedly; whether the number was called is not known.',
};

/**
 * What happens to calls whose node died with them. The carrier is asked first, and ends what is still under way there; then each is reported
 * as `interrupted`, at no cost, and gives back its slots. None is dialled again: between the durable intent and the carrier's answer nobody can
 * tell whether the phone rang. Queued calls simply go on.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  #watch: Timer | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /**
   * Finds what this node and dead ones left behind, before anything new is claimed; ending it goes on beside the service. `finished` resolves
   * when it is done.
   */
  async start(): Promise<{ lost: number; finished: Promise<void> }> {
    const wrong = await recountSlots(this.#options.storage);
    for (const { scope, name, inUse, calls } of wrong)
      this.#options.logger.warn({ scope, name, inUse, calls }, 'slots were counted anew');
    const lost = await this.#lost([this.#options.node, ...(await this.#options.nodes.dead())]);
    this.#running = this.#recover(lost);
    this.#watchOthers();
    return { lost: lost.length, finished: this.#running };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#watch?.cancel();
    await this.#running;
  }

  abandon(): void {
    this.#stopped = true;
    this.#watch?.cancel();
  }

  #watchOthers(): void {
    if (this.#stopped) return;
    this.#watch = this.#options.clock.after(WATCH_MS, () => {
      this.#running = this.#running
        .then(async () =>
          this.#recover([...(await this.#lost(await this.#options.nodes.dead())), ...(await this.#dropped())]),
        )
        .catch((error: unknown) => this.#options.logger.error({ err: error }, 'dead nodes could not be looked for'))
        .then(() => this.#watchOthers());
    });
  }

  /**
   * Calls of this very node that nobody runs: where a database breaks off while it commits a claim, the claim may stand although its answer
   * was lost. They were not dialled.
   */
  async #dropped(): Promise<LostRow[]> {
    const { node, clock, holds } = this.#options;
    const before = clock.now() - SETTLED_MS;
    const own = await this.#lost([node]);
    return own.filter(({ id, started_at }) => started_at !== null && started_at < before && !holds(id));
  }

  async #lost(nodes: readonly string[]): Promise<LostRow[]> {
    if (nodes.length === 0) return [];
    return this.#options.storage.store
      .selectFrom('calls')
      .select(['id', 'account_id', 'phone', 'carrier', 'carrier_reference', 'started_at', 'answered_at'])
      .where('status', 'in', UNDER_WAY)
      .where('node_id', 'in', nodes)
      .orderBy('id')
      .execute();
  }

  async #recover(calls: readonly LostRow[]): Promise<void> {
    const waiting = [...calls];
    const lane = async (): Promise<void> => {
      for (let call = waiting.shift(); call !== undefined && !this.#stopped; call = waiting.shift())
        await this.#interrupt(call);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async #interrupt(call: LostRow): Promise<void> {
    const { clock, log, logger } = this.#options;
    const found = await this.#lookUp(call);
    let resumed = false;
    while (!this.#stopped) {
      try {
        if (!resumed) await log.resume(call.id);
        resumed = true;
        const record = await this.#end(call, found);
        if (record === null) log.release(call.id);
        else
          logger.warn({ callId: call.id, accountId: call.account_id, endReason: 'interrupted', found }, 'call ended');
        return;
      } catch (error) {
        logger.error(
          { err: error, callId: call.id },
          'a call of before the crash could not be ended and is tried again',
        );
        await new Promise<void>((resolve) => void clock.after(RETRY_MS, resolve));
      }
    }
  }

  async #end(call: LostRow, found: CarrierCallState): Promise<CallRecordWithTranscript | null> {
    const { turns, usages, recorded, lastAt } = await this.#logged(call.id);
    const answeredAt =
      call.answered_at === null || call.started_at === null ? null : call.answered_at - call.started_at;
    // When it really ended nobody knows; the last thing that is known to have happened is the honest figure.
    const endedAt = Math.max(lastAt, answeredAt ?? 0);
    const end: CallEnd = {
      endReason: 'interrupted',
      detail: FOUND[found],
      answeredAt,
      endedAt,
      talkMs: answeredAt === null ? 0 : endedAt - answeredAt,
      outcome: NO_OUTCOME,
    };
    const record = await endCall(this.#options, { callId: call.id, end, result: null, turns, usages, recorded });
    if (record !== null && record.rehearsal === null) this.#options.onEnded?.(end, turns, usages);
    return record;
  }

  async #logged(
    callId: string,
  ): Promise<{ turns: TurnLatency[]; usages: ModelUsage[]; recorded: boolean; lastAt: number }> {
    const events = await this.#options.log.read(callId, 0);
    return {
      turns: events.flatMap(({ event }) => (event.type === 'turn' ? [event.latency] : [])),
      usages: events.flatMap(({ event }) => (event.type === 'usage' ? [event.usage] : [])),
      recorded: events.some(({ event }) => event.type === 'recording'),
      lastAt: Math.max(0, ...events.map(({ event }) => Math.round(event.at))),
    };
  }

  async #lookUp(call: LostRow): Promise<CarrierCallState> {
    const { carriers, clock, logger } = this.#options;
    // One that was configured before the crash and is not any more: nobody is there to ask.
    const carrier = carriers.named(call.carrier ?? '')?.carrier;
    if (carrier === undefined) return 'unknown';
    let timer: Timer | undefined;
    const late = new Promise<CarrierCallState>((resolve) => {
      timer = clock.after(LOOK_UP_MS, () => resolve('unknown'));
    });
    try {
      return await Promise.race([
        carrier.lookUp({
          callId: call.id,
          reference: call.carrier_reference,
          to: call.phone,
          dialledAt: call.started_at ?? 0,
        }),
        late,
      ]);
    } catch (error) {
      logger.error({ err: error, callId: call.id }, 'the carrier could not be asked about a call');
      return 'unknown';
    } finally {
      timer?.cancel();
    }
  }
}
