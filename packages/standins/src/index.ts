export { BEHAVIOURS, type Behaviour, type BehaviourId, type Phone } from './callees/behaviours.js';
export { CUES, type Cue } from './callees/cues.js';
export {
  SIMULATED_CALLEES,
  type SimulatedCallee,
  type SimulatedCalleesOptions,
  simulatedCalleeAt,
  simulatedCallees,
} from './callees/directory.js';
export { Person, type PersonOptions } from './callees/person.js';
export {
  type HandOver,
  on,
  once,
  type Rule,
  type Script,
  type WhileListening,
  type Words,
  words,
} from './callees/script.js';
