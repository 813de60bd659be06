import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/**
 * How long the words of what the callee said may come after the callee fell silent. Recognisers need 0.3 to 2 s; until then nothing that
 * was said later is given out, so sound without words (a cough, a door) must not hold it for longer.
 */
const RECOGNISED_WITHIN_MS = 3_000;

export interface CalleeWords {
  utteranceId: string;
  text: string;
  final: boolean;
  /** Instants of the clock. */
  startedAt: number;
  endedAt: number;
}

export interface CalleeSpeechEvents {
  /** Voice activity. */
  speaking(speaking: boolean): void;
  /** The callee stopped at this instant; `corrected` where it is a better reading of what was told before. */
  stopped(at: number, corrected: boolean): void;
  /** Something that must become words, or be dropped, began then. */
  began(id: string, startedAt: number): void;
  dropped(id: string): void;
  partial(utteranceId: string, text: string): void;
  said(words: CalleeWords): void;
}

/** Sound in which no words have been found yet. */
interface Sound {
  id: string;
  startedAt: number;
  /** When it stopped, as far as that was told; null while it lasts. */
  stoppedAt: number | null;
}

/**
 * What the callee says: voice activity, and the words that are found in it a little later. It is the conversation that hears both.
 */
export class CalleeSpeech {
  readonly #timers: CallTimers;
  readonly #events: CalleeSpeechEvents;
  #count = 0;
  /** The latest stretch of sound, for as long as words may come for it. */
  #sound: Sound | null = null;
  readonly #wordless = new Map<string, Sound>();
  readonly #growing = new Map<string, CalleeWords>();
  readonly #final = new Set<string>();
  #patience: Timer | null = null;

  constructor(timers: CallTimers, events: CalleeSpeechEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  get speaking(): boolean {
    return this.#sound !== null && this.#sound.stoppedAt === null;
  }

  began(): void {
    if (this.speaking) return;
    this.#count += 1;
    // With spaces: no utterance's id has any.
    const sound = { id: `sound ${this.#count}`, startedAt: this.#timers.now(), stoppedAt: null };
    this.#sound = sound;
    this.#wordless.set(sound.id, sound);
    this.#events.began(sound.id, sound.startedAt);
    this.#events.speaking(true);
  }

  stopped(): void {
    const sound = this.#sound;
    if (sound === null || sound.stoppedAt !== null) return;
    sound.stoppedAt = this.#timers.now();
    this.#await();
    // Words that were final before have told when it really stopped.
    if (this.#wordless.has(sound.id) || this.#growing.size > 0) this.#events.stopped(sound.stoppedAt, false);
    this.#events.speaking(false);
  }

  heard(words: CalleeWords): void {
    if (this.#final.has(words.utteranceId)) return;
    if (words.final) this.#finish(words);
    else this.#grow(words);
    // Only now: the words stand where the sound stood, and nothing that was said later overtakes them.
    for (const sound of this.#wordless.values()) if (sound.startedAt <= words.endedAt) this.#forget(sound);
    if (!words.final) return;
    const ownSound = this.#sound !== null && this.#sound.startedAt <= words.endedAt;
    this.#events.stopped(words.endedAt, ownSound && this.#sound?.stoppedAt !== null);
  }

  /** Nothing more will come: what is known is final. */
  close(): void {
    this.#patience?.cancel();
    this.#patience = null;
    this.#giveUp();
  }

  #grow(words: CalleeWords): void {
    const before = this.#growing.get(words.utteranceId);
    this.#growing.set(words.utteranceId, words);
    if (before?.startedAt !== words.startedAt) this.#events.began(words.utteranceId, words.startedAt);
    if (before?.text !== words.text && words.text.trim() !== '') this.#events.partial(words.utteranceId, words.text);
    this.#await();
  }

  #finish(words: CalleeWords): void {
    this.#growing.delete(words.utteranceId);
    this.#final.add(words.utteranceId);
    if (words.text.trim() === '') this.#events.dropped(words.utteranceId);
    else this.#events.said({ ...words, text: words.text.trim(), endedAt: Math.max(words.startedAt, words.endedAt) });
  }

  #forget(sound: Sound): void {
    this.#wordless.delete(sound.id);
    this.#events.dropped(sound.id);
  }

  /** Waits for words, from now. */
  #await(): void {
    this.#patience?.cancel();
    this.#patience = this.#timers.after(RECOGNISED_WITHIN_MS, () => {
      this.#patience = null;
      if (this.speaking) this.#await();
      else this.#giveUp();
    });
  }

  #giveUp(): void {
    for (const sound of [...this.#wordless.values()]) this.#forget(sound);
    for (const words of [...this.#growing.values()]) this.#finish(words);
  }
}
