import { encodeMulaw } from '../audio/g711.js';
import { MulawAudio, TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { RingbackError } from '../errors.js';
import { checkRequest } from './check-request.js';
import { spokenText } from './spoken-text.js';
import type { Synthesiser, Voice } from './synthesiser.js';

/** Lengths at the normal rate of 175 words a minute. */
const HANZI_MS = 180;
const ENGLISH_SYLLABLE_MS = 170;
/** Between words of English; hanzi follow each other closely. */
const WORD_GAP_MS = 30;
const SHORT_PAUSE_MS = 160;
const SENTENCE_PAUSE_MS = 300;
/** Rise and fall of a syllable: soft enough not to click, with a level that swings as a voice's does. */
const RISE_SHARE = 0.2;
const FALL_SHARE = 0.35;
/** Peak of a syllable: as loud as synthesised speech after its level was set. */
const PEAK = 9000;
/** Base pitch in Hz of a voice at 0 and at 99. */
const LOWEST_HERTZ = 110;
const HIGHEST_HERTZ = 330;
/** Steps of the little tune that syllables follow, in semitones; which one follows from the character. Far from DTMF's pairs. */
const TUNE: readonly number[] = [0, 2, 4, 7, 9, 12];

type Sound = { kind: 'syllable'; ms: number; semitones: number } | { kind: 'pause'; ms: number };

/**
 * Stands in where no speech program is installed: one soft tone a syllable, with pauses at the punctuation, so that timing, voice
 * activity, barge-in and captions all work as with speech. It says no words, and sounds like what it is.
 */
export class TonesSynthesiser implements Synthesiser {
  readonly name = 'tones';
  #closed = false;

  async speak(text: string, voice: Voice): Promise<MulawAudio> {
    if (this.#closed) throw new RingbackError('speech_failed', 'the synthesiser was closed');
    const { language, pitch, rate } = checkRequest(text, voice);
    const sounds = soundsOf(spokenText(text, language));
    const stretch = 175 / rate;
    const base = LOWEST_HERTZ * (HIGHEST_HERTZ / LOWEST_HERTZ) ** (pitch / 99);
    const lengths = sounds.map(({ ms }) => Math.round((ms * stretch * TELEPHONE_RATE) / 1000));
    const pcm = new Int16Array(lengths.reduce((sum, length) => sum + length, 0));
    let offset = 0;
    sounds.forEach((sound, index) => {
      const length = lengths[index] as number;
      if (sound.kind === 'syllable') writeSyllable(pcm, offset, length, base * 2 ** (sound.semitones / 12));
      offset += length;
    });
    return MulawAudio.fromBytes(encodeMulaw(pcm));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

/** No pause stands at the beginning or the end. */
function soundsOf(text: string): Sound[] {
  const sounds: Sound[] = [];
  let pause = 0;
  const syllable = (ms: number, seed: number): void => {
    if (pause > 0 && sounds.length > 0) sounds.push({ kind: 'pause', ms: pause });
    pause = 0;
    sounds.push({ kind: 'syllable', ms, semitones: TUNE[seed % TUNE.length] as number });
  };
  for (const [part] of text.matchAll(/\p{Script=Han}|[\p{L}\p{N}\p{M}'’]+|[^\p{L}\p{N}\p{M}'’]+/gu)) {
    if (/\p{Script=Han}/u.test(part)) {
      syllable(HANZI_MS, part.codePointAt(0) as number);
    } else if (/[\p{L}\p{N}]/u.test(part)) {
      const count = syllablesOf(part);
      for (let index = 0; index < count; index += 1) syllable(ENGLISH_SYLLABLE_MS, part.charCodeAt(index) + index);
      pause = Math.max(pause, WORD_GAP_MS);
    } else if (/[。！？!?；;\n]|\.(\s|$)/u.test(part)) {
      pause = Math.max(pause, SENTENCE_PAUSE_MS);
    } else if (/[，、,：:—…()（）]/u.test(part)) {
      pause = Math.max(pause, SHORT_PAUSE_MS);
    }
  }
  return sounds;
}

/** About as many as are spoken: groups of vowels, without a silent e; a digit counts for one. */
function syllablesOf(word: string): number {
  const digits = word.match(/\p{N}/gu)?.length ?? 0;
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  const groups = letters.match(/[aeiouy]+/g)?.length ?? 0;
  const silent = groups > 1 && /[^aeiouyl]e$/.test(letters) ? 1 : 0;
  return Math.max(1, digits + groups - silent);
}

/** Two partials, an even one a third as loud: a voice-like buzz would only be taken for a bad voice. */
function writeSyllable(pcm: Int16Array, offset: number, length: number, hertz: number): void {
  const rise = length * RISE_SHARE;
  const fall = length * FALL_SHARE;
  for (let n = 0; n < length; n += 1) {
    const edge = Math.min(1, (n + 1) / rise, (length - n) / fall);
    const envelope = 0.5 - 0.5 * Math.cos(Math.PI * edge);
    const angle = (2 * Math.PI * hertz * n) / TELEPHONE_RATE;
    pcm[offset + n] = Math.round(PEAK * envelope * (Math.sin(angle) + Math.sin(2 * angle) / 3));
  }
}
