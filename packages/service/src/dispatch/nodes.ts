import type { Clock, Timer } from '@ringback/engine';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';

/** How often a node says that it lives. */
const HEARTBEAT_MS = 5000;
/** A node that was silent for so long is dead: six heartbeats, so that neither a slow disk nor a restarting database passes for a death. */
export const DEAD_AFTER_MS = 30_000;

export interface NodesOptions {
  storage: OpenStore;
  clock: Clock;
  /** This node's id. */
  node: string;
  onFailure?(error: unknown): void;
}

/** The nodes that share a database, and their heartbeats. */
export class Nodes {
  readonly #options: NodesOptions;
  #heartbeat: Timer | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: NodesOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { storage, clock, node } = this.#options;
    const now = instant(clock);
    await storage.store
      .insertInto('nodes')
      .values({ id: node, started_at: now, seen_at: now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ started_at: now, seen_at: now }))
      .execute();
    this.#heartbeat = clock.every(HEARTBEAT_MS, () => {
      this.#beating = this.#beat();
    });
  }

  /** Nodes with calls under way that no longer live; with one process per database, every other one. */
  async dead(): Promise<string[]> {
    const { storage, clock, node } = this.#options;
    const rows = await storage.store
      .selectFrom('calls')
      .leftJoin('nodes', 'nodes.id', 'calls.node_id')
      .select('calls.node_id')
      .distinct()
      .where('calls.status', 'in', ['dialing', 'ringing', 'in_progress'])
      .where('calls.node_id', '<>', node)
      .$if(storage.engine === 'postgresql', (query) =>
        query.where((eb) =>
          eb.or([eb('nodes.seen_at', 'is', null), eb('nodes.seen_at', '<', instant(clock) - DEAD_AFTER_MS)]),
        ),
      )
      .execute();
    return rows.map(({ node_id }) => node_id as string);
  }

  async stop(): Promise<void> {
    this.#heartbeat?.cancel();
    await this.#beating;
  }

  abandon(): void {
    this.#heartbeat?.cancel();
  }

  async #beat(): Promise<void> {
    const { storage, clock, node, onFailure } = this.#options;
    try {
      await storage.store
        .updateTable('nodes')
        .set({ seen_at: instant(clock) })
        .where('id', '=', node)
        .execute();
    } catch (error) {
      onFailure?.(error);
    }
  }
}
