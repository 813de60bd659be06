import { RingbackError } from '../errors.js';
import { encodeMulaw } from './g711.js';
import { MULAW_SILENCE, TELEPHONE_RATE } from './mulaw-audio.js';

/** Frequencies of ITU-T Q.23, in Hz. */
export const DTMF_ROWS: readonly number[] = [697, 770, 852, 941];
export const DTMF_COLUMNS: readonly number[] = [1209, 1336, 1477, 1633];
const KEYS: readonly string[] = ['123A', '456B', '789C', '*0#D'];

/**
 * Peak of each of the two tones: about −5 dBm0 a tone (a full-scale sine is +3.17 dBm0), within the −4 … −9 dBm0 that phones send
 * and far below where the two together would clip.
 */
const TONE_PEAK = 12_500;
/** Rise and fall, so that a key does not click; inside the nominal length. */
const RAMP_MS = 2;
/** A key pressed for a minute is a mistake of the caller's, not a tone. */
const LONGEST_MS = 60_000;

/** Row and column frequency of a key. @throws RingbackError `invalid_key` for anything but one of `0-9*#A-D`. */
export function dtmfFrequencies(digit: string): [row: number, column: number] {
  for (const [row, keys] of KEYS.entries()) {
    const column = digit.length === 1 ? keys.indexOf(digit) : -1;
    if (column >= 0) return [DTMF_ROWS[row] as number, DTMF_COLUMNS[column] as number];
  }
  throw new RingbackError('invalid_key', 'a phone has the keys 0 to 9, *, # and A to D (capitals): send one of these', {
    details: { key: digit.slice(0, 8) },
  });
}

/** The key of a row and a column, both 0 to 3. */
export function dtmfKey(row: number, column: number): string {
  return (KEYS[row] as string)[column] as string;
}

/**
 * One key as µ-law.
 *
 * @param digit one of `0-9*#A-D`.
 * @param ms 1 to 60,000. Receivers may need 40 ms (Q.24) and may miss less; 200 ms is safe behind voice coders.
 * @throws RingbackError `invalid_key`, `invalid_duration`.
 */
export function dtmfTone(digit: string, ms: number): Uint8Array {
  const [row, column] = dtmfFrequencies(digit);
  const length = samplesOf(ms, 1);
  const ramp = Math.min(samplesOf(RAMP_MS, 0), Math.floor(length / 2));
  const pcm = new Int16Array(length);
  for (let n = 0; n < length; n += 1) {
    const edge = Math.min(n + 1, length - n);
    const gain = edge > ramp ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * edge) / (ramp + 1));
    const angle = (2 * Math.PI * n) / TELEPHONE_RATE;
    pcm[n] = Math.round(TONE_PEAK * gain * (Math.sin(angle * row) + Math.sin(angle * column)));
  }
  return encodeMulaw(pcm);
}

/**
 * Keys one after the other as µ-law, each followed by a gap. No keys, no bytes.
 *
 * @param digits any number of `0-9*#A-D`.
 * @param toneMs,gapMs 1 to 60,000 and 0 to 60,000. The defaults got through everything tried; Q.24 asks receivers for 40 and 40.
 * @throws RingbackError `invalid_key`, `invalid_duration`; nothing is made of a sequence with one bad key in it.
 */
export function dtmfSequence(digits: string, toneMs = 200, gapMs = 120): Uint8Array {
  const gap = samplesOf(gapMs, 0);
  const tones = [...digits].map((digit) => dtmfTone(digit, toneMs));
  const bytes = new Uint8Array(tones.reduce((sum, tone) => sum + tone.length + gap, 0)).fill(MULAW_SILENCE);
  let offset = 0;
  for (const tone of tones) {
    bytes.set(tone, offset);
    offset += tone.length + gap;
  }
  return bytes;
}

function samplesOf(ms: number, least: number): number {
  if (!(ms >= least && ms <= LONGEST_MS)) {
    throw new RingbackError('invalid_duration', `${ms} ms is no length for a key: give ${least} to ${LONGEST_MS}`);
  }
  return Math.round((ms * TELEPHONE_RATE) / 1000);
}
