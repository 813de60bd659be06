/** What an answer is asked for. */
export type ResponsePurpose =
  | 'opening'
  /** To what the callee said. */
  | 'answer'
  /** To keys that the callee pressed. */
  | 'key'
  /** After the results of tools. */
  | 'tools'
  /** The rest of something that broke off. */
  | 'continue'
  /** To what was whispered. */
  | 'whisper'
  /** After a person spoke in its place. */
  | 'hand_back'
  /** Whether anybody is there. */
  | 'silence'
  | 'goodbye'
  /** Left in a mailbox, word for word. */
  | 'message';

export interface ResponseRequest {
  purpose: ResponsePurpose;
  /** In place of the session's own. */
  instructions?: string;
  /** Answers this turn of the callee's. */
  turn?: string;
  /** It may not call tools. */
  speaksOnly?: boolean;
  /** These very words, which its instructions hold. */
  exactly?: string;
  /** How often it was asked for before, in vain. */
  failures: number;
}

export interface ActiveResponse {
  id: string;
  /** Null: the service answered of its own accord. */
  request: ResponseRequest | null;
  /** The turn of the callee's that it answers, where it answers one. */
  turn: string | null;
  /** Nothing of it is told to anybody any more. */
  muted: boolean;
}

export interface SequenceHost {
  /** Ask for a response. `token` comes back with it, or with its refusal. */
  create(request: ResponseRequest, token: string): void;
  cancel(responseId: string): void;
  newToken(): string;
}

/** What another answer answers with it. */
const ANSWERED_WITH_ANOTHER: ReadonlySet<ResponsePurpose> = new Set(['tools', 'answer', 'key', 'whisper', 'hand_back']);

/** They come before what the callee is saying. */
const URGENT: ReadonlySet<ResponsePurpose> = new Set(['goodbye', 'message', 'opening']);

/**
 * Which response is being made, and which comes next. The service makes one at a time; it begins one by itself when a turn of the
 * callee's ends, and others are asked for. The states:
 *
 * - *idle*: nothing is made, asked for or expected.
 * - *asked*: we asked and have no answer yet. At most one request is on its way.
 * - *expected*: a turn ended, and the service's own answer to it must come.
 * - *active*: a response is being made, ours or the service's.
 *
 * | event | then |
 * | --- | --- |
 * | `request` | it queues; sent when idle and, unless urgent (opening, goodbye, message), when the callee is silent |
 * | `created`, ours | asked → active; muted at once where it was no longer wanted |
 * | `created`, the service's | expected → active; muted where its turn is to be ignored, or where no answers are wanted. Waiting answers are given with it. A request of ours that was on its way will be refused |
 * | `refused` as a second one, ours | asked → queued first, sent when the active one is over |
 * | `refused` as a second one, the service's | expected → our own request for that answer, unless its turn is to be ignored |
 * | `done` | active → idle; the next is sent |
 * | `ignore(turn)` | that turn's answer is muted: queued, asked for, active, or yet to come; no other |
 * | `standAside` | nothing waits any more, what is made or asked for is muted, and nothing is asked for, nor what the service answers wanted, until `goOn` |
 * | `interrupted` | what is made or asked for is muted, but not the answer to what interrupted it, nor what is urgent and not begun |
 * | `lost` | nothing is active, asked for or expected; what was is returned |
 *
 * What cannot be is passed over: a `done` of another response, a refusal of nothing.
 */
export class ResponseSequence {
  readonly #host: SequenceHost;
  #queue: ResponseRequest[] = [];
  #asked: { request: ResponseRequest; token: string; unwanted: boolean } | null = null;
  #active: ActiveResponse | null = null;
  /** With which the active one was asked for, as far as is known. */
  #activeToken: string | null = null;
  /** The turn that the service is about to answer. */
  #expected: string | null = null;
  #speaking = false;
  #held = true;
  #silent = false;
  #aside = false;
  readonly #ignored = new Set<string>();

  constructor(host: SequenceHost) {
    this.#host = host;
  }

  get active(): ActiveResponse | null {
    return this.#active;
  }

  /** Something must come of the service. */
  get waiting(): boolean {
    return this.#active !== null || this.#asked !== null || this.#expected !== null;
  }

  /** Something is being made, or will be, that somebody wants to hear. */
  get promising(): boolean {
    if (this.#active !== null) return !this.#active.muted;
    if (this.#asked !== null) return !this.#asked.unwanted;
    return this.#expected !== null && !this.#ignored.has(this.#expected);
  }

  get idle(): boolean {
    return !this.waiting && this.#queue.length === 0 && !this.#speaking;
  }

  /** The session can be asked. */
  open(): void {
    this.#held = false;
    this.next();
  }

  request(request: ResponseRequest): void {
    if (this.#aside) return;
    // One answer to all that waits is enough.
    const isDouble = this.#queue.some(({ purpose }) => purpose === request.purpose);
    if (!isDouble) this.#queue.push(request);
    this.next();
  }

  /** Before all others, after a failure. */
  again(request: ResponseRequest): void {
    if (this.#aside) return;
    this.#queue.unshift(request);
    this.next();
  }

  calleeBegan(): void {
    this.#speaking = true;
  }

  /** @param answers the service answers it by itself. */
  calleeEnded(turn: string, answers: boolean): void {
    this.#speaking = false;
    if (this.#silent || this.#aside) return;
    if (answers) this.#expected = turn;
    else if (!this.#ignored.has(turn)) this.request({ purpose: 'answer', turn, failures: 0 });
    this.next();
  }

  ignore(turn: string): void {
    this.#ignored.add(turn);
    this.#queue = this.#queue.filter((one) => one.turn !== turn);
    if (this.#asked?.request.turn === turn) this.#asked.unwanted = true;
    if (this.#active !== null && this.#active.turn === turn) this.#mute(this.#active);
    this.next();
  }

  /** No answers any more but those that are asked for from now on. */
  silence(): void {
    this.#silent = true;
    this.#muteAll();
  }

  /** Somebody else speaks. */
  standAside(): void {
    this.#aside = true;
    this.#muteAll();
  }

  goOn(): void {
    this.#aside = false;
  }

  #muteAll(): void {
    this.#queue = [];
    this.#expected = null;
    if (this.#asked !== null) this.#asked.unwanted = true;
    if (this.#active !== null) this.#mute(this.#active);
  }

  /**
   * The callee took the turn.
   *
   * @param turn what they are saying, or said last.
   * @returns the response that was stopped, if one was.
   */
  interrupted(turn: string | null): ActiveResponse | null {
    const asked = this.#asked;
    if (asked !== null && !isAnswerTo(asked.request.turn, turn) && !URGENT.has(asked.request.purpose)) {
      asked.unwanted = true;
    }
    const active = this.#active;
    if (active === null || active.muted || isAnswerTo(active.turn, turn)) return null;
    this.#mute(active);
    return active;
  }

  /** What is made now is wanted no more. @returns it, where something is made and was still wanted. */
  stop(): ActiveResponse | null {
    const active = this.#active;
    if (active === null || active.muted) return null;
    this.#mute(active);
    return active;
  }

  /** A request for this purpose that is on its way is wanted no more. */
  withdraw(purpose: ResponsePurpose): void {
    if (this.#asked?.request.purpose === purpose) this.#asked.unwanted = true;
  }

  /**
   * @param token null: it brought none. Then it is ours where no other is expected.
   * @returns the response as it is from now on.
   */
  created(id: string, token: string | null): ActiveResponse {
    const asked = this.#asked;
    this.#activeToken = null;
    if (asked !== null && (token === null ? this.#expected === null : token === asked.token)) {
      this.#asked = null;
      this.#activeToken = asked.token;
      const { request } = asked;
      this.#active = { id, request, turn: request.turn ?? null, muted: false };
      if (asked.unwanted) this.#mute(this.#active);
      return this.#active;
    }
    const turn = this.#expected;
    this.#expected = null;
    this.#active = { id, request: null, turn, muted: false };
    if (this.#silent || this.#aside || (turn !== null && this.#ignored.has(turn))) this.#mute(this.#active);
    else this.#queue = this.#queue.filter(({ purpose }) => !ANSWERED_WITH_ANOTHER.has(purpose));
    return this.#active;
  }

  /** One is being made already. @param token of the request that was refused; null: the service's own answer. */
  conflicted(token: string | null): void {
    const asked = this.#asked;
    if (token !== null) {
      const active = this.#active;
      if (active !== null && active.request !== null && this.#activeToken === token) {
        // What began was not ours after all.
        this.#queue.unshift(active.request);
        this.#active = { ...active, request: null };
        this.#activeToken = null;
        return;
      }
      if (asked?.token !== token) return;
      this.#asked = null;
      if (!asked.unwanted) this.#queue.unshift(asked.request);
      return;
    }
    const turn = this.#expected;
    this.#expected = null;
    if (turn !== null && !this.#ignored.has(turn)) this.#queue.push({ purpose: 'answer', turn, failures: 0 });
    this.next();
  }

  /** A request was refused for another reason. @returns it, where it was still wanted. */
  refused(token: string): ResponseRequest | null {
    const asked = this.#asked;
    if (asked?.token !== token) return null;
    this.#asked = null;
    return asked.unwanted ? null : asked.request;
  }

  /** The service's own answer does not come. @returns the turn that it was to answer, unless that asked for none. */
  expectedInVain(): string | null {
    const turn = this.#expected;
    this.#expected = null;
    return turn === null || this.#ignored.has(turn) ? null : turn;
  }

  /** Null where it is not the one that is active. Whoever is told calls `next`. */
  done(id: string): ActiveResponse | null {
    const active = this.#active;
    if (active?.id !== id) return null;
    this.#active = null;
    return active;
  }

  /** The session is gone. Nothing is sent until `open`. */
  lost(): { active: ActiveResponse | null; asked: ResponseRequest | null; expected: string | null } {
    const asked = this.#asked?.unwanted === false ? this.#asked.request : null;
    const before = { active: this.#active, asked, expected: this.expectedInVain() };
    this.#active = null;
    this.#asked = null;
    this.#speaking = false;
    this.#held = true;
    return before;
  }

  next(): void {
    if (this.#held || this.#active !== null || this.#asked !== null) return;
    const free = !this.#speaking && this.#expected === null;
    const at = this.#queue.findIndex(({ purpose }) => free || URGENT.has(purpose));
    const request = this.#queue[at];
    if (request === undefined) return;
    this.#queue.splice(at, 1);
    const token = this.#host.newToken();
    this.#asked = { request, token, unwanted: false };
    this.#host.create(request, token);
  }

  #mute(active: ActiveResponse): void {
    if (active.muted) return;
    active.muted = true;
    this.#host.cancel(active.id);
  }
}

const isAnswerTo = (answered: string | null | undefined, turn: string | null): boolean =>
  turn !== null && answered === turn;
