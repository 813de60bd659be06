import type { CallEnd, EndReason } from '@ringback/engine';
import type { CallLine } from './call-line.js';
import { type CallState, ENDED_STATE_OF, type EndedState, LIVE_STATE_OF, talkState } from './call-states.js';

/** One thing said. `timestamp` is milliseconds since 1970. */
export interface SaidLine {
  timestamp: number;
  speaker: 'bot' | 'user';
  text: string;
}

/** What a call is for, and who asked for it. */
export interface CallOrder {
  callId: string;
  /** E.164. */
  to: string;
  persona: string;
  goal: string;
  openingLine?: string;
  /** Of the agent that placed it; absent where nobody waits to be told. */
  sessionKey?: string;
  agentId?: string;
  provider: 'mock' | 'twilio';
  /** Milliseconds since 1970. */
  startedAt: number;
}

/** How it ended. */
export interface CallClose {
  endReason: EndedState;
  /** As the engine knows it. */
  exactReason: EndReason;
  /** A sentence for people. Holds no number and no spoken words. */
  detail: string;
  /** Talk, whole seconds. */
  durationSeconds: number;
  goalAchieved: boolean | null;
  /** By the AI on the phone, and so made of what was said there. */
  summary: string;
  result: Record<string, unknown> | null;
  doNotCall: boolean;
}

export interface CallRecord extends CallOrder {
  state: CallState;
  carrierReference: string | null;
  transcript: SaidLine[];
  /** US dollars that the model was used for, of what has a known price; null where nothing has. */
  cost: number | null;
  close: CallClose | null;
}

export function newRecord(order: CallOrder): CallRecord {
  return {
    ...order,
    state: 'initiated',
    carrierReference: null,
    transcript: [],
    cost: order.provider === 'mock' ? 0 : null,
    close: null,
  };
}

/** Takes one line of a call's log into its record, the same whether it happens now or is read from disk. */
export function applyLine(record: CallRecord, line: CallLine): void {
  if (record.close !== null) return;
  switch (line.type) {
    case 'event': {
      const { event } = line;
      if (event.type === 'state') {
        record.state = LIVE_STATE_OF[event.state];
        record.carrierReference = event.carrierReference ?? record.carrierReference;
        return;
      }
      if (event.type === 'utterance') {
        const { role, text, startedAt } = event.utterance;
        record.transcript.push({
          timestamp: record.startedAt + startedAt,
          speaker: role === 'assistant' ? 'bot' : 'user',
          text,
        });
      }
      if (event.type === 'usage') {
        const { costNanoUsd } = event.usage;
        if (costNanoUsd !== null) record.cost = (record.cost ?? 0) + costNanoUsd / 1_000_000_000;
      }
      record.state = talkState(event) ?? record.state;
      return;
    }
    case 'close':
      record.close = line.close;
      record.state = line.close.endReason;
  }
}

/** @param result what was found out, as it fits the schema that was asked for; null where it does not, or nothing was */
export function closeOf(end: CallEnd, result: Record<string, unknown> | null): CallClose {
  const { goalAchieved, summary, doNotCall } = end.outcome;
  return {
    endReason: ENDED_STATE_OF[end.endReason],
    exactReason: end.endReason,
    detail: end.detail,
    durationSeconds: Math.round(end.talkMs / 1000),
    goalAchieved,
    summary,
    result,
    doNotCall,
  };
}

/** Of a call that this plugin does not run any more, and whose end nobody saw. */
export function lostClose(detail: string): CallClose {
  return {
    endReason: ENDED_STATE_OF.interrupted,
    exactReason: 'interrupted',
    detail,
    durationSeconds: 0,
    goalAchieved: null,
    summary: '',
    result: null,
    doNotCall: false,
  };
}
