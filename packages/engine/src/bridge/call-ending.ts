import type { CallEnd } from '../call/call-event.js';
import type { Call } from '../call/call-state.js';
import type { EndReason } from '../call/end-reason.js';
import { NO_OUTCOME, type Outcome } from '../call/outcome.js';
import type { Timeline } from '../call/timeline.js';
import type { LegEnd } from '../carriers/carrier.js';
import type { ConcludeReason, Conversation, ConversationEnd } from '../conversations/conversation.js';
import type { CallDependencies } from '../place-call.js';
import type { Supervision } from '../supervision/supervision.js';
import type { CallTimers } from './call-timers.js';
import { Conclusion, GOODBYE_MS } from './conclusion.js';
import { type EndDecision, endReasonOf } from './end-decision.js';
import { endDetail } from './end-detail.js';
import { HangUp } from './hangup.js';
import type { OwnVoice } from './own-voice.js';
import { PaidMinutes } from './paid-minutes.js';
import type { Talk } from './talk.js';

/**
 * How long before an unpaid minute would begin we hang up at the latest: the carrier needs up to half a second to take the line down, and
 * counts by its own clock.
 */
const BEFORE_UNPAID_MS = 1_000;

/** What ending a call asks of it, which the bridge gives. */
export interface EndingCall {
  progress: Pick<Call, 'state' | 'over' | 'answeredAt'>;
  timers: CallTimers;
  timeline: Pick<Timeline, 'at'>;
  timeLimitMs: number;
  /** Who says whether a further minute may begin; without `mayContinue` each may. */
  payer: Pick<CallDependencies, 'mayContinue'>;
  talk: Pick<Talk, 'pending' | 'remainingMs' | 'concluding' | 'lastWords'>;
  voice: Pick<OwnVoice, 'sayLast'>;
  supervision: Pick<Supervision, 'speaker' | 'concluding'>;
  /** Asks the conversation, where there is one. */
  ask(question: (conversation: Conversation) => void): void;
  closeConversation(): void;
  /** We have hung up: the talk is over, and the line is to be taken down. */
  hangUp(): void;
  /** Runs what comes later than it was asked for: not after the call, and what it throws ends the call. */
  guard(run: () => void): void;
  warn(code: string, detail: string): void;
}

/**
 * The end of one call, from the first wish that it end to what is told of it: whose decision it was, the last words, and when we hung up.
 *
 * Invariants: the decision is made once and stands; we hang up once, and not without a decision.
 */
export class CallEnding {
  readonly #call: EndingCall;
  readonly #hangUp: HangUp;
  readonly #conclusion: Conclusion;
  readonly #paid: PaidMinutes;
  #decision: EndDecision | null = null;
  /** What made us decide so, for the end's detail. */
  #because: string | undefined;
  /** Why a further minute could not be paid for, where that has a word. */
  #unpaidBecause: string | null = null;
  #outcome: Outcome | null = null;
  #hungUpAt: number | null = null;
  /** What the conversation did to end the call while a person spoke in its place: done when they hand it back. */
  #afterSpeaker: (() => void) | null = null;

  constructor(call: EndingCall) {
    this.#call = call;
    const { timers, payer, talk, guard } = call;
    this.#hangUp = new HangUp(timers, () => this.#hangUpNow());
    this.#conclusion = new Conclusion(timers, {
      sayGoodbye: (reason) => this.#sayGoodbye(reason),
      timeIsUp: (reason) => this.decideAndHangUp({ by: 'service', reason }),
      speaking: () => talk.pending,
    });
    this.#paid = new PaidMinutes(
      timers,
      async (minute) => (await payer.mayContinue?.(minute)) ?? false,
      (endsAt, why) =>
        guard(() => {
          this.#unpaidBecause = why;
          this.#conclude('out_of_balance', endsAt - BEFORE_UNPAID_MS);
        }),
    );
  }

  /** The call was asked to end, or somebody is ending it. */
  get begun(): boolean {
    return this.decided || this.#conclusion.begun;
  }

  get decided(): boolean {
    return this.#decision !== null;
  }

  get hungUp(): boolean {
    return this.#hungUpAt !== null;
  }

  /** From now on the time is counted, and paid for. */
  answered(now: number): void {
    const { timers, timeLimitMs, payer } = this.#call;
    if (payer.mayContinue !== undefined) this.#paid.start(now);
    // Of a very short call the goodbye gets half.
    timers.after(Math.max(timeLimitMs - GOODBYE_MS, timeLimitMs / 2), () =>
      this.#conclude('time_limit', now + timeLimitMs),
    );
    // It had finished before the answer: what was held is all.
    if (this.#decision?.by === 'conversation') this.#hangUpWhenHeard();
  }

  /** Ends it politely; before the answer, at once. */
  conclude(reason: ConcludeReason): void {
    this.#conclude(reason, this.#call.timers.now() + GOODBYE_MS);
  }

  /** Ends it now. @param because a code for the end's detail. */
  decideAndHangUp(decision: EndDecision, because?: string): void {
    if (because !== undefined) this.#because = because;
    this.#decision ??= decision;
    this.#hangUpNow();
  }

  /** The conversation has come to its end: what it gave so far is still heard. */
  conversationFinished(end: ConversationEnd, outcome: Outcome): void {
    if (this.decided) return;
    const { supervision, talk, progress } = this.#call;
    if (supervision.speaker !== null) {
      this.#afterSpeaker = () => this.conversationFinished(end, outcome);
      return;
    }
    this.#decision = { by: 'conversation', end };
    this.#outcome = outcome;
    talk.lastWords();
    if (progress.state === 'in_progress') this.#hangUpWhenHeard();
  }

  /** The conversation failed, and was closed. */
  conversationFailed(code: string): void {
    // Where its last words are on their way, they are still said.
    if (this.decided) return;
    // A person who speaks in its place is not cut off for that.
    if (this.#call.supervision.speaker !== null) this.#afterSpeaker = () => this.#endForFailure(code);
    else this.#endForFailure(code);
  }

  /** Nobody speaks in the conversation's place any more. */
  handedBack(): void {
    const after = this.#afterSpeaker;
    this.#afterSpeaker = null;
    if (!this.decided) after?.();
  }

  /** All that was given was heard. */
  drained(): void {
    this.#hangUp.heard();
    this.#conclusion.quiet();
  }

  /** What came of the call, before the conversation is closed; what it told when it finished stands. @throws what the conversation throws. */
  takeOutcome(conversation: Conversation): void {
    if (this.#call.progress.answeredAt !== null) this.#outcome ??= conversation.outcome();
  }

  /** A part of the call could not be closed: the reason, where there is no other. */
  closingFailed(code: string): void {
    this.#because ??= code;
  }

  /** The talk is over: no further minute is asked for. */
  close(): void {
    this.#paid.stop();
  }

  /** What is told of the end. @param leg null where the carrier did not tell. @param now when the leg is gone. */
  callEnd(leg: LegEnd | null, now: number): CallEnd {
    const { timeline, progress } = this.#call;
    const { answeredAt } = progress;
    // Whoever pays does not pay for the time that the carrier needs to take the line down.
    const endedAt = Math.max(this.#hungUpAt ?? now, answeredAt ?? 0);
    const endReason = endReasonOf({
      answered: answeredAt !== null,
      decision: this.#decision,
      cause: leg?.cause ?? null,
    });
    return {
      endReason,
      detail: endDetail(endReason, this.#detail(endReason, leg)),
      answeredAt: answeredAt === null ? null : timeline.at(answeredAt),
      endedAt: timeline.at(endedAt),
      talkMs: answeredAt === null ? 0 : timeline.at(endedAt) - timeline.at(answeredAt),
      outcome: (answeredAt === null ? null : this.#outcome) ?? NO_OUTCOME,
    };
  }

  #detail(endReason: EndReason, leg: LegEnd | null): string | undefined {
    if (endReason === 'out_of_balance' && this.#unpaidBecause !== null) return this.#unpaidBecause;
    return this.#because ?? (this.#decision === null ? leg?.detail : undefined);
  }

  #conclude(reason: ConcludeReason, deadlineAt: number): void {
    if (this.hungUp) return;
    const { progress, supervision, talk, ask } = this.#call;
    if (progress.state !== 'in_progress') {
      this.decideAndHangUp({ by: 'service', reason });
      return;
    }
    supervision.concluding();
    // Also where the conversation is ending the call itself: the deadline holds.
    const isFirst = this.#conclusion.begin(reason, deadlineAt);
    if (!isFirst || this.decided) return;
    talk.concluding();
    ask((conversation) => conversation.conclude(reason));
  }

  /** The conversation does not end the call: the bridge does. */
  #sayGoodbye(reason: ConcludeReason): void {
    if (this.decided) return;
    const { warn, closeConversation } = this.#call;
    this.#decision = { by: 'service', reason };
    warn('conversation_stuck', 'the conversation was asked to end the call and did not');
    closeConversation();
    this.#sayLast(reason);
  }

  #endForFailure(code: string): void {
    this.#because = code;
    this.#decision = { by: 'model_failure' };
    if (this.#call.progress.state === 'in_progress') this.#sayLast('apology');
    else this.#hangUpNow();
  }

  #sayLast(words: 'apology' | ConcludeReason): void {
    this.#call.voice.sayLast(words, () => this.#hangUpWhenHeard());
  }

  #hangUpWhenHeard(): void {
    const { pending, remainingMs } = this.#call.talk;
    this.#hangUp.whenHeard(pending, remainingMs);
  }

  #hangUpNow(): void {
    if (this.hungUp || this.#call.progress.over) return;
    this.#hungUpAt = this.#call.timers.now();
    this.#call.hangUp();
  }
}
