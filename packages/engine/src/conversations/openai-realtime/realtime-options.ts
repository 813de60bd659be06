import { RingbackError } from '../../errors.js';
import type { ConversationTool } from './conversation-tool.js';
import { REALTIME_DIALECTS, type RealtimeDialect, type RealtimeProfile, sessionUrl } from './dialect.js';
import { DEFAULT_PRICES, type PriceTable } from './prices.js';

/** Finds turns by silence (https://platform.openai.com/docs/guides/realtime-vad). */
export interface ServerVadSettings {
  type: 'server_vad';
  /** 0 to 1: how loud speech must be. Default 0.5. */
  threshold?: number;
  /** Audio from before the speech was found that belongs to it, ms. Default 300. */
  prefixPaddingMs?: number;
  /**
   * Silence that ends a turn, ms. Default 500: the live service begins with 200, at which people are cut off while they think of a
   * word.
   */
  silenceDurationMs?: number;
  /** The service speaks up by itself after so much silence, ms. Default null, never: whoever runs the call asks. */
  idleTimeoutMs?: number | null;
  createResponse?: boolean;
  interruptResponse?: boolean;
}

/** Finds turns by what is said: it waits where a sentence sounds unfinished. */
export interface SemanticVadSettings {
  type: 'semantic_vad';
  /** How soon it takes the turn; at the latest after 8, 4 or 2 s (low, medium or auto, high). Default auto. */
  eagerness?: 'low' | 'medium' | 'high' | 'auto';
  createResponse?: boolean;
  interruptResponse?: boolean;
}

/**
 * In both: `createResponse` (default true): the service answers as soon as a turn ends, without asking us; `interruptResponse`: it stops
 * itself as soon as it hears anything. Default: only where the call's `bargeInMs` is 0, since otherwise a murmur would stop it.
 */
export type TurnDetectionSettings = ServerVadSettings | SemanticVadSettings;

export interface TranscriptionSettings {
  /** Default `gpt-transcribe`; on Azure the name of a deployment. */
  model?: string;
  /** ISO 639-1. Default: the call's language. */
  language?: string;
  /** Not for gpt-realtime-whisper. */
  prompt?: string;
  /** Of gpt-transcribe and gpt-live-transcribe alone. */
  languages?: readonly string[];
  keywords?: readonly string[];
  /** Of gpt-realtime-whisper alone. */
  delay?: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';
}

/** What happened behind a conversation: for logs. Holds codes and ids, and never a word that was said. */
export interface RealtimeLogEntry {
  callId: string;
  /** `server_error`: the service refused something. `lost`: a session broke off. `renewed`: another took its place. `unreadable`: an event made no sense. */
  what: 'server_error' | 'lost' | 'renewed' | 'unreadable' | 'response';
  eventId?: string;
  code?: string;
  type?: string;
}

export interface OpenaiRealtimeOptions {
  apiKey: string;
  profile?: RealtimeProfile;
  /** Default `gpt-realtime-2.1` (xAI: `grok-voice-latest`); on Azure the name of a deployment, which must be given. */
  model?: string;
  /** http, https, ws or wss. Default that of the profile, `https://api.openai.com/v1`; Azure's must be given. */
  baseUrl?: string;
  /** Further headers of the handshake. */
  headers?: Readonly<Record<string, string>>;
  /** A name, or `{ id }` of one's own. Default `marin` (xAI: `eve`). */
  voice?: string | { id: string };
  /** 0.25 to 1.5. Default 1. */
  speed?: number;
  /** Default server VAD. */
  turnDetection?: TurnDetectionSettings;
  /** Default `near_field`: a phone is held to the mouth. Null: none. */
  noiseReduction?: 'near_field' | 'far_field' | null;
  /** Null: the callee's words are not told. */
  transcription?: TranscriptionSettings | null;
  /** Of models that think (gpt-realtime-2 and later). Default `low`. */
  reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';
  /** Of one answer, 1 to 4,096 or without a limit. Default `inf`: what is cut off in mid-sentence helps nobody. */
  maxOutputTokens?: number | 'inf';
  /**
   * What is done while the phone rings. `opening` (default): the session is set up and the opening spoken and held, so that the callee
   * hears it at once. `session`: set up; the opening is asked for at the answer. `off`: connected at the answer.
   */
  prewarm?: 'opening' | 'session' | 'off';
  /** Over {@link DEFAULT_PRICES}. */
  prices?: PriceTable;
  /** How long before its end a session is replaced by another, at a quiet moment, ms. Default 120,000: there is one within two minutes of any talk. */
  renewalMarginMs?: number;
  /** What it may do beside hanging up, pressing keys and noting results. */
  tools?: readonly ConversationTool[];
  onLog?: (entry: RealtimeLogEntry) => void;
}

export interface RealtimeSettings
  extends Required<Omit<OpenaiRealtimeOptions, 'onLog' | 'profile' | 'baseUrl' | 'reasoningEffort'>> {
  reasoningEffort: OpenaiRealtimeOptions['reasoningEffort'] | null;
  dialect: RealtimeDialect;
  url: string;
  onLog: (entry: RealtimeLogEntry) => void;
}

/** @throws RingbackError `invalid_model_settings` for what cannot be. */
export function realtimeSettings(options: OpenaiRealtimeOptions): RealtimeSettings {
  const { profile = 'openai', baseUrl = '', speed = 1, maxOutputTokens = 'inf' } = options;
  if (!Object.hasOwn(REALTIME_DIALECTS, profile)) throw invalid('the profile must be openai, azure or xai');
  const dialect = REALTIME_DIALECTS[profile];
  const model = options.model ?? (profile === 'azure' ? '' : dialect.model);
  if (options.apiKey.trim() === '') throw invalid('the model needs a key: give the one of your account');
  if (model === '') throw invalid('Azure calls models by the names of deployments: give that of yours as the model');
  if (!(speed >= 0.25 && speed <= 1.5)) throw invalid('the speed must be 0.25 to 1.5');
  if (maxOutputTokens !== 'inf' && !(Number.isInteger(maxOutputTokens) && maxOutputTokens >= 1)) {
    throw invalid('maxOutputTokens must be a whole number from 1, or inf');
  }
  return {
    apiKey: options.apiKey,
    model,
    headers: options.headers ?? {},
    voice: options.voice ?? dialect.voice,
    speed,
    turnDetection: options.turnDetection ?? { type: 'server_vad' },
    noiseReduction: options.noiseReduction === undefined ? 'near_field' : options.noiseReduction,
    transcription: options.transcription === undefined ? {} : options.transcription,
    reasoningEffort: options.reasoningEffort ?? null,
    maxOutputTokens,
    prewarm: options.prewarm ?? 'opening',
    prices: { ...DEFAULT_PRICES, ...options.prices },
    renewalMarginMs: options.renewalMarginMs ?? 120_000,
    tools: options.tools ?? [],
    onLog: options.onLog ?? (() => undefined),
    dialect,
    url: sessionUrl(dialect, baseUrl, model),
  };
}

function invalid(message: string): RingbackError {
  return new RingbackError('invalid_model_settings', message);
}
