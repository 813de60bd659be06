import type { MulawAudio } from '../audio/mulaw-audio.js';

/** Frames kept: 1.28 s. Who is asked about a murmur of 0.3 s, or a greeting of 1 s, needs the quiet before it, too. */
const FRAMES = 64;

/** How far above the noise sound begins (9 dB), and what is below this is never sound (−57 dBFS): as in `audio/voice-activity.ts`. */
const ABOVE_NOISE = 10 ** 0.9;
const LEAST_POWER = 10 ** -5.7;

/** Pauses within speech, between words and in stops, last up to 250 ms; within a murmur there are none. */
const PAUSE_MS = 140;

/**
 * How loud the callee's last second was, frame by frame.
 *
 * Whoever finds turns may tell of their end half a second late (a model's server waits that long before it calls it silence): whether the
 * callee still sounds, and for how long, is known sooner from the sound itself.
 */
export class RecentSound {
  /** Of each frame its power and its milliseconds, side by side. */
  readonly #frames = new Float64Array(2 * FRAMES);
  #count = 0;
  #asked = 0;

  push(audio: MulawAudio): void {
    const slot = 2 * (this.#count % FRAMES);
    this.#frames[slot] = audio.power;
    this.#frames[slot + 1] = audio.durationMs;
    this.#count += 1;
  }

  /** Frames that came so far. */
  get count(): number {
    return this.#count;
  }

  /** Mean power of the loudest of the last frames, at most ten: 0.2 s. */
  get power(): number {
    let loudest = 0;
    for (let index = Math.max(0, this.#count - 10); index < this.#count; index += 1) {
      loudest = Math.max(loudest, this.#frames[2 * (index % FRAMES)] as number);
    }
    return loudest;
  }

  /**
   * Milliseconds for which the callee has been sounding until now, at most 1,280; 0 where they have fallen silent. Null where it cannot be
   * told: no frame came since it was asked last, or nothing stands out from the noise.
   */
  soundingMs(): number | null {
    if (this.#count === this.#asked) return null;
    this.#asked = this.#count;
    const frames: { power: number; ms: number }[] = [];
    for (let index = Math.max(0, this.#count - FRAMES); index < this.#count; index += 1) {
      const slot = 2 * (index % FRAMES);
      frames.push({ power: this.#frames[slot] as number, ms: this.#frames[slot + 1] as number });
    }
    const noise = frames.map(({ power }) => power).sort((one, other) => one - other)[Math.floor(frames.length / 10)];
    const threshold = Math.max(LEAST_POWER, (noise as number) * ABOVE_NOISE);
    let sounding: number | null = null;
    let quiet = 0;
    // Backwards from now. The quiet behind the last sound is no part of it.
    for (const { power, ms } of frames.reverse()) {
      if (power < threshold) quiet += ms;
      else if (quiet > PAUSE_MS) return sounding ?? 0;
      else {
        sounding = sounding === null ? ms : sounding + quiet + ms;
        quiet = 0;
      }
    }
    return sounding;
  }
}
