import type { SpeakingEnd } from '../../supervision/supervisor.js';

/** The version of what is spoken over the socket; a page that speaks another is refused. */
export const PROTOCOL_VERSION = 1;
/** Every message of a page is short. */
const MOST_CHARACTERS = 4_096;

/** What a page says, as JSON. `docs/carrier-webphone.md` describes each message. */
export type PageMessage =
  | { type: 'hello'; version: number; token: string; codecs: readonly string[]; received: number; played: number }
  | { type: 'answer'; call: string }
  | { type: 'decline'; call: string; busy: boolean }
  | { type: 'played'; mark: number }
  | { type: 'key'; digit: string }
  | { type: 'hang_up' }
  | { type: 'beat' };

/** What a page is told, as JSON. */
export type CarrierMessage =
  | { type: 'welcome'; version: number; line: string; codec: 'pcmu'; frameMs: number }
  | { type: 'refused'; code: PageRefusal; message: string }
  | { type: 'ring'; call: string; from?: string }
  | { type: 'answered'; call: string; resume: string; resumeWithinMs: number }
  | { type: 'resumed'; call: string }
  | { type: 'mark'; mark: number }
  | { type: 'clear' }
  | { type: 'ended'; call: string; cause: PageEndCause }
  | { type: 'beat' }
  /** To a page that listens to a call, in place of a welcome. */
  | { type: 'listening'; call: string; resume: string; resumeWithinMs: number; speaking: boolean }
  /** It speaks in the AI's place from now on, or no longer. */
  | { type: 'speaking'; speaking: boolean; why?: SpeakingEnd };

/** Why a page was turned away. */
export type PageRefusal =
  | 'no_hello'
  | 'bad_message'
  | 'unsupported_version'
  | 'no_common_codec'
  | 'unknown_token'
  | 'too_many_pages'
  | 'too_many_messages';

/** How a call ended, as its page is told. */
export type PageEndCause =
  | 'hung_up'
  | 'you_hung_up'
  | 'declined'
  | 'busy'
  | 'answered_elsewhere'
  | 'no_answer'
  | 'failed';

/** Null for a message of a type that is not known, which later versions may have; undefined for what is none. */
export function readPageMessage(text: string): PageMessage | null | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, version, token, codecs, received, played, call, reason, mark, digit } = message as Record<
    string,
    unknown
  >;
  switch (type) {
    case 'hello':
      if (typeof version !== 'number' || typeof token !== 'string' || !isTexts(codecs)) return undefined;
      return { type, version, token, codecs, received: count(received), played: count(played) };
    case 'answer':
      return typeof call === 'string' ? { type, call } : undefined;
    case 'decline':
      return typeof call === 'string' ? { type, call, busy: reason === 'busy' } : undefined;
    case 'played':
      return Number.isSafeInteger(mark) ? { type, mark: mark as number } : undefined;
    case 'key':
      return typeof digit === 'string' && /^[0-9*#A-D]$/.test(digit) ? { type, digit } : undefined;
    case 'hang_up':
    case 'beat':
      return { type };
    default:
      return typeof type === 'string' ? null : undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function count(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}
