import type { EndReason, Role } from './wire.js';

/** A call that goes on or waits, as the live view tells it. Instants are RFC 3339 in UTC. */
export interface LiveCall {
  call_id: string;
  account_id: string;
  phone: string;
  /** Its beginning. */
  user_requirement: string;
  state: 'queued' | 'dialing' | 'ringing' | 'in_progress';
  /** Of a queued call: not dialled before. */
  not_before: string | null;
  started_at: string | null;
  answered_at: string | null;
  /** What was said last, or is being said. */
  words: { role: Role; text: string; final: boolean } | null;
  /** 0 (silent) to 10, 5 dB a step. */
  callee_level: number;
  /** Of the AI, or of whoever speaks in its place. */
  assistant_level: number;
  /** The name of who speaks in the AI's place; null: the AI. */
  speaker: string | null;
  /** Names. */
  listeners: string[];
  /** False: another node runs it, and only that one lets you listen to it. */
  here: boolean;
}

/** The first event of the live view, and the first after each broken connection: all that there is. */
export interface LiveSnapshot {
  type: 'snapshot';
  /** By the service's clock, for counting seconds. */
  now: string;
  /** All that wait; the first 500 of them are among the calls. */
  queued_total: number;
  calls: LiveCall[];
}

/** What changed: calls that are new whole, of the others what changed of them. */
export interface LiveUpdate {
  type: 'update';
  queued_total?: number;
  calls: (Partial<LiveCall> & { call_id: string })[];
  ended: { call_id: string; end_reason: EndReason | null; duration_seconds: number | null }[];
}

export type LiveEvent = LiveSnapshot | LiveUpdate;

/** What a page needs to listen to a call. */
export interface ListeningTicket {
  call_id: string;
  /** For taking over. */
  listening_id: string;
  /** For the first message over the socket; good once. */
  token: string;
  expires_at: string;
  /** Of the WebSocket, at the service's address. */
  path: string;
}

/** Null for anything that is none, such as what a newer service may add. */
export function parseLiveEvent({ event, data }: { event?: string; data: string }): LiveEvent | null {
  if (event !== 'snapshot' && event !== 'update') return null;
  try {
    return { ...(JSON.parse(data) as object), type: event } as LiveEvent;
  } catch {
    return null;
  }
}
