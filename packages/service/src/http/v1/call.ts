import type { Utterance } from '@ringback/engine';
import { liToYuan } from '../../billing/money.js';
import type { CallRecord, CallRecordWithTranscript } from '../../calls/call-record.js';
import { instant, instantOrNull } from '../stepone/record.js';
import type { V1Call, V1Utterance } from './schemas.js';

/** A record as our own API gives it: every field at all times, null where it is not known (yet). */
export function toV1Call(record: CallRecord): V1Call {
  return {
    call_id: record.callId,
    account_id: record.accountId,
    phone: record.phoneWritten,
    phone_e164: record.phone,
    user_requirement: record.requirement,
    persona: record.persona,
    opening_line: record.openingLine,
    language: record.language,
    opening: record.opening,
    voicemail: record.voicemail,
    record: record.record,
    result_schema: record.resultSchema,
    callback_url: record.callbackUrl,
    metadata: record.metadata,
    campaign: record.campaign,
    priority: record.priority,
    not_before: instant(record.notBefore),
    status: record.status,
    carrier: record.carrier,
    created_at: instant(record.createdAt),
    started_at: instantOrNull(record.startedAt),
    answered_at: instantOrNull(record.answeredAt),
    ended_at: instantOrNull(record.endedAt),
    end_reason: record.endReason,
    end_detail: record.endDetail,
    duration_seconds: record.durationSeconds,
    cost: record.costLi === null ? null : liToYuan(record.costLi),
    currency: 'CNY',
    billed: record.billed,
    summary: record.summary,
    goal_achieved: record.goalAchieved,
    result: record.result,
    latency:
      record.latency?.map(({ turn, toFirstAudio, toCarrier, toHeard }) => ({
        turn,
        to_first_audio_ms: toFirstAudio,
        to_carrier_ms: toCarrier,
        to_heard_ms: toHeard,
      })) ?? null,
    model_usage: modelUsage(record),
    recording_url: record.recordingUrl,
    rehearsal: record.rehearsal,
  };
}

function modelUsage({ modelUsage: usage }: CallRecord): V1Call['model_usage'] {
  if (usage === null) return null;
  const { costNanoUsd, ...counts } = usage;
  return { ...counts, cost_usd: costNanoUsd === null ? null : costNanoUsd / 1e9 };
}

/** The same with what was said in it. */
export function toV1CallWithTranscript(record: CallRecordWithTranscript): V1Call & { transcript: V1Utterance[] } {
  return { ...toV1Call(record), transcript: record.transcript.map(toV1Utterance) };
}

export function toV1Utterance(utterance: Utterance): V1Utterance {
  return {
    utterance_id: utterance.utteranceId,
    role: utterance.role,
    text: utterance.text,
    started_at_ms: utterance.startedAt,
    ended_at_ms: utterance.endedAt,
    interrupted: utterance.interrupted,
  };
}
