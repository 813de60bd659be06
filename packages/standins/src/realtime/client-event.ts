import { invalid, Refusal, unknownParameter } from './refusal.js';
import * as shape from './shape.js';
import type { ClientEvent } from './wire.js';

/** Most bytes of audio in one append. */
const MOST_APPENDED_BYTES = 15 * 1024 * 1024;

type Check = (fields: shape.Fields) => void;

const EVENTS: Readonly<Record<ClientEvent['type'], { fields: readonly string[]; check?: Check }>> = {
  'session.update': { fields: ['session'], check: ({ session }) => void shape.object(session, 'session') },
  'input_audio_buffer.append': { fields: ['audio'], check: ({ audio }) => base64(audio) },
  'input_audio_buffer.commit': { fields: [] },
  'input_audio_buffer.clear': { fields: [] },
  'output_audio_buffer.clear': {
    fields: [],
    check: () => {
      throw invalid(
        'type',
        "'output_audio_buffer.clear' is only for WebRTC and SIP sessions: stop the playback yourself.",
      );
    },
  },
  'conversation.item.create': {
    fields: ['item', 'previous_item_id'],
    check: ({ item, previous_item_id: previous }) => {
      shape.object(item, 'item');
      if (previous !== undefined && previous !== null) shape.text(previous, 'previous_item_id');
    },
  },
  'conversation.item.retrieve': { fields: ['item_id'], check: itemId },
  'conversation.item.delete': { fields: ['item_id'], check: itemId },
  'conversation.item.truncate': {
    fields: ['item_id', 'content_index', 'audio_end_ms'],
    check: (fields) => {
      itemId(fields);
      shape.integer(fields.content_index, 'content_index', 0, Number.MAX_SAFE_INTEGER);
      shape.integer(fields.audio_end_ms, 'audio_end_ms', 0, Number.MAX_SAFE_INTEGER);
    },
  },
  'response.create': {
    fields: ['response'],
    check: ({ response }) => {
      if (response !== undefined && response !== null) shape.object(response, 'response');
    },
  },
  'response.cancel': {
    fields: ['response_id'],
    check: ({ response_id: id }) => {
      if (id !== undefined && id !== null) shape.text(id, 'response_id');
    },
  },
};

function itemId({ item_id: id }: shape.Fields): void {
  shape.text(id, 'item_id');
}

function base64(audio: unknown): void {
  const given = shape.text(audio, 'audio');
  if (given.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(given)) {
    throw invalid('audio', "Invalid 'audio'. Expected base64-encoded audio bytes.");
  }
  if ((given.length / 4) * 3 > MOST_APPENDED_BYTES) {
    throw invalid('audio', "Invalid 'audio': at most 15 MiB can be appended at once.");
  }
}

/** The `event_id` that an answer names, whatever else is wrong with the event. */
export function eventIdOf(event: unknown): string | null {
  const id = typeof event === 'object' && event !== null ? (event as shape.Fields).event_id : undefined;
  return typeof id === 'string' ? id : null;
}

/** @throws Refusal where the text is no JSON. */
export function parseEvent(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    throw new Refusal(
      'invalid_json',
      'We could not parse the JSON body of your event. Send one JSON object per message.',
    );
  }
}

/** Checks the outer shape of an event; what is inside `session`, `item` and `response` is checked by whoever reads it. */
export function checkedEvent(event: unknown): ClientEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new Refusal('invalid_event', 'An event is a JSON object with a type.');
  }
  const fields = event as shape.Fields;
  const type = shape.oneOf(fields.type, 'type', Object.keys(EVENTS) as ClientEvent['type'][]);
  if (fields.event_id !== undefined && fields.event_id !== null) shape.text(fields.event_id, 'event_id', 512);
  const { fields: known, check } = EVENTS[type];
  for (const name of Object.keys(fields)) {
    if (name !== 'type' && name !== 'event_id' && !known.includes(name)) throw unknownParameter(name);
  }
  check?.(fields);
  return event as ClientEvent;
}
