import type { SupervisionAction, Supervisor } from '../supervision/supervisor.js';
import type { EndReason } from './end-reason.js';
import type { ModelUsage } from './model-usage.js';
import type { Outcome } from './outcome.js';

export type CallState = 'queued' | 'dialing' | 'ringing' | 'in_progress' | 'ended';

export type Speaker = 'assistant' | 'user';

/** One finished thing said. `startedAt` and `endedAt` are milliseconds from the call's start. */
export interface Utterance {
  utteranceId: string;
  role: Speaker;
  /** What was really said: an interrupted utterance holds only the words that the callee had heard. */
  text: string;
  startedAt: number;
  endedAt: number;
  interrupted: boolean;
}

/** How fast the AI answered, once a turn. Milliseconds; `null` where that moment did not happen. */
export interface TurnLatency {
  /** 1 for the opening, counted in spoken order. */
  turn: number;
  /** From the callee's last sound (for the opening: from the answer) to the conversation's first audio. */
  toFirstAudio: number | null;
  /** From the same start to the first audio given to the carrier. */
  toCarrier: number | null;
  /** From the same start to the moment the callee began to hear it. */
  toHeard: number | null;
}

/**
 * Everything that happens in a call, in order, each with `at`: milliseconds from the call's start (the moment it was dialled).
 * This one map feeds storage, the live streams, webhooks, metrics and logs.
 */
export type CallEvent =
  /** Told again, with the reference, once the carrier has told under which name it took the call. */
  | { type: 'state'; at: number; state: Exclude<CallState, 'ended'>; carrierReference?: string }
  /** Something being said, not final: `text` is all of it so far. */
  | { type: 'partial'; at: number; utteranceId: string; role: Speaker; text: string }
  /** In spoken order: never before an utterance that began earlier, unless its words were recognised more than 3 s late. */
  | { type: 'utterance'; at: number; utterance: Utterance }
  | { type: 'interruption'; at: number; utteranceId: string; heardMs: number; spokenMs: number }
  | { type: 'keys'; at: number; by: Speaker; digits: string }
  /** The AI answered: with which utterance, and from which moment its latency counts (`from`, milliseconds from the call's start). */
  | { type: 'turn'; at: number; latency: TurnLatency; utteranceId: string; from: number }
  | { type: 'note'; at: number; values: Record<string, unknown> }
  /** What the model was used for, as soon as its service told. */
  | { type: 'usage'; at: number; usage: ModelUsage }
  /** A machine answered; see `Brief.voicemail`. */
  | { type: 'machine'; at: number; moment: 'greeting' | 'recording' }
  /** What was cut off by a sound that turned out to be nothing goes on. */
  | { type: 'resumed'; at: number; utteranceId: string }
  /** The recording begins: its first sample is of this moment. */
  | { type: 'recording'; at: number }
  /** Somebody of the account did this to the call. `text`: what was whispered. */
  | { type: 'supervision'; at: number; action: SupervisionAction; by: Supervisor; text?: string }
  | { type: 'warning'; at: number; code: string; detail: string }
  | { type: 'ended'; at: number; end: CallEnd };

/** How a call ended, as the engine knows it. Instants are milliseconds from the call's start. */
export interface CallEnd {
  endReason: EndReason;
  /** A short sentence for people, e.g. what the carrier said. Holds no number and no spoken words. */
  detail: string;
  answeredAt: number | null;
  endedAt: number;
  /** From answer to end; 0 if it was never answered. */
  talkMs: number;
  outcome: Outcome;
}
