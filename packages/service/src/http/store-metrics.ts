import type { Clock } from '@ringback/engine';
import { Gauge, type Registry } from 'prom-client';
import type { OpenStore } from '../storage/open-store.js';

/**
 * What only the database knows, asked of it when Prometheus asks: how many calls wait, how far dispatch is behind, what is held. Sums over
 * all accounts; no label names one.
 */
export function registerStoreMetrics(
  registry: Registry,
  { storage, clock }: { storage: Pick<OpenStore, 'store'>; clock: Clock },
): void {
  const registers = [registry];
  const { store } = storage;
  new Gauge({
    name: 'ringback_calls_queued',
    help: 'Calls that are accepted and not yet dialled.',
    registers,
    async collect() {
      const row = await store
        .selectFrom('calls')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('status', '=', 'queued')
        .executeTakeFirst();
      this.set(Number(row?.count ?? 0));
    },
  });
  new Gauge({
    name: 'ringback_dispatch_lag_seconds',
    help: 'How long the queued call that has waited longest past its time has waited; 0 where none does.',
    registers,
    async collect() {
      const now = Math.floor(clock.now());
      const row = await store
        .selectFrom('calls')
        .select(({ fn }) => fn.min('not_before').as('due'))
        .where('status', '=', 'queued')
        .where('not_before', '<=', now)
        .executeTakeFirst();
      const due = row?.due ?? null;
      this.set(due === null ? 0 : (now - Number(due)) / 1000);
    },
  });
  new Gauge({
    name: 'ringback_ledger_held_cny',
    help: 'Held for queued and running calls, all accounts together.',
    registers,
    async collect() {
      const row = await store
        .selectFrom('accounts')
        .select(({ fn }) => fn.sum('held_li').as('held'))
        .executeTakeFirst();
      this.set(Number(row?.held ?? 0) / 1000);
    },
  });
}
