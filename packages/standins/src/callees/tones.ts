import { encodeMulaw, MulawAudio, TELEPHONE_RATE } from '@ringback/engine';

/** About -13 dBm0, as network tones are sent (ITU-T E.180). */
const PEAK = 5_000;

/** A steady tone, with 5 ms of rise and fall so that it does not click. */
export function tone(hertz: number, ms: number): MulawAudio {
  const length = Math.round((ms * TELEPHONE_RATE) / 1000);
  const ramp = Math.min(TELEPHONE_RATE / 200, length / 2);
  const pcm = Int16Array.from({ length }, (_, index) => {
    const gain = Math.min(1, index / ramp, (length - index) / ramp);
    return Math.round(PEAK * gain * Math.sin((2 * Math.PI * hertz * index) / TELEPHONE_RATE));
  });
  return MulawAudio.fromBytes(encodeMulaw(pcm));
}
