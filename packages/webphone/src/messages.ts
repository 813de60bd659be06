/** The version of what is spoken over the socket. */
export const PROTOCOL_VERSION = 1;

/** How a call ended. `connection_lost` is this page's own finding; the others are the carrier's. */
export type CallEndCause =
  | 'hung_up'
  | 'you_hung_up'
  | 'declined'
  | 'busy'
  | 'answered_elsewhere'
  | 'no_answer'
  | 'failed'
  | 'connection_lost';

/** What the carrier says, as JSON. */
export type CarrierMessage =
  | { type: 'welcome'; version: number; line: string; codec: 'pcmu'; frameMs: number }
  | { type: 'refused'; code: string; message: string }
  | { type: 'ring'; call: string; from?: string }
  | { type: 'answered'; call: string; resume: string; resumeWithinMs: number }
  | { type: 'resumed'; call: string }
  | { type: 'mark'; mark: number }
  | { type: 'clear' }
  | { type: 'ended'; call: string; cause: CallEndCause }
  | { type: 'beat' }
  | { type: 'listening'; call: string; resume: string; resumeWithinMs: number; speaking: boolean }
  | { type: 'speaking'; speaking: boolean; why?: SpeakingEnd };

/** Why one no longer speaks in the AI's place. */
export type SpeakingEnd = 'handed_back' | 'silent' | 'left' | 'call_ends';

/** What a page says, as JSON. */
export type PageMessage =
  | { type: 'hello'; version: number; token: string; codecs: string[]; received: number; played: number }
  | { type: 'answer'; call: string }
  | { type: 'decline'; call: string; reason?: 'busy' }
  | { type: 'played'; mark: number }
  | { type: 'key'; digit: string }
  | { type: 'hang_up' }
  | { type: 'beat' };
