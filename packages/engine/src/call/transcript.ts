import type { Utterance } from './call-event.js';

/**
 * Gives finished utterances out in spoken order: none before another that began earlier and is still being said, or whose words are
 * still being recognised. Two speakers overlap and recognisers are slow, so the order in which utterances finish is not the order in
 * which they were spoken.
 *
 * Every id that was begun must be finished or dropped; `close` lets go of what never was.
 */
export class Transcript {
  /** What has begun and is not final, with where it began. */
  readonly #open = new Map<string, number>();
  #held: Utterance[] = [];
  readonly #release: (utterance: Utterance) => void;

  constructor(release: (utterance: Utterance) => void) {
    this.#release = release;
  }

  /** Something began to be said at `startedAt`. Again for the same id: it is now known to have begun then. */
  begin(utteranceId: string, startedAt: number): void {
    this.#open.set(utteranceId, startedAt);
    this.#releaseReady();
  }

  /** It is final. It need not have begun here. */
  finish(utterance: Utterance): void {
    this.#open.delete(utterance.utteranceId);
    const behind = this.#held.findIndex((held) => held.startedAt > utterance.startedAt);
    this.#held.splice(behind < 0 ? this.#held.length : behind, 0, utterance);
    this.#releaseReady();
  }

  /** Nothing came of it: it was not heard, or was no speech. */
  drop(utteranceId: string): void {
    if (this.#open.delete(utteranceId)) this.#releaseReady();
  }

  /** Waits for nothing any more: all that is final goes out. */
  close(): void {
    this.#open.clear();
    this.#releaseReady();
  }

  #releaseReady(): void {
    if (this.#held.length === 0) return;
    let earliestOpen = Number.POSITIVE_INFINITY;
    for (const startedAt of this.#open.values()) earliestOpen = Math.min(earliestOpen, startedAt);
    while (this.#held.length > 0 && (this.#held[0] as Utterance).startedAt <= earliestOpen) {
      this.#release(this.#held.shift() as Utterance);
    }
  }
}
