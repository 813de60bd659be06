/**
 * People greet when they pick up ("喂，你好？", "Hello, this is Anna"), just when a prepared opening begins: that is no wish to stop
 * it. Whoever begins to speak before this much of the opening was heard is taken to be greeting.
 */
export const GREETING_WINDOW_MS = 500;

/**
 * How long a greeting may go on beside the opening. Greetings last 0.4 to 0.9 s; who goes on talking for longer (a mailbox, a phone menu,
 * a person who did not hear us) has the turn.
 */
export const GREETING_MS = 1_000;

export interface BargeInState {
  calleeSpeaking: boolean;
  /** What the callee says now began as a greeting. */
  greeting: boolean;
  assistantSpeaking: boolean;
  /** The patience is running. */
  waiting: boolean;
  /** The assistant's last words: they are said to their end, also over the callee's own goodbye. */
  lastWords: boolean;
}

export type BargeInEvent =
  /** `openingHeardMs`: how much of the opening was heard; null where something else, or nothing, is being said. */
  | { type: 'callee_began'; openingHeardMs: number | null }
  | { type: 'callee_stopped' }
  | { type: 'assistant_began'; opening: boolean }
  | { type: 'assistant_stopped' }
  | { type: 'patience_over' }
  | { type: 'last_words' };

export type BargeInEffect =
  /** Tell `patience_over` after so long, unless it is stopped before. */
  | { type: 'wait'; ms: number }
  | { type: 'stop_waiting' }
  /** The callee has the turn: drop what is not yet heard. */
  | { type: 'interrupt' };

export interface BargeInStep {
  state: BargeInState;
  effects: readonly BargeInEffect[];
}

export const NOBODY_SPEAKS: BargeInState = {
  calleeSpeaking: false,
  greeting: false,
  assistantSpeaking: false,
  waiting: false,
  lastWords: false,
};

const NO_EFFECTS: readonly BargeInEffect[] = [];

/**
 * Who has the turn. The callee takes it by speaking for `bargeInMs` while the assistant speaks, whoever of the two began; anything
 * shorter ("嗯", "uh-huh", a cough) does not stop the assistant. Keys are not speech: nothing stops them, and a phone menu that talks on
 * while they are pressed does not either.
 */
export function bargeIn(state: BargeInState, event: BargeInEvent, bargeInMs: number): BargeInStep {
  switch (event.type) {
    case 'callee_began': {
      if (state.calleeSpeaking) return { state, effects: NO_EFFECTS };
      const greeting = event.openingHeardMs !== null && event.openingHeardMs < GREETING_WINDOW_MS;
      return settled({ ...state, calleeSpeaking: true, greeting }, bargeInMs);
    }
    case 'callee_stopped':
      return settled({ ...state, calleeSpeaking: false, greeting: false }, bargeInMs);
    case 'assistant_began':
      if (state.assistantSpeaking) return { state, effects: NO_EFFECTS };
      return settled({ ...state, assistantSpeaking: true, greeting: event.opening && state.calleeSpeaking }, bargeInMs);
    case 'assistant_stopped':
      return settled({ ...state, assistantSpeaking: false }, bargeInMs);
    case 'last_words':
      return settled({ ...state, lastWords: true }, bargeInMs);
    case 'patience_over':
      if (!state.waiting) return { state, effects: NO_EFFECTS };
      return {
        state: { ...state, waiting: false, assistantSpeaking: false, greeting: false },
        effects: [{ type: 'interrupt' }],
      };
  }
}

/** Starts or stops the patience, as who is speaking asks for. */
function settled(state: BargeInState, bargeInMs: number): BargeInStep {
  const wanted = state.calleeSpeaking && state.assistantSpeaking && !state.lastWords;
  if (wanted === state.waiting) return { state, effects: NO_EFFECTS };
  const effect: BargeInEffect = wanted
    ? { type: 'wait', ms: state.greeting ? Math.max(GREETING_MS, bargeInMs) : bargeInMs }
    : { type: 'stop_waiting' };
  return { state: { ...state, waiting: wanted }, effects: [effect] };
}
