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
  #anchors: Anchor[] = [];

  /** Audio given so far. */
  get totalMs(): number {
    return this.#totalMs;
  }

  /** @param heardAt when its last sample was heard. */
  appended(ms: number, heardAt: number): void {
    const last = this.#anchors.at(-1);
    const startedAt = heardAt - ms;
    const expected = last === undefined ? Number.NEGATIVE_INFINITY : last.at + this.#totalMs - last.audioMs;
    if (Math.abs(startedAt - expected) > JITTER_MS) {
      this.#anchors.push({ audioMs: this.#totalMs, at: startedAt });
      if (this.#anchors.length > MOST_ANCHORS) this.#anchors.shift();
    }
    this.#totalMs += ms;
  }

  /** The instant of a place in the audio; null where nothing was given yet. */
  instantOf(audioMs: number): number | null {
    const anchor = this.#anchors.findLast((one) => one.audioMs <= audioMs) ?? this.#anchors[0];
    return anchor === undefined ? null : anchor.at + audioMs - anchor.audioMs;
  }
}
