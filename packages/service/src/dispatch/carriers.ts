import type { Brief, CallLimits, Carrier, Clock } from '@ringback/engine';

/** A carrier of this service, and what holds for calls over it. */
export interface ServedCarrier {
  carrier: Carrier;
  /** Time as its calls feel it. */
  clock: Clock;
  /** Calls under way at once, over all nodes. */
  maxRunning: number;
  /** Over all nodes; 0: no limit. */
  callsPerSecond: number;
  /** What a call over it has in place of the service's own. `from` is given to the carrier as it is. */
  terms?(call: { phone: string; brief: Brief }): { limits?: Partial<CallLimits>; from?: string };
}

/**
 * The carriers of one service. A call goes over the one that its row names (`calls.carrier`), which is written with it where the request leads to a certain one:
 * a number of a webphone to `webphone`. Where the row names none, it goes over the configured one, also after another was configured; the claim then writes
 * which that was.
 */
export class Carriers {
  /** The one that the configuration names. */
  readonly configured: ServedCarrier;
  /** Every one once, the configured one first. */
  readonly all: readonly ServedCarrier[];

  /** @param others of which one that has the configured one's name is left out: calls that ask for it go over that */
  constructor(configured: ServedCarrier, others: readonly ServedCarrier[] = []) {
    this.configured = configured;
    this.all = [configured, ...others.filter(({ carrier }) => carrier.name !== configured.carrier.name)];
  }

  /** Undefined where this service has none of that name (any more). */
  named(name: string): ServedCarrier | undefined {
    return this.all.find(({ carrier }) => carrier.name === name);
  }
}
