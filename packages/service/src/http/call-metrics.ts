import type { CallEnd, CallState, Clock, TurnLatency } from '@ringback/engine';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import type { OpenStore } from '../storage/open-store.js';

const STATES: readonly Exclude<CallState, 'ended'>[] = ['queued', 'dialing', 'ringing', 'in_progress'];

/**
 * Figures of calls, money and the process for `/metrics`: what ended and why, told as it happens; how many are in each state, how far
 * dispatch is behind and what is held, asked of the database when Prometheus asks. Node's own figures, the event loop's lag among them,
 * come with it (`nodejs_eventloop_lag_…`). No label holds a phone number or an account.
 */
export class CallMetrics {
  readonly #ended: Counter<'reason'>;
  readonly #talk: Counter;
  readonly #heard: Histogram;

  constructor(registry: Registry, { store, clock }: { store: Pick<OpenStore, 'store'>; clock: Clock }) {
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    this.#ended = new Counter({
      name: 'ringback_calls_ended_total',
      help: 'Calls that ended in this process, by end reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#talk = new Counter({
      name: 'ringback_talk_seconds_total',
      help: 'Seconds from answer to end, of all calls that ended in this process.',
      registers,
    });
    this.#heard = new Histogram({
      name: 'ringback_turn_to_heard_seconds',
      help: 'From the callee’s last sound (for the opening: from the answer) to when the callee began to hear the answer.',
      buckets: [0.03, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5],
      registers,
    });
    new Gauge({
      name: 'ringback_calls',
      help: 'Calls that are not over, by state.',
      labelNames: ['state'],
      registers,
      async collect() {
        const rows = await store.store
          .selectFrom('calls')
          .select(({ fn }) => ['status', fn.countAll().as('count')])
          .where('status', 'in', [...STATES])
          .groupBy('status')
          .execute();
        for (const state of STATES)
          this.set({ state }, Number(rows.find(({ status }) => status === state)?.count ?? 0));
      },
    });
    new Gauge({
      name: 'ringback_dispatch_lag_seconds',
      help: 'How long the queued call that has waited longest past its time has waited; 0 where none does.',
      registers,
      async collect() {
        const now = Math.floor(clock.now());
        const row = await store.store
          .selectFrom('calls')
          .select(({ fn }) => fn.min('not_before').as('due'))
          .where('status', '=', 'queued')
          .where('not_before', '<=', now)
          .executeTakeFirst();
        this.set(row?.due == null ? 0 : (now - Number(row.due)) / 1000);
      },
    });
    new Gauge({
      name: 'ringback_ledger_held_cny',
      help: 'Held for queued and running calls, all accounts together.',
      registers,
      async collect() {
        const row = await store.store
          .selectFrom('accounts')
          .select(({ fn }) => fn.sum('held_li').as('held'))
          .executeTakeFirst();
        this.set(Number(row?.held ?? 0) / 1000);
      },
    });
  }

  /** A call is over and settled. */
  ended(end: CallEnd, turns: readonly TurnLatency[]): void {
    this.#ended.inc({ reason: end.endReason });
    this.#talk.inc(end.talkMs / 1000);
    for (const { toHeard } of turns) if (toHeard !== null) this.#heard.observe(toHeard / 1000);
  }
}
