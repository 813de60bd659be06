export { isRingbackApiError, RingbackApiError } from './api-error.js';
export type { ChatEvent } from './chat-event.js';
export type { ChatStreamOptions } from './chat-stream.js';
export {
  type Page,
  type PageOptions,
  type RequestOptions,
  RingbackClient,
  type RingbackClientOptions,
} from './client.js';
export { DEFAULT_RETRY, type RetryPolicy } from './retry.js';
export type { Timing } from './timing.js';
export {
  type AcceptedCalls,
  type Balance,
  type CallInfo,
  type CallStatus,
  type CallSummary,
  type HangUp,
  isOver,
  type LedgerEntry,
  type NewCall,
  type Role,
  type SettledCallInfo,
  type TurnLatency,
} from './wire.js';
