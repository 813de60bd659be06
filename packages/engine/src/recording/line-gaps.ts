import type { LineMixer } from './line-mixer.js';

/** After so long no more of a gap's frames come: a TCP connection that stood still for longer is given up. */
const SETTLED_MS = 10_000;

/** Lets a line go on by the clock where no frame of the callee's comes, so that the other side goes on, too. */
export class LineGaps {
  readonly #mixer: Pick<LineMixer, 'fill' | 'settled'>;
  readonly #longestMs: number;
  #heardAt: number;
  #filledAt: number | null = null;

  /** @param longestMs without a frame, before the line goes on without it. */
  constructor(mixer: Pick<LineMixer, 'fill' | 'settled'>, longestMs: number, now: number) {
    this.#mixer = mixer;
    this.#longestMs = longestMs;
    this.#heardAt = now;
  }

  /** A frame of the callee's came. */
  heard(now: number): void {
    this.#heardAt = now;
  }

  /** To be asked again and again. */
  look(now: number): void {
    if (this.fill(now, this.#longestMs)) {
      this.#filledAt = now;
    } else if (this.#filledAt !== null && now - this.#filledAt > SETTLED_MS) {
      this.#mixer.settled();
      this.#filledAt = null;
    }
  }

  /** Fills up to now where nothing came for longer than that. @returns whether it did. */
  fill(now: number, longerThanMs: number): boolean {
    if (now - this.#heardAt <= longerThanMs) return false;
    this.#mixer.fill(now, this.#heardAt);
    return true;
  }
}
