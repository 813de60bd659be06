import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { CallEnd, CallState } from '../call/call-event.js';
import { Call } from '../call/call-state.js';
import { Timeline } from '../call/timeline.js';
import type { Caption, LegEnd, LegListener, MachineMoment } from '../carriers/carrier.js';
import type { ConcludeReason, Conversation, HandBack } from '../conversations/conversation.js';
import type { CallDependencies, CallLimits, CallRequest, RunningCall } from '../place-call.js';
import type { Recording } from '../recording/recording.js';
import { Supervision } from '../supervision/supervision.js';
import type { Supervisor } from '../supervision/supervisor.js';
import { CallEnding } from './call-ending.js';
import { CallLeg } from './call-leg.js';
import { CallTimers } from './call-timers.js';
import { errorCode } from './error-code.js';
import { FromConversation } from './from-conversation.js';
import { OwnVoice } from './own-voice.js';
import { RecentSound } from './recent-sound.js';
import { recordedLeg } from './recorded-leg.js';
import { Talk } from './talk.js';

/**
 * Joins one leg to one conversation, from the dialling to the last event.
 *
 * Invariants: a call's decision to end (in `#ending`) is made once and stands; after we have hung up nothing is said, heard or asked of the
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
  readonly #leg: CallLeg;
  readonly #voice: OwnVoice;
  readonly #ending: CallEnding;
  readonly #fromConversation: FromConversation;

  #resolve: (end: CallEnd) => void = () => undefined;
  /** What the carrier and the conversation tell from inside `dial` and `open` waits here until both have returned. */
  #inbox: (() => void)[] | null = [];
  #settling = false;

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
    this.#leg = new CallLeg(timers, limits, {
      hungUp: () => this.#ending.hungUp,
      failed: (code) => this.#ending.decideAndHangUp({ by: 'carrier_failure' }, code),
      unanswered: () => this.#ending.decideAndHangUp({ by: 'ring_timeout' }),
      lost: () => this.#end(null),
      warn: (code, detail) => this.#warn(code, detail),
    });
    const tapped = recordedLeg(this.#leg.line, () => this.supervision.tap);
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
      drained: () => this.#ending.drained(),
      silent: () => this.conclude('no_response'),
      hangUpOnMailbox: () => this.#ending.decideAndHangUp({ by: 'mailbox' }),
      sayOneMoment: () => this.#voice.sayOneMoment(),
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
    this.#voice = new OwnVoice({
      request,
      synthesiser: dependencies.synthesiser,
      ids: dependencies.ids,
      timers,
      talk: this.#talk,
      decided: () => this.#ending.decided,
      hungUp: () => this.#ending.hungUp,
      guard: (run) => this.#guard(run),
      warn: (code, detail) => this.#warn(code, detail),
    });
    this.#ending = new CallEnding({
      progress: this.#call,
      timers,
      timeline: this.#timeline,
      timeLimitMs: limits.timeLimitMs,
      payer: dependencies,
      talk: this.#talk,
      voice: this.#voice,
      supervision: this.supervision,
      ask: (question) => this.#ask(question),
      closeConversation: () => this.#closeConversation(),
      hangUp: () => {
        this.#settle();
        this.#leg.takeDown();
      },
      guard: (run) => this.#guard(run),
      warn: (code, detail) => this.#warn(code, detail),
    });
    this.#fromConversation = new FromConversation({
      timers,
      timeline: this.#timeline,
      talk: this.#talk,
      ending: this.#ending,
      take: (told) => this.#takeFromConversation(told),
      failed: (code) => this.#conversationFailed(code),
    });
  }

  get state(): CallState {
    return this.#call.state;
  }

  /** Opens the conversation, which may fail before anybody's phone rings, and dials. Called once. */
  start(): void {
    this.#call.dial(this.#timers.now());
    this.#timeline.tell({ type: 'state', state: 'dialing' });
    this.#guard(() => {
      if (!this.#ending.hungUp) this.#open();
      if (!this.#ending.hungUp) this.#dial();
    });
    const inbox = this.#inbox ?? [];
    this.#inbox = null;
    for (const told of inbox) this.#guard(told);
  }

  hangUp(by?: Supervisor): void {
    this.#guard(() => {
      if (by !== undefined && !this.#ending.hungUp) {
        this.#timeline.tell({ type: 'supervision', action: 'hang_up', by });
      }
      this.#ending.decideAndHangUp({ by: 'owner' });
    });
  }

  conclude(reason: ConcludeReason): void {
    this.#guard(() => this.#ending.conclude(reason));
  }

  // The beginning.

  #open(): void {
    const { callId, brief, to, timeZone } = this.#request;
    const { carrier, conversations, clock, ids } = this.#dependencies;
    try {
      this.#conversation = conversations.open(
        { callId, brief, to, timeZone, captions: carrier.capabilities.captions, limits: this.#limits, clock, ids },
        this.#fromConversation.listener(),
      );
    } catch (error) {
      this.#ending.decideAndHangUp({ by: 'model_failure' }, errorCode(error));
    }
  }

  #dial(): void {
    this.#leg.dial(this.#dependencies.carrier, this.#request, new Bridge.#FromCarrier(this));
  }

  #answered(by: 'unknown' | 'human' | 'machine'): void {
    const now = this.#timers.now();
    if (this.#ending.hungUp || this.#call.take('answered', now) === 'late') return;
    this.#leg.answered();
    this.#timeline.tell({ type: 'state', state: 'in_progress' });
    this.#record();
    // Before anything else, so that nothing stands between the answer and the first word.
    this.#talk.answered();
    this.#ask((conversation) => conversation.answered(by));
    this.supervision.answered();
    if (by === 'machine') this.#machine('greeting');
    if (this.#ending.hungUp) return;
    this.#ending.answered(now);
    this.#fromConversation.answered();
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
    if (this.#call.state === 'ended' || !this.#leg.accepted(reference)) return;
    const { state } = this.#call;
    this.#timeline.tell({ type: 'state', state, carrierReference: reference });
  }

  #rings(): void {
    if (this.#call.take('ringing', this.#timers.now()) === 'late') return;
    this.#timeline.tell({ type: 'state', state: 'ringing' });
    if (!this.#ending.hungUp) this.#leg.rings();
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
    if (this.#call.state !== 'in_progress' || this.#ending.hungUp || !/^[0-9*#A-D]$/.test(digit)) return;
    this.#talk.calleePressed(digit);
    this.#ask((conversation) => conversation.hearKey(digit));
  }

  // What the conversation tells.

  /** After it failed, was closed, or the line is gone, nothing of it counts. */
  #takeFromConversation(told: () => void): void {
    this.#take(() => {
      if (this.#conversation !== null && !this.#settling) told();
    });
  }

  #conversationFailed(code: string): void {
    if (this.#conversation === null) return;
    this.#warn(code, 'the conversation failed');
    this.#closeConversation();
    this.#ending.conversationFailed(code);
  }

  // People.

  #stage(): 'before_answer' | 'talking' | 'ending' | 'over' {
    if (this.#call.over || this.#ending.hungUp) return 'over';
    if (this.#call.state !== 'in_progress') return 'before_answer';
    return this.#ending.begun ? 'ending' : 'talking';
  }

  #goOn(handBack: HandBack): void {
    this.#talk.goOn(handBack);
    this.#ending.handedBack();
  }

  // The end.

  /** The talk is over: what was said is final. A fault in one step must not keep the call from ending. */
  #settle(): void {
    // The conversation still learns what was heard, for its outcome; what it would say to that comes too late.
    this.#settling = true;
    for (const step of [
      () => this.#ending.close(),
      () => this.supervision.close(),
      () => this.#talk.close(),
      () => this.#closeConversation(),
      () => this.#closeRecording(),
    ]) {
      try {
        step();
      } catch (error) {
        this.#ending.closingFailed(errorCode(error));
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
      this.#ending.takeOutcome(conversation);
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
    const end = this.#ending.callEnd(leg, now);
    this.#timeline.tell({ type: 'ended', end });
    this.#timers.close();
    this.#leg.release();
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
    if (this.#call.over || this.#ending.hungUp) return;
    this.#ending.decideAndHangUp({ by: 'fault' }, errorCode(error));
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
