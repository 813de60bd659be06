import type { ModelUsage, TokenCounts } from '../../call/model-usage.js';
import { costOf, type PriceTable } from './prices.js';

/** As `response.done` has it (`RealtimeResponseUsage` of the API), or a part of it. */
export interface ResponseTokens {
  input_tokens?: number;
  output_tokens?: number;
  input_token_details?: Details & { cached_tokens?: number; cached_tokens_details?: Details };
  output_token_details?: Details;
}

interface Details {
  text_tokens?: number;
  audio_tokens?: number;
  image_tokens?: number;
}

/** As a transcription has it. */
export type TranscriptionTokens = ResponseTokens & { type?: string; seconds?: number };

/** What each response and each transcription used, each told once however often its event comes. */
export class UsageMeter {
  readonly #prices: PriceTable;
  readonly #tell: (usage: ModelUsage) => void;
  readonly #told = new Set<string>();

  constructor(prices: PriceTable, tell: (usage: ModelUsage) => void) {
    this.#prices = prices;
    this.#tell = tell;
  }

  response(id: string, model: string, tokens: ResponseTokens | null | undefined): void {
    if (tokens === null || tokens === undefined || this.#told.has(id)) return;
    this.#told.add(id);
    this.#priced({ kind: 'response', model, ...countsOf(tokens) });
  }

  transcription(itemId: string, model: string, used: TranscriptionTokens | null | undefined): void {
    const key = `words of ${itemId}`;
    if (used === null || used === undefined || this.#told.has(key)) return;
    this.#told.add(key);
    const byTime = used.type === 'duration' && typeof used.seconds === 'number';
    this.#priced({
      kind: 'transcription',
      model,
      ...countsOf(used),
      ...(byTime ? { seconds: used.seconds as number } : {}),
    });
  }

  #priced(usage: Omit<ModelUsage, 'costNanoUsd'>): void {
    this.#tell({ ...usage, costNanoUsd: costOf(usage, this.#prices) });
  }
}

function countsOf(tokens: ResponseTokens): Pick<ModelUsage, 'input' | 'cached' | 'output'> {
  const input = byModality(tokens.input_token_details, tokens.input_tokens);
  const details = tokens.input_token_details;
  const cached =
    details?.cached_tokens_details === undefined
      ? spread(details?.cached_tokens ?? 0, input)
      : byModality(details.cached_tokens_details, details.cached_tokens);
  return {
    input,
    // A subset, whatever a service tells: nobody pays less than nothing.
    cached: {
      text: Math.min(cached.text, input.text),
      audio: Math.min(cached.audio, input.audio),
      image: Math.min(cached.image, input.image),
    },
    output: byModality(tokens.output_token_details, tokens.output_tokens),
  };
}

/** What no modality is told of counts as text. */
function byModality(details: Details | undefined, total: number | undefined): TokenCounts {
  if (details === undefined) return { text: total ?? 0, audio: 0, image: 0 };
  return { text: details.text_tokens ?? 0, audio: details.audio_tokens ?? 0, image: details.image_tokens ?? 0 };
}

/** Cached tokens of no named modality: text comes first in every context, so it is cached first. */
function spread(cachedTokens: number, input: TokenCounts): TokenCounts {
  const text = Math.min(cachedTokens, input.text);
  const audio = Math.min(cachedTokens - text, input.audio);
  return { text, audio, image: Math.min(cachedTokens - text - audio, input.image) };
}
