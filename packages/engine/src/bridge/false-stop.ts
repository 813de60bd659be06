import type { Timer } from '../clock.js';
import type { CallTimers } from './call-timers.js';

/**
 * From the callee's falling silent to the assistant's going on with what a mere sound had cut off. Recognisers need 0.3 to 1 s for words, and
 * a model as long for the beginning of an answer; with the half second that voice activity takes, the pause stays under 2 s.
 */
const NOTHING_FOLLOWS_MS = 1_200;

/** While an answer is being made it is looked again so often, and after so long in all it is not waited for any more. */
const LOOK_AGAIN_MS = 300;
const LONGEST_MS = 3_000;

/** What listeners say to show that they listen: no wish to speak. */
const MURMUR = /^(?:[嗯唔哦噢喔啊呃额哎欸诶呵]+|u+h+|huh|m+h*m*|h+m+|a+h+|o+h+|e+r+)$/iu;

export interface FalseStopEvents {
  /** The conversation is making an answer of which no audio was given yet. */
  answering(): boolean;
  /** It was nothing: what was cut off goes on. */
  resume(): void;
  /** It was something after all: what goes on is stopped again. */
  stopAgain(): void;
}

/** True where the words are nothing but murmurs, or none. */
export function isMurmur(text: string): boolean {
  return text
    .split(/[\s\p{P}]+/u)
    .filter((word) => word !== '')
    .every((word) => MURMUR.test(word));
}

/**
 * After the callee stopped the assistant: were there words, or was it a cough or a door? Where no words come and no answer is made, what was
 * cut off goes on.
 *
 * `idle` → (stopped) → `stopped` → (the callee falls silent) → `waiting` → (nothing follows) → `resumed` → (words come late) → `idle`, and back to
 * `idle` from each where words come, or the assistant says something else.
 */
export class FalseStop {
  readonly #timers: CallTimers;
  readonly #events: FalseStopEvents;
  #state: 'idle' | 'stopped' | 'waiting' | 'resumed' = 'idle';
  #silentAt = 0;
  #timer: Timer | null = null;

  constructor(timers: CallTimers, events: FalseStopEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  /** The callee stopped the assistant. */
  stopped(): void {
    this.clear();
    this.#state = 'stopped';
  }

  calleeBegan(): void {
    if (this.#state !== 'waiting') return;
    this.#stopTimer();
    this.#state = 'stopped';
  }

  calleeSilent(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'waiting';
    this.#silentAt = this.#timers.now();
    this.#wait(NOTHING_FOLLOWS_MS);
  }

  /** Words of the callee's that began before now. */
  words(text: string): void {
    if (this.#state === 'idle' || isMurmur(text)) return;
    const again = this.#state === 'resumed';
    this.clear();
    if (again) this.#events.stopAgain();
  }

  /** All that was given was heard: what went on is over, and words from now on are no judgement of it. */
  drained(): void {
    if (this.#state === 'resumed') this.clear();
  }

  /** The assistant says something else, or nothing more. */
  clear(): void {
    this.#stopTimer();
    this.#state = 'idle';
  }

  #wait(ms: number): void {
    this.#timer = this.#timers.after(ms, () => {
      this.#timer = null;
      if (this.#events.answering() && this.#timers.now() - this.#silentAt < LONGEST_MS) {
        this.#wait(LOOK_AGAIN_MS);
        return;
      }
      this.#state = 'resumed';
      this.#events.resume();
    });
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}
