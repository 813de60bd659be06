export { BEHAVIOURS, type Behaviour, type BehaviourId, type Phone } from './behaviours.js';
export { CUES, type Cue } from './cues.js';
export {
  SIMULATED_CALLEES,
  type SimulatedCallee,
  type SimulatedCalleesOptions,
  simulatedCalleeAt,
  simulatedCallees,
} from './directory.js';
export { Person, type PersonOptions } from './person.js';
export {
  type HandOver,
  on,
  once,
  type Rule,
  type Script,
  type WhileListening,
  type Words,
  words,
} from './script.js';
