import type { AudioFormat } from './audio-format.js';
import { invalid, missing, Refusal, unknownParameter } from './refusal.js';
import * as shape from './shape.js';
import type { FunctionTool, SessionObject } from './wire.js';

export interface ServerVad {
  type: 'server_vad';
  threshold: number;
  prefix_padding_ms: number;
  silence_duration_ms: number;
  idle_timeout_ms: number | null;
  create_response: boolean;
  interrupt_response: boolean;
}

export interface SemanticVad {
  type: 'semantic_vad';
  eagerness: 'low' | 'medium' | 'high' | 'auto';
  create_response: boolean;
  interrupt_response: boolean;
}

export type TurnDetection = ServerVad | SemanticVad;
export type ToolChoice = 'auto' | 'none' | 'required' | { type: 'function'; name: string };
export type VoiceName = string | { id: string };

export interface Transcription {
  model: string;
  language?: string;
  prompt?: string;
}

/** Everything that is in effect, as `session.created` and `session.updated` show it. */
export interface SessionConfig {
  type: 'realtime';
  object: 'realtime.session';
  id: string;
  model: string;
  output_modalities: ['audio'] | ['text'];
  instructions: string;
  tools: readonly FunctionTool[];
  tool_choice: ToolChoice;
  max_output_tokens: number | 'inf';
  tracing: unknown;
  truncation: unknown;
  prompt: unknown;
  /** Seconds since 1970. */
  expires_at: number;
  audio: {
    input: {
      format: AudioFormat;
      transcription: Transcription | null;
      noise_reduction: { type: 'near_field' | 'far_field' } | null;
      turn_detection: TurnDetection | null;
    };
    output: { format: AudioFormat; voice: VoiceName; speed: number };
  };
  include: readonly string[] | null;
  parallel_tool_calls?: boolean;
  reasoning?: { effort: string };
}

/** What else decides whether a field may change. */
export interface SessionFacts {
  /** The model has spoken: its voice is settled. */
  spoken: boolean;
  /** A response is being made: the speed is settled until it is done. */
  responding: boolean;
}

export const VOICES = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
] as const;

const TRANSCRIPTION_MODELS = [
  'whisper-1',
  'gpt-4o-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-mini-transcribe-2025-12-15',
  'gpt-4o-transcribe-diarize',
  'gpt-transcribe',
  'gpt-live-transcribe',
  'gpt-realtime-whisper',
];

/** What the live service was seen to begin with; silence is 200 ms there, though its types say 500. */
const DEFAULT_SERVER_VAD: ServerVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
};

const DEFAULT_SEMANTIC_VAD: SemanticVad = {
  type: 'semantic_vad',
  eagerness: 'auto',
  create_response: true,
  interrupt_response: true,
};

const PCM: AudioFormat = { type: 'audio/pcm', rate: 24_000 };

export function firstConfig(id: string, model: string, expiresAt: number): SessionConfig {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    expires_at: expiresAt,
    audio: {
      input: { format: PCM, transcription: null, noise_reduction: null, turn_detection: DEFAULT_SERVER_VAD },
      output: { format: PCM, voice: 'marin', speed: 1 },
    },
    include: null,
    ...(hasReasoning(model) ? { parallel_tool_calls: true, reasoning: { effort: 'low' } } : {}),
  };
}

/** As the service's types have it. They leave out that what is off is null on the wire. */
export const sessionObject = (config: SessionConfig): SessionObject => config as unknown as SessionObject;

/** Reasoning and parallel tool calls came with gpt-realtime-2. */
const hasReasoning = (model: string): boolean => model.startsWith('gpt-realtime-2');

/**
 * The configuration after an update, which is merged deeply: what is not named stays, null, "" and [] clear. All or nothing.
 *
 * @throws Refusal for the first field that is not accepted.
 */
export function updatedConfig(current: SessionConfig, update: unknown, facts: SessionFacts): SessionConfig {
  const fields = shape.object(update, 'session');
  if (fields.type === undefined) throw missing('session.type');
  shape.oneOf(fields.type, 'session.type', ['realtime']);
  let next = current;
  for (const [name, value] of Object.entries(fields)) {
    const param = `session.${name}`;
    const change = FIELDS[name];
    if (change === undefined) throw unknownParameter(param);
    if (value !== undefined) next = { ...next, ...change(value, param, next, facts) };
  }
  return next;
}

type Change = (value: unknown, param: string, current: SessionConfig, facts: SessionFacts) => Partial<SessionConfig>;

const FIELDS: Readonly<Record<string, Change>> = {
  type: () => ({}),
  // Clients send back what they were shown: these are read and never set.
  object: () => ({}),
  id: () => ({}),
  expires_at: () => ({}),
  model: (value, param, current) => {
    if (shape.text(value, param) !== current.model) {
      throw invalid(param, `Invalid value: '${value}'. The model of a session cannot be changed.`);
    }
    return {};
  },
  output_modalities: (value, param) => ({ output_modalities: modalities(value, param) }),
  instructions: (value, param) => ({ instructions: value === null ? '' : shape.text(value, param) }),
  tools: (value, param) => ({ tools: value === null ? [] : tools(value, param) }),
  tool_choice: (value, param) => ({ tool_choice: value === null ? 'auto' : toolChoice(value, param) }),
  max_output_tokens: (value, param) => ({ max_output_tokens: value === null ? 'inf' : outputTokens(value, param) }),
  tracing: (value, param) => ({ tracing: value === null || value === 'auto' ? value : tracing(value, param) }),
  truncation: (value, param) => ({ truncation: value === null ? 'auto' : truncation(value, param) }),
  prompt: (value, param) => ({ prompt: value === null ? null : prompt(value, param) }),
  include: (value, param) => ({
    include:
      value === null
        ? null
        : shape
            .list(value, param)
            .map((each, at) => shape.oneOf(each, `${param}[${at}]`, ['item.input_audio_transcription.logprobs'])),
  }),
  parallel_tool_calls: (value, param, current) => {
    if (!hasReasoning(current.model)) throw notOfModel(param, current.model);
    return { parallel_tool_calls: value === null ? true : shape.flag(value, param) };
  },
  reasoning: (value, param, current) => {
    if (!hasReasoning(current.model)) throw notOfModel(param, current.model);
    return { reasoning: value === null ? { effort: 'low' } : reasoning(value, param) };
  },
  audio: (value, param, current, facts) => {
    const audio = shape.object(value, param);
    shape.only(audio, ['input', 'output'], param);
    return {
      audio: {
        input: audio.input === undefined ? current.audio.input : input(audio.input, `${param}.input`, current),
        output:
          audio.output === undefined ? current.audio.output : output(audio.output, `${param}.output`, current, facts),
      },
    };
  },
};

const notOfModel = (param: string, model: string): Refusal =>
  invalid(param, `Invalid value: '${param}' is not supported with the '${model}' model.`);

function input(value: unknown, param: string, current: SessionConfig): SessionConfig['audio']['input'] {
  const fields = shape.object(value, param);
  shape.only(fields, ['format', 'transcription', 'noise_reduction', 'turn_detection'], param);
  const { input: before } = current.audio;
  const next = { ...before };
  if (fields.format !== undefined) next.format = format(fields.format, `${param}.format`);
  if (fields.transcription !== undefined) {
    next.transcription =
      fields.transcription === null
        ? null
        : transcription(fields.transcription, `${param}.transcription`, before.transcription);
  }
  if (fields.noise_reduction !== undefined) {
    next.noise_reduction =
      fields.noise_reduction === null ? null : noiseReduction(fields.noise_reduction, `${param}.noise_reduction`);
  }
  if (fields.turn_detection !== undefined) {
    next.turn_detection =
      fields.turn_detection === null
        ? null
        : turnDetection(fields.turn_detection, `${param}.turn_detection`, before.turn_detection);
  }
  return next;
}

function output(
  value: unknown,
  param: string,
  current: SessionConfig,
  facts: SessionFacts,
): SessionConfig['audio']['output'] {
  const fields = shape.object(value, param);
  shape.only(fields, ['format', 'voice', 'speed'], param);
  const next = { ...current.audio.output };
  if (fields.format !== undefined) next.format = format(fields.format, `${param}.format`);
  if (fields.voice !== undefined) {
    next.voice = checkedVoice(fields.voice, `${param}.voice`, current.audio.output.voice, facts);
  }
  if (fields.speed !== undefined) {
    const speed = shape.number(fields.speed, `${param}.speed`, 0.25, 1.5);
    if (facts.responding && speed !== next.speed) {
      throw invalid(`${param}.speed`, 'Cannot update the speed while a response is in progress.');
    }
    next.speed = speed;
  }
  return next;
}

/** @throws Refusal `cannot_update_voice`, whose param is null on the live service, once the model has spoken. */
export function checkedVoice(value: unknown, param: string, current: VoiceName, facts: SessionFacts): VoiceName {
  let next: VoiceName;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    shape.only(value as shape.Fields, ['id'], param);
    next = { id: shape.text((value as shape.Fields).id, `${param}.id`) };
  } else next = shape.oneOf(value, param, VOICES);
  if (facts.spoken && voiceId(next) !== voiceId(current)) {
    throw new Refusal(
      'cannot_update_voice',
      "Cannot update a conversation's voice if assistant audio is present.",
      null,
    );
  }
  return next;
}

export const voiceId = (voice: VoiceName): string => (typeof voice === 'string' ? voice : voice.id);

export function format(value: unknown, param: string): AudioFormat {
  const fields = shape.object(value, param);
  const type = shape.oneOf(fields.type, `${param}.type`, ['audio/pcm', 'audio/pcmu', 'audio/pcma']);
  shape.only(fields, ['type', 'rate'], param);
  if (type === 'audio/pcm') {
    if (fields.rate !== undefined) shape.integer(fields.rate, `${param}.rate`, 24_000, 24_000);
    return PCM;
  }
  // Clients give the rate of G.711 though the types have none: it can only be this one.
  if (fields.rate !== undefined) shape.integer(fields.rate, `${param}.rate`, 8000, 8000);
  return { type };
}

function transcription(value: unknown, param: string, before: Transcription | null): Transcription {
  const fields = shape.object(value, param);
  shape.only(fields, ['model', 'language', 'prompt', 'languages', 'keywords', 'delay'], param);
  const merged: shape.Fields = { ...before, ...fields };
  const model = shape.oneOf(merged.model, `${param}.model`, TRANSCRIPTION_MODELS);
  const live = model === 'gpt-transcribe' || model === 'gpt-live-transcribe';
  const only = (name: string, allowed: boolean): void => {
    if (merged[name] !== undefined && merged[name] !== null && !allowed) throw notOfModel(`${param}.${name}`, model);
  };
  only('languages', live);
  only('keywords', live);
  only('delay', model === 'gpt-realtime-whisper');
  only('prompt', model !== 'gpt-realtime-whisper');
  for (const name of ['language', 'prompt']) {
    if (merged[name] === null || merged[name] === '') delete merged[name];
    else if (merged[name] !== undefined) shape.text(merged[name], `${param}.${name}`);
  }
  for (const name of ['languages', 'keywords']) {
    if (merged[name] === null) delete merged[name];
    else if (merged[name] !== undefined) {
      shape.list(merged[name], `${param}.${name}`).forEach((each, at) => {
        shape.text(each, `${param}.${name}[${at}]`);
      });
    }
  }
  if (merged.delay === null) delete merged.delay;
  else if (merged.delay !== undefined) {
    shape.oneOf(merged.delay, `${param}.delay`, ['minimal', 'low', 'medium', 'high', 'xhigh']);
  }
  return merged as unknown as Transcription;
}

function noiseReduction(value: unknown, param: string): { type: 'near_field' | 'far_field' } {
  const fields = shape.object(value, param);
  shape.only(fields, ['type', 'strength'], param);
  const type = shape.oneOf(fields.type, `${param}.type`, ['near_field', 'far_field']);
  if (fields.strength === undefined || fields.strength === null) return { type };
  return { type, ...{ strength: shape.number(fields.strength, `${param}.strength`, 0, 1) } };
}

function turnDetection(value: unknown, param: string, before: TurnDetection | null): TurnDetection {
  const fields = shape.object(value, param);
  const type = shape.oneOf(fields.type ?? before?.type, `${param}.type`, ['server_vad', 'semantic_vad']);
  // Of another kind, nothing of what was set before applies.
  const base = before?.type === type ? before : type === 'server_vad' ? DEFAULT_SERVER_VAD : DEFAULT_SEMANTIC_VAD;
  shape.only(fields, Object.keys(base), param);
  const next: shape.Fields = { ...base };
  for (const [name, given] of Object.entries(fields)) {
    if (given === undefined || name === 'type') continue;
    next[name] = TURN_DETECTION_FIELDS[name]?.(given, `${param}.${name}`);
  }
  return next as unknown as TurnDetection;
}

/** The longest silence is 10 s: what the detector of speech can wait for. */
const TURN_DETECTION_FIELDS: Readonly<Record<string, (value: unknown, param: string) => unknown>> = {
  threshold: (value, param) => shape.number(value, param, 0, 1),
  prefix_padding_ms: (value, param) => shape.integer(value, param, 0, 10_000),
  silence_duration_ms: (value, param) => shape.integer(value, param, 0, 10_000),
  idle_timeout_ms: (value, param) => (value === null ? null : shape.integer(value, param, 1, 3_600_000)),
  create_response: shape.flag,
  interrupt_response: shape.flag,
  eagerness: (value, param) => shape.oneOf(value, param, ['low', 'medium', 'high', 'auto']),
};

/** Exactly one: audio brings its transcript with it. */
export function modalities(value: unknown, param: string): ['audio'] | ['text'] {
  const given = shape.list(value, param);
  if (given.length !== 1 || (given[0] !== 'audio' && given[0] !== 'text')) {
    throw invalid(
      param,
      `Invalid modalities: ${JSON.stringify(given)}. Supported combinations are: ['text'] and ['audio'].`,
    );
  }
  return [given[0]] as ['audio'] | ['text'];
}

export function tools(value: unknown, param: string): FunctionTool[] {
  return shape.list(value, param).map((each, at) => {
    const here = `${param}[${at}]`;
    const fields = shape.object(each, here);
    const type = shape.oneOf(fields.type, `${here}.type`, ['function', 'mcp']);
    if (type === 'mcp') throw invalid(`${here}.type`, 'MCP tools are not part of this stand-in: give function tools.');
    shape.only(fields, ['type', 'name', 'description', 'parameters', 'strict'], here);
    const name = shape.text(fields.name, `${here}.name`);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
      throw invalid(
        `${here}.name`,
        `Invalid '${here}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]{1,64}$'.`,
      );
    }
    if (fields.description !== undefined && fields.description !== null) {
      shape.text(fields.description, `${here}.description`);
    }
    if (fields.parameters !== undefined && fields.parameters !== null) {
      shape.object(fields.parameters, `${here}.parameters`);
    }
    return fields as FunctionTool;
  });
}

export function toolChoice(value: unknown, param: string): ToolChoice {
  if (typeof value !== 'object' || value === null) {
    return shape.oneOf<'auto' | 'none' | 'required'>(value, param, ['auto', 'none', 'required']);
  }
  const fields = shape.object(value, param);
  shape.only(fields, ['type', 'name'], param);
  return {
    type: shape.oneOf(fields.type, `${param}.type`, ['function']),
    name: shape.text(fields.name, `${param}.name`),
  };
}

export const outputTokens = (value: unknown, param: string): number | 'inf' =>
  value === 'inf' ? 'inf' : shape.integer(value, param, 1, 4096);

export function reasoning(value: unknown, param: string): { effort: string } {
  const fields = shape.object(value, param);
  shape.only(fields, ['effort'], param);
  return { effort: shape.oneOf(fields.effort, `${param}.effort`, ['minimal', 'low', 'medium', 'high', 'xhigh']) };
}

function tracing(value: unknown, param: string): shape.Fields {
  const fields = shape.object(value, param);
  shape.only(fields, ['workflow_name', 'group_id', 'metadata'], param);
  return fields;
}

function truncation(value: unknown, param: string): unknown {
  if (typeof value !== 'object') return shape.oneOf(value, param, ['auto', 'disabled']);
  const fields = shape.object(value, param);
  shape.only(fields, ['type', 'retention_ratio', 'token_limits'], param);
  shape.oneOf(fields.type, `${param}.type`, ['retention_ratio']);
  shape.number(fields.retention_ratio, `${param}.retention_ratio`, 0, 1);
  if (fields.token_limits !== undefined) shape.object(fields.token_limits, `${param}.token_limits`);
  return fields;
}

export function prompt(value: unknown, param: string): shape.Fields {
  const fields = shape.object(value, param);
  shape.only(fields, ['id', 'version', 'variables'], param);
  shape.text(fields.id, `${param}.id`);
  return fields;
}
