import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { CallEnd, CallState } from '../call/call-event.js';
import { Call } from '../call/call-state.js';
import { callLanguage } from '../call/language.js';
import { NO_OUTCOME, type Outcome } from '../call/outcome.js';
import { Timeline } from '../call/timeline.js';
import { Transcript } from '../call/transcript.js';
import type { Leg, LegEnd, LegListener } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type {
  ConcludeReason,
  Conversation,
  ConversationEnd,
  ConversationListener,
} from '../conversations/conversation.js';
import { isRingbackError } from '../errors.js';
import type { CallDependencies, CallLimits, CallRequest, RunningCall } from '../place-call.js';
import { AssistantSpeech, type AssistantSpeechEvents } from './assistant-speech.js';
import { type BargeInEvent, bargeIn, NOBODY_SPEAKS } from './bargein.js';
import { CallTimers } from './call-timers.js';
import { CalleeSpeech, type CalleeSpeechEvents } from './callee-speech.js';
import { Conclusion, GOODBYE_MS } from './conclusion.js';
import { type EndDecision, endReasonOf } from './end-decision.js';
import { endDetail } from './end-detail.js';
import { HangUp } from './hangup.js';
import { areKeys } from './keys.js';
import { type OwnWords, ownWords, speakOwnWords } from './own-words.js';
import { PaidMinutes } from './paid-minutes.js';
import { SilenceWatch } from './silence-watch.js';
import { TurnLatencies } from './turn-latency.js';

/**
 * The conversation was opened when the call was dialled, so at the answer it is ready. One that is not after this long is given up: with
 * 0.5 s for making the apology, the callee hears words within 2 s of picking up.
 */
const READY_WITHIN_MS = 1_500;

/** An apology within 2 s: what is queued is heard to its end only where that is sooner, 0.5 s allowing for making the apology. */
const LET_FINISH_MS = 1_500;

/** The synthesiser makes a sentence in 0.2 s; one that has not after 3 s would leave a silence worse than a plain end. */
const SPEAK_WITHIN_MS = 3_000;

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

/** How often the line may be silent for `silenceMs`: the first time the conversation itself asks whether anybody is there. */
const SILENCES = 2;

/**
 * Joins one leg to one conversation, from the dialling to the last event.
 *
 * Invariants: a call's decision to end (`#decision`) is made once and stands; after `#hungUpAt` nothing is said, heard or asked of the
 * conversation; after `over` no timer runs, neither leg nor conversation is held, and nothing is told. What any of the others throws ends
 * this call alone, with a reason.
 */
export class Bridge implements RunningCall {
  readonly callId: string;
  readonly ended: Promise<CallEnd>;
  readonly #request: CallRequest;
  readonly #dependencies: CallDependencies;
  readonly #limits: CallLimits;
  readonly #timers: CallTimers;
  readonly #timeline: Timeline;
  readonly #transcript: Transcript;
  readonly #turns: TurnLatencies;
  readonly #speech: AssistantSpeech;
  readonly #callee: CalleeSpeech;
  readonly #silence: SilenceWatch;
  readonly #hangUp: HangUp;
  readonly #conclusion: Conclusion;
  readonly #paid: PaidMinutes;
  readonly #call: Call;

  #resolve: (end: CallEnd) => void = () => undefined;
  #leg: Leg | null = null;
  #conversation: Conversation | null = null;
  /** What the carrier and the conversation tell from inside `dial` and `open` waits here until both have returned. */
  #inbox: (() => void)[] | null = [];
  #reference: string | null = null;
  #ready = false;
  #ringing: Timer | null = null;
  #unready: Timer | null = null;
  #patience: Timer | null = null;
  #turn = NOBODY_SPEAKS;
  #decision: EndDecision | null = null;
  /** What made us decide so, for the end's detail. */
  #because: string | undefined;
  #outcome: Outcome | null = null;
  #hungUpAt: number | null = null;

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
    this.#transcript = new Transcript((utterance) => this.#timeline.tell({ type: 'utterance', utterance }));
    this.#turns = new TurnLatencies((latency) => this.#timeline.tell({ type: 'turn', latency }));
    this.#speech = new AssistantSpeech(
      this.#guardedLeg(),
      dependencies.carrier.capabilities.marks,
      timers,
      this.#speechEvents(),
    );
    this.#callee = new CalleeSpeech(timers, this.#calleeEvents());
    this.#silence = new SilenceWatch(timers, limits.silenceMs * SILENCES, () => this.conclude('no_response'));
    this.#hangUp = new HangUp(timers, () => this.#hangUpNow());
    this.#conclusion = new Conclusion(timers, {
      sayGoodbye: (reason) => this.#sayGoodbye(reason),
      timeIsUp: (reason) => this.#decideAndHangUp({ by: 'service', reason }),
      speaking: () => this.#speech.pending,
    });
    this.#paid = new PaidMinutes(
      timers,
      async (minute) => (await dependencies.mayContinue?.(minute)) === true,
      (endsAt) => this.#guard(() => this.#conclude('out_of_balance', endsAt - BEFORE_UNPAID_MS)),
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

  hangUp(): void {
    this.#guard(() => this.#decideAndHangUp({ by: 'owner' }));
  }

  conclude(reason: ConcludeReason): void {
    this.#guard(() => this.#conclude(reason, this.#timers.now() + GOODBYE_MS));
  }

  // The beginning.

  #open(): void {
    const { callId, brief, to } = this.#request;
    const { conversations, clock, ids } = this.#dependencies;
    try {
      const listener = this.#conversationListener();
      this.#conversation = conversations.open({ callId, brief, to, clock, ids }, listener);
    } catch (error) {
      this.#because = codeOf(error);
      this.#decideAndHangUp({ by: 'model_failure' });
    }
  }

  #dial(): void {
    const { callId, to, from } = this.#request;
    const { ringTimeoutMs } = this.#limits;
    try {
      this.#leg = this.#dependencies.carrier.dial({ callId, to, from, ringTimeoutMs }, this.#legListener());
    } catch (error) {
      this.#because = codeOf(error);
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
    this.#turns.answered(now);
    // Before anything else, so that nothing stands between the answer and the first word.
    this.#speech.release();
    this.#ask((conversation) => conversation.answered(by));
    if (this.#hungUpAt !== null) return;
    this.#silence.start();
    if (this.#dependencies.mayContinue !== undefined) this.#paid.start(now);
    const { timeLimitMs } = this.#limits;
    // Of a very short call the goodbye gets half.
    this.#timers.after(Math.max(timeLimitMs - GOODBYE_MS, timeLimitMs / 2), () =>
      this.#conclude('time_limit', now + timeLimitMs),
    );
    if (!this.#ready) {
      this.#unready = this.#timers.after(READY_WITHIN_MS, () => this.#conversationFailed('not_ready'));
    }
    if (this.#decision !== null) this.#hangUpWhenHeard();
  }

  // What the carrier tells.

  #legListener(): LegListener {
    return {
      accepted: (reference) => this.#take(() => this.#accepted(reference)),
      ringing: () => this.#take(() => this.#rings()),
      answered: (by) => this.#take(() => this.#answered(by)),
      // Fifty times a second: nothing here that need not be. Before the answer it is the network's own sound (RFC 3960).
      audio: (audio) => {
        if (this.#call.state === 'in_progress') this.#hear(audio);
      },
      key: (digit) => this.#take(() => this.#key(digit)),
      caption: (caption) =>
        this.#take(() => {
          if (this.#call.state === 'in_progress') this.#ask((conversation) => conversation.hearCaption(caption));
        }),
      mark: (name) => this.#take(() => this.#speech.marked(name)),
      ended: (end) => this.#take(() => this.#end(end)),
    };
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

  #hear(audio: MulawAudio): void {
    try {
      this.#conversation?.hear(audio);
    } catch (error) {
      this.#guard(() => this.#conversationFailed(codeOf(error)));
    }
  }

  #key(digit: string): void {
    if (this.#call.state !== 'in_progress' || this.#hungUpAt !== null || !/^[0-9*#A-D]$/.test(digit)) return;
    this.#silence.calleeHeard();
    this.#timeline.tell({ type: 'keys', by: 'user', digits: digit });
    this.#ask((conversation) => conversation.hearKey(digit));
  }

  // What the conversation tells. After it failed, was closed, or the line is gone, nothing of it counts.

  #conversationListener(): ConversationListener {
    const take = (told: () => void): void =>
      this.#take(() => {
        if (this.#conversation !== null) told();
      });
    return {
      ready: () => take(() => this.#isReady()),
      speech: (utteranceId, audio, words) =>
        take(() => {
          this.#isReady();
          this.#speech.give(utteranceId, audio, words);
        }),
      speechEnded: (utteranceId, text) => take(() => this.#speech.ended(utteranceId, text)),
      calleeSpeaking: () => take(() => this.#callee.began()),
      calleeSilent: () => take(() => this.#callee.stopped()),
      calleeSaid: (said) => take(() => this.#callee.heard(said)),
      pressKeys: (digits) =>
        take(() => {
          if (areKeys(digits)) this.#speech.press(digits);
          else this.#warn('invalid_keys', 'the conversation asked for keys that no phone has, or for more than 32');
        }),
      note: (values) => take(() => this.#timeline.tell({ type: 'note', values })),
      finish: (end, outcome) => take(() => this.#finish(end, outcome)),
      failed: (error) => take(() => this.#conversationFailed(codeOf(error))),
    };
  }

  #isReady(): void {
    this.#ready = true;
    this.#unready?.cancel();
  }

  #finish(end: ConversationEnd, outcome: Outcome): void {
    if (this.#decision !== null) return;
    this.#decision = { by: 'conversation', end };
    this.#outcome = outcome;
    this.#lastWords();
    if (this.#call.state === 'in_progress') this.#hangUpWhenHeard();
  }

  #conversationFailed(code: string): void {
    if (this.#conversation === null) return;
    this.#warn(code, 'the conversation failed');
    this.#closeConversation();
    // Where its last words are on their way, they are still said.
    if (this.#decision !== null) return;
    this.#decision = { by: 'model_failure' };
    this.#because = code;
    if (this.#call.state === 'in_progress') this.#sayOwn('apology');
    else this.#hangUpNow();
  }

  // Speech.

  #speechEvents(): AssistantSpeechEvents {
    const at = (instant: number): number => this.#timeline.at(instant);
    return {
      given: (utteranceId) => this.#turns.firstAudio(utteranceId, this.#timers.now()),
      queued: (utteranceId, startsAt) => {
        this.#turns.toCarrier(utteranceId, this.#timers.now());
        this.#transcript.begin(utteranceId, at(startsAt));
      },
      began: (utteranceId, startedAt) => {
        this.#transcript.begin(utteranceId, at(startedAt));
        this.#turns.heard(utteranceId, startedAt);
      },
      partial: (utteranceId, text) => this.#timeline.tell({ type: 'partial', utteranceId, role: 'assistant', text }),
      said: (said) => {
        this.#transcript.finish({
          utteranceId: said.utteranceId,
          role: 'assistant',
          text: said.text,
          startedAt: at(said.startedAt),
          endedAt: at(said.endedAt),
          interrupted: said.interrupted,
        });
      },
      unsaid: (utteranceId) => {
        this.#turns.finished(utteranceId);
        this.#transcript.drop(utteranceId);
      },
      played: (utteranceId, heardMs, interrupted) =>
        this.#ask((conversation) => conversation.played(utteranceId, heardMs, interrupted)),
      interrupted: (utteranceId, heardMs, spokenMs) =>
        this.#timeline.tell({ type: 'interruption', utteranceId, heardMs, spokenMs }),
      keys: (digits) => this.#timeline.tell({ type: 'keys', by: 'assistant', digits }),
      turn: (speaking, opening) =>
        this.#takeTurn(speaking ? { type: 'assistant_began', opening } : { type: 'assistant_stopped' }),
      audible: (audible) => this.#silence.assistant(audible),
      drained: () => {
        this.#hangUp.heard();
        this.#conclusion.quiet();
      },
      warning: (code, detail) => this.#warn(code, detail),
    };
  }

  #calleeEvents(): CalleeSpeechEvents {
    const at = (instant: number): number => this.#timeline.at(instant);
    return {
      speaking: (speaking) => {
        const { openingHeardMs } = this.#speech;
        this.#silence.callee(speaking);
        this.#takeTurn(speaking ? { type: 'callee_began', openingHeardMs } : { type: 'callee_stopped' });
      },
      stopped: (instant, corrected) => {
        if (corrected) this.#turns.calleeReallyStopped(instant);
        else this.#turns.calleeStopped(instant);
      },
      began: (id, startedAt) => this.#transcript.begin(id, at(startedAt)),
      dropped: (id) => this.#transcript.drop(id),
      partial: (utteranceId, text) => {
        this.#silence.calleeHeard();
        this.#timeline.tell({ type: 'partial', utteranceId, role: 'user', text });
      },
      said: ({ utteranceId, text, startedAt, endedAt }) => {
        this.#silence.calleeHeard();
        this.#transcript.finish({
          utteranceId,
          role: 'user',
          text,
          startedAt: at(startedAt),
          endedAt: at(endedAt),
          interrupted: false,
        });
      },
    };
  }

  #takeTurn(event: BargeInEvent): void {
    const { state, effects } = bargeIn(this.#turn, event, this.#limits.bargeInMs);
    this.#turn = state;
    for (const effect of effects) {
      if (effect.type === 'interrupt') this.#speech.interrupt();
      else {
        this.#patience?.cancel();
        this.#patience =
          effect.type === 'wait'
            ? this.#timers.after(effect.ms, () => this.#takeTurn({ type: 'patience_over' }))
            : null;
      }
    }
  }

  // The end.

  #conclude(reason: ConcludeReason, deadlineAt: number): void {
    if (this.#hungUpAt !== null) return;
    if (this.#call.state !== 'in_progress') {
      this.#decideAndHangUp({ by: 'service', reason });
      return;
    }
    // Also where the conversation is ending the call itself: the deadline holds.
    const isFirst = this.#conclusion.begin(reason, deadlineAt);
    if (!isFirst || this.#decision !== null) return;
    this.#silence.stop();
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
    this.#lastWords();
    if (this.#speech.remainingMs > LET_FINISH_MS) this.#speech.interrupt();
    const language = callLanguage(this.#request.brief, this.#request.to);
    const giveUp = this.#timers.after(SPEAK_WITHIN_MS, () => {
      this.#warn('speech_failed', 'the synthesiser did not say the last words in time');
      this.#hangUpWhenHeard();
    });
    const settle = (run: () => void): void =>
      this.#guard(() => {
        if (this.#hangUp.waiting || this.#hungUpAt !== null) return;
        giveUp.cancel();
        run();
        this.#hangUpWhenHeard();
      });
    // Also where the synthesiser throws at once instead of rejecting.
    new Promise<MulawAudio>((resolve) => resolve(speakOwnWords(this.#dependencies.synthesiser, words, language))).then(
      (audio) => settle(() => this.#speech.sayOwn(this.#dependencies.ids.next(), audio, ownWords(words, language))),
      (error) => settle(() => this.#warn(codeOf(error), 'the synthesiser could not say the last words')),
    );
  }

  /** What is queued now is the last that the conversation says. */
  #lastWords(): void {
    this.#takeTurn({ type: 'last_words' });
    this.#silence.stop();
    this.#speech.finish();
  }

  #hangUpWhenHeard(): void {
    this.#hangUp.whenHeard(this.#speech.pending, this.#speech.remainingMs);
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
      this.#warn(codeOf(error), 'the carrier could not hang up');
    }
  }

  /** The talk is over: what was said is final. */
  #settle(): void {
    this.#silence.stop();
    this.#paid.stop();
    this.#speech.close();
    this.#callee.close();
    this.#transcript.close();
    this.#turns.close();
    this.#closeConversation();
    this.#timers.cancelAll();
  }

  #closeConversation(): void {
    const conversation = this.#conversation;
    if (conversation === null) return;
    this.#conversation = null;
    try {
      if (this.#call.answeredAt !== null) this.#outcome ??= conversation.outcome();
    } catch (error) {
      this.#warn(codeOf(error), 'the conversation could not tell its outcome');
    }
    try {
      conversation.close();
    } catch (error) {
      this.#warn(codeOf(error), 'the conversation could not be closed');
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
      detail: endDetail(endReason, this.#because ?? (this.#decision === null ? leg?.detail : undefined)),
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
    this.#because = codeOf(error);
    this.#decideAndHangUp({ by: 'fault' });
  }

  #ask(question: (conversation: Conversation) => void): void {
    const conversation = this.#conversation;
    if (conversation === null) return;
    try {
      question(conversation);
    } catch (error) {
      this.#conversationFailed(codeOf(error));
    }
  }

  /** The leg as its speakers see it: there once it is dialled, and one that throws ends this call. */
  #guardedLeg(): Leg {
    const on = (use: (leg: Leg) => void): void => {
      const leg = this.#leg;
      if (leg === null || this.#hungUpAt !== null) return;
      try {
        use(leg);
      } catch (error) {
        this.#because = codeOf(error);
        this.#decideAndHangUp({ by: 'carrier_failure' });
      }
    };
    return {
      play: (audio, words) => on((leg) => leg.play(audio, words)),
      mark: (name) => on((leg) => leg.mark(name)),
      clear: () => on((leg) => leg.clear()),
      hangUp: () => this.#hangUpNow(),
    };
  }

  #warn(code: string, detail: string): void {
    this.#timeline.tell({ type: 'warning', code, detail });
  }
}

/** The code of an error, or what kind it is: never its message, which may hold a number or what was said. */
function codeOf(error: unknown): string {
  if (isRingbackError(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
