import { encodeMulaw, MulawAudio, type Synthesiser, seededRandom } from '@ringback/engine';

/** How long every word sounds. */
const WORD_MS = 200;

/**
 * Noise in place of speech: every word, or hanzi, sounds for exactly {@link WORD_MS} without a pause, and no text sounds like another. What
 * was heard of it can be counted.
 */
export class WordSpeech implements Synthesiser {
  readonly name = 'tones';

  async speak(text: string): Promise<MulawAudio> {
    const words = text.match(/\p{Script=Han}|[\p{L}\p{N}'’-]+/gu) ?? [];
    let seed = 7;
    for (const character of text) seed = (seed * 31 + (character.codePointAt(0) as number)) % 2_147_483_647;
    const noise = seededRandom(seed);
    return MulawAudio.fromBytes(
      encodeMulaw(
        Int16Array.from({ length: words.length * WORD_MS * 8 }, (_, sample) => (noise() - 0.5) * loudness(sample)),
      ),
    );
  }

  async close(): Promise<void> {}
}

/** As a syllable has it, loud and then soft by 12 dB: what keeps its level is noise to whoever listens for speech. */
function loudness(sample: number): number {
  return sample % (WORD_MS * 8) < WORD_MS * 5 ? 12_000 : 3_000;
}

/** How long a text sounds. */
export function speechMs(text: string): number {
  return (text.match(/\p{Script=Han}|[\p{L}\p{N}'’-]+/gu) ?? []).length * WORD_MS;
}

/** Noise without words. */
export function noise(ms: number): Uint8Array {
  const random = seededRandom(ms);
  return encodeMulaw(Int16Array.from({ length: ms * 8 }, () => (random() - 0.5) * 8_000));
}
