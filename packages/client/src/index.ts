export { isRingbackApiError, RingbackApiError } from './api-error.js';
export type { CallEvent, SupervisionAction } from './call-event.js';
export type { ChatEvent } from './chat-event.js';
export {
  exportPath,
  type Page,
  type PageOptions,
  type PlacingOptions,
  type RecordingOptions,
  type RequestOptions,
  RingbackClient,
  type RingbackClientOptions,
  type WaitingOptions,
} from './client.js';
export {
  type ApiErrorCode,
  CLIENT_ERROR_CODES,
  type ClientErrorCode,
  SERVICE_ERROR_CODES,
  type ServiceErrorCode,
} from './error-code.js';
export { newIdempotencyKey } from './idempotency-key.js';
export { LiveClient, type LiveClientOptions } from './live-client.js';
export type { ListeningTicket, LiveCall, LiveEvent, LiveSnapshot, LiveUpdate } from './live-wire.js';
export type { StreamOptions } from './resuming-stream.js';
export { DEFAULT_RETRY, type RetryPolicy } from './retry.js';
export { SessionClient, type SessionClientOptions, type SpendingOptions } from './session-client.js';
export type {
  AccountLimits,
  AccountOverview,
  AccountTerms,
  ApiKey,
  DaySpent,
  DoNotCallEntry,
  Hold,
  LiveCheck,
  LiveCheckResult,
  MadeApiKey,
  OwnLimits,
  Session,
  SessionState,
  Setting,
  SignedIn,
  SpendingLimits,
  User,
  WebphoneTicket,
} from './session-wire.js';
export type { Timing } from './timing.js';
export {
  type AcceptedCalls,
  type Account,
  type Balance,
  type Call,
  type CallFilter,
  type CallInfo,
  type CallModelUsage,
  type CallRecording,
  type CallStatus,
  type CallsCheck,
  type CallsEstimate,
  type CallsFileFormat,
  type CallsToCheck,
  type CallWithTranscript,
  type CampaignUse,
  type CheckedNumber,
  type EndReason,
  type HangUp,
  isOver,
  type LedgerEntry,
  type Line,
  type MadeWebphoneLink,
  type ModelUsage,
  type NewCall,
  type NewCalls,
  type NewRehearsal,
  type OpenCallInfo,
  type RecordingPeaks,
  type Rehearsal,
  type Role,
  type SettledCallInfo,
  type SimulatedCallee,
  type TokenCounts,
  type TurnLatency,
  type Utterance,
  type Voicemail,
  type WebphoneLink,
} from './wire.js';
