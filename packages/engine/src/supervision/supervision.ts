import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { CallTimers } from '../bridge/call-timers.js';
import { areKeys } from '../bridge/keys.js';
import type { Timeline } from '../call/timeline.js';
import type { Timer } from '../clock.js';
import type { HandBack } from '../conversations/conversation.js';
import { RingbackError } from '../errors.js';
import { type HeardFrame, LineTap } from './line-tap.js';
import { loudness } from './loudness.js';
import type {
  CallSupervision,
  LineLevels,
  Listening,
  SpeakingEnd,
  SupervisionListener,
  Supervisor,
} from './supervisor.js';
import { SupervisorVoice } from './supervisor-voice.js';

/**
 * Without any of their voice for so long, whoever took over is taken to be gone: a lost connection comes back within 1 to 2 s or not at all, and
 * after 3 s of silence callees take a line for dead. A microphone that is muted sends silence, which is voice enough.
 */
const TAKE_BACK_MS = 2_000;
const LOOK_EVERY_MS = 250;

/** An order of a few sentences; more belongs into the brief. */
export const MOST_WHISPERED = 1_000;

/** What supervision asks of the call, which the bridge gives. */
export interface SupervisedCall {
  timers: CallTimers;
  timeline: Timeline;
  /** The conversation can be whispered to. */
  whispers: boolean;
  /** The carrier can drop what it was given. */
  clears: boolean;
  /** `talking`: answered, and nobody has decided to end it. */
  stage(): 'before_answer' | 'talking' | 'ending' | 'over';
  /** Ours, given to the carrier and not heard. */
  unheard(): readonly MulawAudio[];
  whisper(text: string, speakNow: boolean): void;
  pressKeys(digits: string): void;
  /** The AI falls silent. */
  standAside(): void;
  /** The AI has the line again. */
  goOn(handBack: HandBack): void;
  /** To the callee, behind what is queued. */
  play(audio: MulawAudio): void;
  /** Keys of ours are being pressed, or wait to be. */
  pressing(): boolean;
  powers(): { callee: number; assistant: number };
}

interface Speaking {
  listener: Listener;
  voice: SupervisorVoice;
  heardAt: number;
  watch: Timer;
}

/** See {@link CallSupervision}. */
export class Supervision implements CallSupervision {
  readonly #call: SupervisedCall;
  readonly #listeners = new Set<Listener>();
  #tap: LineTap | null = null;
  #speaking: Speaking | null = null;

  constructor(call: SupervisedCall) {
    this.#call = call;
  }

  get speaker(): Supervisor | null {
    return this.#speaking?.listener.by ?? null;
  }

  get listeners(): readonly Supervisor[] {
    return [...this.#listeners].map(({ by }) => by);
  }

  /** Somebody listens: what passes on the line is to be told to it. */
  get tap(): LineTap | null {
    return this.#tap;
  }

  levels(): LineLevels {
    if (this.#call.stage() === 'before_answer' || this.#call.stage() === 'over') return { callee: 0, assistant: 0 };
    const { callee, assistant } = this.#call.powers();
    return { callee: loudness(callee), assistant: loudness(this.#speaking?.voice.power ?? assistant) };
  }

  listen(by: Supervisor, told: SupervisionListener): Listening {
    if (this.#call.stage() === 'over') throw notInProgress();
    const listener: Listener = new Listener(by, told, {
      takeOver: () => this.#takeOver(listener),
      sound: (mulaw) => this.#sound(listener, mulaw),
      speaks: () => this.#speaking?.listener === listener,
      leave: () => this.#leave(listener),
    });
    this.#listeners.add(listener);
    this.#call.timeline.tell({ type: 'supervision', action: 'listen', by });
    this.answered();
    return listener;
  }

  whisper(by: Supervisor, text: string, speakNow = false): void {
    this.#mustTalk();
    this.#mustWhisper();
    this.#call.timeline.tell({ type: 'supervision', action: 'whisper', by, text });
    this.#call.whisper(text, speakNow);
  }

  pressKeys(by: Supervisor, digits: string): void {
    if (!areKeys(digits)) {
      throw new RingbackError('invalid_keys', 'Keys are 1 to 32 of 0-9, *, # and A-D.');
    }
    this.#mustTalk();
    this.#call.timeline.tell({ type: 'supervision', action: 'keys', by });
    this.#call.pressKeys(digits);
  }

  handBack(by: Supervisor, note?: string): void {
    if (this.#speaking === null) {
      throw new RingbackError('call_not_taken_over', 'Nobody speaks in the AI’s place: there is nothing to hand back.');
    }
    if (note !== undefined) this.#mustWhisper();
    this.#endSpeaking('handed_back', by, note);
  }

  /** The line is there from now on. */
  answered(): void {
    if (this.#tap !== null || this.#listeners.size === 0) return;
    const stage = this.#call.stage();
    if (stage === 'before_answer' || stage === 'over') return;
    this.#tap = new LineTap(this.#call.timers, this.#call.unheard(), (frame) => this.#heard(frame));
  }

  /** The call has to end: whoever speaks is cut short, so that the AI can say so. */
  concluding(): void {
    this.#endSpeaking('call_ends');
  }

  /** The line is gone. */
  close(): void {
    this.#tap?.close();
    this.#tap = null;
    this.#speaking?.watch.cancel();
    this.#speaking = null;
    for (const listener of [...this.#listeners]) {
      this.#call.timeline.tell({ type: 'supervision', action: 'listen_end', by: listener.by });
      listener.end();
    }
    this.#listeners.clear();
  }

  #takeOver(listener: Listener): void {
    this.#mustTalk();
    if (!this.#call.clears) {
      throw new RingbackError('take_over_unsupported', 'The carrier of this call cannot be silenced: whisper instead.');
    }
    const speaker = this.#speaking?.listener;
    if (speaker === listener) return;
    if (speaker !== undefined) {
      throw new RingbackError(
        'call_taken_over',
        'Somebody else speaks in the AI’s place: wait until they hand it back.',
        {
          details: { by: speaker.by.name },
        },
      );
    }
    const { timers, timeline } = this.#call;
    const speaking: Speaking = {
      listener,
      voice: new SupervisorVoice(
        () => timers.now(),
        (audio) => this.#call.play(audio),
      ),
      heardAt: timers.now(),
      watch: timers.after(LOOK_EVERY_MS, () => this.#look(speaking)),
    };
    this.#speaking = speaking;
    timeline.tell({ type: 'supervision', action: 'take_over', by: listener.by });
    this.#call.standAside();
  }

  #look(speaking: Speaking): void {
    if (this.#speaking !== speaking) return;
    const { timers } = this.#call;
    if (timers.now() - speaking.heardAt >= TAKE_BACK_MS) this.#endSpeaking('silent');
    else speaking.watch = timers.after(LOOK_EVERY_MS, () => this.#look(speaking));
  }

  #sound(listener: Listener, mulaw: Uint8Array): void {
    const speaking = this.#speaking;
    if (speaking?.listener !== listener) return;
    speaking.heardAt = this.#call.timers.now();
    // Nobody talks while keys are pressed; behind them the voice would be late.
    if (!this.#call.pressing()) speaking.voice.sound(mulaw);
  }

  #leave(listener: Listener): void {
    if (this.#speaking?.listener === listener) this.#endSpeaking('left');
    if (!this.#listeners.delete(listener)) return;
    this.#call.timeline.tell({ type: 'supervision', action: 'listen_end', by: listener.by });
    if (this.#listeners.size > 0) return;
    this.#tap?.close();
    this.#tap = null;
  }

  /** @param by who gave it back; absent: the AI took it. */
  #endSpeaking(end: SpeakingEnd, by?: Supervisor, note?: string): void {
    const speaking = this.#speaking;
    if (speaking === null) return;
    this.#speaking = null;
    speaking.watch.cancel();
    const { listener } = speaking;
    this.#call.timeline.tell({
      type: 'supervision',
      action: by === undefined ? 'take_back' : 'hand_back',
      by: by ?? listener.by,
      ...(note === undefined ? {} : { text: note }),
    });
    // Where the call ends, what follows is a goodbye, and nothing is taken up.
    if (end === 'call_ends') this.#call.goOn({ note: null, how: 'ending' });
    else this.#call.goOn({ note: note ?? null, how: end === 'handed_back' ? 'handed_back' : 'broke_off' });
    listener.spoke(end);
  }

  #heard(frame: HeardFrame): void {
    const speaker = this.#speaking?.listener;
    for (const listener of this.#listeners) listener.heard(listener === speaker ? frame.callee : frame.both);
  }

  #mustTalk(): void {
    const stage = this.#call.stage();
    if (stage === 'ending') {
      throw new RingbackError('call_ending', 'The call is ending: its last words are being said.');
    }
    if (stage !== 'talking') throw notInProgress();
  }

  #mustWhisper(): void {
    if (this.#call.whispers) return;
    throw new RingbackError(
      'whisper_unsupported',
      'A spoken notice follows its text and takes no instructions: take the call over, or use a conversation with a model.',
    );
  }
}

function notInProgress(): RingbackError {
  return new RingbackError('call_not_in_progress', 'The call is not under way: it has not been answered, or is over.');
}

/** One who listens. */
class Listener implements Listening {
  readonly by: Supervisor;
  readonly #told: SupervisionListener;
  readonly #at: { takeOver(): void; sound(mulaw: Uint8Array): void; speaks(): boolean; leave(): void };
  #open = true;

  constructor(
    by: Supervisor,
    told: SupervisionListener,
    at: { takeOver(): void; sound(mulaw: Uint8Array): void; speaks(): boolean; leave(): void },
  ) {
    this.by = by;
    this.#told = told;
    this.#at = at;
  }

  get open(): boolean {
    return this.#open;
  }

  get speaking(): boolean {
    return this.#at.speaks();
  }

  takeOver(): void {
    if (!this.#open)
      throw new RingbackError('listening_over', 'You no longer listen to this call: listen again first.');
    this.#at.takeOver();
  }

  sound(mulaw: Uint8Array): void {
    if (this.#open) this.#at.sound(mulaw);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#at.leave();
  }

  heard(mulaw: Uint8Array): void {
    if (this.#open) this.#told.heard(mulaw);
  }

  spoke(end: SpeakingEnd): void {
    if (this.#open) this.#told.spoke(end);
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#told.ended();
  }
}
