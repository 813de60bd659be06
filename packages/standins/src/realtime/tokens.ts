import type { Usage } from './wire.js';

/** One token is 100 ms of what a user says and 50 ms of what the model says (measured by users of the live service). */
const USER_MS = 100;
const ASSISTANT_MS = 50;
/** The cache holds whole blocks, as in the usage that the service reports. */
const CACHE_BLOCK = 64;

export interface Tokens {
  text: number;
  audio: number;
}

export const userAudioTokens = (ms: number): number => Math.ceil(ms / USER_MS);
export const assistantAudioTokens = (ms: number): number => Math.ceil(ms / ASSISTANT_MS);

/** About as many as a tokeniser makes: one for a hanzi, one for four other characters. */
export function textTokens(text: string): number {
  const hanzi = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return hanzi + Math.ceil((text.length - hanzi) / 4);
}

/** @param cached what of the input the service had seen before. */
export function usageOf(input: Tokens, cached: Tokens, output: Tokens): Usage {
  const text = Math.min(input.text, block(cached.text));
  const audio = Math.min(input.audio, block(cached.audio));
  const inputTokens = input.text + input.audio;
  const outputTokens = output.text + output.audio;
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: text + audio,
      cached_tokens_details: { text_tokens: text, audio_tokens: audio, image_tokens: 0 },
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
  };
}

const block = (tokens: number): number => Math.floor(tokens / CACHE_BLOCK) * CACHE_BLOCK;
