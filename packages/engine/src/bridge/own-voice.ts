import type { Ids } from '../ids.js';
import type { CallRequest } from '../place-call.js';
import type { Synthesiser } from '../speech/synthesiser.js';
import type { CallTimers } from './call-timers.js';
import type { OwnWords } from './own-words.js';
import { makeOwnWords } from './say-own-words.js';
import type { Talk } from './talk.js';

/** What the bridge's own voice needs of the call, which the bridge gives. */
export interface VoicedCall {
  request: CallRequest;
  synthesiser: Synthesiser;
  ids: Ids;
  timers: CallTimers;
  talk: Pick<Talk, 'lastWords' | 'makeRoom' | 'sayOwn'>;
  /** It is decided that the call ends. */
  decided(): boolean;
  hungUp(): boolean;
  /** Runs what comes later than it was asked for: not after the call, and what it throws ends the call. */
  guard(run: () => void): void;
  warn(code: string, detail: string): void;
}

/**
 * Says words of the bridge's own on the line, in the conversation's place. Words take a moment to be made: whether they are still wanted is
 * looked at when they are, so that nothing is said once we have hung up.
 */
export class OwnVoice {
  readonly #call: VoicedCall;

  constructor(call: VoicedCall) {
    this.#call = call;
  }

  /**
   * Says the last words of the call.
   *
   * @param then told when they are on their way to the callee, or could not be made; never where we have hung up by then.
   */
  sayLast(words: Exclude<OwnWords, 'one_moment'>, then: () => void): void {
    const { request, synthesiser, ids, timers, talk, hungUp, guard, warn } = this.#call;
    talk.lastWords();
    talk.makeRoom();
    makeOwnWords(words, request, synthesiser, timers, {
      made: (audio, text) =>
        guard(() => {
          if (hungUp()) return;
          talk.sayOwn(ids.next(), audio, text);
          then();
        }),
      failed: (code) =>
        guard(() => {
          if (hungUp()) return;
          warn(code, 'the synthesiser could not say the last words');
          then();
        }),
    });
  }

  /** Says that it takes a moment; where that cannot be said, nothing is. */
  sayOneMoment(): void {
    const { request, synthesiser, ids, timers, talk, decided, guard, warn } = this.#call;
    makeOwnWords('one_moment', request, synthesiser, timers, {
      made: (audio, text) =>
        guard(() => {
          if (!decided()) talk.sayOwn(ids.next(), audio, text);
        }),
      failed: (code) => guard(() => warn(code, 'the synthesiser could not say that it takes a moment')),
    });
  }
}
