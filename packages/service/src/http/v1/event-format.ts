import { type CallEvent, type ModelUsage, NO_OUTCOME } from '@ringback/engine';
import type { CallRecord } from '../../calls/call-record.js';
import type { LoggedEvent } from '../../events/call-log.js';
import type { StreamFormat, StreamLine } from '../call-feed.js';
import { formatPosition } from '../stream-position.js';
import { toV1Utterance } from './call.js';
import type { V1CallEvent, V1Usage } from './schemas.js';

function toV1Usage({ kind, model, input, cached, output, seconds, costNanoUsd }: ModelUsage): V1Usage {
  return { kind, model, input, cached, output, seconds: seconds ?? null, cost_usd: inUsd(costNanoUsd) };
}

function inUsd(nano: number | null): number | null {
  return nano === null ? null : nano / 1e9;
}

/** An event as our own API gives it. What only the service's own parts need (the carrier's reference of a call) stays inside. */
export function toV1Event(event: CallEvent): V1CallEvent {
  const at_ms = event.at;
  switch (event.type) {
    case 'state':
      return { type: 'state', at_ms, state: event.state };
    case 'partial':
      return { type: 'partial', at_ms, utterance_id: event.utteranceId, role: event.role, text: event.text };
    case 'utterance':
      return { type: 'utterance', at_ms, utterance: toV1Utterance(event.utterance) };
    case 'interruption':
      return {
        type: 'interruption',
        at_ms,
        utterance_id: event.utteranceId,
        heard_ms: event.heardMs,
        spoken_ms: event.spokenMs,
      };
    case 'keys':
      return { type: 'keys', at_ms, by: event.by, digits: event.digits };
    case 'turn': {
      const { turn, toFirstAudio, toCarrier, toHeard } = event.latency;
      return {
        type: 'turn',
        at_ms,
        latency: { turn, to_first_audio_ms: toFirstAudio, to_carrier_ms: toCarrier, to_heard_ms: toHeard },
        // Logs that an earlier version wrote lack both.
        utterance_id: event.utteranceId ?? null,
        from_ms: event.from ?? null,
      };
    }
    case 'note':
      return { type: 'note', at_ms, values: event.values };
    case 'usage':
      return { type: 'usage', at_ms, usage: toV1Usage(event.usage) };
    case 'machine':
      return { type: 'machine', at_ms, moment: event.moment };
    case 'resumed':
      return { type: 'resumed', at_ms, utterance_id: event.utteranceId };
    case 'recording':
      return { type: 'recording', at_ms };
    case 'supervision':
      return {
        type: 'supervision',
        at_ms,
        action: event.action,
        by: event.by,
        ...(event.text === undefined ? {} : { text: event.text }),
      };
    case 'warning':
      return { type: 'warning', at_ms, code: event.code, detail: event.detail };
    case 'ended': {
      const { endReason, detail, answeredAt, endedAt, talkMs, outcome } = event.end;
      return {
        type: 'ended',
        at_ms,
        end_reason: endReason,
        detail,
        answered_at_ms: answeredAt,
        ended_at_ms: endedAt,
        talk_ms: talkMs,
        outcome: {
          goal_achieved: outcome.goalAchieved,
          summary: outcome.summary,
          facts: outcome.facts,
          do_not_call: outcome.doNotCall,
        },
      };
    }
  }
}

function serverSentEvent(id: string, event: V1CallEvent): Buffer {
  return Buffer.from(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** Everything that happens in a call, typed. */
export const EVENT_FORMAT: StreamFormat = {
  name: 'events',
  lines({ seq, event }: LoggedEvent): StreamLine[] {
    return [{ position: { seq, part: 0 }, bytes: serverSentEvent(String(seq), toV1Event(event)) }];
  },
  partial(event: Extract<CallEvent, { type: 'partial' }>, id: string): Buffer {
    return serverSentEvent(id, toV1Event(event));
  },
  missingEnd(call: CallRecord, lastSeq: number): StreamLine[] {
    const position = { seq: lastSeq, part: 1 };
    return [{ position, bytes: serverSentEvent(formatPosition(position), missingEnd(call)) }];
  },
};

/** The end of a call that is over and whose log holds no end: the service died with the call. */
export function missingEnd(call: CallRecord): V1CallEvent {
  const startedAt = call.startedAt ?? call.createdAt;
  const endedAt = (call.endedAt ?? startedAt) - startedAt;
  return toV1Event({
    type: 'ended',
    at: endedAt,
    end: {
      endReason: call.endReason ?? 'interrupted',
      detail: call.endDetail ?? '',
      answeredAt: call.answeredAt === null ? null : call.answeredAt - startedAt,
      endedAt,
      talkMs: (call.durationSeconds ?? 0) * 1000,
      outcome: {
        ...NO_OUTCOME,
        goalAchieved: call.goalAchieved,
        summary: call.summary ?? '',
        facts: call.result ?? {},
      },
    },
  });
}
