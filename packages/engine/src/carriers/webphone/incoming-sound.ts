import { FRAME_BYTES, FRAME_MS, MULAW_SILENCE, MulawAudio, TELEPHONE_RATE } from '../../audio/mulaw-audio.js';

/**
 * Nothing has come for so long: silence is told in its place. Longer than a radio link's usual stall (100 to 300 ms), so that what is only late is not
 * replaced, and much shorter than what anybody takes for a dead line.
 */
const LATE_MS = 400;
/**
 * How far it may run ahead of time, counted from the answer: as much as the first frames may have been late, and a clock that runs 100 ppm fast wins in an
 * hour. Beyond that a page sends more than there is time for.
 */
const MOST_EARLY_FRAMES = 25;
const UNITS_PER_FRAME = (FRAME_MS * TELEPHONE_RATE) / 1000;
const WRAP = 2 ** 32;

const SILENCE = MulawAudio.fromBytes(new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE));

/**
 * The callee's sound, each frame put where it belongs in time, and never more of them than there was time for.
 *
 * Frames come by TCP: in order, in bursts behind a stall, and none at all while the page sleeps. Timestamps say where they belong, and a gap between them becomes
 * silence. Where nothing comes for 400 ms silence is told as time goes on, and what comes for that time after all is dropped: whoever listens needs a frame each
 * 20 ms more than it needs old ones.
 */
export class IncomingSound {
  readonly #tell: (audio: MulawAudio) => void;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** Frames told: the number of the next one. */
  #told = 0;
  /** The timestamp of frame `#anchorFrame`; null before the first one, and behind a change of connection. */
  #anchor: number | null = null;
  #anchorFrame = 0;
  /** When the last frame came, and how many were told by then. */
  #cameAt: number;
  #toldThen = 0;

  constructor(now: () => number, tell: (audio: MulawAudio) => void) {
    this.#now = now;
    this.#tell = tell;
    this.#startedAt = now();
    this.#cameAt = this.#startedAt;
  }

  /** @param mulaw 20 ms, which are kept. */
  frame(mulaw: Uint8Array, timestamp: number): void {
    const now = this.#now();
    if (this.#anchor === null) this.#anchorAt(timestamp);
    const at = this.#anchorFrame + this.#framesBehindAnchor(timestamp);
    if (at > (now - this.#startedAt) / FRAME_MS + MOST_EARLY_FRAMES) {
      // It takes no place in time: the next one follows what was told.
      this.#anchorAt(timestamp + UNITS_PER_FRAME);
    } else if (at >= this.#told) {
      while (this.#told < at) this.#next(SILENCE);
      this.#next(MulawAudio.fromBytes(mulaw));
    }
    this.#cameAt = now;
    this.#toldThen = this.#told;
  }

  /** To be called every 20 ms: tells silence where nothing comes. */
  tick(): void {
    const missing = this.#now() - this.#cameAt;
    if (missing < LATE_MS) return;
    const until = this.#toldThen + Math.floor(missing / FRAME_MS);
    while (this.#told < until) this.#next(SILENCE);
  }

  /** A connection took another's place: its timestamps may begin anew. */
  restart(): void {
    this.#anchor = null;
  }

  #anchorAt(timestamp: number): void {
    this.#anchor = timestamp;
    this.#anchorFrame = this.#told;
  }

  #framesBehindAnchor(timestamp: number): number {
    const units = (((timestamp - (this.#anchor as number)) % WRAP) + WRAP) % WRAP;
    // What would lie half a wrap ahead lies behind.
    return Math.round((units > WRAP / 2 ? units - WRAP : units) / UNITS_PER_FRAME);
  }

  #next(audio: MulawAudio): void {
    this.#told += 1;
    this.#tell(audio);
  }
}
