import type { Clock } from '../../clock.js';
import { type Random, seededRandom } from '../../ids.js';
import type { Synthesiser } from '../../speech/synthesiser.js';
import type {
  Carrier,
  CarrierCallState,
  CarrierCapabilities,
  DialRequest,
  Leg,
  LegListener,
  LostCall,
} from '../carrier.js';
import type { CalleeDirectory } from './callee.js';
import { DialJournal } from './dial-journal.js';
import { FrameTicker } from './frame-ticker.js';
import { SimulatedLeg } from './simulated-leg.js';

export interface SimulatorOptions {
  /** Who answers which number. */
  directory: CalleeDirectory;
  /** Speaks for the callees. */
  synthesiser: Synthesiser;
  /** The pace of it all: `realClock(20)` runs calls twenty times as fast. */
  clock: Clock;
  /** What the callees' chances are drawn from. Default: always the same row of numbers. */
  random?: Random;
  /** A file to which each dial is appended as one line before anything else is done for it: see {@link DialJournal}. */
  journal?: string;
  /** Told what a callee, a listener or the directory threw; the leg has then ended as `failed`. */
  onError?: (error: unknown, callId: string) => void;
}

const DEFAULT_SEED = 7464;

/**
 * A carrier without a network: the callees are programs that hear the audio that is played to them and answer with audio. Media go at
 * the pace of time, in frames of 20 ms of µ-law; marks and `clear` behave as Twilio's do; keys are found in the audio.
 */
export class Simulator implements Carrier {
  readonly name = 'simulator';
  readonly capabilities: CarrierCapabilities = {
    codec: 'pcmu',
    marks: true,
    clear: true,
    captions: true,
    keys: true,
    machineDetection: false,
  };
  readonly #options: SimulatorOptions;
  readonly #random: Random;
  readonly #ticker: FrameTicker;
  readonly #journal: DialJournal | undefined;
  readonly #legs = new Set<SimulatedLeg>();
  #closed = false;

  /** @throws where the journal is there and cannot be read. */
  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#random = options.random ?? seededRandom(DEFAULT_SEED);
    this.#ticker = new FrameTicker(options.clock);
    this.#journal = options.journal === undefined ? undefined : new DialJournal(options.journal);
  }

  /** Calls under way. */
  get legs(): number {
    return this.#legs.size;
  }

  dial(request: DialRequest, listener: LegListener): Leg {
    const refusal = this.#witness(request.callId);
    const { clock, synthesiser, directory, onError } = this.#options;
    const leg: SimulatedLeg = new SimulatedLeg({
      request,
      listener,
      pickup: () => (refusal === null ? directory.find(request.to) : { cause: 'failed', detail: refusal }),
      clock,
      ticker: this.#ticker,
      synthesiser,
      random: seededRandom(Math.floor(this.#random() * 2 ** 32)),
      onError: onError ?? (() => undefined),
      onEnded: () => this.#legs.delete(leg),
    });
    this.#legs.add(leg);
    return leg;
  }

  /**
   * A call of this process that is still under way is ended. What an earlier process dialled is over, for its callees died with it; it
   * is known from the journal alone.
   */
  async lookUp({ callId }: LostCall): Promise<CarrierCallState> {
    for (const leg of this.#legs) {
      if (leg.callId !== callId) continue;
      leg.hangUp();
      return 'under_way';
    }
    if (this.#journal === undefined) return 'unknown';
    return this.#journal.has(callId) ? 'over' : 'never_dialled';
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const leg of this.#legs) leg.end({ cause: 'failed', detail: 'the simulator was closed' });
    // The ends are told in microtasks that were queued before this one.
    await Promise.resolve();
  }

  /** Null once the dial stands in the journal, else why it must not be made. */
  #witness(callId: string): string | null {
    if (this.#closed) return 'the simulator is closed';
    try {
      this.#journal?.append(callId, Math.round(this.#options.clock.now()));
      return null;
    } catch (error) {
      this.#options.onError?.(error, callId);
      return `the dial journal cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`;
    }
  }
}
