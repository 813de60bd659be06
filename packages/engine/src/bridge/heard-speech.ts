import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';
import { heardOf, heardWords, reaches, type SpokenUtterance, wholeMs, wholeText } from './spoken-utterance.js';

/**
 * How long the words of an interrupted utterance may come after its interruption. Models tell them within a second of cancelling; while
 * they are awaited, nothing that was said later can be given out.
 */
const WORDS_WITHIN_MS = 2_000;

/** One thing the assistant said, as far as it was heard. Instants are the clock's. */
interface SaidByAssistant {
  utteranceId: string;
  text: string;
  startedAt: number;
  endedAt: number;
  interrupted: boolean;
}

export interface HeardSpeechEvents {
  /** The callee began to hear it at `startedAt`. */
  began(utteranceId: string, startedAt: number): void;
  /** Heard so far. */
  partial(utteranceId: string, text: string): void;
  /** It is final. */
  said(said: SaidByAssistant): void;
  /** It is over, and the callee heard nothing of it that could be put into words. */
  unsaid(utteranceId: string): void;
  /** For the conversation: what became of it. */
  played(utteranceId: string, heardMs: number, interrupted: boolean): void;
  interrupted(utteranceId: string, heardMs: number, spokenMs: number): void;
  warning(code: string, detail: string): void;
}

/** An interrupted utterance whose words are not known yet. */
interface Cut {
  spoken: SpokenUtterance;
  wait: Timer;
}

/**
 * What the callee has heard of each utterance, told from its beginning until it is final. Positions are the playout's.
 *
 * - An utterance is final once: when it was heard to its end, or cut and the words of its heard part are known or no longer awaited.
 * - One that was cut is kept until then; one that is final is known by its name only.
 */
export class HeardSpeech {
  readonly #timers: CallTimers;
  readonly #events: HeardSpeechEvents;
  readonly #cut = new Map<string, Cut>();
  /** Utterances that are over: whatever comes of them is dropped. */
  readonly #over = new Set<string>();

  constructor(timers: CallTimers, events: HeardSpeechEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  /** It is final: whatever still comes of it is to be dropped. */
  isOver(id: string): boolean {
    return this.#over.has(id);
  }

  /** Audio came. True where it is of an utterance that was cut, and is to be dropped. */
  givenOfCut(id: string, audio: MulawAudio): boolean {
    const cut = this.#cut.get(id);
    if (cut === undefined) return false;
    // Its length still tells which part of the words was heard.
    cut.spoken.givenMs += audio.durationMs;
    return true;
  }

  /** An utterance's words came. True where it was cut: it is final with them. */
  endedOfCut(id: string, text: string): boolean {
    const cut = this.#cut.get(id);
    if (cut === undefined) return false;
    cut.spoken.text = text;
    this.#settle(cut);
    return true;
  }

  /** Words without any audio: nobody heard them. */
  endedWithoutAudio(id: string): void {
    this.#over.add(id);
    this.#events.played(id, 0, false);
  }

  /** Notes how much of an utterance was heard up to a position. */
  hear(spoken: SpokenUtterance, positionMs: number): void {
    const heardMs = heardOf(spoken, positionMs);
    if (heardMs <= spoken.heardMs) return;
    const now = this.#timers.now();
    spoken.heardMs = heardMs;
    spoken.heardAt = now;
    if (spoken.startedAt !== null) return;
    const [first] = spoken.stretches;
    spoken.startedAt = now - (Math.min(positionMs, spoken.endMs) - (first?.startMs ?? positionMs));
    this.#events.began(spoken.id, spoken.startedAt);
  }

  /** Tells the words that were heard so far, where there are more of them than were told. */
  tellPartial(spoken: SpokenUtterance): void {
    if (spoken.heardMs <= 0) return;
    const text = heardWords(spoken);
    if (text === null || text === '' || text === spoken.partial) return;
    spoken.partial = text;
    this.#events.partial(spoken.id, text);
  }

  /** All of it was given, and was heard to its end. */
  heardWhole(spoken: SpokenUtterance): void {
    this.#report(spoken, spoken.givenMs, false);
    this.#finalise(spoken, false);
  }

  /**
   * Cuts utterances, in spoken order, to what was heard of them up to a position. Each is final at once where the words of that are known,
   * and else when they come, at most `WORDS_WITHIN_MS` later.
   */
  cut(utterances: readonly SpokenUtterance[], positionMs: number): void {
    for (const one of utterances) this.hear(one, positionMs);
    // Marked as cut before anybody is told: who is told may speak at once.
    const cuts = utterances.map((one) => this.#markCut(one));
    for (const [index, cut] of cuts.entries()) this.#tellCut(cut, index === 0);
  }

  /** An utterance is over where it is, because the line is gone: no words are awaited for what was heard of it up to a position. */
  breakOff(spoken: SpokenUtterance, positionMs: number): void {
    this.hear(spoken, positionMs);
    const whole = isWhole(spoken);
    this.#report(spoken, spoken.heardMs, !whole);
    this.#finalise(spoken, !whole);
  }

  /** No more words come: what was cut is final with those that are known. */
  settleCuts(): void {
    for (const cut of [...this.#cut.values()]) this.#settle(cut);
  }

  #markCut(spoken: SpokenUtterance): Cut {
    const cut: Cut = {
      spoken,
      wait: this.#timers.after(WORDS_WITHIN_MS, () => this.#settle(cut)),
    };
    this.#cut.set(spoken.id, cut);
    return cut;
  }

  #tellCut(cut: Cut, isFirst: boolean): void {
    const { spoken } = cut;
    // By the clock it was heard to its end, only its mark has not returned: nothing of it was cut.
    const whole = isWhole(spoken);
    const heardMs = wholeMs(spoken.heardMs);
    const spokenMs = wholeMs(spoken.givenMs);
    if (isFirst && !whole) this.#events.interrupted(spoken.id, heardMs, spokenMs);
    this.#report(spoken, heardMs, !whole);
    if (whole || spoken.heardMs <= 0 || heardWords(spoken) !== null) this.#settle(cut);
  }

  #settle(cut: Cut): void {
    if (!this.#cut.delete(cut.spoken.id)) return;
    cut.wait.cancel();
    this.#finalise(cut.spoken, !isWhole(cut.spoken));
  }

  /** For the conversation: what became of an utterance, or of the whole that this is the rest of. */
  #report(spoken: SpokenUtterance, heardMs: number, interrupted: boolean): void {
    if (spoken.own) return;
    const { id, heardMs: before } = spoken.continues ?? { id: spoken.id, heardMs: 0 };
    this.#events.played(id, wholeMs(before + heardMs), interrupted);
  }

  #finalise(spoken: SpokenUtterance, interrupted: boolean): void {
    this.#over.add(spoken.id);
    const text = spoken.heardMs <= 0 ? '' : interrupted ? heardWords(spoken) : wholeText(spoken);
    if (spoken.heardMs > 0 && text === null) {
      this.#events.warning('words_unknown', 'the conversation never told the words of what it said');
    }
    if (text === null || text.trim() === '') {
      this.#events.unsaid(spoken.id);
      return;
    }
    this.#events.said({
      utteranceId: spoken.id,
      text: text.trim(),
      startedAt: spoken.startedAt as number,
      endedAt: Math.max(spoken.startedAt as number, spoken.heardAt),
      interrupted,
    });
  }
}

/** All of it was given and heard. */
function isWhole(spoken: SpokenUtterance): boolean {
  return spoken.complete && reaches(spoken.heardMs, spoken.givenMs);
}
