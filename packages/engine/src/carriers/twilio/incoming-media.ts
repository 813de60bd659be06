import { FRAME_BYTES, FRAME_MS, MULAW_SILENCE, MulawAudio, TELEPHONE_RATE } from '../../audio/mulaw-audio.js';
import type { DirectForm } from '../../web-sockets/direct-reader.js';

/**
 * Most silence put in for one gap. Frames get lost where Twilio's side is congested; a socket that brings nothing for 10 s counts as broken
 * (`media-socket.ts`), so that a gap in the timestamps beyond that is not one of lost frames, and the timestamps count anew from there.
 */
const LONGEST_GAP_MS = 10_000;

const BYTES_PER_MS = TELEPHONE_RATE / 1000;
/** What is heard where a frame is missing. */
export const SILENT_FRAME = MulawAudio.fromBase64(Buffer.alloc(FRAME_BYTES, MULAW_SILENCE).toString('base64'));

/** What Twilio says on a media socket (https://www.twilio.com/docs/voice/media-streams/websocket-messages). */
export type StreamMessage =
  | { event: 'connected' }
  | { event: 'start'; start: StreamStart }
  /** `timestamp` is NaN where there is none. */
  | { event: 'media'; payload: string; timestamp: number }
  | { event: 'dtmf'; digit: string }
  | { event: 'mark'; name: string }
  | { event: 'stop' };

export interface StreamStart {
  streamSid: string;
  callSid: string;
  encoding: string;
  sampleRate: number;
  parameters: Readonly<Record<string, unknown>>;
}

/** Reads one message; null for an event that is not known, undefined for what is none. */
export function readStreamMessage(data: Buffer): StreamMessage | null | undefined {
  try {
    return readParsed(JSON.parse(data.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Every message of media begins so as the vendor writes it: `{"event":"media", … "timestamp":"25","payload":"<base64>" …}`. */
export const MEDIA_PREFIX = '{"event":"media"';
export const MEDIA_FORM: DirectForm = { prefix: Buffer.from(MEDIA_PREFIX), masked: true };
const PAYLOAD = Buffer.from('"payload":"');
const TIMESTAMP = Buffer.from('"timestamp":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Finds the audio in the bytes of a stream's messages, which begin with {@link MEDIA_PREFIX}. One is enough for all streams: it keeps nothing of
 * them but a guess.
 */
export class MediaReader {
  /** Of the message that was read last: the instant of its audio, in milliseconds of its stream. */
  timestamp = 0;
  /** Where these stood in the message before: numbers grow by a digit now and then, and else nothing moves. */
  #timestampAt = 0;
  #payloadAt = 0;

  /** @returns its audio, in the memory that was read; null where it is written otherwise than usual: it must be parsed. */
  read(data: Buffer, start: number, end: number): MulawAudio | null {
    let at = behind(data, TIMESTAMP, start, end, this.#timestampAt);
    if (at < 0 || data[at] === QUOTE) return null;
    this.#timestampAt = at - start;
    let timestamp = 0;
    for (; at < end && data[at] !== QUOTE; at += 1) {
      const digit = data[at] as number;
      if (digit < ZERO || digit > NINE) return null;
      timestamp = timestamp * 10 + digit - ZERO;
    }
    const from = behind(data, PAYLOAD, start, end, this.#payloadAt);
    if (from < 0) return null;
    this.#payloadAt = from - start;
    const to = payloadEnd(data, from, end);
    if (to <= from) return null;
    this.timestamp = timestamp;
    return MulawAudio.fromReceived(data, from, to);
  }
}

/** The quote behind a payload; -1 where there is none, or a slash in it is written as \/, as JSON allows. */
function payloadEnd(data: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const character = data[at];
    if (character === QUOTE) return at;
    if (character === BACKSLASH) return -1;
  }
  return -1;
}

/** The place behind the first `text`; -1 where there is none. @param guess how far it was from `start` last time. */
function behind(data: Buffer, text: Buffer, start: number, end: number, guess: number): number {
  const { length } = text;
  const guessed = start + guess;
  if (guess >= length && guessed <= end && stands(data, text, guessed - length)) return guessed;
  const last = end - length;
  for (let at = start; at <= last; at += 1) {
    if (data[at] === QUOTE && stands(data, text, at)) return at + length;
  }
  return -1;
}

function stands(data: Buffer, text: Buffer, at: number): boolean {
  for (let index = 0; index < text.length; index += 1) if (data[at + index] !== text[index]) return false;
  return true;
}

function readParsed(message: unknown): StreamMessage | null | undefined {
  const { event, streamSid, start, media, dtmf, mark } = record(message);
  switch (event) {
    case 'connected':
    case 'stop':
      return { event };
    case 'start': {
      const { callSid, customParameters, mediaFormat, streamSid: inner } = record(start);
      const { encoding, sampleRate } = record(mediaFormat);
      const sid = streamSid ?? inner;
      if (typeof sid !== 'string' || typeof callSid !== 'string') return undefined;
      const parameters = record(customParameters);
      const format = { encoding: String(encoding), sampleRate: Number(sampleRate) };
      return { event, start: { streamSid: sid, callSid, parameters, ...format } };
    }
    case 'media': {
      const { payload, timestamp } = record(media);
      if (typeof payload !== 'string' || payload === '') return undefined;
      return { event, payload, timestamp: Number(timestamp) };
    }
    case 'dtmf': {
      const { digit } = record(dtmf);
      return typeof digit === 'string' ? { event, digit } : undefined;
    }
    case 'mark': {
      const { name } = record(mark);
      return typeof name === 'string' ? { event, name } : undefined;
    }
    default:
      return typeof event === 'string' ? null : undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * Follows the timestamps of a stream. Where they tell that frames were lost on the way, as many frames of silence belong in their place, so
 * that audio stays as long as the time it took. Timestamps that waver by less than a frame change nothing.
 */
export class IncomingMedia {
  /** Timestamp that the next frame ought to have; undefined before the first. */
  #expected: number | undefined;

  /** @returns so many frames are missing before this one. */
  missingBefore(audio: MulawAudio, timestamp: number): number {
    if (Number.isNaN(timestamp)) return 0;
    const expected = this.#expected ?? timestamp;
    const gap = timestamp - expected;
    const missing = gap < FRAME_MS ? 0 : Math.floor(Math.min(gap, LONGEST_GAP_MS) / FRAME_MS);
    const next = gap > LONGEST_GAP_MS ? timestamp : expected + missing * FRAME_MS;
    this.#expected = next + audio.byteLength / BYTES_PER_MS;
    return missing;
  }
}
