import type { MulawAudio } from '../audio/mulaw-audio.js';
import { RingbackError } from '../errors.js';
import type { Synthesiser, Voice } from '../speech/synthesiser.js';
import { silentAudio } from './silent-audio.js';

/** Speaks silence of a known length, at once: 200 ms a character. Keeps what it was asked for. */
export class ScriptedSynthesiser implements Synthesiser {
  readonly name = 'tones';
  readonly spoken: { text: string; voice: Voice }[] = [];
  /** Set: `speak` rejects with `speech_failed`. */
  fails = false;
  /** Set: what `speak` promises never settles. */
  hangs = false;

  async speak(text: string, voice: Voice): Promise<MulawAudio> {
    this.spoken.push({ text, voice });
    if (this.fails) throw new RingbackError('speech_failed', 'the scripted synthesiser was told to fail');
    if (this.hangs) return new Promise(() => undefined);
    return silentAudio([...text].length * 200);
  }

  async close(): Promise<void> {}
}
