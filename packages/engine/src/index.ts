export { dtmfFrequencies, dtmfSequence, dtmfTone } from './audio/dtmf.js';
export { DtmfDetector } from './audio/dtmf-detector.js';
export { decodeMulaw, encodeMulaw, mulawLevel } from './audio/g711.js';
export { FRAME_BYTES, FRAME_MS, MULAW_SILENCE, MulawAudio, TELEPHONE_RATE } from './audio/mulaw-audio.js';
export { resample } from './audio/resample.js';
export { VoiceActivity, type VoiceActivityOptions } from './audio/voice-activity.js';
export { decodeWav, encodeWav, WAV_HEADER_BYTES, type WavAudio } from './audio/wav.js';
export { isMurmur } from './bridge/false-stop.js';
export { ownSentences } from './bridge/own-words.js';
export { placeCall } from './bridge/place-call.js';
export type { Brief, VoicemailPolicy } from './call/brief.js';
export type { CallEnd, CallEvent, CallState, Speaker, TurnLatency, Utterance } from './call/call-event.js';
export { Call, type CallStep, type CarrierSignal, type SignalFate } from './call/call-state.js';
export { END_REASONS, type EndReason } from './call/end-reason.js';
export { callLanguage } from './call/language.js';
export { CALL_LIMIT_BOUNDS, callLimits, DEFAULT_CALL_LIMITS } from './call/limits.js';
export type { ModelUsage, TokenCounts } from './call/model-usage.js';
export { NO_OUTCOME, type Outcome } from './call/outcome.js';
export { splitSpoken } from './call/spoken-words.js';
export type {
  Caption,
  Carrier,
  CarrierCallState,
  CarrierCapabilities,
  DialRequest,
  Leg,
  LegEnd,
  LegEndCause,
  LegListener,
  LostCall,
  MachineMoment,
} from './carriers/carrier.js';
export {
  type Callee,
  type CalleeDirectory,
  type CalleeLine,
  HEARD_SILENCE_AFTER_MS,
  type Pickup,
} from './carriers/simulator/callee.js';
export { Simulator, type SimulatorOptions } from './carriers/simulator/simulator.js';
export { TwilioCarrier } from './carriers/twilio/twilio-carrier.js';
export type {
  TwilioCarrierOptions,
  TwilioMachineDetection,
  TwilioRecording,
  TwilioRefusal,
} from './carriers/twilio/twilio-options.js';
export type { Invitation, Ticket } from './carriers/webphone/admission.js';
export type { TokenRecord } from './carriers/webphone/hashed-token.js';
export type { PageRefusal } from './carriers/webphone/page-message.js';
export { WebphoneCarrier } from './carriers/webphone/webphone-carrier.js';
export { lineOf as webphoneLineOf, numberOf as webphoneNumberOf } from './carriers/webphone/webphone-line.js';
export type { WebphoneCarrierOptions } from './carriers/webphone/webphone-options.js';
export { type Clock, realClock, type Timer } from './clock.js';
export type {
  ConcludeReason,
  Conversation,
  ConversationCapabilities,
  ConversationEnd,
  ConversationListener,
  ConversationRequest,
  Conversations,
  HandBack,
} from './conversations/conversation.js';
export { BeepDetector } from './conversations/notice/beep-detector.js';
export { NoticeConversations } from './conversations/notice/notice-conversations.js';
export { NoticeTalk, type NoticeTurn } from './conversations/notice/notice-talk.js';
export type { ConversationTool } from './conversations/openai-realtime/conversation-tool.js';
export {
  REALTIME_DIALECTS,
  type RealtimeDialect,
  type RealtimeProfile,
} from './conversations/openai-realtime/dialect.js';
export { OpenaiRealtimeConversations } from './conversations/openai-realtime/openai-realtime-conversations.js';
export {
  DEFAULT_PRICES,
  type ModelPrices,
  type PriceTable,
  type TokenPrices,
} from './conversations/openai-realtime/prices.js';
export type {
  OpenaiRealtimeOptions,
  RealtimeLogEntry,
  SemanticVadSettings,
  ServerVadSettings,
  TranscriptionSettings,
  TurnDetectionSettings,
} from './conversations/openai-realtime/realtime-options.js';
export { misfit } from './conversations/openai-realtime/schema-check.js';
export { isRingbackError, RingbackError } from './errors.js';
export { letHeapGrow } from './heap-growth.js';
export { type Ids, type Random, seededRandom } from './ids.js';
export type { CallDependencies, CallLimits, CallRequest, PlaceCall, RunningCall } from './place-call.js';
export { CheckedAddress, type CheckedAddressOptions } from './public/public-address.js';
export { PublicListener, type PublicListenerOptions } from './public/public-listener.js';
export type {
  PublicAddress,
  PublicRequest,
  PublicResponse,
  PublicRoutes,
  UpgradeAnswer,
} from './public/public-routes.js';
export type { Recording } from './recording/recording.js';
export { repairRecordings } from './recording/repair-recordings.js';
export { WavRecorder, type WavRecorderOptions } from './recording/wav-recorder.js';
export { CachingSynthesiser } from './speech/caching.js';
export { createSynthesiser, type SynthesiserOptions } from './speech/create-synthesiser.js';
export { type EspeakOptions, EspeakSynthesiser } from './speech/espeak.js';
export { spokenText } from './speech/spoken-text.js';
export type { Language, Synthesiser, Voice } from './speech/synthesiser.js';
export { TonesSynthesiser } from './speech/tones.js';
export { ListeningDesk, type ListeningDeskOptions, type ListeningTicket } from './supervision/listening-desk.js';
export { MOST_WHISPERED } from './supervision/supervision.js';
export type {
  CallSupervision,
  LineLevels,
  Listening,
  SpeakingEnd,
  SupervisionAction,
  SupervisionListener,
  Supervisor,
} from './supervision/supervisor.js';
export { createTunnel, type TunnelOptions } from './tunnel/create-tunnel.js';
export type { Tunnel, TunnelListener, TunnelName } from './tunnel/tunnel.js';
export type { TunnelSettings } from './tunnel/tunnel-settings.js';
