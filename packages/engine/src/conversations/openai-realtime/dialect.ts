import { RingbackError } from '../../errors.js';

export type RealtimeProfile = 'openai' | 'azure' | 'xai';

/** How one service speaks the Realtime protocol. What it lacks is left out; nothing of it is a failure. */
export interface RealtimeDialect {
  profile: RealtimeProfile;
  /** Where nothing else is configured. */
  baseUrl: string;
  model: string;
  voice: string;
  keyHeader: 'authorization' | 'api-key';
  /** `voice` and `turn_detection` stand at the top of the session, not under `audio`, and there is no `type`. */
  flatSession: boolean;
  /** `conversation.item.truncate` is there. Without it the model is told in words what was heard. */
  truncates: boolean;
  /** `response.create` may carry metadata, and `response.created` shows it. Without it responses are told apart by their order. */
  metadata: boolean;
  /** `audio.input.noise_reduction` is there. */
  reducesNoise: boolean;
  /** `audio.input.transcription` is asked for; without it, words come unasked or not at all. */
  transcriptionSettings: boolean;
}

const OPENAI: RealtimeDialect = {
  profile: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  model: 'gpt-realtime-2.1',
  voice: 'marin',
  keyHeader: 'authorization',
  flatSession: false,
  truncates: true,
  metadata: true,
  reducesNoise: true,
  transcriptionSettings: true,
};

/**
 * - OpenAI (https://platform.openai.com/docs/api-reference/realtime), and whatever speaks like it.
 * - Azure OpenAI, GA (https://learn.microsoft.com/azure/ai-foundry/openai/how-to/realtime-audio): `model` is the name of a deployment.
 * - xAI (https://docs.x.ai/docs/guides/voice): as in the fields of {@link RealtimeDialect}; it also has no `conversation.item.done`, tells
 *   no rate limits, and repeats a growing transcription.
 */
export const REALTIME_DIALECTS: Readonly<Record<RealtimeProfile, RealtimeDialect>> = {
  openai: OPENAI,
  azure: { ...OPENAI, profile: 'azure', baseUrl: '', keyHeader: 'api-key' },
  xai: {
    profile: 'xai',
    baseUrl: 'https://api.x.ai/v1',
    model: 'grok-voice-latest',
    voice: 'eve',
    keyHeader: 'authorization',
    flatSession: true,
    truncates: false,
    metadata: false,
    reducesNoise: false,
    transcriptionSettings: false,
  },
};

const SOCKET_PROTOCOLS: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/**
 * The address of a session's socket.
 *
 * @param baseUrl http, https, ws or wss, with or without a slash behind it; '' for the dialect's own.
 * @throws RingbackError `invalid_model_settings` for an address that is none, or is missing.
 */
export function sessionUrl(dialect: RealtimeDialect, baseUrl: string, model: string): string {
  const given = baseUrl === '' ? dialect.baseUrl : baseUrl;
  const url = URL.canParse(given) ? new URL(given) : null;
  const protocol = url === null ? undefined : SOCKET_PROTOCOLS[url.protocol];
  if (url === null || protocol === undefined) {
    throw new RingbackError(
      'invalid_model_settings',
      dialect.profile === 'azure' && given === ''
        ? 'Azure has no address of its own: give the base URL of the resource, https://NAME.openai.azure.com'
        : 'the base URL of the model must begin with http://, https://, ws:// or wss://',
    );
  }
  let path = url.pathname.replace(/\/+$/, '');
  if (dialect.profile === 'azure' && !path.endsWith('/openai/v1')) path = `${path}/openai/v1`;
  const search = new URLSearchParams(url.search);
  search.set('model', model);
  return `${protocol}//${url.host}${path}/realtime?${search}`;
}

export function authorisation(dialect: RealtimeDialect, apiKey: string): Record<string, string> {
  return dialect.keyHeader === 'api-key' ? { 'api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
}

/** Names of the protocol's beta, and of services that kept some of them, with what they are called now. */
const RENAMED: Readonly<Record<string, string>> = {
  'response.audio.delta': 'response.output_audio.delta',
  'response.audio.done': 'response.output_audio.done',
  'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  'response.audio_transcript.done': 'response.output_audio_transcript.done',
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'conversation.item.created': 'conversation.item.added',
};

export const currentName = (type: string): string => RENAMED[type] ?? type;
