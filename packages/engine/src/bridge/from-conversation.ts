import type { Timeline } from '../call/timeline.js';
import type { Timer } from '../clock.js';
import type { ConversationListener } from '../conversations/conversation.js';
import type { CallEnding } from './call-ending.js';
import type { CallTimers } from './call-timers.js';
import { errorCode } from './error-code.js';
import type { Talk } from './talk.js';

/**
 * The conversation was opened when the call was dialled, so at the answer it is ready. One that is not after this long is given up: with
 * 0.5 s for making the apology, the callee hears words within 2 s of picking up.
 */
const READY_WITHIN_MS = 1_500;

/** Whom the conversation's news reach in the call, which the bridge gives. */
export interface ConversedCall {
  timers: CallTimers;
  timeline: Pick<Timeline, 'tell'>;
  talk: Pick<
    Talk,
    'speech' | 'speechEnded' | 'calleeSpeaking' | 'calleeSilent' | 'calleeSaid' | 'pressKeys' | 'stalled'
  >;
  ending: Pick<CallEnding, 'conversationFinished'>;
  /** Runs what it is given while the conversation's word counts; else drops it. */
  take(told: () => void): void;
  failed(code: string): void;
}

/** What the conversation tells one call, and whether it was ready in time. */
export class FromConversation {
  readonly #call: ConversedCall;
  #ready = false;
  #unready: Timer | null = null;

  constructor(call: ConversedCall) {
    this.#call = call;
  }

  /** Somebody waits for its first word. */
  answered(): void {
    if (this.#ready) return;
    const { timers, failed } = this.#call;
    this.#unready = timers.after(READY_WITHIN_MS, () => failed('not_ready'));
  }

  listener(): ConversationListener {
    const { timeline, talk, ending, take, failed } = this.#call;
    return {
      ready: () => take(() => this.#isReady()),
      speech: (utteranceId, audio, words) =>
        take(() => {
          this.#isReady();
          talk.speech(utteranceId, audio, words);
        }),
      speechEnded: (utteranceId, text) => take(() => talk.speechEnded(utteranceId, text)),
      calleeSpeaking: () => take(() => talk.calleeSpeaking()),
      calleeSilent: () => take(() => talk.calleeSilent()),
      calleeSaid: (said) => take(() => talk.calleeSaid(said)),
      pressKeys: (digits) => take(() => talk.pressKeys(digits)),
      note: (values) => take(() => timeline.tell({ type: 'note', values })),
      usage: (usage) => take(() => timeline.tell({ type: 'usage', usage })),
      stalled: (stalled) => take(() => talk.stalled(stalled)),
      finish: (end, outcome) => take(() => ending.conversationFinished(end, outcome)),
      failed: (error) => take(() => failed(errorCode(error))),
    };
  }

  #isReady(): void {
    this.#ready = true;
    this.#unready?.cancel();
  }
}
