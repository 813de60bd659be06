import type { CallState, EndReason, TurnLatency, Utterance, VoicemailPolicy } from '@ringback/engine';
import type { RehearsalCallee } from './rehearsals.js';
import type { UsageTotal } from './usage-total.js';

/** Everything that is kept of one call. Instants are milliseconds since 1970. */
export interface CallRecord {
  callId: string;
  accountId: string;
  /** E.164; to a browser `webphone:<line>`. */
  phone: string;
  /** As its caller wrote it. */
  phoneWritten: string;
  requirement: string;
  persona: string | null;
  openingLine: string | null;
  language: string | null;
  /** Null: as the service is configured. So are the next two. */
  opening: 'say' | 'wait' | null;
  voicemail: VoicemailPolicy | null;
  record: boolean | null;
  resultSchema: Record<string, unknown> | null;
  callbackUrl: string | null;
  metadata: Record<string, unknown> | null;
  /** The label under which its caller placed it with others. */
  campaign: string | null;
  priority: number;
  notBefore: number;
  status: CallState;
  carrier: string | null;
  createdAt: number;
  startedAt: number | null;
  answeredAt: number | null;
  endedAt: number | null;
  endReason: EndReason | null;
  endDetail: string | null;
  /** Whole seconds from answer to end, rounded up; 0 if it was never answered; null while it is not over. */
  durationSeconds: number | null;
  costLi: number | null;
  billed: boolean;
  summary: string | null;
  goalAchieved: boolean | null;
  result: Record<string, unknown> | null;
  latency: TurnLatency[] | null;
  /** What the model used, and what that cost; null where none was used, and while the call is not over. */
  modelUsage: UsageTotal | null;
  /** A path, from the API's own address on. */
  recordingUrl: string | null;
  /** Of a rehearsal: which simulated callee answers. Null: it is a call to a phone. */
  rehearsal: RehearsalCallee | null;
}

/** A record with its transcript in spoken order. */
export interface CallRecordWithTranscript extends CallRecord {
  transcript: Utterance[];
}
