export { BEHAVIOURS, type Behaviour, type BehaviourId } from './callees/behaviours.js';
export {
  SIMULATED_CALLEES,
  type SimulatedCallee,
  type SimulatedCalleesOptions,
  simulatedCalleeAt,
  simulatedCallees,
} from './callees/directory.js';
export { SpokenWords } from './spoken-words.js';
export type { CallResource, CallStatus } from './twilio/call-resource.js';
export type { DebuggerEvent } from './twilio/debugger.js';
export type { StatusEvent, TwilioFaults, WebhookKind } from './twilio/faults.js';
export type { WhoAnswers } from './twilio/machine-detection.js';
export { TwilioStandin, type TwilioStandinOptions } from './twilio/twilio-standin.js';
