/** Tokens by modality. */
export interface TokenCounts {
  text: number;
  audio: number;
  image: number;
}

/**
 * What one answer of a model, or one transcription, used, as its service counted it
 * (https://platform.openai.com/docs/guides/realtime-costs).
 */
export interface ModelUsage {
  /** `response`: the model spoke or acted; `transcription`: the callee's words as text, billed apart. */
  kind: 'response' | 'transcription';
  model: string;
  input: TokenCounts;
  /** The part of `input` that was cached: a subset of it, charged otherwise. */
  cached: TokenCounts;
  output: TokenCounts;
  /** Of what is billed by time in place of tokens. */
  seconds?: number;
  /** By the configured prices, in thousand-millionths of a US dollar, rounded; null where they name no such model. */
  costNanoUsd: number | null;
}
