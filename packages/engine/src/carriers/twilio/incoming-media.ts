import { FRAME_BYTES, FRAME_MS, MULAW_SILENCE, MulawAudio, TELEPHONE_RATE } from '../../audio/mulaw-audio.js';

/**
 * Most silence put in for one gap. Frames get lost where Twilio's side is congested; a socket that brings nothing for 10 s counts as broken
 * (`media-socket.ts`), so that a gap in the timestamps beyond that is not one of lost frames, and the timestamps count anew from there.
 */
const LONGEST_GAP_MS = 10_000;

const BYTES_PER_MS = TELEPHONE_RATE / 1000;
const SILENT_FRAME = MulawAudio.fromBase64(Buffer.alloc(FRAME_BYTES, MULAW_SILENCE).toString('base64'));

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
const PAYLOAD = Buffer.from('"payload":"');
const TIMESTAMP = Buffer.from('"timestamp":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;

/** Finds the audio of one stream's messages, which begin with {@link MEDIA_PREFIX}, in the bytes of them: fifty times a second and call. */
export class MediaReader {
  readonly #heard: (audio: MulawAudio, timestamp: number) => void;
  /** Where these stood in the message before: numbers grow by a digit now and then, and else nothing moves. */
  #timestampAt = 0;
  #payloadAt = 0;

  constructor(heard: (audio: MulawAudio, timestamp: number) => void) {
    this.#heard = heard;
  }

  /** @returns false where it is written otherwise than usual: it must be parsed. */
  read(data: Buffer, start: number, end: number): boolean {
    let at = behind(data, TIMESTAMP, start, end, this.#timestampAt);
    if (at < 0 || data[at] === QUOTE) return false;
    this.#timestampAt = at - start;
    let timestamp = 0;
    for (; at < end && data[at] !== QUOTE; at += 1) {
      const digit = data[at] as number;
      if (digit < ZERO || digit > NINE) return false;
      timestamp = timestamp * 10 + digit - ZERO;
    }
    const from = behind(data, PAYLOAD, start, end, this.#payloadAt);
    if (from < 0) return false;
    this.#payloadAt = from - start;
    const to = data.indexOf(QUOTE, from);
    if (to <= from || to >= end) return false;
    // A slash may be written as \/ in JSON.
    const escaped = data.indexOf(BACKSLASH, from);
    if (escaped >= 0 && escaped < to) return false;
    this.#heard(MulawAudio.fromReceived(data, from, to), timestamp);
    return true;
  }
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
 * The callee's side as it comes, undecoded. Where the timestamps tell that frames were lost on the way, as many frames of silence are put in their
 * place, so that audio stays as long as the time it took. Timestamps that waver by less than a frame change nothing.
 */
export class IncomingMedia {
  readonly #hear: (audio: MulawAudio) => void;
  /** Timestamp that the next frame ought to have; undefined before the first. */
  #expected: number | undefined;

  constructor(hear: (audio: MulawAudio) => void) {
    this.#hear = hear;
  }

  frame(audio: MulawAudio, timestamp: number): void {
    if (Number.isNaN(timestamp)) {
      this.#hear(audio);
      return;
    }
    const expected = this.#expected ?? timestamp;
    let next = expected;
    const gap = timestamp - expected;
    if (gap >= FRAME_MS) {
      const padded = Math.min(gap, LONGEST_GAP_MS);
      for (let ms = FRAME_MS; ms <= padded; ms += FRAME_MS) {
        this.#hear(SILENT_FRAME);
        next += FRAME_MS;
      }
      if (gap > LONGEST_GAP_MS) next = timestamp;
    }
    this.#expected = next + audio.byteLength / BYTES_PER_MS;
    this.#hear(audio);
  }
}
