import { MulawAudio } from '../../audio/mulaw-audio.js';
import type { DirectForm } from '../../web-sockets/direct-reader.js';

/** The event that comes most often: a stretch of audio, as base64. */
export interface AudioDelta {
  responseId: string;
  itemId: string;
  audio: MulawAudio;
}

/** Comes beside each stretch of audio: a few words of what it says. */
export interface WordsDelta {
  responseId: string;
  itemId: string;
  words: string;
}

const AUDIO = '"type":"response.output_audio.delta"';
const WORDS = '"type":"response.output_audio_transcript.delta"';
const DELTA = '"delta":"';
/** What stands before and behind a delta: ids, positions, padding. What is longer is read as any other event is. */
const MOST_AROUND = 2_000;

/**
 * Cuts the audio out of an event's JSON text without parsing it: megabytes of base64 an hour and call pass here. Quotes within a JSON text
 * are always escaped, so what is found here with bare quotes is a name or a value and no part of one.
 *
 * @returns null for every other event, and for one that is written otherwise than usual: it must be parsed.
 */
export function audioDelta(text: string): AudioDelta | null {
  const found = deltaOf(text, AUDIO);
  return found === null
    ? null
    : { responseId: found.responseId, itemId: found.itemId, audio: MulawAudio.fromBase64(found.delta) };
}

/** What both begin with as the live service writes them, and a few events more. */
export const DELTA_FORM: DirectForm = { prefix: Buffer.from('{"type":"response.output_audio'), masked: false };
const AUDIO_PREFIX = Buffer.from(`{${AUDIO}`);
const WORDS_PREFIX = Buffer.from(`{${WORDS}`);
const DELTA_BYTES = Buffer.from(DELTA);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_BEYOND_ASCII = 0x80;

/** As {@link audioDelta}, in the bytes of an event: only where its type comes first, and its ids before the audio. */
export function receivedAudioDelta(data: Buffer, start: number, end: number): AudioDelta | null {
  if (!begins(data, start, end, AUDIO_PREFIX)) return null;
  const named = data.indexOf(DELTA_BYTES, start);
  if (named < 0 || named > start + MOST_AROUND) return null;
  const before = data.toString('latin1', start, named);
  const responseId = idIn(before, 'response_id');
  const itemId = idIn(before, 'item_id');
  if (responseId === null || itemId === null) return null;
  const from = named + DELTA_BYTES.length;
  const to = data.indexOf(QUOTE, from);
  if (to < 0 || to >= end || end - to > MOST_AROUND) return null;
  const escaped = data.indexOf(BACKSLASH, from);
  if (escaped >= 0 && escaped < to) return null;
  return { responseId, itemId, audio: MulawAudio.fromReceived(data, from, to).kept() };
}

/**
 * As {@link wordsDelta}, in the bytes of an event: only where its type comes first, and only in ASCII, of which nobody need find out whether
 * it is UTF-8.
 */
export function receivedWordsDelta(data: Buffer, start: number, end: number): WordsDelta | null {
  if (end - start > 2 * MOST_AROUND || !begins(data, start, end, WORDS_PREFIX)) return null;
  for (let at = start; at < end; at += 1) if ((data[at] as number) >= FIRST_BEYOND_ASCII) return null;
  return wordsDelta(data.toString('latin1', start, end));
}

function begins(data: Buffer, start: number, end: number, prefix: Buffer): boolean {
  if (end - start < prefix.length) return false;
  for (let index = 0; index < prefix.length; index += 1) if (data[start + index] !== prefix[index]) return false;
  return true;
}

/** As {@link audioDelta}, for words; null also where some character of them is escaped. */
export function wordsDelta(text: string): WordsDelta | null {
  const found = deltaOf(text, WORDS);
  return found === null ? null : { responseId: found.responseId, itemId: found.itemId, words: found.delta };
}

function deltaOf(text: string, type: string): { responseId: string; itemId: string; delta: string } | null {
  const named = text.indexOf(DELTA);
  if (named < 0 || named > MOST_AROUND) return null;
  const start = named + DELTA.length;
  const end = text.indexOf('"', start);
  if (end < 0 || text.length - end > MOST_AROUND) return null;
  const before = text.slice(0, named);
  const after = text.slice(end + 1);
  if (!before.includes(type) && !after.includes(type)) return null;
  const responseId = idIn(before, 'response_id') ?? idIn(after, 'response_id');
  const itemId = idIn(before, 'item_id') ?? idIn(after, 'item_id');
  if (responseId === null || itemId === null) return null;
  const delta = text.slice(start, end);
  return delta.includes('\\') ? null : { responseId, itemId, delta };
}

function idIn(text: string, name: string): string | null {
  const named = text.indexOf(`"${name}":"`);
  if (named < 0) return null;
  const start = named + name.length + 4;
  const end = text.indexOf('"', start);
  const id = end < 0 ? '' : text.slice(start, end);
  return id === '' || id.includes('\\') ? null : id;
}
