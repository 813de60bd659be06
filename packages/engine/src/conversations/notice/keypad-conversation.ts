import type { MulawAudio } from '../../audio/mulaw-audio.js';
import { VoiceActivity } from '../../audio/voice-activity.js';
import type { Outcome } from '../../call/outcome.js';
import type { MachineMoment } from '../../carriers/carrier.js';
import type { Timer } from '../../clock.js';
import type { Synthesiser } from '../../speech/synthesiser.js';
import type {
  ConcludeReason,
  Conversation,
  ConversationListener,
  ConversationRequest,
  HandBack,
} from '../conversation.js';
import { readBrief } from './brief-reading.js';
import {
  INITIAL_KEYPAD_STATE,
  KeypadDialogue,
  type KeypadEvent,
  type KeypadState,
  keypadPatience,
} from './keypad-dialogue.js';
import { keypadOutcome } from './keypad-outcome.js';
import { NoticeScript } from './script.js';
import { speechFailure } from './speech-failure.js';

/** As the notice with words has them: voice activity lasts as long as the sound does. */
const ONSET_MS = 100;
const RELEASE_MS = 100;
/** Behind the release: nothing tells whether a sentence is over but that nothing more comes, and people pause for up to 0.7 s within one. */
const TURN_OVER_MS = 700;
/** A click, a cough or a chair is shorter; "喂", "yes" and "hello" are not, with the onset and the release that the detector adds. */
const SHORTEST_VOICE_MS = 180;

interface Turn {
  id: string;
  lines: readonly string[];
  /** Durations of the lines that were given, in ms. */
  given: number[];
}

/**
 * Audio and time around the {@link KeypadDialogue}: the notice where the carrier gives no captions. It hears that somebody speaks, and which keys are pressed.
 */
export class KeypadConversation implements Conversation {
  readonly #request: ConversationRequest;
  readonly #listener: ConversationListener;
  readonly #synthesiser: Synthesiser;
  readonly #script: NoticeScript;
  readonly #dialogue: KeypadDialogue;
  readonly #voice = new VoiceActivity({ onsetMs: ONSET_MS, releaseMs: RELEASE_MS });
  readonly #onClose: () => void;
  /** Lines as audio, made ahead. */
  readonly #held = new Map<string, Promise<MulawAudio>>();
  #state: KeypadState = INITIAL_KEYPAD_STATE;
  #current: Turn | null = null;
  #making = 0;
  /** How long the callee has spoken in this turn of theirs, and since when. */
  #voiceMs = 0;
  #voiceSince: number | null = null;
  #turnOver: Timer | null = null;
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
    this.#dialogue = new KeypadDialogue(this.#script);
    void this.#open();
  }

  get answering(): boolean {
    return this.#making > 0;
  }

  answered(by: 'unknown' | 'human' | 'machine'): void {
    this.#dispatch({ type: 'answered', by });
  }

  hear(audio: MulawAudio): void {
    if (this.#over || this.#state.stage === 'ringing') return;
    const changed = this.#voice.push(audio.bytes);
    if (changed === 'speech') this.#speaks();
    else if (changed === 'silence') this.#silent();
  }

  /** There are none on this line. */
  hearCaption(): void {}

  hearKey(digit: string): void {
    if (this.#over || this.#aside || this.#state.stage === 'ringing') return;
    // Whoever presses has answered by that, whatever they said beside it.
    this.#forgetVoice();
    this.#dispatch({ type: 'key', digit });
  }

  played(utteranceId: string, heardMs: number, interrupted: boolean): void {
    const turn = this.#current;
    if (this.#over || turn === null || turn.id !== utteranceId) return;
    this.#current = null;
    let left = Math.max(0, heardMs);
    let lines = 0;
    for (const duration of turn.given) {
      if (left < duration - 0.5) break;
      left -= duration;
      lines += 1;
    }
    this.#dispatch({ type: 'played', lines: interrupted ? lines : turn.given.length });
  }

  ignore(): void {}
  silence(): void {}
  resumed(): void {}

  mailbox(moment: MachineMoment, message: string): void {
    if (this.#over || (this.#state.stage === 'finished' && this.#state.end !== 'voicemail')) return;
    this.#state = { ...this.#state, stage: 'finished', end: 'voicemail', speaking: null };
    this.#current = null;
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
    this.#forgetVoice();
    this.#wait();
  }

  /** It goes on as it does behind a silence. */
  goOn({ how }: HandBack): void {
    if (this.#over || !this.#aside) return;
    this.#aside = false;
    const current = this.#current;
    // Of a turn that was to begin when it was taken over, nothing was ever given.
    if (current !== null && current.given.length === 0) this.played(current.id, 0, true);
    if (how === 'ending') return;
    // Its last words were cut off: whoever hands back has the call end.
    if (this.#state.stage === 'closing') this.#dispatch({ type: 'given' });
    else this.#dispatch({ type: 'silence' });
  }

  outcome(): Outcome {
    return keypadOutcome(this.#script.reading, this.#state, this.#dialogue.delivered(this.#state));
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#patience?.cancel();
    this.#turnOver?.cancel();
    this.#held.clear();
    this.#onClose();
  }

  async #open(): Promise<void> {
    try {
      for (const line of this.#dialogue.opening()) await this.#hold(line);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#over) return;
    this.#listener.ready();
    this.#prepare();
  }

  // What is heard.

  #speaks(): void {
    this.#listener.calleeSpeaking();
    if (this.#over) return;
    this.#turnOver?.cancel();
    this.#turnOver = null;
    this.#voiceSince = this.#request.clock.now();
    this.#wait();
  }

  #silent(): void {
    this.#listener.calleeSilent();
    if (this.#over) return;
    if (this.#voiceSince !== null) this.#voiceMs += this.#request.clock.now() - this.#voiceSince;
    this.#voiceSince = null;
    this.#turnOver = this.#request.clock.after(TURN_OVER_MS, () => {
      const ms = this.#voiceMs;
      this.#forgetVoice();
      if (ms < SHORTEST_VOICE_MS) return;
      this.#listener.note({ callee_spoke_ms: Math.round(ms) });
      // What is said to somebody else is not answered here.
      if (!this.#aside) this.#dispatch({ type: 'spoke' });
    });
    this.#wait();
  }

  #forgetVoice(): void {
    this.#turnOver?.cancel();
    this.#turnOver = null;
    this.#voiceMs = 0;
  }

  // What follows.

  #dispatch(event: KeypadEvent): void {
    if (this.#over) return;
    const { state, effects } = this.#dialogue.reduce(this.#state, event);
    this.#state = state;
    for (const effect of effects) {
      if (effect.type === 'say') void this.#say(effect.lines);
      else this.#listener.finish(effect.end, this.outcome());
    }
    this.#wait();
    this.#prepare();
  }

  #wait(): void {
    this.#patience?.cancel();
    this.#patience = null;
    const wait = this.#over || this.#aside ? null : keypadPatience(this.#state);
    if (wait === null) return;
    const { clock } = this.#request;
    this.#patience = clock.after(this.#voice.speaking ? wait.noiseMs : wait.quietMs, () =>
      this.#dispatch({ type: 'silence' }),
    );
  }

  /** Gives a turn line by line as each is made; what the callee cut off meanwhile is given no more of. */
  async #say(lines: readonly string[]): Promise<void> {
    const turn: Turn = { id: this.#request.ids.next(), lines, given: [] };
    const closing = this.#state.stage === 'closing';
    this.#current = turn;
    this.#making += 1;
    try {
      for (const line of lines) {
        const audio = await this.#hold(line);
        if (this.#over || this.#aside || this.#current !== turn) return;
        turn.given.push(audio.durationMs);
        this.#listener.speech(turn.id, audio, line);
      }
      this.#listener.speechEnded(turn.id, lines.join(this.#script.reading.language === 'zh' ? '' : ' '));
      if (closing) this.#dispatch({ type: 'given' });
    } catch (error) {
      if (!this.#over && this.#current === turn) this.#failed(error);
    } finally {
      this.#making -= 1;
    }
  }

  #prepare(): void {
    if (this.#over) return;
    for (const line of this.#dialogue.likely(this.#state)) void this.#hold(line).catch(() => undefined);
  }

  #hold(line: string): Promise<MulawAudio> {
    let audio = this.#held.get(line);
    if (audio === undefined) {
      audio = this.#synthesiser.speak(line, { language: this.#script.reading.language });
      this.#held.set(line, audio);
      // What cannot be made now is tried again when it is wanted.
      audio.catch(() => this.#held.delete(line));
    }
    return audio;
  }

  async #leave(message: string): Promise<void> {
    const id = this.#request.ids.next();
    try {
      const audio = await this.#hold(message);
      if (this.#over) return;
      this.#listener.speech(id, audio, message);
      this.#listener.speechEnded(id, message);
    } catch {
      // A mailbox without a message is no worse than none: it ends all the same.
    }
    if (!this.#over) this.#listener.finish('voicemail', this.outcome());
  }

  #failed(error: unknown): void {
    if (this.#over || this.#state.stage === 'finished') return;
    this.#state = { ...this.#state, stage: 'finished' };
    this.#wait();
    this.#listener.failed(speechFailure(error));
  }
}
