import { Counter, type Registry } from 'prom-client';

/** What is counted at the public address. */
export class PublicMetrics {
  readonly #refused: Counter<'at' | 'why'>;

  constructor(registry: Registry) {
    this.#refused = new Counter({
      name: 'ringback_public_refused_total',
      help: 'Webhooks and media sockets that were turned away at the public address: what was asked for, and why.',
      labelNames: ['at', 'why'],
      registers: [registry],
    });
  }

  refused(at: string, why: string): void {
    this.#refused.inc({ at, why });
  }
}
