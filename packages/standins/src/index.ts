export * from './callees/index.js';
export { ChatMind, type ChatMindOptions } from './realtime/chat-mind.js';
export type { RealtimeFaults } from './realtime/faults.js';
export type { RealtimeLatency } from './realtime/latency.js';
export type { Mind, MindContext, MindSession, Remembered, Thought } from './realtime/mind.js';
export { NoticeMind } from './realtime/notice-mind.js';
export {
  type LiveSession,
  type ObservedEvent,
  type RealtimeListenOptions,
  RealtimeStandin,
  type RealtimeStandinOptions,
} from './realtime/realtime-standin.js';
export { captioned, type HeardStretch, overheard, type Recogniser } from './realtime/recogniser.js';
export {
  type ScriptedCall,
  ScriptedMind,
  type ScriptedMindOptions,
  type ScriptedTurn,
} from './realtime/scripted-mind.js';
export { SpokenWords } from './spoken-words.js';
export type { CallResource, CallStatus } from './twilio/call-resource.js';
export type { DebuggerEvent } from './twilio/debugger.js';
export type { StatusEvent, TwilioFaults, WebhookKind } from './twilio/faults.js';
export type { WhoAnswers } from './twilio/machine-detection.js';
export { TwilioStandin, type TwilioStandinOptions } from './twilio/twilio-standin.js';
