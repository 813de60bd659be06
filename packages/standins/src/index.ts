export { BEHAVIOURS, type Behaviour, type BehaviourId } from './callees/behaviours.js';
export {
  SIMULATED_CALLEES,
  type SimulatedCallee,
  type SimulatedCalleesOptions,
  simulatedCalleeAt,
  simulatedCallees,
} from './callees/directory.js';
