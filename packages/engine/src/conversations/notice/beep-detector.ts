import { decodeMulaw, mulawPower } from '../../audio/g711.js';
import { FRAME_MS, TELEPHONE_RATE } from '../../audio/mulaw-audio.js';

/** Mailbox beeps last 200 ms to a second; no syllable holds one pure pitch for 200 ms. */
const LEAST_FRAMES = 200 / FRAME_MS;
/** Less than 4 ms holds no pitch. */
const LEAST_BYTES = 32;
/**
 * Beeps are 500 to 2,000 Hz as a rule. The tones of the network itself, ringing and busy, are single tones of 400 to 450 Hz in most countries
 * (ITU-T E.180: 425 preferred; 450 in China): whoever is being put through hears one, and it is no mailbox. Hummed sounds lie lower still.
 */
const LOWEST_HZ = 470;
const HIGHEST_HZ = 2_500;
/** Mean power, full scale being 1: −35 dBFS, well below any beep that a mailbox sends. */
const LEAST_POWER = 10 ** -3.5;
/** What one pure tone leaves unexplained, as a share of its power: −26 dB and less in µ-law; a vowel's harmonics leave −20 and more. */
const MOST_RESIDUE = 10 ** -2.4;
/** Within 200 ms a voice wanders by several per cent in pitch and by some decibels in power; an oscillator does not. */
const MOST_DRIFT = 0.015;
const MOST_POWER_DRIFT = 0.25;

/**
 * Finds a mailbox's beep: one steady pure tone. A pure tone obeys x[n+1] + x[n−1] = 2·cos(ω)·x[n]; the best cos(ω) of a frame gives the
 * pitch, and what it leaves over tells whether there is anything beside it. The two tones of a key leave much.
 */
export class BeepDetector {
  #frames = 0;
  #hz = 0;
  #power = 0;

  /** Takes the next frame of µ-law; true once for each beep, when it has lasted long enough. */
  push(mulaw: Uint8Array): boolean {
    const power = mulawPower(mulaw);
    const hz = power < LEAST_POWER || mulaw.length < LEAST_BYTES ? null : pitchOfTone(mulaw);
    if (hz === null) {
      this.#frames = 0;
      return false;
    }
    const steady =
      this.#frames > 0 &&
      Math.abs(hz - this.#hz) <= this.#hz * MOST_DRIFT &&
      Math.abs(power - this.#power) <= this.#power * MOST_POWER_DRIFT;
    if (steady) {
      this.#frames += 1;
      return this.#frames === LEAST_FRAMES;
    }
    this.#frames = 1;
    this.#hz = hz;
    this.#power = power;
    return false;
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
