import { invalid, missing, wrongType } from './refusal.js';
import * as shape from './shape.js';
import type { Item } from './wire.js';

const CONTENT_OF = {
  user: ['input_text', 'input_audio', 'input_image'],
  system: ['input_text'],
  assistant: ['output_text', 'output_audio'],
} as const;

/**
 * An item as a client gives it, checked, with its id. Items of MCP are not part of the stand-in.
 *
 * @param param where it stands, `item` or `response.input[0]`.
 * @throws Refusal
 */
export function givenItem(value: unknown, param: string, newId: () => string): Item & { id: string } {
  const fields = shape.object(value, param);
  const type = shape.oneOf(fields.type, `${param}.type`, ['message', 'function_call', 'function_call_output']);
  const id = fields.id === undefined || fields.id === null ? newId() : shape.text(fields.id, `${param}.id`, 32);
  const status =
    fields.status === undefined || fields.status === null
      ? 'completed'
      : shape.oneOf(fields.status, `${param}.status`, ['completed', 'incomplete', 'in_progress']);
  const common = { id, object: 'realtime.item', status } as const;
  if (fields.object !== undefined) shape.oneOf(fields.object, `${param}.object`, ['realtime.item']);
  const only = (...names: string[]): void => shape.only(fields, ['id', 'object', 'type', 'status', ...names], param);
  if (type === 'function_call') {
    only('call_id', 'name', 'arguments');
    return {
      ...common,
      type,
      call_id: fields.call_id === undefined ? `call_${id}` : shape.text(fields.call_id, `${param}.call_id`),
      name: shape.text(fields.name, `${param}.name`),
      arguments: shape.text(fields.arguments, `${param}.arguments`),
    };
  }
  if (type === 'function_call_output') {
    only('call_id', 'output');
    return {
      ...common,
      type,
      call_id: shape.text(fields.call_id, `${param}.call_id`),
      output: shape.text(fields.output, `${param}.output`),
    };
  }
  only('role', 'content', 'phase');
  const role = shape.oneOf(fields.role, `${param}.role`, ['user', 'assistant', 'system']);
  const content = shape.list(fields.content, `${param}.content`).map((part, at) => {
    const here = `${param}.content[${at}]`;
    const given = shape.object(part, here);
    const kind = shape.oneOf<string>(given.type, `${here}.type`, CONTENT_OF[role]);
    shape.only(given, ['type', 'text', 'audio', 'transcript', 'image_url', 'detail'], here);
    // Audio of the assistant cannot be given back to it: the live service asks for its text.
    if (kind.endsWith('_text') || kind === 'output_audio') {
      if (kind === 'output_audio' && typeof given.text !== 'string') throw missing(`${here}.text`);
      return { type: kind, text: shape.text(given.text, `${here}.text`) };
    }
    if (kind === 'input_image') {
      if (!/^data:image\/(png|jpeg);base64,/.test(shape.text(given.image_url, `${here}.image_url`))) {
        throw invalid(`${here}.image_url`, 'Invalid image: expected a base64-encoded data URI of a PNG or JPEG image.');
      }
      return given;
    }
    shape.text(given.audio, `${here}.audio`);
    if (given.transcript !== undefined && given.transcript !== null && typeof given.transcript !== 'string') {
      throw wrongType(`${here}.transcript`, 'a string', given.transcript);
    }
    return given;
  });
  return { ...common, type, role, content } as unknown as Item & { id: string };
}
