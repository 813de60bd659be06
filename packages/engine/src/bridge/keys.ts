import { dtmfSequence } from '../audio/dtmf.js';
import { MulawAudio } from '../audio/mulaw-audio.js';

/** Keys of one request: longer than any account or card number that a phone menu asks for. */
export const MOST_KEYS = 32;
/** Survives voice coders and slow menus; ITU-T Q.24 asks receivers for 40 ms of tone and 40 ms of gap. */
const KEY_TONE_MS = 200;
const KEY_GAP_MS = 120;

/** True for 1 to 32 of `0-9*#A-D`. */
export function areKeys(digits: string): boolean {
  return digits.length <= MOST_KEYS && /^[0-9*#A-D]+$/.test(digits);
}

/** Keys as the tones a callee hears: 200 ms each, each followed by a gap of 120 ms. */
export function keyAudio(digits: string): MulawAudio {
  return MulawAudio.fromBytes(dtmfSequence(digits, KEY_TONE_MS, KEY_GAP_MS));
}
