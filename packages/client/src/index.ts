export { isRingbackApiError, RingbackApiError } from './api-error.js';
export type { CallEvent } from './call-event.js';
export type { ChatEvent } from './chat-event.js';
export {
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
} from './session-wire.js';
export type { Timing } from './timing.js';
export {
  type AcceptedCalls,
  type Account,
  type Balance,
  type Call,
  type CallInfo,
  type CallModelUsage,
  type CallRecording,
  type CallStatus,
  type CallWithTranscript,
  type EndReason,
  type HangUp,
  isOver,
  type LedgerEntry,
  type Line,
  type ModelUsage,
  type NewCall,
  type NewCalls,
  type OpenCallInfo,
  type Role,
  type SettledCallInfo,
  type TokenCounts,
  type TurnLatency,
  type Utterance,
  type Voicemail,
} from './wire.js';
