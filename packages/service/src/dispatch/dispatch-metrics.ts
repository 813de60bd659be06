import type { CallEnd, ModelUsage, TurnLatency } from '@ringback/engine';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Dispatcher } from './dispatcher.js';

/** What is counted of calls. No label holds a phone number, an account or an id. */
export class DispatchMetrics {
  readonly #ended: Counter<'reason'>;
  readonly #talk: Counter;
  readonly #latency: Histogram<'stage'>;
  readonly #modelCost: Counter<'model'>;
  readonly #modelTokens: Counter<'model' | 'side' | 'modality'>;

  /** @param dispatcher asked when the figures are read */
  constructor(registry: Registry, dispatcher: () => Pick<Dispatcher, 'states'>) {
    const registers = [registry];
    this.#ended = new Counter({
      name: 'ringback_calls_ended_total',
      help: 'Calls that are over, by end reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#talk = new Counter({
      name: 'ringback_talk_seconds_total',
      help: 'Seconds from answer to end, over all calls.',
      registers,
    });
    this.#latency = new Histogram({
      name: 'ringback_turn_latency_seconds',
      help: 'From the callee’s last sound to the conversation’s first audio, to the carrier, and to the callee’s ear.',
      labelNames: ['stage'],
      buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 0.5, 0.8, 1.2, 2, 5],
      registers,
    });
    this.#modelCost = new Counter({
      name: 'ringback_model_cost_usd_total',
      help: 'What models cost by the configured prices, in US dollars; without those that the prices do not name.',
      labelNames: ['model'],
      registers,
    });
    this.#modelTokens = new Counter({
      name: 'ringback_model_tokens_total',
      help: 'Tokens that models used; `cached` is a part of `input`.',
      labelNames: ['model', 'side', 'modality'],
      registers,
    });
    new Gauge({
      name: 'ringback_calls_running',
      help: 'Calls under way on this node, by state.',
      labelNames: ['state'],
      registers,
      collect() {
        // Calls whose end is being written are over for everybody but us.
        const { ended, ...states } = dispatcher().states();
        for (const [state, count] of Object.entries(states)) this.set({ state }, count);
        this.set({ state: 'ending' }, ended);
      },
    });
  }

  ended(end: CallEnd, turns: readonly TurnLatency[], usages: readonly ModelUsage[]): void {
    for (const usage of usages) this.#used(usage);
    this.#ended.inc({ reason: end.endReason });
    this.#talk.inc(end.talkMs / 1000);
    for (const { toFirstAudio, toCarrier, toHeard } of turns) {
      if (toFirstAudio !== null) this.#latency.observe({ stage: 'first_audio' }, toFirstAudio / 1000);
      if (toCarrier !== null) this.#latency.observe({ stage: 'carrier' }, toCarrier / 1000);
      if (toHeard !== null) this.#latency.observe({ stage: 'heard' }, toHeard / 1000);
    }
  }

  #used(usage: ModelUsage): void {
    const { model, costNanoUsd } = usage;
    if (costNanoUsd !== null) this.#modelCost.inc({ model }, costNanoUsd / 1e9);
    for (const side of ['input', 'cached', 'output'] as const)
      for (const modality of ['text', 'audio', 'image'] as const)
        if (usage[side][modality] > 0) this.#modelTokens.inc({ model, side, modality }, usage[side][modality]);
  }
}
