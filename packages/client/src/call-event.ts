import type { CallStatus, EndReason, ModelUsage, Role, TurnLatency, Utterance } from './wire.js';

/** `take_back`: the AI took the call back by itself. */
export type SupervisionAction =
  | 'listen'
  | 'listen_end'
  | 'whisper'
  | 'keys'
  | 'hang_up'
  | 'take_over'
  | 'hand_back'
  | 'take_back';

/**
 * Everything that happens in a call, as `GET /v1/calls/{call_id}/events` tells it. `at_ms` is milliseconds from the call's start, the moment
 * it was dialled. `id` is what a later stream can go on from; a partial has none of its own.
 */
export type CallEvent = { at_ms: number; id: string | null } & (
  | { type: 'state'; state: Exclude<CallStatus, 'ended'> }
  /** Something being said, not final: `text` is all of it so far. Comes live only. */
  | { type: 'partial'; utterance_id: string; role: Role; text: string }
  | { type: 'utterance'; utterance: Utterance }
  | { type: 'interruption'; utterance_id: string; heard_ms: number; spoken_ms: number }
  | { type: 'keys'; by: Role; digits: string }
  /** The AI answered: with which utterance, and from which moment its latency counts. Both are null in logs of earlier versions. */
  | { type: 'turn'; latency: TurnLatency; utterance_id: string | null; from_ms: number | null }
  | { type: 'note'; values: Record<string, unknown> }
  /** What the model was used for. */
  | { type: 'usage'; usage: ModelUsage }
  /** A machine answered: it greets, or has begun to record. */
  | { type: 'machine'; moment: 'greeting' | 'recording' }
  /** What was cut off by a sound that turned out to be nothing goes on. */
  | { type: 'resumed'; utterance_id: string }
  /** The recording begins here. */
  | { type: 'recording' }
  /** Somebody of the account did this to the call. `text`: what was whispered. */
  | { type: 'supervision'; action: SupervisionAction; by: { id: string; name: string }; text?: string }
  | { type: 'warning'; code: string; detail: string }
  /** The last event of its stream. */
  | {
      type: 'ended';
      end_reason: EndReason;
      detail: string;
      answered_at_ms: number | null;
      ended_at_ms: number;
      talk_ms: number;
      outcome: {
        goal_achieved: boolean | null;
        summary: string;
        facts: Record<string, unknown>;
        do_not_call: boolean;
      };
    }
);

const TYPES: ReadonlySet<unknown> = new Set<CallEvent['type']>([
  'state',
  'partial',
  'utterance',
  'interruption',
  'keys',
  'turn',
  'note',
  'usage',
  'machine',
  'resumed',
  'recording',
  'supervision',
  'warning',
  'ended',
]);

/** Null for anything that is none, such as what a newer service may add. */
export function parseCallEvent(message: { id?: string; data: string }): CallEvent | null {
  let data: unknown;
  try {
    data = JSON.parse(message.data);
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null || !('type' in data) || !TYPES.has(data.type)) return null;
  return { ...data, id: data.type === 'partial' ? null : (message.id ?? null) } as CallEvent;
}
