import { mulawPower } from '../audio/g711.js';
import { FRAME_BYTES, FRAME_MS, MulawAudio } from '../audio/mulaw-audio.js';

/**
 * A microphone's frames come by TCP, in bursts behind a stall, and by a clock of its own, while the carrier plays them at the line's pace: what
 * is queued there beyond this is delay, and a quiet frame of it is left out. Four frames are what a page's event loop and Wi-Fi waver by.
 */
const QUIET_AHEAD_MS = 80;
/** Beyond this every frame is left out: whoever talks with more than a quarter of a second of delay talks over the other. */
const MOST_AHEAD_MS = 240;
/** Quieter than this nobody misses it: 50 dB under full scale. */
const QUIET_POWER = 1e-5;

/** A supervisor's voice on its way to the callee, never far behind. */
export class SupervisorVoice {
  readonly #now: () => number;
  readonly #play: (audio: MulawAudio) => void;
  /** Until when what was given will sound. */
  #soundsUntil = 0;
  #last: Uint8Array | null = null;

  /** @param now of the clock. */
  constructor(now: () => number, play: (audio: MulawAudio) => void) {
    this.#now = now;
    this.#play = play;
  }

  /** Mean power of what is sounding; 0 where nothing is. */
  get power(): number {
    return this.#last === null || this.#soundsUntil <= this.#now() ? 0 : mulawPower(this.#last);
  }

  /** @param mulaw 20 ms, which are kept; anything else is dropped. */
  sound(mulaw: Uint8Array): void {
    if (mulaw.length !== FRAME_BYTES) return;
    const now = this.#now();
    const aheadMs = this.#soundsUntil - now;
    if (aheadMs > MOST_AHEAD_MS || (aheadMs > QUIET_AHEAD_MS && mulawPower(mulaw) < QUIET_POWER)) return;
    this.#soundsUntil = Math.max(this.#soundsUntil, now) + FRAME_MS;
    this.#last = mulaw;
    this.#play(MulawAudio.fromBytes(mulaw));
  }
}
