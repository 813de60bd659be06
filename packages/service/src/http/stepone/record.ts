import type { EndReason, Language } from '@ringback/engine';
import { liToYuan } from '../../billing/money.js';
import type { CallRecordWithTranscript } from '../../calls/call-record.js';
import { END_REASON_SENTENCES } from '../messages.js';

/** One turn's figures, in milliseconds from the callee's last sound (for the opening: from the answer). */
interface SteponeLatency {
  turn: number;
  to_first_audio_ms: number | null;
  to_carrier_ms: number | null;
  to_heard_ms: number | null;
}

/** A call that is not over. `duration_seconds`, by which existing callers know a call that is over, is not among its fields. */
interface SteponeOpenRecord {
  call_id: string;
  phones: string;
  user_requirement: string;
  status: 'queued' | 'dialing' | 'ringing' | 'in_progress';
  rehearsal?: true;
  created_at: string;
  started_at?: string;
  answered_at?: string;
}

/** A call that is over. Instants are RFC 3339 in UTC, money is CNY. */
interface SteponeEndedRecord {
  call_id: string;
  phones: string;
  user_requirement: string;
  status: 'ended';
  /** Only there where it is one. */
  rehearsal?: true;
  end_reason: EndReason | null;
  duration_seconds: number;
  cost: number;
  billed: boolean;
  provider_response: string;
  call_content: { role: 'assistant' | 'user'; content: string }[];
  created_at: string;
  started_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  summary: string | null;
  goal_achieved: boolean | null;
  recording_url: string | null;
  latency: SteponeLatency[];
  result: Record<string, unknown> | null;
}

export type SteponeRecord = SteponeOpenRecord | SteponeEndedRecord;

/**
 * A record as callers of the published skill know it; also the body of the callback when a call has ended.
 *
 * @param language the account's: the one sentence for people, `provider_response`, is in it
 */
export function toStepone(record: CallRecordWithTranscript, language: Language): SteponeRecord {
  const rehearsal = record.rehearsal === null ? {} : { rehearsal: true as const };
  if (record.status !== 'ended') {
    return {
      call_id: record.callId,
      phones: record.phoneWritten,
      user_requirement: record.requirement,
      status: record.status,
      ...rehearsal,
      created_at: instant(record.createdAt),
      ...(record.startedAt === null ? {} : { started_at: instant(record.startedAt) }),
      ...(record.answeredAt === null ? {} : { answered_at: instant(record.answeredAt) }),
    };
  }
  return {
    call_id: record.callId,
    phones: record.phoneWritten,
    user_requirement: record.requirement,
    status: 'ended',
    ...rehearsal,
    end_reason: record.endReason,
    duration_seconds: record.durationSeconds ?? 0,
    cost: liToYuan(record.costLi ?? 0),
    billed: record.billed,
    provider_response: record.endReason === null ? '' : END_REASON_SENTENCES[record.endReason][language],
    call_content: record.transcript
      // Interrupted before a word of it was heard: nothing was said.
      .filter(({ text }) => text !== '')
      .map(({ role, text }) => ({ role, content: text })),
    created_at: instant(record.createdAt),
    started_at: instantOrNull(record.startedAt),
    answered_at: instantOrNull(record.answeredAt),
    ended_at: instantOrNull(record.endedAt),
    summary: record.summary,
    goal_achieved: record.goalAchieved,
    recording_url: record.recordingUrl,
    latency: (record.latency ?? []).map(({ turn, toFirstAudio, toCarrier, toHeard }) => ({
      turn,
      to_first_audio_ms: toFirstAudio,
      to_carrier_ms: toCarrier,
      to_heard_ms: toHeard,
    })),
    result: record.result,
  };
}

/** Milliseconds since 1970 as RFC 3339 in UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
