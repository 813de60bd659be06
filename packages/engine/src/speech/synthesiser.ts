import type { MulawAudio } from '../audio/mulaw-audio.js';

/** Languages that Ringback itself speaks. */
export type Language = 'zh' | 'en';

/** Who speaks: the assistant and each kind of callee sound different. */
export interface Voice {
  language: Language;
  /** Base pitch, 0 to 99 (50 is a speaker's normal). */
  pitch?: number;
  /** Words a minute, 80 to 300 (175 is normal). */
  rate?: number;
}

/**
 * Turns text into telephone audio, offline. Implementations are deterministic: the same text and voice give the same bytes.
 */
export interface Synthesiser {
  /** `espeak` really speaks; `tones` only marks syllables, where no speech program is installed. */
  readonly name: 'espeak' | 'tones';
  /** Resolves with the whole utterance. Rejects with code `speech_failed`; never hangs (bounded by its own time-out). */
  speak(text: string, voice: Voice): Promise<MulawAudio>;
  /** Ends what it started; `speak` after that rejects. */
  close(): Promise<void>;
}
