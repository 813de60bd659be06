import { DTMF_COLUMNS, DTMF_ROWS, dtmfKey } from './dtmf.js';
import { decodeMulawSample } from './g711.js';
import { TELEPHONE_RATE } from './mulaw-audio.js';

/** 25.6 ms: the shortest block that keeps the four rows apart. */
const BLOCK = 205;
/**
 * Blocks overlap by three quarters. A key of 40 ms (Q.24: must be accepted) fills {@link DOMINANCE} of at least three of them wherever it
 * falls, one of 23 ms (Q.24, AT&T: must be rejected) of two at most. So three in a row must agree: of two, one vowel in an hour of
 * synthesised speech made a key.
 */
const HOP = 51;
/** Share of a block's power that must be in the two tones: speech and music always have more beside them. */
const DOMINANCE = 0.8;
/** Below this no row tone can pass the other checks, whatever the twist, and the columns are not looked at. */
const LEAST_ROW_SHARE = 0.08;
/** How much stronger a tone must be than every other of its group, as power. An off-frequency tone leaks into its neighbour. */
const GROUP_LEAD = 4;

/**
 * Weakest tone, as mean power with full scale 1. Q.24 asks for −25 dBm0 a tone (AT&T) and for none at −55: the line is drawn at −36.
 * A full-scale sine (power 0.5) is +3.17 dBm0.
 */
const LEAST_POWER = 0.5 * 10 ** ((-36 - 3.17) / 10);
/** Twist, either group against the other: Q.24 asks for +4 … −8 dB (AT&T), ±6 (Denmark), ±9 (Brazil); with the measure's own error. */
const MOST_TWIST = 10 ** (10.5 / 10);
/**
 * Off frequency: Q.24 asks for 1.5 % (AT&T) and 1.8 % (NTT), and for none from 3.0 % (NTT) and 3.5 % (AT&T). At 2.1 % a note of 834 Hz and
 * its octave would be taken for a C.
 */
const MOST_OFFSET = 0.0205;
/** How far its frequency may wander within a key: a tone's does not, but for the measure's own error; a voice's does. */
const MOST_SPREAD = 0.012;

/**
 * A key is over once the weaker of its tones fell to this share of its highest power (−16 dB): a lost packet of 20 ms leaves more in every
 * block (−13 dB), a gap of 30 ms less in at least one (−22 dB).
 */
const RELEASE = 10 ** (-16 / 10);
/**
 * And either the whole block became this much weaker (−8 dB), or it is so for two blocks: where a packet was played twice, the phase
 * jumps and may cancel the tone in one block.
 */
const RELEASE_BLOCK = 10 ** (-8 / 10);
const RELEASE_BLOCKS = 2;

const FREQUENCIES = [...DTMF_ROWS, ...DTMF_COLUMNS];
const ANGLES = Float64Array.from(FREQUENCIES, (hertz) => (2 * Math.PI * hertz) / TELEPHONE_RATE);
const COEFFICIENTS = ANGLES.map((angle) => 2 * Math.cos(angle));
const SINES = ANGLES.map((angle) => Math.sin(angle));
const COSINES = ANGLES.map((angle) => Math.cos(angle));

/** µ-law to −1 … 1. */
const SAMPLES = Float64Array.from({ length: 256 }, (_, code) => decodeMulawSample(code) / 32_768);

/** One block that looks like a key: which tones, and their phases at its end. */
interface Hit {
  row: number;
  column: number;
  rowPhase: number;
  columnPhase: number;
  rowPower: number;
  columnPower: number;
  blockPower: number;
}

/**
 * Finds DTMF keys in a stream of µ-law at 8 kHz, each once, however long it is held, 35 to 45 ms after it began.
 *
 * Each block of 205 samples goes through eight Goertzel filters. Three blocks in a row must show the same two tones; their phases then
 * give the exact frequencies, which are checked against Q.24's limits and by which the measured powers are corrected (a tone 1.5 % off
 * loses 6 dB in its filter). Level, twist and dominance are checked on the corrected powers.
 */
export class DtmfDetector {
  readonly #block = new Float64Array(BLOCK);
  #filled = 0;
  /** The two blocks before the one at hand. */
  #last: Hit | null = null;
  #beforeLast: Hit | null = null;
  /** The key being held down, the highest power that its weaker tone and its blocks had, and for how many blocks it has been weak. */
  #held: { row: number; column: number; tonePower: number; blockPower: number; weak: number } | null = null;

  // Results of the filters for the block at hand.
  readonly #power = new Float64Array(8);
  readonly #real = new Float64Array(8);
  readonly #imaginary = new Float64Array(8);

  /** Takes any number of bytes and returns the keys that were newly found, in order; mostly none. */
  push(mulaw: Uint8Array): string[] {
    const found: string[] = [];
    for (let index = 0; index < mulaw.length; index += 1) {
      this.#block[this.#filled] = SAMPLES[mulaw[index] as number] as number;
      this.#filled += 1;
      if (this.#filled === BLOCK) {
        const key = this.#analyse();
        if (key !== null) found.push(key);
        this.#block.copyWithin(0, HOP);
        this.#filled = BLOCK - HOP;
      }
    }
    return found;
  }

  #analyse(): string | null {
    const hit = this.#measure();
    const last = this.#last;
    const beforeLast = this.#beforeLast;
    this.#beforeLast = last;
    this.#last = hit;
    if (hit === null || last === null || beforeLast === null || !isKey(beforeLast, last, hit)) return null;
    if (this.#held !== null && this.#held.row === hit.row && this.#held.column === hit.column) return null;
    const tonePower = Math.min(hit.rowPower, hit.columnPower);
    this.#held = { row: hit.row, column: hit.column, tonePower, blockPower: hit.blockPower, weak: 0 };
    return dtmfKey(hit.row, hit.column);
  }

  /** The cheap checks, on one block. Lets go of the held key where its tones are gone. */
  #measure(): Hit | null {
    let energy = 0;
    for (let n = 0; n < BLOCK; n += 1) energy += (this.#block[n] as number) ** 2;
    const blockPower = energy / BLOCK;
    if (blockPower < LEAST_POWER) {
      this.#held = null;
      return null;
    }
    for (let tone = 0; tone < 4; tone += 1) this.#filter(tone);
    const row = this.#strongest(0);
    if (this.#held === null && (this.#power[row] as number) < blockPower * LEAST_ROW_SHARE) return null;
    for (let tone = 4; tone < 8; tone += 1) this.#filter(tone);
    const column = this.#strongest(4);
    this.#followHeld(blockPower);
    if (!this.#leads(row, 0) || !this.#leads(column, 4)) return null;
    return {
      row,
      column: column - 4,
      rowPhase: Math.atan2(this.#imaginary[row] as number, this.#real[row] as number),
      columnPhase: Math.atan2(this.#imaginary[column] as number, this.#real[column] as number),
      rowPower: this.#power[row] as number,
      columnPower: this.#power[column] as number,
      blockPower,
    };
  }

  #followHeld(blockPower: number): void {
    const held = this.#held;
    if (held === null) return;
    const tonePower = Math.min(this.#power[held.row] as number, this.#power[held.column + 4] as number);
    held.weak = tonePower < held.tonePower * RELEASE ? held.weak + 1 : 0;
    if (held.weak >= RELEASE_BLOCKS || (held.weak > 0 && blockPower < held.blockPower * RELEASE_BLOCK))
      this.#held = null;
    held.tonePower = Math.max(held.tonePower, tonePower);
    held.blockPower = Math.max(held.blockPower, blockPower);
  }

  /** Goertzel's recursion. The phase is the tone's at the end of the block. */
  #filter(tone: number): void {
    const coefficient = COEFFICIENTS[tone] as number;
    let previous = 0;
    let beforeThat = 0;
    for (let n = 0; n < BLOCK; n += 1) {
      const value = (this.#block[n] as number) + coefficient * previous - beforeThat;
      beforeThat = previous;
      previous = value;
    }
    const real = previous - beforeThat * (COSINES[tone] as number);
    const imaginary = beforeThat * (SINES[tone] as number);
    this.#real[tone] = real;
    this.#imaginary[tone] = imaginary;
    this.#power[tone] = (2 * (real * real + imaginary * imaginary)) / (BLOCK * BLOCK);
  }

  #strongest(group: number): number {
    let best = group;
    for (let tone = group + 1; tone < group + 4; tone += 1) {
      if ((this.#power[tone] as number) > (this.#power[best] as number)) best = tone;
    }
    return best;
  }

  #leads(best: number, group: number): boolean {
    const limit = (this.#power[best] as number) / GROUP_LEAD;
    for (let tone = group; tone < group + 4; tone += 1) {
      if (tone !== best && (this.#power[tone] as number) > limit) return false;
    }
    return true;
  }
}

/** The exact checks, on three blocks, each one hop after the other. */
function isKey(first: Hit, middle: Hit, last: Hit): boolean {
  if (first.row !== middle.row || middle.row !== last.row) return false;
  if (first.column !== middle.column || middle.column !== last.column) return false;
  const row = offsets(ANGLES[middle.row] as number, first.rowPhase, middle.rowPhase, last.rowPhase);
  const column = offsets(ANGLES[middle.column + 4] as number, first.columnPhase, middle.columnPhase, last.columnPhase);
  const rowHertz = DTMF_ROWS[middle.row] as number;
  const columnHertz = DTMF_COLUMNS[middle.column] as number;
  if (Math.abs(row.mean) > rowHertz * MOST_OFFSET || row.spread > rowHertz * MOST_SPREAD) return false;
  if (Math.abs(column.mean) > columnHertz * MOST_OFFSET || column.spread > columnHertz * MOST_SPREAD) return false;
  const rowGain = filterGain(row.mean);
  const columnGain = filterGain(column.mean);
  for (const hit of [first, middle, last]) {
    const rowPower = hit.rowPower / rowGain;
    const columnPower = hit.columnPower / columnGain;
    if (rowPower < LEAST_POWER || columnPower < LEAST_POWER) return false;
    if (columnPower > rowPower * MOST_TWIST || rowPower > columnPower * MOST_TWIST) return false;
    if (rowPower + columnPower < hit.blockPower * DOMINANCE) return false;
  }
  return true;
}

/** Offsets of a tone over two hops: their mean, and how far they are apart. */
function offsets(angle: number, first: number, middle: number, last: number): { mean: number; spread: number } {
  const one = offset(angle, first, middle);
  const two = offset(angle, middle, last);
  return { mean: (one + two) / 2, spread: Math.abs(one - two) };
}

/** How far a tone is from its nominal frequency, in Hz, from how far its phase ran beyond what the nominal one's would. ±78 Hz. */
function offset(angle: number, before: number, now: number): number {
  const turn = 2 * Math.PI;
  const beyond = now - before - angle * HOP;
  return ((beyond - turn * Math.round(beyond / turn)) * TELEPHONE_RATE) / (turn * HOP);
}

/** What a filter of one block leaves of the power of a tone that is `hertz` off. */
function filterGain(hertz: number): number {
  const angle = (Math.PI * hertz * BLOCK) / TELEPHONE_RATE;
  return angle === 0 ? 1 : (Math.sin(angle) / angle) ** 2;
}
