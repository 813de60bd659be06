/** Frames may come early or late by this much without the line having paused. */
const JITTER_MS = 100;

interface Anchor {
  audioMs: number;
  at: number;
}

/** Of the past so many pauses are remembered: more than a turn has. */
const MOST_ANCHORS = 64;

/**
 * From a session's own time, which is milliseconds of the audio it was given, to instants of the clock, by counting what it was given and
 * when that was heard.
 */
export class AudioClock {
  #totalMs = 0;
  /** When what is given next was begun to be heard, if the line has not paused. */
  #expectedAt = Number.NEGATIVE_INFINITY;
  #anchors: Anchor[] = [];

  /** Audio given so far. */
  get totalMs(): number {
    return this.#totalMs;
  }

  /** @param heardAt when its last sample was heard. */
  appended(ms: number, heardAt: number): void {
    const startedAt = heardAt - ms;
    if (Math.abs(startedAt - this.#expectedAt) > JITTER_MS) {
      this.#anchors.push({ audioMs: this.#totalMs, at: startedAt });
      if (this.#anchors.length > MOST_ANCHORS) this.#anchors.shift();
      this.#expectedAt = startedAt;
    }
    this.#expectedAt += ms;
    this.#totalMs += ms;
  }

  /** A session's time begins anew. */
  restart(): void {
    this.#totalMs = 0;
    this.#expectedAt = Number.NEGATIVE_INFINITY;
    this.#anchors = [];
  }

  /** The instant of a place in the audio; null where nothing was given yet. */
  instantOf(audioMs: number): number | null {
    const anchor = this.#anchors.findLast((one) => one.audioMs <= audioMs) ?? this.#anchors[0];
    return anchor === undefined ? null : anchor.at + audioMs - anchor.audioMs;
  }
}
