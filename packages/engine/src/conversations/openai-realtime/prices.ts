import type { ModelUsage, TokenCounts } from '../../call/model-usage.js';

/** US dollars for a million tokens. */
export interface TokenPrices {
  input: number;
  /** Of input that was cached. */
  cached: number;
  output: number;
}

/** What a model costs. What is left out costs nothing. */
export interface ModelPrices {
  text?: TokenPrices;
  audio?: TokenPrices;
  image?: TokenPrices;
  /** US dollars a minute, of what is billed by time. */
  minute?: number;
}

/** Prices by the name of the model (of Azure: of the deployment). A dated name, `gpt-realtime-2025-08-28`, has those of the name before it. */
export type PriceTable = Readonly<Record<string, ModelPrices>>;

const image = (input: number, cached: number): TokenPrices => ({ input, cached, output: 0 });
const REALTIME_2: ModelPrices = {
  text: { input: 4, cached: 0.4, output: 24 },
  audio: { input: 32, cached: 0.4, output: 64 },
  image: image(5, 0.5),
};
const REALTIME_1: ModelPrices = { ...REALTIME_2, text: { input: 4, cached: 0.4, output: 16 } };
const MINI: ModelPrices = {
  text: { input: 0.6, cached: 0.06, output: 2.4 },
  audio: { input: 10, cached: 0.3, output: 20 },
  image: image(0.8, 0.08),
};

/**
 * From the pages of the models (https://platform.openai.com/docs/models), November 2026. Transcription models are not in it: their
 * prices are not confirmed, and a cost that is not known is told as such.
 */
export const DEFAULT_PRICES: PriceTable = {
  'gpt-realtime-2.1': REALTIME_2,
  'gpt-realtime-2.1-mini': MINI,
  'gpt-realtime-2': REALTIME_2,
  'gpt-realtime-1.5': REALTIME_1,
  'gpt-realtime': REALTIME_1,
  'gpt-realtime-mini': MINI,
};

/** A dollar for a million is a thousand nano-dollars for one. */
const NANO_PER_DOLLAR_A_MILLION = 1_000;
const NANO_PER_DOLLAR = 1_000_000_000;

/** @returns thousand-millionths of a US dollar, rounded; null where the table has no such model. */
export function costOf(usage: Omit<ModelUsage, 'costNanoUsd'>, table: PriceTable): number | null {
  const prices = pricesOf(usage.model, table);
  if (prices === null) return null;
  let cost = 0;
  for (const modality of ['text', 'audio', 'image'] satisfies (keyof TokenCounts)[]) {
    const price = prices[modality];
    if (price === undefined) continue;
    const { input, cached, output } = usage;
    const fresh = input[modality] - cached[modality];
    cost +=
      (fresh * price.input + cached[modality] * price.cached + output[modality] * price.output) *
      NANO_PER_DOLLAR_A_MILLION;
  }
  if (usage.seconds !== undefined) {
    if (prices.minute === undefined) return null;
    cost += (usage.seconds / 60) * prices.minute * NANO_PER_DOLLAR;
  }
  return Math.round(cost);
}

function pricesOf(model: string, table: PriceTable): ModelPrices | null {
  if (Object.hasOwn(table, model)) return table[model] ?? null;
  const undated = model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  return Object.hasOwn(table, undated) ? (table[undated] ?? null) : null;
}
