import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { CallEnd, CallState } from '../call/call-event.js';
import { Call } from '../call/call-state.js';
import type { EndReason } from '../call/end-reason.js';
import { NO_OUTCOME, type Outcome } from '../call/outcome.js';
import { Timeline } from '../call/timeline.js';
import type { Caption, Leg, LegEnd, LegListener, MachineMoment } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type {
  ConcludeReason,
  Conversation,
  ConversationEnd,
  ConversationListener,
  HandBack,
} from '../conversations/conversation.js';
import type { CallDependencies, CallLimits, CallRequest, RunningCall } from '../place-call.js';
import type { Recording } from '../recording/recording.js';
import { Supervision } from '../supervision/supervision.js';
import type { Supervisor } from '../supervision/supervisor.js';
import { CallTimers } from './call-timers.js';
import { Conclusion, GOODBYE_MS } from './conclusion.js';
import { type EndDecision, endReasonOf } from './end-decision.js';
import { endDetail } from './end-detail.js';
import { errorCode } from './error-code.js';
import { guardedLeg } from './guarded-leg.js';
import { HangUp } from './hangup.js';
import type { OwnWords } from './own-words.js';
import { PaidMinutes } from './paid-minutes.js';
import { RecentSound } from './recent-sound.js';
import { recordedLeg } from './recorded-leg.js';
import { makeOwnWords } from './say-own-words.js';
import { Talk } from './talk.js';

/**
 * The conversation was opened when the call was dialled, so at the answer it is ready. One that is not after this long is given up: with
 * 0.5 s for making the apology, the callee hears words within 2 s of picking up.
 */
const READY_WITHIN_MS = 1_500;

/** From our hanging up to the carrier's saying so: a REST request and a webhook, each a second at worst, and as much again. */
const LEG_END_WITHIN_MS = 5_000;

/** Carriers queue before they dial (calls per second), and not all tell that it rings: so much longer may pass before the first sign. */
const DIAL_GRACE_MS = 30_000;

/** A carrier that was told when to stop ringing, and does not, gets this much more. */
const RING_GRACE_MS = 10_000;

/**
 * How long before an unpaid minute would begin we hang up at the latest: the carrier needs up to half a second to take the line down, and
 * counts by its own clock.
 */
const BEFORE_UNPAID_MS = 1_000;

/**
 * Joins one leg to one conversation, from the dialling to the last event.
 *
 * Invariants: a call's decision to end (`#decision`) is made once and stands; after `#hungUpAt` nothing is said, heard or asked of the
 * conversation; after `over` no timer runs, neither leg nor conversation is held, and nothing is told. What any of the others throws ends
 * this call alone, with a reason.
 */
export class Bridge implements RunningCall {
  // Side by side, since each frame of the callee's needs these and nothing else.
  readonly #call: Call;
  readonly #sound = new RecentSound();
  #conversation: Conversation | null = null;
  #recording: Recording | null = null;
  readonly supervision: Supervision;

  readonly #talk: Talk;
  readonly callId: string;
  readonly ended: Promise<CallEnd>;
  readonly #request: CallRequest;
  readonly #dependencies: CallDependencies;
  readonly #limits: CallLimits;
  readonly #timers: CallTimers;
  readonly #timeline: Timeline;
  readonly #hangUp: HangUp;
  readonly #conclusion: Conclusion;
  readonly #paid: PaidMinutes;

  #resolve: (end: CallEnd) => void = () => undefined;
  #leg: Leg | null = null;
  /** What the carrier and the conversation tell from inside `dial` and `open` waits here until both have returned. */
  #inbox: (() => void)[] | null = [];
  #reference: string | null = null;
  #ready = false;
  #ringing: Timer | null = null;
  #unready: Timer | null = null;
  #decision: EndDecision | null = null;
  /** What made us decide so, for the end's detail. */
  #because: string | undefined;
  /** Why a further minute could not be paid for, where that has a word. */
  #unpaidBecause: string | null = null;
  #outcome: Outcome | null = null;
  #hungUpAt: number | null = null;
  #settling = false;
  /** What the conversation did to end the call while a person spoke in its place: done when they hand it back. */
  #afterSpeaker: (() => void) | null = null;

  constructor(request: CallRequest, dependencies: CallDependencies, limits: CallLimits) {
    const { clock } = dependencies;
    this.callId = request.callId;
    this.#request = request;
    this.#dependencies = dependencies;
    this.#limits = limits;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#call = new Call(clock.now());
    const timers = new CallTimers(clock, (error) => this.#fault(error));
    this.#timers = timers;
    this.#timeline = new Timeline(
      clock,
      (event) => dependencies.onEvent(event),
      (error) => this.#fault(error),
    );
    const { marks, clear } = dependencies.carrier.capabilities;
    const guarded = guardedLeg(
      () => (this.#hungUpAt === null ? this.#leg : null),
      (error) => {
        this.#because = errorCode(error);
        this.#decideAndHangUp({ by: 'carrier_failure' });
      },
    );
    const tapped = recordedLeg(guarded, () => this.supervision.tap);
    const leg = dependencies.record === undefined ? tapped : recordedLeg(tapped, () => this.#recording);
    this.#talk = new Talk({
      leg,
      sound: this.#sound,
      marks,
      clear,
      timers,
      timeline: this.#timeline,
      limits,
      brief: request.brief,
      ids: dependencies.ids,
      repeatsItself: dependencies.conversations.capabilities.repeatsItself,
      ask: (question) => this.#ask(question),
      warn: (code, detail) => this.#warn(code, detail),
      drained: () => {
        this.#hangUp.heard();
        this.#conclusion.quiet();
      },
      silent: () => this.conclude('no_response'),
      hangUpOnMailbox: () => this.#decideAndHangUp({ by: 'mailbox' }),
      sayOneMoment: () => this.#sayOneMoment(),
    });
    this.supervision = new Supervision({
      timers,
      timeline: this.#timeline,
      whispers: dependencies.conversations.capabilities.whispers,
      clears: clear,
      stage: () => this.#stage(),
      unheard: () => this.#talk.unheard(),
      whisper: (text, speakNow) => this.#guard(() => this.#ask((one) => one.whisper(text, speakNow))),
      pressKeys: (digits) => this.#guard(() => this.#talk.pressKeysFor(digits)),
      standAside: () => this.#guard(() => this.#talk.standAside()),
      goOn: (handBack) => this.#guard(() => this.#goOn(handBack)),
      play: (audio) => this.#guard(() => leg.play(audio)),
      pressing: () => this.#talk.pressing,
      powers: () => this.#talk.powers(),
    });
    this.#hangUp = new HangUp(timers, () => this.#hangUpNow());
    this.#conclusion = new Conclusion(timers, {
      sayGoodbye: (reason) => this.#sayGoodbye(reason),
      timeIsUp: (reason) => this.#decideAndHangUp({ by: 'service', reason }),
      speaking: () => this.#talk.pending,
    });
    this.#paid = new PaidMinutes(
      timers,
      async (minute) => (await dependencies.mayContinue?.(minute)) ?? false,
      (endsAt, why) =>
        this.#guard(() => {
          this.#unpaidBecause = why;
          this.#conclude('out_of_balance', endsAt - BEFORE_UNPAID_MS);
        }),
    );
  }

  get state(): CallState {
    return this.#call.state;
  }

  /** Opens the conversation, which may fail before anybody's phone rings, and dials. Called once. */
  start(): void {
    this.#call.dial(this.#timers.now());
    this.#timeline.tell({ type: 'state', state: 'dialing' });
    this.#guard(() => {
      if (this.#hungUpAt === null) this.#open();
      if (this.#hungUpAt === null) this.#dial();
    });
    const inbox = this.#inbox ?? [];
    this.#inbox = null;
    for (const told of inbox) this.#guard(told);
  }

  hangUp(by?: Supervisor): void {
    this.#guard(() => {
      if (by !== undefined && this.#hungUpAt === null) {
        this.#timeline.tell({ type: 'supervision', action: 'hang_up', by });
      }
      this.#decideAndHangUp({ by: 'owner' });
    });
  }

  conclude(reason: ConcludeReason): void {
    this.#guard(() => this.#conclude(reason, this.#timers.now() + GOODBYE_MS));
  }

  // The beginning.

  #open(): void {
    const { callId, brief, to, timeZone } = this.#request;
    const { carrier, conversations, clock, ids } = this.#dependencies;
    try {
      const listener = this.#conversationListener();
      this.#conversation = conversations.open(
        { callId, brief, to, timeZone, captions: carrier.capabilities.captions, limits: this.#limits, clock, ids },
        listener,
      );
    } catch (error) {
      this.#because = errorCode(error);
      this.#decideAndHangUp({ by: 'model_failure' });
    }
  }

  #dial(): void {
    const { callId, to, from } = this.#request;
    const { ringTimeoutMs, timeLimitMs } = this.#limits;
    try {
      this.#leg = this.#dependencies.carrier.dial(
        { callId, to, from, ringTimeoutMs, timeLimitMs },
        new Bridge.#FromCarrier(this),
      );
    } catch (error) {
      this.#because = errorCode(error);
      this.#decideAndHangUp({ by: 'carrier_failure' });
      return;
    }
    this.#awaitAnswer(ringTimeoutMs + DIAL_GRACE_MS);
  }

  /** Ends a call of which the carrier tells nothing more. */
  #awaitAnswer(ms: number): void {
    this.#ringing?.cancel();
    this.#ringing = this.#timers.after(ms, () => this.#decideAndHangUp({ by: 'ring_timeout' }));
  }

  #answered(by: 'unknown' | 'human' | 'machine'): void {
    const now = this.#timers.now();
    if (this.#hungUpAt !== null || this.#call.take('answered', now) === 'late') return;
    this.#ringing?.cancel();
    this.#timeline.tell({ type: 'state', state: 'in_progress' });
    this.#record();
    // Before anything else, so that nothing stands between the answer and the first word.
    this.#talk.answered();
    this.#ask((conversation) => conversation.answered(by));
    this.supervision.answered();
    if (by === 'machine') this.#machine('greeting');
    if (this.#hungUpAt !== null) return;
    if (this.#dependencies.mayContinue !== undefined) this.#paid.start(now);
    const { timeLimitMs } = this.#limits;
    // Of a very short call the goodbye gets half.
    this.#timers.after(Math.max(timeLimitMs - GOODBYE_MS, timeLimitMs / 2), () =>
      this.#conclude('time_limit', now + timeLimitMs),
    );
    if (!this.#ready) {
      this.#unready = this.#timers.after(READY_WITHIN_MS, () => this.#conversationFailed('not_ready'));
    }
    // It had finished before the answer: what was held is all.
    if (this.#decision?.by === 'conversation') this.#hangUpWhenHeard();
  }

  #record(): void {
    const { record } = this.#dependencies;
    if (record === undefined) return;
    try {
      this.#recording = record(this.callId);
      this.#timeline.tell({ type: 'recording' });
    } catch (error) {
      this.#warn(errorCode(error), 'the recording could not be begun');
    }
  }

  // What the carrier tells.

  /** What the carrier tells one bridge. A class of its own, and no functions made for each call: audio comes through it fifty times a second. */
  static readonly #FromCarrier = class implements LegListener {
    readonly #bridge: Bridge;

    constructor(bridge: Bridge) {
      this.#bridge = bridge;
    }

    /** Nothing here that need not be. Before the answer it is the network's own sound (RFC 3960). */
    audio(audio: MulawAudio): void {
      const bridge = this.#bridge;
      if (bridge.#call.state === 'in_progress') bridge.#hear(audio);
    }

    accepted(reference: string): void {
      this.#bridge.#take(() => this.#bridge.#accepted(reference));
    }

    ringing(): void {
      this.#bridge.#take(() => this.#bridge.#rings());
    }

    answered(by: 'unknown' | 'human' | 'machine'): void {
      this.#bridge.#take(() => this.#bridge.#answered(by));
    }

    key(digit: string): void {
      this.#bridge.#take(() => this.#bridge.#key(digit));
    }

    caption(caption: Caption): void {
      this.#bridge.#take(() => this.#bridge.#caption(caption));
    }

    machine(moment: MachineMoment): void {
      this.#bridge.#take(() => this.#bridge.#machine(moment));
    }

    mark(name: string): void {
      this.#bridge.#take(() => this.#bridge.#talk.marked(name));
    }

    ended(end: LegEnd): void {
      this.#bridge.#take(() => this.#bridge.#end(end));
    }
  };

  #caption(caption: Caption): void {
    if (this.#call.state === 'in_progress') this.#ask((conversation) => conversation.hearCaption(caption));
  }

  #accepted(reference: string): void {
    if (this.#reference === reference || this.#call.state === 'ended') return;
    if (this.#reference !== null) {
      this.#warn('carrier_reference_changed', 'the carrier named the call a second time, and otherwise');
      return;
    }
    this.#reference = reference;
    const { state } = this.#call;
    this.#timeline.tell({ type: 'state', state, carrierReference: reference });
  }

  #rings(): void {
    if (this.#call.take('ringing', this.#timers.now()) === 'late') return;
    this.#timeline.tell({ type: 'state', state: 'ringing' });
    if (this.#hungUpAt === null) this.#awaitAnswer(this.#limits.ringTimeoutMs + RING_GRACE_MS);
  }

  #machine(moment: MachineMoment): void {
    if (this.#stage() !== 'talking') return;
    // Whoever speaks there knows better what to do.
    if (this.supervision.speaker !== null) this.#timeline.tell({ type: 'machine', moment });
    else this.#talk.machine(moment);
  }

  #hear(audio: MulawAudio): void {
    this.#sound.push(audio);
    this.#recording?.heard(audio);
    this.supervision.tap?.heard(audio);
    try {
      this.#conversation?.hear(audio);
    } catch (error) {
      this.#guard(() => this.#conversationFailed(errorCode(error)));
    }
  }

  #key(digit: string): void {
    if (this.#call.state !== 'in_progress' || this.#hungUpAt !== null || !/^[0-9*#A-D]$/.test(digit)) return;
    this.#talk.calleePressed(digit);
    this.#ask((conversation) => conversation.hearKey(digit));
  }

  // What the conversation tells. After it failed, was closed, or the line is gone, nothing of it counts.

  #conversationListener(): ConversationListener {
    const take = (told: () => void): void =>
      this.#take(() => {
        if (this.#conversation !== null && !this.#settling) told();
      });
    return {
      ready: () => take(() => this.#isReady()),
      speech: (utteranceId, audio, words) =>
        take(() => {
          this.#isReady();
          this.#talk.speech(utteranceId, audio, words);
        }),
      speechEnded: (utteranceId, text) => take(() => this.#talk.speechEnded(utteranceId, text)),
      calleeSpeaking: () => take(() => this.#talk.calleeSpeaking()),
      calleeSilent: () => take(() => this.#talk.calleeSilent()),
      calleeSaid: (said) => take(() => this.#talk.calleeSaid(said)),
      pressKeys: (digits) => take(() => this.#talk.pressKeys(digits)),
      note: (values) => take(() => this.#timeline.tell({ type: 'note', values })),
      usage: (usage) => take(() => this.#timeline.tell({ type: 'usage', usage })),
      stalled: (stalled) => take(() => this.#talk.stalled(stalled)),
      finish: (end, outcome) => take(() => this.#finish(end, outcome)),
      failed: (error) => take(() => this.#conversationFailed(errorCode(error))),
    };
  }

  #isReady(): void {
    this.#ready = true;
    this.#unready?.cancel();
  }

  #finish(end: ConversationEnd, outcome: Outcome): void {
    if (this.#decision !== null) return;
    if (this.supervision.speaker !== null) {
      this.#afterSpeaker = () => this.#finish(end, outcome);
      return;
    }
    this.#decision = { by: 'conversation', end };
    this.#outcome = outcome;
    this.#talk.lastWords();
    if (this.#call.state === 'in_progress') this.#hangUpWhenHeard();
  }

  #conversationFailed(code: string): void {
    if (this.#conversation === null) return;
    this.#warn(code, 'the conversation failed');
    this.#closeConversation();
    // Where its last words are on their way, they are still said.
    if (this.#decision !== null) return;
    // A person who speaks in its place is not cut off for that.
    if (this.supervision.speaker !== null) this.#afterSpeaker = () => this.#endForFailure(code);
    else this.#endForFailure(code);
  }

  #endForFailure(code: string): void {
    this.#because = code;
    this.#decision = { by: 'model_failure' };
    if (this.#call.state === 'in_progress') this.#sayOwn('apology');
    else this.#hangUpNow();
  }

  // People.

  #stage(): 'before_answer' | 'talking' | 'ending' | 'over' {
    if (this.#call.over || this.#hungUpAt !== null) return 'over';
    if (this.#call.state !== 'in_progress') return 'before_answer';
    return this.#decision !== null || this.#conclusion.begun ? 'ending' : 'talking';
  }

  #goOn(handBack: HandBack): void {
    this.#talk.goOn(handBack);
    const after = this.#afterSpeaker;
    this.#afterSpeaker = null;
    if (this.#decision === null) after?.();
  }

  // The end.

  #conclude(reason: ConcludeReason, deadlineAt: number): void {
    if (this.#hungUpAt !== null) return;
    if (this.#call.state !== 'in_progress') {
      this.#decideAndHangUp({ by: 'service', reason });
      return;
    }
    this.supervision.concluding();
    // Also where the conversation is ending the call itself: the deadline holds.
    const isFirst = this.#conclusion.begin(reason, deadlineAt);
    if (!isFirst || this.#decision !== null) return;
    this.#talk.concluding();
    this.#ask((conversation) => conversation.conclude(reason));
  }

  /** The conversation does not end the call: the bridge does. */
  #sayGoodbye(reason: ConcludeReason): void {
    if (this.#decision !== null) return;
    this.#warn('conversation_stuck', 'the conversation was asked to end the call and did not');
    this.#decision = { by: 'service', reason };
    this.#closeConversation();
    this.#sayOwn(reason);
  }

  /** Says a few words in the conversation's place, and hangs up. */
  #sayOwn(words: OwnWords): void {
    this.#talk.lastWords();
    this.#talk.makeRoom();
    const { synthesiser, ids } = this.#dependencies;
    makeOwnWords(words, this.#request, synthesiser, this.#timers, {
      made: (audio, text) =>
        this.#guard(() => {
          if (this.#hungUpAt !== null) return;
          this.#talk.sayOwn(ids.next(), audio, text);
          this.#hangUpWhenHeard();
        }),
      failed: (code) =>
        this.#guard(() => {
          if (this.#hungUpAt !== null) return;
          this.#warn(code, 'the synthesiser could not say the last words');
          this.#hangUpWhenHeard();
        }),
    });
  }

  /** Says that it takes a moment; where that cannot be said, nothing is. */
  #sayOneMoment(): void {
    const { synthesiser, ids } = this.#dependencies;
    makeOwnWords('one_moment', this.#request, synthesiser, this.#timers, {
      made: (audio, text) =>
        this.#guard(() => {
          if (this.#hungUpAt === null && this.#decision === null) this.#talk.sayOwn(ids.next(), audio, text);
        }),
      failed: (code) => this.#guard(() => this.#warn(code, 'the synthesiser could not say that it takes a moment')),
    });
  }

  #hangUpWhenHeard(): void {
    this.#hangUp.whenHeard(this.#talk.pending, this.#talk.remainingMs);
  }

  #decideAndHangUp(decision: EndDecision): void {
    this.#decision ??= decision;
    this.#hangUpNow();
  }

  #hangUpNow(): void {
    if (this.#hungUpAt !== null || this.#call.over) return;
    this.#hungUpAt = this.#timers.now();
    this.#settle();
    const leg = this.#leg;
    if (leg === null) {
      // Nothing was dialled, so nobody will tell that it is gone.
      this.#end(null);
      return;
    }
    this.#timers.after(LEG_END_WITHIN_MS, () => {
      this.#warn('leg_end_missing', 'the carrier did not say that the line was taken down');
      this.#end(null);
    });
    try {
      leg.hangUp();
    } catch (error) {
      this.#warn(errorCode(error), 'the carrier could not hang up');
    }
  }

  /** The talk is over: what was said is final. A fault in one step must not keep the call from ending. */
  #settle(): void {
    // The conversation still learns what was heard, for its outcome; what it would say to that comes too late.
    this.#settling = true;
    for (const step of [
      () => this.#paid.stop(),
      () => this.supervision.close(),
      () => this.#talk.close(),
      () => this.#closeConversation(),
      () => this.#closeRecording(),
    ]) {
      try {
        step();
      } catch (error) {
        this.#because ??= errorCode(error);
      }
    }
    this.#timers.cancelAll();
  }

  #closeRecording(): void {
    const recording = this.#recording;
    this.#recording = null;
    void recording?.close();
  }

  #closeConversation(): void {
    const conversation = this.#conversation;
    if (conversation === null) return;
    this.#conversation = null;
    try {
      if (this.#call.answeredAt !== null) this.#outcome ??= conversation.outcome();
    } catch (error) {
      this.#warn(errorCode(error), 'the conversation could not tell its outcome');
    }
    try {
      conversation.close();
    } catch (error) {
      this.#warn(errorCode(error), 'the conversation could not be closed');
    }
  }

  /** @param leg null where the carrier did not tell. */
  #end(leg: LegEnd | null): void {
    if (this.#call.over) return;
    const now = this.#timers.now();
    this.#settle();
    if (leg === null) this.#call.end(now);
    else this.#call.take('ended', now);
    const { answeredAt } = this.#call;
    // Whoever pays does not pay for the time that the carrier needs to take the line down.
    const endedAt = Math.max(this.#hungUpAt ?? now, answeredAt ?? 0);
    const endReason = endReasonOf({
      answered: answeredAt !== null,
      decision: this.#decision,
      cause: leg?.cause ?? null,
    });
    const end: CallEnd = {
      endReason,
      detail: endDetail(endReason, this.#detail(endReason, leg)),
      answeredAt: answeredAt === null ? null : this.#timeline.at(answeredAt),
      endedAt: this.#timeline.at(endedAt),
      talkMs: answeredAt === null ? 0 : this.#timeline.at(endedAt) - this.#timeline.at(answeredAt),
      outcome: (answeredAt === null ? null : this.#outcome) ?? NO_OUTCOME,
    };
    this.#timeline.tell({ type: 'ended', end });
    this.#timers.close();
    this.#leg = null;
    this.#resolve(end);
  }

  #detail(endReason: EndReason, leg: LegEnd | null): string | undefined {
    if (endReason === 'out_of_balance' && this.#unpaidBecause !== null) return this.#unpaidBecause;
    return this.#because ?? (this.#decision === null ? leg?.detail : undefined);
  }

  // What others throw.

  /** Takes what is told from outside: now, or once `dial` and `open` have returned. */
  #take(told: () => void): void {
    if (this.#inbox !== null) this.#inbox.push(told);
    else this.#guard(told);
  }

  #guard(run: () => void): void {
    if (this.#call.over) return;
    try {
      run();
    } catch (error) {
      this.#fault(error);
    }
  }

  /** An error in our own program, or in whoever listens to it: this call ends, the process goes on. */
  #fault(error: unknown): void {
    if (this.#call.over || this.#hungUpAt !== null) return;
    this.#because = errorCode(error);
    this.#decideAndHangUp({ by: 'fault' });
  }

  #ask(question: (conversation: Conversation) => void): void {
    const conversation = this.#conversation;
    if (conversation === null) return;
    try {
      question(conversation);
    } catch (error) {
      if (this.#settling) this.#warn(errorCode(error), 'the conversation failed at the end of the call');
      else this.#conversationFailed(errorCode(error));
    }
  }

  #warn(code: string, detail: string): void {
    this.#timeline.tell({ type: 'warning', code, detail });
  }
}
