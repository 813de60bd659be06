import type { RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import type { Language } from '../../speech/synthesiser.js';
import type { RealtimeSettings, TurnDetectionSettings } from './realtime-options.js';

export interface SessionContents {
  settings: RealtimeSettings;
  instructions: string;
  tools: readonly RealtimeFunctionTool[];
  language: Language;
  /** The call's. */
  bargeInMs: number;
}

/** Telephone audio, both ways. */
const PCMU = { type: 'audio/pcmu' } as const;

export const DEFAULT_PREFIX_PADDING_MS = 300;
export const DEFAULT_SILENCE_MS = 500;

/**
 * The `session` of `session.update` (https://platform.openai.com/docs/api-reference/realtime-client-events/session/update).
 *
 * @param without settings that the service refused, as its errors name them: `session.audio.input.noise_reduction`.
 */
export function sessionConfiguration(
  contents: SessionContents,
  without: readonly string[] = [],
): Record<string, unknown> {
  const session = wholeConfiguration(contents);
  for (const param of without) leaveOut(session, param.replace(/^session\./, '').split('.'));
  return session;
}

/** Takes a setting out; where it is not there (any more), what holds it. */
function leaveOut(session: Record<string, unknown>, path: readonly string[]): void {
  let inside: Record<string, unknown> = session;
  let held: { of: Record<string, unknown>; name: string } | null = null;
  for (const name of path) {
    const value = inside[name];
    if (value === undefined) break;
    held = { of: inside, name };
    if (typeof value !== 'object' || value === null) break;
    inside = value as Record<string, unknown>;
  }
  if (held !== null) delete held.of[held.name];
}

function wholeConfiguration(contents: SessionContents): Record<string, unknown> {
  const { settings, instructions, tools } = contents;
  const { dialect, voice, speed, maxOutputTokens } = settings;
  const detection = turnDetection(settings.turnDetection, contents.bargeInMs);
  if (dialect.flatSession) {
    return {
      voice: typeof voice === 'string' ? voice : voice.id,
      instructions,
      turn_detection: detection,
      audio: { input: { format: PCMU }, output: { format: PCMU } },
      tools,
    };
  }
  return {
    type: 'realtime',
    output_modalities: ['audio'],
    instructions,
    tools,
    tool_choice: 'auto',
    max_output_tokens: maxOutputTokens,
    audio: {
      input: {
        format: PCMU,
        turn_detection: detection,
        ...(dialect.reducesNoise
          ? { noise_reduction: settings.noiseReduction === null ? null : { type: settings.noiseReduction } }
          : {}),
        ...(dialect.transcriptionSettings ? { transcription: transcription(contents) } : {}),
      },
      output: { format: PCMU, voice, speed },
    },
    ...reasoning(settings),
  };
}

/** From now on the service answers nothing of its own accord, or as it was set up again. */
export function answering({ settings, bargeInMs }: SessionContents, answers: boolean): Record<string, unknown> {
  const asked = turnDetection(settings.turnDetection, bargeInMs);
  const detection = answers ? asked : { ...asked, create_response: false };
  if (settings.dialect.flatSession) return { turn_detection: detection };
  return { type: 'realtime', audio: { input: { turn_detection: detection } } };
}

function turnDetection(given: TurnDetectionSettings, bargeInMs: number): Record<string, unknown> {
  const common = {
    type: given.type,
    create_response: given.createResponse ?? true,
    // Otherwise every cough stops it; whoever runs the call knows better, and is told of every sound.
    interrupt_response: given.interruptResponse ?? bargeInMs === 0,
  };
  if (given.type === 'semantic_vad') return { ...common, eagerness: given.eagerness ?? 'auto' };
  return {
    ...common,
    threshold: given.threshold ?? 0.5,
    prefix_padding_ms: given.prefixPaddingMs ?? DEFAULT_PREFIX_PADDING_MS,
    silence_duration_ms: given.silenceDurationMs ?? DEFAULT_SILENCE_MS,
    idle_timeout_ms: given.idleTimeoutMs ?? null,
  };
}

function transcription({ settings, language }: SessionContents): Record<string, unknown> | null {
  const given = settings.transcription;
  if (given === null) return null;
  const { model = 'gpt-transcribe', prompt, languages, keywords, delay } = given;
  const live = model === 'gpt-transcribe' || model === 'gpt-live-transcribe';
  const whisper = model === 'gpt-realtime-whisper';
  return {
    model,
    language: given.language ?? language,
    ...(prompt !== undefined && !whisper ? { prompt } : {}),
    ...(languages !== undefined && live ? { languages } : {}),
    ...(keywords !== undefined && live ? { keywords } : {}),
    ...(delay !== undefined && whisper ? { delay } : {}),
  };
}

/** It came with gpt-realtime-2; others refuse the field. What stands behind the name of a deployment, its owner knows. */
function reasoning({ model, reasoningEffort, dialect }: RealtimeSettings): Record<string, unknown> {
  const thinks = /^gpt-realtime-2(?!\d)/.test(model) || (dialect.profile === 'azure' && reasoningEffort !== null);
  return thinks ? { reasoning: { effort: reasoningEffort ?? 'low' } } : {};
}
