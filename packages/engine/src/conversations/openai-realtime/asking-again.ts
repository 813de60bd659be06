import type { Instructions } from './instructions.js';
import type { ActiveResponse, ResponseRequest } from './response-sequence.js';

/** A response that failed is asked for once more. */
const MOST_FAILURES = 2;

export interface AskingAgainHost {
  /** What was given of a response, in words. */
  saidIn(responseId: string): string;
  /** Before all others. @param instead of which it is asked for. */
  again(request: ResponseRequest, instead: ResponseRequest): void;
  /** These are the last words of the call. */
  isLast(request: ResponseRequest): boolean;
  failedTwice(request: ResponseRequest, code: string): void;
}

/** What becomes of a response that broke off or failed: what is missing of it is asked for, once. */
export class AskingAgain {
  readonly #instructions: Instructions;
  readonly #host: AskingAgainHost;

  constructor(instructions: Instructions, host: AskingAgainHost) {
    this.#instructions = instructions;
    this.#host = host;
  }

  /** It is through no fault of its own that it is not whole. */
  brokeOff(broken: ActiveResponse): void {
    const asked = requestOf(broken);
    const said = this.#host.saidIn(broken.id);
    if (said === '') this.#host.again(asked, asked);
    else this.#rest(asked, said, asked.failures);
  }

  failed(broken: ActiveResponse, code: string): void {
    const asked = requestOf(broken);
    const said = this.#host.saidIn(broken.id);
    if (said === '') {
      this.refused(asked, code);
      return;
    }
    const failures = asked.failures + 1;
    if (failures >= MOST_FAILURES) this.#host.failedTwice(asked, code);
    else this.#rest(asked, said, failures);
  }

  /** Nothing of it was made. */
  refused(asked: ResponseRequest, code: string): void {
    const failures = asked.failures + 1;
    if (failures >= MOST_FAILURES) this.#host.failedTwice(asked, code);
    else this.#host.again({ ...asked, failures }, asked);
  }

  #rest(asked: ResponseRequest, said: string, failures: number): void {
    const instructions =
      asked.exactly === undefined
        ? this.#instructions.carryOn(said)
        : this.#instructions.exactly(restOf(asked.exactly, said));
    const purpose = this.#host.isLast(asked) ? asked.purpose : 'continue';
    this.#host.again({ ...asked, purpose, instructions, failures }, asked);
  }
}

/** As it was asked for; what the service said of its own accord is an answer. */
export const requestOf = (active: ActiveResponse): ResponseRequest =>
  active.request ?? { purpose: 'answer', ...(active.turn === null ? {} : { turn: active.turn }), failures: 0 };

/** What of an exact text was not said yet; all of it where something else was said. */
function restOf(exactly: string, said: string): string {
  const rest = exactly.startsWith(said) ? exactly.slice(said.length).trim() : '';
  return rest === '' ? exactly : rest;
}
