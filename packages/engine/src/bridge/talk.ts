import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { Timeline } from '../call/timeline.js';
import { Transcript } from '../call/transcript.js';
import type { Leg } from '../carriers/carrier.js';
import type { Timer } from '../clock.js';
import type { Conversation } from '../conversations/conversation.js';
import type { CallLimits } from '../place-call.js';
import { AssistantSpeech, type AssistantSpeechEvents } from './assistant-speech.js';
import { type BargeInEvent, bargeIn, NOBODY_SPEAKS } from './bargein.js';
import type { CallTimers } from './call-timers.js';
import { CalleeSpeech, type CalleeSpeechEvents, type CalleeWords } from './callee-speech.js';
import { areKeys } from './keys.js';
import { SilenceWatch } from './silence-watch.js';
import { TurnLatencies } from './turn-latency.js';

/** How often the line may be silent for `silenceMs`: the first time the conversation itself asks whether anybody is there. */
const SILENCES = 2;

/** An apology or a goodbye begins within 2 s: what is queued is heard to its end only where that takes no longer than this. */
const LET_FINISH_MS = 1_500;

export interface TalkSetting {
  leg: Leg;
  marks: boolean;
  clear: boolean;
  timers: CallTimers;
  timeline: Timeline;
  limits: CallLimits;
  /** Asks the conversation, where there is one. */
  ask(question: (conversation: Conversation) => void): void;
  warn(code: string, detail: string): void;
  /** All that was given was heard. */
  drained(): void;
  /** Nobody has said anything for long. */
  silent(): void;
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
  #turn = NOBODY_SPEAKS;
  #patience: Timer | null = null;

  constructor(setting: TalkSetting) {
    const { leg, marks, timers, timeline, limits } = setting;
    this.#setting = setting;
    this.#transcript = new Transcript((utterance) => timeline.tell({ type: 'utterance', utterance }));
    this.#turns = new TurnLatencies((latency) => timeline.tell({ type: 'turn', latency }));
    this.#assistant = new AssistantSpeech(leg, marks, timers, this.#assistantEvents());
    this.#callee = new CalleeSpeech(timers, this.#calleeEvents());
    this.#silence = new SilenceWatch(timers, limits.silenceMs * SILENCES, () => setting.silent());
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
    this.#turns.answered(this.#setting.timers.now());
    this.#assistant.release();
    this.#silence.start();
  }

  speech(utteranceId: string, audio: MulawAudio, words: string | undefined): void {
    this.#assistant.give(utteranceId, audio, words);
  }

  speechEnded(utteranceId: string, text: string): void {
    this.#assistant.ended(utteranceId, text);
  }

  pressKeys(digits: string): void {
    if (areKeys(digits)) this.#assistant.press(digits);
    else this.#setting.warn('invalid_keys', 'the conversation asked for keys that no phone has, or for more than 32');
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
  stalled(_stalled: boolean): void {}

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
  }

  /** What is queued now is the last that the conversation says, and nothing stops it any more. */
  lastWords(): void {
    this.#takeTurn({ type: 'last_words' });
    this.#silence.stop();
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
      given: (utteranceId) => this.#turns.firstAudio(utteranceId, timers.now()),
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
      audible: (audible) => this.#silence.assistant(audible),
      drained,
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
        timeline.tell({ type: 'partial', utteranceId, role: 'user', text });
      },
      said: ({ utteranceId, text, startedAt, endedAt }) => {
        this.#silence.calleeHeard();
        const spoken = { startedAt: at(startedAt), endedAt: at(endedAt), interrupted: false };
        this.#transcript.finish({ utteranceId, role: 'user', text, ...spoken });
      },
    };
  }

  #takeTurn(event: BargeInEvent): void {
    // What cannot be dropped cannot be stopped: on such a carrier all that was given is heard.
    if (!this.#setting.clear) return;
    const { timers, limits } = this.#setting;
    const { state, effects } = bargeIn(this.#turn, event, limits.bargeInMs);
    this.#turn = state;
    for (const effect of effects) {
      this.#patience?.cancel();
      this.#patience = null;
      if (effect.type === 'interrupt') this.#assistant.interrupt();
      if (effect.type === 'wait') {
        this.#patience = timers.after(effect.ms, () => this.#takeTurn({ type: 'patience_over' }));
      }
    }
  }
}
