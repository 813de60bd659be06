import type { MulawAudio } from '../../audio/mulaw-audio.js';
import { VoiceActivity } from '../../audio/voice-activity.js';
import type { Outcome } from '../../call/outcome.js';
import type { Caption, MachineMoment } from '../../carriers/carrier.js';
import type { Timer } from '../../clock.js';
import type { Synthesiser } from '../../speech/synthesiser.js';
import type {
  ConcludeReason,
  Conversation,
  ConversationListener,
  ConversationRequest,
  HandBack,
} from '../conversation.js';
import { BeepDetector } from './beep-detector.js';
import { readBrief } from './brief-reading.js';
import { CalleeTurn, type SaidTurn } from './callee-turn.js';
import { Dialogue } from './dialogue.js';
import { type DialogueEffect, type DialogueEvent, type DialogueState, type Line, patience } from './dialogue-state.js';
import { noticeOutcome } from './notice-outcome.js';
import { likelyLines, NoticeScript } from './script.js';
import { speechFailure } from './speech-failure.js';

/**
 * Onset and release are the same, so that voice activity lasts as long as the sound does: a murmur of 280 ms must not look like one of
 * half a second to whoever decides about interruptions. The pauses between words (up to 250 ms) are waited for in {@link CalleeTurn}.
 */
const ONSET_MS = 100;
const RELEASE_MS = 100;
/** While words are shown that are not final yet, a recogniser may need so long to settle them. */
const WORDS_SETTLE_MS = 6_000;

/** One turn on its way to the callee. */
interface Turn {
  id: string;
  lines: readonly Line[];
  /** Durations of the lines that were given, in ms. */
  given: number[];
  /** When its first audio was given. */
  startedAt: number;
}

/**
 * Audio and time around the {@link Dialogue}: makes the opening while the phone rings and gives it the moment the callee answers, makes
 * what is likely to come next while something else is said, tells when the callee's turn is over, and waits no longer than it must.
 */
export class NoticeConversation implements Conversation {
  readonly #request: ConversationRequest;
  readonly #listener: ConversationListener;
  readonly #synthesiser: Synthesiser;
  readonly #script: NoticeScript;
  readonly #dialogue: Dialogue;
  readonly #voice = new VoiceActivity({ onsetMs: ONSET_MS, releaseMs: RELEASE_MS });
  readonly #beep = new BeepDetector();
  readonly #callee: CalleeTurn;
  /** Sentences as audio, made ahead. Let go when they were played. */
  readonly #held = new Map<string, MulawAudio>();
  readonly #captionIds = new Map<string, string>();
  readonly #onClose: () => void;
  #state: DialogueState;
  #turns: Turn[] = [];
  #current: Turn | null = null;
  /** The turn that was played last, to its end. */
  #last: Turn | null = null;
  /** Whose next sentence is being made. */
  #making: Turn | null = null;
  #preparing: Promise<void> = Promise.resolve();
  #patience: Timer | null = null;
  /** A person speaks in its place. */
  #aside = false;
  #over = false;

  constructor(
    request: ConversationRequest,
    listener: ConversationListener,
    synthesiser: Synthesiser,
    onClose: () => void = () => undefined,
  ) {
    this.#request = request;
    this.#listener = listener;
    this.#synthesiser = synthesiser;
    this.#onClose = onClose;
    this.#script = new NoticeScript(readBrief(request.brief, request.to));
    this.#dialogue = new Dialogue(this.#script);
    this.#state = this.#dialogue.initial;
    this.#callee = new CalleeTurn(request.clock, (said) => this.#said(said));
    void this.#open();
  }

  get answering(): boolean {
    return this.#making !== null;
  }

  answered(by: 'unknown' | 'human' | 'machine'): void {
    this.#dispatch({ type: 'answered', by });
  }

  hear(audio: MulawAudio): void {
    // What comes before the answer is the network's: ringing, announcements.
    if (this.#over || this.#state.stage === 'ringing') return;
    const { bytes } = audio;
    const changed = this.#voice.push(bytes);
    if (changed !== null) this.#voiceChanged(changed === 'speech');
    if (this.#listensForBeep() && this.#beep.push(bytes)) this.#dispatch({ type: 'beep' });
  }

  hearCaption(caption: Caption): void {
    if (this.#over || this.#state.stage === 'ringing') return;
    if (!this.#callee.isNews(caption)) return;
    this.#listener.calleeSaid({
      utteranceId: this.#idOf(caption.captionId),
      text: caption.text,
      final: caption.final,
      startedAt: caption.startedAt,
      endedAt: caption.endedAt,
    });
    if (this.#over) return;
    this.#callee.caption(caption);
    // What is said to somebody else is written down, and not answered here.
    if (this.#aside) this.#callee.forget();
    this.#wait();
  }

  hearKey(digit: string): void {
    if (!this.#aside) this.#dispatch({ type: 'key', digit });
  }

  played(utteranceId: string, heardMs: number, interrupted: boolean): void {
    const turn = this.#current;
    if (this.#over || turn === null || turn.id !== utteranceId) return;
    // What was not given cannot have been heard, whatever the line says.
    const whole = !interrupted && turn.given.length === turn.lines.length;
    this.#current = null;
    this.#last = whole ? turn : null;
    for (const { text } of turn.lines) this.#held.delete(text);
    if (!whole) {
      this.#turns = this.#turns.filter((one) => one !== turn);
      if (this.#making === turn) this.#making = null;
    }
    this.#dispatch({ type: 'played', heard: linesWithin(turn, heardMs), interrupted: !whole });
  }

  // A dialogue by rules hears a greeting or a murmur as what it is, and asks by itself whether anybody is there.
  ignore(): void {}
  silence(): void {}

  /** The turn that was cut off counts as over: what is said of it now is no news. */
  resumed(): void {}

  mailbox(moment: MachineMoment, message: string): void {
    // Told of twice: when it greets, and when it records.
    if (this.#over || (this.#state.stage === 'finished' && this.#state.end !== 'voicemail')) return;
    // The rules have nothing more to say to a machine.
    this.#state = { ...this.#state, stage: 'finished', end: 'voicemail' };
    this.#turns = [];
    this.#making = null;
    this.#wait();
    if (moment === 'recording') void this.#leave(message);
  }

  conclude(reason: ConcludeReason): void {
    this.#dispatch({ type: 'conclude', reason });
  }

  /** A notice follows its text. */
  whisper(): void {}

  standAside(): void {
    if (this.#over || this.#aside) return;
    this.#aside = true;
    this.#callee.forget();
    // What is not made yet is not said; what is being said is told as cut off.
    this.#making = null;
    this.#wait();
  }

  /** It goes on as it does behind a silence: with what was cut off, or with its question. */
  goOn({ how }: HandBack): void {
    if (this.#over || !this.#aside) return;
    this.#aside = false;
    const current = this.#current;
    // Of a turn that was to begin when it was taken over, nothing was ever given.
    if (current !== null && current.given.length === 0) this.played(current.id, 0, true);
    if (how === 'ending') return;
    // Its last words were cut off: the person has said goodbye, or hands back to have the call end.
    if (this.#state.stage === 'closing') this.#dispatch({ type: 'given' });
    else this.#dispatch({ type: 'silence' });
  }

  outcome(): Outcome {
    return noticeOutcome(this.#script.reading, this.#state);
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#patience?.cancel();
    this.#patience = null;
    this.#callee.close();
    this.#held.clear();
    this.#turns = [];
    this.#onClose();
  }

  async #leave(message: string): Promise<void> {
    const id = this.#request.ids.next();
    try {
      const audio = await this.#synthesiser.speak(message, { language: this.#script.reading.language });
      if (this.#over) return;
      this.#listener.speech(id, audio, message);
      this.#listener.speechEnded(id, message);
    } catch {
      // A mailbox without a message is no worse than none: it ends all the same.
    }
    if (!this.#over) this.#listener.finish('voicemail', this.outcome());
  }

  // What is prepared.

  async #open(): Promise<void> {
    try {
      for (const { text } of this.#script.opening()) await this.#hold(text);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#over) return;
    this.#listener.ready();
    this.#prepare();
  }

  /** One after the other, most likely first; what cannot be made is tried again when it is wanted. */
  #prepare(): void {
    const texts = likelyLines(this.#script, this.#state).filter((text) => !this.#held.has(text));
    if (texts.length === 0) return;
    this.#preparing = this.#preparing.then(async () => {
      for (const text of texts) {
        if (this.#over) return;
        await this.#hold(text).catch(() => undefined);
      }
    });
  }

  async #hold(text: string): Promise<MulawAudio> {
    const audio =
      this.#held.get(text) ?? (await this.#synthesiser.speak(text, { language: this.#script.reading.language }));
    if (!this.#over) this.#held.set(text, audio);
    return audio;
  }

  // What is heard.

  #voiceChanged(active: boolean): void {
    if (active) this.#listener.calleeSpeaking();
    else this.#listener.calleeSilent();
    if (this.#over) return;
    this.#callee.voice(active);
    this.#wait();
  }

  #listensForBeep(): boolean {
    return !this.#over && !this.#aside && (this.#state.stage === 'opening' || this.#state.stage === 'identifying');
  }

  #idOf(captionId: string): string {
    let id = this.#captionIds.get(captionId);
    if (id === undefined) {
      id = this.#request.ids.next();
      this.#captionIds.set(captionId, id);
    }
    return id;
  }

  #said({ text, startedAt }: SaidTurn): void {
    if (!this.#aside) this.#dispatch({ type: 'said', text, during: this.#during(startedAt) });
  }

  /** Where in the turn under way, or in the last, something began; null where it was in the quiet after it. Audio is heard from the moment it is given: nothing is queued before it. */
  #during(at: number): number | null {
    const turn = this.#current ?? this.#last;
    if (turn === null || turn.given.length === 0) return null;
    const position = linesWithin(turn, at - turn.startedAt);
    if (turn === this.#current) return position;
    // Of a turn that is over: what began before it, or after it, is no overlap with it.
    return at >= turn.startedAt && position < turn.given.length ? position : null;
  }

  // What follows.

  #dispatch(event: DialogueEvent): void {
    if (this.#over) return;
    const { state, effects } = this.#dialogue.reduce(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    this.#wait();
    this.#prepare();
  }

  #run(effect: DialogueEffect): void {
    switch (effect.type) {
      case 'say':
        this.#say(effect.lines);
        return;
      case 'press':
        this.#listener.pressKeys(effect.digits);
        return;
      case 'finish':
        this.#listener.finish(effect.end, this.outcome());
        return;
    }
  }

  /** Waits for words as long as the dialogue says, anew whenever something was heard. */
  #wait(): void {
    this.#patience?.cancel();
    this.#patience = null;
    const wait = this.#over || this.#aside ? null : patience(this.#state);
    if (wait === null) return;
    const quietMs = this.#callee.hearing ? Math.max(wait.quietMs, WORDS_SETTLE_MS) : wait.quietMs;
    this.#patience = this.#request.clock.after(this.#voice.speaking ? wait.noiseMs : quietMs, () =>
      this.#dispatch({ type: 'silence' }),
    );
  }

  #say(lines: readonly Line[]): void {
    const turn: Turn = { id: this.#request.ids.next(), lines, given: [], startedAt: 0 };
    this.#current = turn;
    this.#turns.push(turn);
    this.#give();
  }

  /** Gives what is made, in order, and goes on when the next sentence is made. Nothing is awaited for what is held. */
  #give(): void {
    if (this.#making !== null || this.#aside) return;
    for (let turn = this.#turns[0]; turn !== undefined && !this.#over; turn = this.#turns[0]) {
      const line = turn.lines[turn.given.length];
      if (line === undefined) {
        this.#turns.shift();
        this.#listener.speechEnded(turn.id, this.#textOf(turn));
        if (this.#state.stage === 'closing' && this.#turns.length === 0) this.#dispatch({ type: 'given' });
        continue;
      }
      const audio = this.#held.get(line.text);
      if (audio === undefined) {
        this.#make(turn, line.text);
        return;
      }
      if (turn.given.length === 0) turn.startedAt = this.#request.clock.now();
      turn.given.push(audio.durationMs);
      this.#listener.speech(turn.id, audio, line.text);
    }
  }

  #make(turn: Turn, text: string): void {
    this.#making = turn;
    // Of a turn that was cut off meanwhile nothing more is wanted.
    const settle = (run: () => void): void => {
      if (this.#making !== turn) return;
      this.#making = null;
      run();
    };
    this.#hold(text).then(
      () => settle(() => this.#give()),
      (error) => settle(() => this.#failed(error)),
    );
  }

  #textOf(turn: Turn): string {
    return turn.lines.map(({ text }) => text).join(this.#script.reading.language === 'zh' ? '' : ' ');
  }

  #failed(error: unknown): void {
    if (this.#over || this.#state.stage === 'finished') return;
    this.#state = { ...this.#state, stage: 'finished' };
    this.#wait();
    this.#listener.failed(speechFailure(error));
  }
}

/** How many lines of a turn lie within so many milliseconds of it, in fractions. */
function linesWithin(turn: Turn, ms: number): number {
  let left = Math.max(0, ms);
  for (const [position, duration] of turn.given.entries()) {
    if (left < duration - 0.5) return position + left / duration;
    left -= duration;
  }
  return turn.given.length;
}
