import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { Brief } from '../call/brief.js';
import type { Timeline } from '../call/timeline.js';
import { Transcript } from '../call/transcript.js';
import type { Leg, MachineMoment } from '../carriers/carrier.js';
import type { Conversation, HandBack } from '../conversations/conversation.js';
import type { Ids } from '../ids.js';
import type { CallLimits } from '../place-call.js';
import { AssistantSpeech, type AssistantSpeechEvents } from './assistant-speech.js';
import { type BargeInEvent, bargeIn, NOBODY_SPEAKS } from './bargein.js';
import type { CallTimers } from './call-timers.js';
import { CalleeSpeech, type CalleeSpeechEvents, type CalleeWords } from './callee-speech.js';
import { FalseStop } from './false-stop.js';
import { Filler } from './filler.js';
import { areKeys } from './keys.js';
import { Mailbox } from './mailbox.js';
import { Opening } from './opening.js';
import { Patience } from './patience.js';
import type { RecentSound } from './recent-sound.js';
import { SilenceWatch } from './silence-watch.js';
import { TurnLatencies } from './turn-latency.js';

/** An apology or a goodbye begins within 2 s: what is queued is heard to its end only where that takes no longer than this. */
const LET_FINISH_MS = 1_500;

/** No frame of the callee's for so long: nothing is heard of them now. */
const QUIET_AFTER_MS = 400;

export interface TalkSetting {
  leg: Leg;
  /** What is heard of the callee. */
  sound: RecentSound;
  marks: boolean;
  clear: boolean;
  timers: CallTimers;
  timeline: Timeline;
  limits: CallLimits;
  brief: Pick<Brief, 'opening' | 'voicemail'>;
  ids: Ids;
  /** The conversation says again by itself what a sound without words had cut off. */
  repeatsItself: boolean;
  /** Asks the conversation, where there is one. */
  ask(question: (conversation: Conversation) => void): void;
  warn(code: string, detail: string): void;
  /** All that was given was heard. */
  drained(): void;
  /** Nobody has said anything for long. */
  silent(): void;
  /** A mailbox answered, and is to get nothing. */
  hangUpOnMailbox(): void;
  /** The callee waits, and the conversation cannot answer: say that it takes a moment. */
  sayOneMoment(): void;
}

/**
 * What is said on the line, both ways, and whose turn it is: from the conversation's audio to the words that the callee heard, from the
 * callee's voice to the words in the transcript, and all the events that come of it.
 */
export class Talk {
  readonly #setting: TalkSetting;
  readonly #transcript: Transcript;
  readonly #turns: TurnLatencies;
  readonly #assistant: AssistantSpeech;
  readonly #callee: CalleeSpeech;
  readonly #silence: SilenceWatch;
  readonly #opening: Opening;
  readonly #sound: RecentSound;
  readonly #patience: Patience;
  readonly #falseStop: FalseStop;
  readonly #filler: Filler;
  readonly #mailbox: Mailbox;
  #turn = NOBODY_SPEAKS;
  #audible = false;
  /** A person speaks in the conversation's place. */
  #aside = false;
  /** A mailbox began to record meanwhile. */
  #messageDue = false;
  /** Frames of the callee's when their loudness was asked for last, and when the count was seen to have risen. */
  #frames = { count: 0, at: 0 };

  constructor(setting: TalkSetting) {
    const { leg, marks, timers, timeline, limits, brief } = setting;
    this.#setting = setting;
    this.#sound = setting.sound;
    this.#transcript = new Transcript((utterance) => timeline.tell({ type: 'utterance', utterance }));
    this.#turns = new TurnLatencies(({ latency, utteranceId, from }) =>
      timeline.tell({ type: 'turn', latency, utteranceId, from: timeline.at(from) }),
    );
    this.#assistant = new AssistantSpeech(leg, marks, timers, this.#assistantEvents());
    this.#callee = new CalleeSpeech(timers, this.#calleeEvents());
    this.#silence = new SilenceWatch(timers, limits.silenceMs, {
      ask: () => setting.ask((conversation) => conversation.silence()),
      giveUp: () => setting.silent(),
    });
    this.#opening = new Opening(timers, brief.opening === 'wait', () => this.#open());
    this.#patience = new Patience(timers, this.#sound, () => this.#takeTurn({ type: 'patience_over' }));
    this.#falseStop = new FalseStop(timers, {
      answering: () => this.#answering(),
      resume: () => this.#resume(),
      stopAgain: () => this.#assistant.interrupt(),
    });
    this.#filler = new Filler(timers, () => setting.sayOneMoment());
    this.#mailbox = new Mailbox(timers, () => this.#leaveMessage());
  }

  /** Something was given that the callee has not heard. */
  get pending(): boolean {
    return this.#assistant.pending;
  }

  get remainingMs(): number {
    return this.#assistant.remainingMs;
  }

  /** The callee is on the line. What was held for this moment goes out before anything else. */
  answered(): void {
    this.#opening.answered();
    this.#silence.start();
  }

  /** The carrier found out that a machine answered. */
  machine(moment: MachineMoment): void {
    const { brief, timeline, hangUpOnMailbox, ask } = this.#setting;
    timeline.tell({ type: 'machine', moment });
    if (brief.voicemail === 'hang_up') hangUpOnMailbox();
    const message = this.#message;
    if (message === null) return;
    this.#opening.close();
    if (moment === 'recording') {
      this.#mailbox.recording();
      return;
    }
    // Nothing is said over its greeting, and its greeting stops nothing.
    this.#takeTurn({ type: 'last_words' });
    if (this.#setting.clear) this.#assistant.interrupt();
    this.#assistant.forgetInterrupted();
    this.#falseStop.clear();
    ask((conversation) => conversation.mailbox('greeting', message));
    this.#mailbox.greets(this.#callee.speaking);
  }

  speech(utteranceId: string, audio: MulawAudio, words: string | undefined): void {
    if (!this.#aside) this.#assistant.give(utteranceId, audio, words);
  }

  speechEnded(utteranceId: string, text: string): void {
    // Of what was dropped it learns that nobody heard it; words of what was cut before still come.
    this.#assistant.ended(utteranceId, text);
  }

  pressKeys(digits: string): void {
    if (this.#aside) return;
    if (areKeys(digits)) this.#assistant.press(digits);
    else this.#setting.warn('invalid_keys', 'the conversation asked for keys that no phone has, or for more than 32');
  }

  /** Keys that somebody else presses. @param digits checked before. */
  pressKeysFor(digits: string): void {
    this.#assistant.press(digits);
  }

  /** A person speaks from now on: the conversation falls silent, and nobody's silence is counted. */
  standAside(): void {
    this.#aside = true;
    // First, so that it says nothing to its having been cut off.
    this.#setting.ask((conversation) => conversation.standAside());
    this.#opening.close();
    this.#assistant.interrupt();
    this.#assistant.forgetInterrupted();
    this.#falseStop.clear();
    this.#silence.stop();
    this.#settleFiller();
  }

  goOn(handBack: HandBack): void {
    this.#aside = false;
    this.#silence.startAnew();
    this.#settleFiller();
    this.#setting.ask((conversation) => conversation.goOn(handBack));
    if (this.#messageDue && handBack.how !== 'ending') this.#leaveMessage();
  }

  /** Ours, given and not heard. */
  unheard(): readonly MulawAudio[] {
    return this.#assistant.unheard();
  }

  /** Keys of ours are being pressed, or wait to be. */
  get pressing(): boolean {
    return this.#assistant.pressing;
  }

  /** Mean power of both sides now. */
  powers(): { callee: number; assistant: number } {
    const now = this.#setting.timers.now();
    const { count, power } = this.#sound;
    if (count !== this.#frames.count) this.#frames = { count, at: now };
    const callee = now - this.#frames.at < QUIET_AFTER_MS ? power : 0;
    return { callee, assistant: this.#assistant.power };
  }

  marked(name: string): void {
    this.#assistant.marked(name);
  }

  calleeSpeaking(): void {
    this.#callee.began();
  }

  calleeSilent(): void {
    this.#callee.stopped();
  }

  /** The conversation cannot answer for now, or can again. */
  stalled(stalled: boolean): void {
    this.#filler.stalled(stalled);
  }

  calleeSaid(words: CalleeWords): void {
    this.#callee.heard(words);
  }

  calleePressed(digit: string): void {
    this.#silence.calleeHeard();
    this.#setting.timeline.tell({ type: 'keys', by: 'user', digits: digit });
  }

  /** The call is ending: silence is of no interest any more. */
  concluding(): void {
    this.#silence.stop();
    this.#opening.close();
  }

  /** What is queued now is the last that the conversation says, and nothing stops it any more. */
  lastWords(): void {
    this.#takeTurn({ type: 'last_words' });
    this.#silence.stop();
    this.#falseStop.clear();
    this.#filler.close();
    this.#opening.close();
    this.#assistant.finish();
  }

  /** Makes room for words of the bridge's own: what would keep them waiting is dropped. */
  makeRoom(): void {
    if (this.#setting.clear && this.remainingMs > LET_FINISH_MS) this.#assistant.interrupt();
  }

  sayOwn(utteranceId: string, audio: MulawAudio, text: string): void {
    this.#assistant.sayOwn(utteranceId, audio, text);
  }

  /** The line is gone: what was said is final, and all of it is told. */
  close(): void {
    this.#silence.stop();
    this.#assistant.close();
    this.#callee.close();
    this.#transcript.close();
    this.#turns.close();
  }

  #assistantEvents(): AssistantSpeechEvents {
    const { timeline, timers, warn, ask, drained } = this.#setting;
    const at = (instant: number): number => timeline.at(instant);
    return {
      given: (utteranceId) => {
        this.#turns.firstAudio(utteranceId, timers.now());
        this.#falseStop.clear();
        this.#assistant.forgetInterrupted();
      },
      queued: (utteranceId, startsAt) => {
        this.#turns.toCarrier(utteranceId, timers.now());
        this.#transcript.begin(utteranceId, at(startsAt));
      },
      began: (utteranceId, startedAt) => {
        this.#transcript.begin(utteranceId, at(startedAt));
        this.#turns.heard(utteranceId, startedAt);
      },
      partial: (utteranceId, text) => timeline.tell({ type: 'partial', utteranceId, role: 'assistant', text }),
      said: ({ utteranceId, text, startedAt, endedAt, interrupted }) => {
        const spoken = { startedAt: at(startedAt), endedAt: at(endedAt), interrupted };
        this.#transcript.finish({ utteranceId, role: 'assistant', text, ...spoken });
      },
      unsaid: (utteranceId) => {
        this.#turns.finished(utteranceId);
        this.#transcript.drop(utteranceId);
      },
      played: (utteranceId, heardMs, interrupted) =>
        ask((conversation) => conversation.played(utteranceId, heardMs, interrupted)),
      interrupted: (utteranceId, heardMs, spokenMs) =>
        timeline.tell({ type: 'interruption', utteranceId, heardMs, spokenMs }),
      keys: (digits) => timeline.tell({ type: 'keys', by: 'assistant', digits }),
      turn: (speaking, opening) =>
        this.#takeTurn(speaking ? { type: 'assistant_began', opening } : { type: 'assistant_stopped' }),
      audible: (audible) => {
        this.#audible = audible;
        this.#silence.assistant(audible);
        this.#settleFiller();
      },
      drained: () => {
        this.#falseStop.drained();
        drained();
      },
      warning: warn,
    };
  }

  #calleeEvents(): CalleeSpeechEvents {
    const { timeline } = this.#setting;
    const at = (instant: number): number => timeline.at(instant);
    return {
      speaking: (speaking) => {
        const { openingHeardMs } = this.#assistant;
        this.#silence.callee(speaking);
        this.#mailbox.calleeSpeaks(speaking);
        this.#settleFiller();
        if (speaking) this.#calleeBegan(openingHeardMs);
        else this.#calleeStopped();
      },
      stopped: (instant, corrected) => {
        if (corrected) this.#turns.calleeReallyStopped(instant);
        else this.#turns.calleeStopped(instant);
      },
      began: (id, startedAt) => this.#transcript.begin(id, at(startedAt)),
      dropped: (id) => this.#transcript.drop(id),
      partial: (utteranceId, text) => {
        this.#falseStop.words(text);
        this.#silence.calleeHeard();
        timeline.tell({ type: 'partial', utteranceId, role: 'user', text });
      },
      said: ({ utteranceId, text, startedAt, endedAt }) => {
        this.#falseStop.words(text);
        this.#silence.calleeHeard();
        const spoken = { startedAt: at(startedAt), endedAt: at(endedAt), interrupted: false };
        this.#transcript.finish({ utteranceId, role: 'user', text, ...spoken });
      },
    };
  }

  /** What was held goes out before anything else. */
  #open(): void {
    this.#turns.answered(this.#setting.timers.now());
    this.#assistant.release();
  }

  #calleeBegan(openingHeardMs: number | null): void {
    this.#opening.calleeBegan();
    this.#falseStop.calleeBegan();
    this.#takeTurn({ type: 'callee_began', openingHeardMs });
  }

  #calleeStopped(): void {
    // Beside our own words it was a murmur, or a greeting: else it would have stopped them.
    const beside = this.#turn.waiting;
    this.#takeTurn({ type: 'callee_stopped' });
    this.#falseStop.calleeSilent();
    if (this.#opening.calleeStopped() || beside) this.#setting.ask((conversation) => conversation.ignore());
  }

  #answering(): boolean {
    let answering = false;
    this.#setting.ask((conversation) => {
      answering = conversation.answering;
    });
    return answering;
  }

  /** A sound without words had cut the assistant off: it goes on. */
  #resume(): void {
    const { ids, timeline, ask } = this.#setting;
    const resumed = this.#assistant.resume(() => ids.next());
    for (const utteranceId of resumed ?? []) {
      timeline.tell({ type: 'resumed', utteranceId });
      ask((conversation) => conversation.resumed(utteranceId));
    }
    // Of what was still being made nobody has the rest: the conversation is asked to break the silence.
    if (resumed === null && !this.pending) ask((conversation) => conversation.silence());
  }

  /** For a mailbox; null where it gets none. */
  get #message(): string | null {
    const { voicemail } = this.#setting.brief;
    return typeof voicemail === 'object' ? voicemail.message : null;
  }

  #leaveMessage(): void {
    const message = this.#message;
    if (message === null) return;
    this.#messageDue = this.#aside;
    if (this.#aside) return;
    this.#takeTurn({ type: 'last_words' });
    this.makeRoom();
    this.#setting.ask((conversation) => conversation.mailbox('recording', message));
  }

  #settleFiller(): void {
    this.#filler.someoneSpeaks(this.#audible || this.#aside || this.#callee.speaking);
  }

  #takeTurn(event: BargeInEvent): void {
    // What cannot be dropped cannot be stopped: on such a carrier all that was given is heard.
    if (!this.#setting.clear) return;
    const { state, effects } = bargeIn(this.#turn, event, this.#setting.limits.bargeInMs);
    this.#turn = state;
    for (const effect of effects) {
      if (effect.type === 'wait') this.#patience.start(effect.ms);
      else this.#patience.stop();
      if (effect.type === 'interrupt') {
        if (!this.#setting.repeatsItself) this.#falseStop.stopped();
        this.#assistant.interrupt();
      }
    }
  }
}
