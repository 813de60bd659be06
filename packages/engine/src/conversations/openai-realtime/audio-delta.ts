/** The one event that comes often: a stretch of audio, as base64. */
export interface AudioDelta {
  responseId: string;
  itemId: string;
  /** Base64, as it came. */
  audio: string;
}

const TYPE = '"type":"response.output_audio.delta"';
const DELTA = '"delta":"';
/** What stands before and behind the audio: ids, positions, padding. What is longer is read as any other event is. */
const MOST_AROUND = 2_000;

/**
 * Cuts the audio out of an event's JSON text without parsing it: megabytes of base64 an hour and call pass here. Quotes within a JSON text
 * are always escaped, so what is found here with bare quotes is a name or a value and no part of one.
 *
 * @returns null for every other event, and for one that is written otherwise than usual: it must be parsed.
 */
export function audioDelta(text: string): AudioDelta | null {
  const named = text.indexOf(DELTA);
  if (named < 0 || named > MOST_AROUND) return null;
  const start = named + DELTA.length;
  const end = text.indexOf('"', start);
  if (end < 0 || text.length - end > MOST_AROUND) return null;
  const before = text.slice(0, named);
  const after = text.slice(end + 1);
  if (!before.includes(TYPE) && !after.includes(TYPE)) return null;
  const responseId = idIn(before, 'response_id') ?? idIn(after, 'response_id');
  const itemId = idIn(before, 'item_id') ?? idIn(after, 'item_id');
  if (responseId === null || itemId === null) return null;
  const audio = text.slice(start, end);
  return audio.includes('\\') ? null : { responseId, itemId, audio };
}

function idIn(text: string, name: string): string | null {
  const named = text.indexOf(`"${name}":"`);
  if (named < 0) return null;
  const start = named + name.length + 4;
  const end = text.indexOf('"', start);
  const id = end < 0 ? '' : text.slice(start, end);
  return id === '' || id.includes('\\') ? null : id;
}
