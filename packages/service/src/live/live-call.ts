import type { CallSupervision, EndReason } from '@ringback/engine';
import type { CallView, LastWords } from './call-view.js';

/** A call that this node runs, as the live view sees it. */
export interface LiveRun {
  readonly call: {
    callId: string;
    accountId: string;
    phone: string;
    brief: { requirement: string };
    startedAt: number;
  };
  readonly view: CallView;
  /** Null until the engine has it. */
  readonly supervision: CallSupervision | null;
  /** Once its end is durable. */
  readonly outcome: { endReason: EndReason; durationSeconds: number } | null;
}

/** One call in the live view. Instants are milliseconds since 1970. */
export interface LiveCall {
  callId: string;
  accountId: string;
  phone: string;
  requirement: string;
  state: 'queued' | 'dialing' | 'ringing' | 'in_progress';
  /** For a queued one: not dialled before. */
  notBefore: number | null;
  startedAt: number | null;
  answeredAt: number | null;
  words: LastWords | null;
  /** 0 to 10. */
  callee: number;
  assistant: number;
  /** Names. */
  speaker: string | null;
  listeners: readonly string[];
  /** This node runs it, or it waits for any: it can be listened to here. */
  here: boolean;
}

/** What a row shows of a brief. */
const MOST_REQUIREMENT = 120;
/** The end of what is being said: all of a long sentence has no place in a row. */
const MOST_WORDS = 160;

export function liveCallOf({ call, view, supervision }: LiveRun): LiveCall {
  const { callee, assistant } = supervision?.levels() ?? { callee: 0, assistant: 0 };
  return {
    callId: call.callId,
    accountId: call.accountId,
    phone: call.phone,
    requirement: beginning(call.brief.requirement),
    // Over and not yet settled: it is told as ended when it is.
    state: view.state === 'ended' || view.state === 'queued' ? 'in_progress' : view.state,
    notBefore: null,
    startedAt: call.startedAt,
    answeredAt: view.answeredAt,
    words: view.words === null ? null : { ...view.words, text: ending(view.words.text) },
    callee,
    assistant,
    speaker: supervision?.speaker?.name ?? null,
    listeners: supervision?.listeners.map(({ name }) => name) ?? [],
    here: true,
  };
}

export function beginning(requirement: string): string {
  const characters = [...requirement.slice(0, MOST_REQUIREMENT * 2)];
  return characters.length <= MOST_REQUIREMENT ? requirement : `${characters.slice(0, MOST_REQUIREMENT - 1).join('')}…`;
}

function ending(text: string): string {
  if (text.length <= MOST_WORDS) return text;
  const characters = [...text];
  return characters.length <= MOST_WORDS ? text : `…${characters.slice(1 - MOST_WORDS).join('')}`;
}
