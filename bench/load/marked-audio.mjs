/**
 * Real speech as base64 µ-law whose first nine bytes of each piece are overwritten by a mark that says whose and the how-manieth it is, so
 * that the piece is known again wherever it arrives, also where it was decoded and encoded on the way.
 */
import { createSynthesiser } from '@ringback/engine';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MAGIC = 'RBK0';
const MAGIC_BYTES = [...MAGIC].map((character) => character.charCodeAt(0));
export const MARK_LENGTH = 12;

const VALUES = new Uint8Array(256);
for (const [value, character] of [...ALPHABET].entries()) VALUES[character.charCodeAt(0)] = value;

const QUADS = Array.from({ length: 4096 }, (_, value) => ALPHABET[value >> 6] + ALPHABET[value & 63]);
const quad = (value) => QUADS[(value >> 12) & 4095] + QUADS[value & 4095];

/** @param owner, number below 2^24. */
export const markOf = (owner, number) => MAGIC + quad(owner) + quad(number);

const read = (buffer, at) =>
  (VALUES[buffer[at]] << 18) | (VALUES[buffer[at + 1]] << 12) | (VALUES[buffer[at + 2]] << 6) | VALUES[buffer[at + 3]];

export function isMarked(buffer, at) {
  return (
    buffer[at] === MAGIC_BYTES[0] &&
    buffer[at + 1] === MAGIC_BYTES[1] &&
    buffer[at + 2] === MAGIC_BYTES[2] &&
    buffer[at + 3] === MAGIC_BYTES[3]
  );
}
export const ownerAt = (buffer, at) => read(buffer, at + 4);
export const numberAt = (buffer, at) => read(buffer, at + 8);

/** What base64 text of this length and end decodes to. */
export function byteLength(buffer, start, end) {
  const padding = buffer[end - 2] === 0x3d ? 2 : buffer[end - 1] === 0x3d ? 1 : 0;
  return Math.floor(((end - start) * 3) / 4) - padding;
}

/** Some ten seconds of speech, cut into pieces of so many bytes, each without its mark. */
export async function speechPieces(bytes) {
  const synthesiser = await createSynthesiser({ kind: 'auto' });
  const audio = await synthesiser.speak(
    'Good afternoon, this is the assistant of the dental practice. I am calling about your appointment on Thursday at half past three. ' +
      'The doctor is delayed that day, so I would like to ask whether four o’clock would suit you as well, or whether another day is better.',
    { language: 'en' },
  );
  await synthesiser.close();
  const pieces = [];
  for (let at = 0; at + bytes <= audio.byteLength; at += bytes) {
    const piece = audio.bytes.subarray(at, at + bytes);
    pieces.push(Buffer.from(piece).toString('base64').slice(MARK_LENGTH));
  }
  return pieces;
}
