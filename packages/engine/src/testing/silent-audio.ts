import { MULAW_SILENCE, MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';

/** `ms` of µ-law silence. */
export function silentAudio(ms: number): MulawAudio {
  return MulawAudio.fromBytes(new Uint8Array(Math.round((ms * TELEPHONE_RATE) / 1000)).fill(MULAW_SILENCE));
}
