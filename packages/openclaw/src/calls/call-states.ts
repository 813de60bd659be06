import type { CallEvent, EndReason, CallState as EngineState } from '@ringback/engine';

/** The states of a call that is not over, as the plugin's users know them. */
export const LIVE_STATES = ['initiated', 'ringing', 'answered', 'active', 'speaking', 'listening'] as const;

/** How a call that is over ended, as they know it. */
export const ENDED_STATES = [
  'completed',
  'hangup-user',
  'hangup-bot',
  'timeout',
  'error',
  'failed',
  'no-answer',
  'busy',
  'voicemail',
] as const;

export type LiveState = (typeof LIVE_STATES)[number];
export type EndedState = (typeof ENDED_STATES)[number];
export type CallState = LiveState | EndedState;

/** What the engine's states are called here. In talk, who speaks is told apart: {@link talkState}. */
export const LIVE_STATE_OF: Readonly<Record<Exclude<EngineState, 'ended'>, LiveState>> = {
  queued: 'initiated',
  dialing: 'initiated',
  ringing: 'ringing',
  in_progress: 'answered',
};

/** What the engine's end reasons are called here. `docs/supercall.md` has the same table; a test holds the two together. */
export const ENDED_STATE_OF: Readonly<Record<EndReason, EndedState>> = {
  completed: 'completed',
  // The conversation came to its end, with somebody else: what became of the goal says the rest.
  wrong_number: 'completed',
  callee_hung_up: 'hangup-user',
  hung_up: 'hangup-bot',
  cancelled: 'hangup-bot',
  // It was we who hung up on a line where nobody spoke.
  no_response: 'hangup-bot',
  time_limit: 'timeout',
  no_answer: 'no-answer',
  busy: 'busy',
  // Twilio itself reports a call that was declined as busy, and so did the published plugin.
  rejected: 'busy',
  voicemail: 'voicemail',
  unreachable: 'failed',
  carrier_failure: 'failed',
  model_failure: 'error',
  interrupted: 'error',
  out_of_balance: 'error',
};

/**
 * The state of a call in talk after this event; null: as before. `answered` until anything is said, `speaking` while the AI does, `listening`
 * while it waits for the callee or hears them, `active` where something else happens: keys, or a machine.
 */
export function talkState(event: CallEvent): LiveState | null {
  switch (event.type) {
    case 'partial':
      return event.role === 'assistant' ? 'speaking' : 'listening';
    case 'utterance':
    case 'interruption':
      return 'listening';
    case 'keys':
    case 'machine':
      return 'active';
    default:
      return null;
  }
}
