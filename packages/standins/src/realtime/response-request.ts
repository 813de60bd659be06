import { givenItem } from './given-item.js';
import { invalid } from './refusal.js';
import type { ResponseSettings } from './response-run.js';
import {
  checkedVoice,
  format,
  modalities,
  outputTokens,
  prompt,
  reasoning,
  type SessionConfig,
  type ToolChoice,
  toolChoice,
  tools,
} from './session-config.js';
import type { Entry, SessionItems } from './session-items.js';
import * as shape from './shape.js';
import type { FunctionTool } from './wire.js';

export interface ResponseDefaults {
  config: SessionConfig;
  /** The model has spoken: its voice is settled. */
  spoken: boolean;
  newItemId(): string;
}

/** What a response is asked for: the session's settings, and over them those of `response.create`. */
export interface RequestedResponse {
  settings: ResponseSettings;
  instructions: string;
  tools: readonly FunctionTool[];
  toolChoice: ToolChoice;
  /** In place of the conversation; null: the conversation. */
  input: Entry[] | null;
}

const FIELDS = [
  'instructions',
  'output_modalities',
  'audio',
  'tools',
  'tool_choice',
  'max_output_tokens',
  'metadata',
  'conversation',
  'input',
  'prompt',
  'reasoning',
  'parallel_tool_calls',
];

/** @throws Refusal for the first parameter that is not accepted. */
export function requestedResponse(
  given: unknown,
  { config, spoken, newItemId }: ResponseDefaults,
  items: SessionItems,
): RequestedResponse {
  const fields = given === undefined || given === null ? {} : shape.object(given, 'response');
  shape.only(fields, FIELDS, 'response');
  const read = <T>(name: string, otherwise: T, parse: (value: unknown, param: string) => T): T => {
    const value = fields[name];
    return value === undefined || value === null ? otherwise : parse(value, `response.${name}`);
  };
  const { output } = config.audio;
  const audio = read('audio', output, (value, param) => {
    const both = shape.object(value, param);
    shape.only(both, ['output'], param);
    if (both.output === undefined) return output;
    const own = shape.object(both.output, `${param}.output`);
    shape.only(own, ['format', 'voice'], `${param}.output`);
    return {
      ...output,
      ...(own.format === undefined ? {} : { format: format(own.format, `${param}.output.format`) }),
      ...(own.voice === undefined
        ? {}
        : { voice: checkedVoice(own.voice, `${param}.output.voice`, output.voice, { spoken, responding: false }) }),
    };
  });
  read('prompt', {}, prompt);
  read('reasoning', { effort: '' }, reasoning);
  read('parallel_tool_calls', true, shape.flag);
  const conversation = read('conversation', 'auto', (value, param) => shape.oneOf(value, param, ['auto', 'none']));
  return {
    settings: {
      outOfBand: conversation === 'none',
      modalities: read('output_modalities', config.output_modalities, modalities),
      format: audio.format,
      voice: audio.voice,
      speed: audio.speed,
      maxOutputTokens: read('max_output_tokens', config.max_output_tokens, outputTokens),
      metadata: read<Record<string, string> | null>('metadata', null, shape.metadata),
    },
    instructions: read('instructions', config.instructions, (value, param) => shape.text(value, param)),
    tools: read('tools', config.tools, tools),
    toolChoice: read('tool_choice', config.tool_choice, toolChoice),
    input: read<Entry[] | null>('input', null, (value, param) =>
      shape.list(value, param).map((each, at) => inputEntry(each, `${param}[${at}]`, items, newItemId)),
    ),
  };
}

function inputEntry(value: unknown, param: string, items: SessionItems, newItemId: () => string): Entry {
  const fields = shape.object(value, param);
  if (fields.type !== 'item_reference') return { item: givenItem(value, param, newItemId) };
  const id = shape.text(fields.id, `${param}.id`);
  const known = items.find(id);
  if (known === undefined) throw invalid(`${param}.id`, `Invalid value: the item with id '${id}' does not exist.`);
  return known;
}
