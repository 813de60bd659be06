import { readFile } from 'node:fs/promises';
import {
  DEFAULT_PRICES,
  type ModelPrices,
  OpenaiRealtimeConversations,
  type PriceTable,
  RingbackError,
  type TurnDetectionSettings,
} from '@ringback/engine';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { RealtimeConfig } from './config/config.js';
import type { PriceSource } from './config/conversation-variables.js';

/** By what a session of the configured model is opened. */
export function realtimeAccess({ apiKey, profile, model, baseUrl, headers, voice }: RealtimeConfig) {
  return {
    apiKey,
    profile,
    model,
    headers,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(voice === undefined ? {} : { voice }),
  };
}

/** The conversation `openai-realtime` as it is configured. */
export async function realtimeConversations(
  config: RealtimeConfig,
  logger: Logger,
): Promise<{ conversations: OpenaiRealtimeConversations; usdPerMinute: number | null }> {
  const { model, prewarm, prices } = config;
  const table = prices === undefined ? undefined : await readPrices(prices);
  const conversations = new OpenaiRealtimeConversations({
    ...realtimeAccess(config),
    turnDetection: turnDetection(config.turnDetection),
    prewarm,
    ...(table === undefined ? {} : { prices: table }),
    onLog: ({ what, ...entry }) => {
      if (what === 'response') logger.debug(entry, 'the model answered');
      else if (what === 'renewed') logger.info(entry, 'the model’s session was renewed');
      else logger.warn({ what, ...entry }, 'the model’s service told of a failure');
    },
  });
  return { conversations, usdPerMinute: usdPerMinute({ ...DEFAULT_PRICES, ...table }[model]) };
}

/**
 * About what a minute of talk costs at these prices, for people: each side speaks for half of it, in six turns. OpenAI counts a token for 100 ms
 * that is heard and one for 50 ms that is spoken, and each turn reads the conversation so far, most of it cached
 * (https://platform.openai.com/docs/guides/realtime-costs).
 */
const TYPICAL_MINUTE = {
  audio: { input: 300, cached: 6 * 1500, output: 600 },
  text: { input: 200, cached: 6 * 1500, output: 200 },
} as const;

function usdPerMinute(prices: ModelPrices | undefined): number | null {
  if (prices === undefined) return null;
  const cost = (['audio', 'text'] as const).reduce((sum, modality) => {
    const { input, cached, output } = prices[modality] ?? { input: 0, cached: 0, output: 0 };
    const used = TYPICAL_MINUTE[modality];
    return sum + (used.input * input + used.cached * cached + used.output * output) / 1_000_000;
  }, prices.minute ?? 0);
  return Math.round(cost * 1000) / 1000;
}

function turnDetection(config: RealtimeConfig['turnDetection']): TurnDetectionSettings {
  if (config.type === 'semantic')
    return { type: 'semantic_vad', ...(config.eagerness === undefined ? {} : { eagerness: config.eagerness }) };
  const { threshold, silenceMs, prefixMs } = config;
  return {
    type: 'server_vad',
    ...(threshold === undefined ? {} : { threshold }),
    ...(silenceMs === undefined ? {} : { silenceDurationMs: silenceMs }),
    ...(prefixMs === undefined ? {} : { prefixPaddingMs: prefixMs }),
  };
}

const dollars = z.number().min(0).max(1_000_000);
const tokenPrices = z.strictObject({ input: dollars, cached: dollars, output: dollars }).optional();
const priceTable = z.record(
  z.string(),
  z.strictObject({ text: tokenPrices, audio: tokenPrices, image: tokenPrices, minute: dollars.optional() }),
);

/** @throws RingbackError `invalid_configuration` for a file that cannot be read, or prices that are none */
async function readPrices(source: PriceSource): Promise<PriceTable> {
  let value: unknown;
  try {
    value = 'prices' in source ? source.prices : JSON.parse(await readFile(source.file, 'utf8'));
  } catch (error) {
    throw invalid(`the file cannot be read as JSON (${(error as Error).message})`);
  }
  const read = priceTable.safeParse(value);
  if (read.success) return read.data as Record<string, ModelPrices>;
  const [issue] = read.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as it should be'}`);
}

function invalid(why: string): RingbackError {
  return new RingbackError(
    'invalid_configuration',
    `RINGBACK_PRICES is not right: ${why}. Write {"MODEL":{"audio":{"input":32,"cached":0.4,"output":64}}}, in US dollars for a million tokens.`,
  );
}
