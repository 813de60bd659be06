import type { Outcome } from '../../call/outcome.js';
import type { ConversationEnd } from '../conversation.js';
import type { ResponseRequest, ResponseSequence } from './response-sequence.js';
import type { HangUp } from './tools.js';

/** How the talk comes to its end, and what came of it: by the model's own word, or because the call must end. */
export class Ending {
  readonly #sequence: ResponseSequence;
  readonly #told: (end: ConversationEnd, outcome: Outcome) => void;
  /** How it is to end once its last words were given; null while nobody has said so. */
  #last: { end: ConversationEnd; words: ResponseRequest } | null = null;
  #finished = false;
  #facts: Record<string, unknown> = {};
  #hangUp: HangUp | null = null;
  #askedNotToCall = false;

  /** @param told once, when nothing more is to be said. */
  constructor(sequence: ResponseSequence, told: (end: ConversationEnd, outcome: Outcome) => void) {
    this.#sequence = sequence;
    this.#told = told;
  }

  /** Its last words were asked for, or there are none. */
  get begun(): boolean {
    return this.#finished || this.#last !== null;
  }

  /** Nothing more is to be said. */
  get finished(): boolean {
    return this.#finished;
  }

  /** The model wants to hang up, and says what came of the call. */
  get hangUp(): HangUp | null {
    return this.#hangUp;
  }

  hangsUp(given: HangUp): void {
    this.#hangUp = given;
  }

  note(values: Record<string, unknown>): void {
    this.#facts = { ...this.#facts, ...values };
  }

  /** Everything that was noted so far. */
  get noted(): Record<string, unknown> {
    return this.#facts;
  }

  /** The callee does not want to be called again. */
  askedNotToCall(): void {
    this.#askedNotToCall = true;
  }

  outcome(): Outcome {
    const { goalAchieved = null, summary = '', doNotCall = false } = this.#hangUp ?? {};
    return { goalAchieved, summary, facts: { ...this.#facts }, doNotCall: doNotCall || this.#askedNotToCall };
  }

  /** Has the last words said: it ends when they were given. */
  lastWords(end: ConversationEnd, purpose: 'goodbye' | 'message', instructions: string): void {
    const words: ResponseRequest = { purpose, instructions, speaksOnly: true, failures: 0 };
    this.#last = { end, words };
    this.#sequence.request(words);
  }

  isLast(request: ResponseRequest | null): boolean {
    return this.#last !== null && this.#last.words === request;
  }

  /** It is asked for again, in other words. */
  again(request: ResponseRequest, instead: ResponseRequest): void {
    if (this.#last !== null && this.isLast(instead)) this.#last = { ...this.#last, words: request };
    this.#sequence.again(request);
  }

  /** The last words were given, or cannot be had. @returns false where these are not the last. */
  spoken(request: ResponseRequest | null): boolean {
    const last = this.#last;
    if (last === null || !this.isLast(request)) return false;
    this.finish(last.end);
    return true;
  }

  /** It goes on: what its last words were for is no more. */
  takeBack(): void {
    this.#last = null;
  }

  finish(end: ConversationEnd): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#sequence.silence();
    this.#told(end, this.outcome());
  }

  /** Nothing more is said, and nobody is told how it ended. */
  cutShort(): void {
    this.#finished = true;
  }
}
