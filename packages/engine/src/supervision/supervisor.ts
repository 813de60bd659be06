/** A person of the call's own account, or a program of theirs, who watches over a call. What they say to the AI is an order, as the brief is. */
export interface Supervisor {
  /** Names them among all others, e.g. the id of a user. */
  id: string;
  /** For people. */
  name: string;
}

/** What was done to a call from outside; stands in its timeline with who did it. */
export type SupervisionAction =
  | 'listen'
  | 'listen_end'
  | 'whisper'
  | 'keys'
  | 'hang_up'
  | 'take_over'
  | 'hand_back'
  /** The AI took the line back by itself: nothing came of the supervisor's voice, they left, or the call had to end. */
  | 'take_back';

/** Why somebody no longer speaks in the AI's place. */
export type SpeakingEnd = 'handed_back' | 'silent' | 'left' | 'call_ends';

/** Loudness of both sides of a line now: whole numbers from 0 (silence) to 10 (as loud as can be), 5 dB a step. */
export interface LineLevels {
  callee: number;
  /** The AI, or whoever speaks in its place. */
  assistant: number;
}

/** What somebody who listens is told. Called from the media path: quick, and never throwing. */
export interface SupervisionListener {
  /** 20 ms of the line as µ-law, as it is heard: both sides, and while one speaks oneself the callee alone. */
  heard(mulaw: Uint8Array): void;
  /** Their own speaking in the AI's place is over. */
  spoke(end: SpeakingEnd): void;
  /** The line is gone; nothing is told after that. */
  ended(): void;
}

/** One listener's place at a call, from `listen` to `close` or to the end of the call. Every method is safe after that. */
export interface Listening {
  readonly by: Supervisor;
  readonly open: boolean;
  /** Speaks in the AI's place now. */
  readonly speaking: boolean;
  /**
   * The AI falls silent at once, and what `sound` brings goes to the callee.
   *
   * @throws RingbackError `call_not_in_progress`, `call_ending`, `call_taken_over` where somebody else speaks, `take_over_unsupported` where
   *   the carrier cannot drop what it was given, `listening_over`.
   */
  takeOver(): void;
  /** @param mulaw 20 ms of their voice, 160 bytes, which are kept. Dropped while they do not speak in the AI's place. */
  sound(mulaw: Uint8Array): void;
  /** They leave. Where they spoke the AI takes the line back. */
  close(): void;
}

/**
 * What people do to a running call. Every refusal is a RingbackError; nothing is half done then.
 *
 * The line is the AI's → (`takeOver` of one listener) → that listener's → (`handBack`; or no sound of theirs for 2 s; or they leave; or the
 * call has to end) → the AI's. One speaks at a time. Before the answer one can listen, to nothing, and hang up; all else wants a talk.
 */
export interface CallSupervision {
  /** Who speaks in the AI's place; null: the AI has the line. */
  readonly speaker: Supervisor | null;
  readonly listeners: readonly Supervisor[];
  /** Worked out when it is asked for. */
  levels(): LineLevels;
  /** @throws RingbackError `call_not_in_progress` once the call is over. */
  listen(by: Supervisor, listener: SupervisionListener): Listening;
  /**
   * Tells the AI what to do; the callee hears nothing of it.
   *
   * @param text 1 to 1,000 characters.
   * @param speakNow it is also to say something to that as soon as nobody speaks; else it follows from its next answer on.
   * @throws RingbackError `call_not_in_progress`, `call_ending`, `whisper_unsupported`.
   */
  whisper(by: Supervisor, text: string, speakNow?: boolean): void;
  /**
   * Presses keys once what is being said was said.
   *
   * @throws RingbackError `invalid_keys`, `call_not_in_progress`, `call_ending`.
   */
  pressKeys(by: Supervisor, digits: string): void;
  /**
   * Gives the line back to the AI, which goes on.
   *
   * @param note whispered to it with that.
   * @throws RingbackError `call_not_taken_over`, `whisper_unsupported` for a note.
   */
  handBack(by: Supervisor, note?: string): void;
}
