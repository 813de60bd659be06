import { type Language, MulawAudio, type Synthesiser, TonesSynthesiser, type Voice } from '@ringback/engine';
import { readText } from '../disk.js';

/** One sentence that was spoken when the plugin was built: µ-law at 8 kHz, base64. */
interface Spoken {
  language: Language;
  text: string;
  mulaw: string;
}

/** Beside the plugin's one file. */
const FILE = new URL('./words.json', import.meta.url);

/**
 * Says the few sentences that the engine has of its own, an apology or a goodbye where the model cannot speak, as they were recorded; marks the
 * syllables of anything else by tones.
 */
class OwnWords implements Synthesiser {
  readonly name = 'espeak';
  readonly #spoken: ReadonlyMap<string, MulawAudio>;
  readonly #tones = new TonesSynthesiser();

  constructor(spoken: readonly Spoken[]) {
    this.#spoken = new Map(
      spoken.map(({ language, text, mulaw }) => [`${language}:${text}`, MulawAudio.fromBase64(mulaw)]),
    );
  }

  async speak(text: string, voice: Voice): Promise<MulawAudio> {
    return this.#spoken.get(`${voice.language}:${text}`) ?? this.#tones.speak(text, voice);
  }

  async close(): Promise<void> {
    await this.#tones.close();
  }
}

/** Rejects where the file is missing or broken. */
export async function recordedWords(file: URL = FILE): Promise<Synthesiser> {
  const content = await readText(file);
  if (content === null) throw new Error(`${file.pathname} is missing: install the plugin anew`);
  return new OwnWords(JSON.parse(content) as Spoken[]);
}
