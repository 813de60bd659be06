import { decodeMulaw, mulawPower } from '../../audio/g711.js';
import { FRAME_MS, TELEPHONE_RATE } from '../../audio/mulaw-audio.js';

/** Mailbox beeps last 200 ms to a second; no syllable holds one pure pitch for 200 ms. */
const LEAST_FRAMES = 200 / FRAME_MS;
/** Beeps are 400 to 2,000 Hz. Hummed sounds have most of their power below 300. */
const LOWEST_HZ = 330;
const HIGHEST_HZ = 2_500;
/** Mean power, full scale being 1: −35 dBFS, well below any beep that a mailbox sends. */
const LEAST_POWER = 10 ** -3.5;
/** What one pure tone leaves unexplained, as a share of its power: µ-law's own noise is −38 dB, a vowel's harmonics leave −15 and more. */
const MOST_RESIDUE = 10 ** -2.7;
/** A voice wanders by several per cent within 200 ms, an oscillator does not. */
const MOST_DRIFT = 0.015;

/**
 * Finds a mailbox's beep: one steady pure tone. A pure tone obeys x[n+1] + x[n−1] = 2·cos(ω)·x[n]; the best cos(ω) of a frame gives the
 * pitch, and what it leaves over tells whether there is anything beside it. Two tones at once (a key, a dial tone) leave much.
 */
export class BeepDetector {
  #frames = 0;
  #hz = 0;

  /** Takes the next frame of µ-law; true once for each beep, when it has lasted long enough. */
  push(mulaw: Uint8Array): boolean {
    if (mulaw.length < 32 || mulawPower(mulaw) < LEAST_POWER) {
      this.#frames = 0;
      return false;
    }
    const hz = pitchOfTone(mulaw);
    if (hz === null) {
      this.#frames = 0;
      return false;
    }
    if (this.#frames === 0 || Math.abs(hz - this.#hz) > this.#hz * MOST_DRIFT) {
      this.#frames = 1;
      this.#hz = hz;
      return false;
    }
    this.#frames += 1;
    return this.#frames === LEAST_FRAMES;
  }
}

/** In Hz, where the frame is one pure tone. */
function pitchOfTone(mulaw: Uint8Array): number | null {
  const x = decodeMulaw(mulaw);
  let power = 0;
  let product = 0;
  for (let n = 1; n < x.length - 1; n += 1) {
    const here = x[n] as number;
    power += here * here;
    product += here * ((x[n - 1] as number) + (x[n + 1] as number));
  }
  if (power === 0) return null;
  const cosine = product / (2 * power);
  let residue = 0;
  for (let n = 1; n < x.length - 1; n += 1) {
    const left = (x[n - 1] as number) + (x[n + 1] as number) - 2 * cosine * (x[n] as number);
    residue += left * left;
  }
  if (Math.abs(cosine) >= 1 || residue > power * MOST_RESIDUE) return null;
  const hz = (Math.acos(cosine) * TELEPHONE_RATE) / (2 * Math.PI);
  return hz >= LOWEST_HZ && hz <= HIGHEST_HZ ? hz : null;
}
