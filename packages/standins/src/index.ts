export { BEHAVIOURS, type Behaviour, type BehaviourId } from './callees/behaviours.js';
export { SIMULATED_CALLEES, type SimulatedCallee, simulatedCallees } from './callees/directory.js';
