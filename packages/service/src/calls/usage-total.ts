import type { ModelUsage, TokenCounts } from '@ringback/engine';

/** What the model used in a whole call, answered or not. */
export interface UsageTotal {
  /** That answered; where it only listened, that which transcribed. */
  model: string;
  responses: number;
  transcriptions: number;
  input: TokenCounts;
  /** The part of `input` that was cached. */
  cached: TokenCounts;
  output: TokenCounts;
  /** In thousand-millionths of a US dollar; null where the prices name none of the models. */
  costNanoUsd: number | null;
  /** Models that the prices do not name: the cost is without theirs. */
  unpriced: string[];
}

/** Null where no model was used. */
export function usageTotal(usages: readonly ModelUsage[]): UsageTotal | null {
  const [first] = usages;
  if (first === undefined) return null;
  const total: UsageTotal = {
    model: (usages.find(({ kind }) => kind === 'response') ?? first).model,
    responses: 0,
    transcriptions: 0,
    input: none(),
    cached: none(),
    output: none(),
    costNanoUsd: null,
    unpriced: [],
  };
  for (const usage of usages) {
    if (usage.kind === 'response') total.responses += 1;
    else total.transcriptions += 1;
    add(total.input, usage.input);
    add(total.cached, usage.cached);
    add(total.output, usage.output);
    if (usage.costNanoUsd !== null) total.costNanoUsd = (total.costNanoUsd ?? 0) + usage.costNanoUsd;
    else if (!total.unpriced.includes(usage.model)) total.unpriced.push(usage.model);
  }
  return total;
}

function none(): TokenCounts {
  return { text: 0, audio: 0, image: 0 };
}

function add(to: TokenCounts, counts: TokenCounts): void {
  to.text += counts.text;
  to.audio += counts.audio;
  to.image += counts.image;
}
