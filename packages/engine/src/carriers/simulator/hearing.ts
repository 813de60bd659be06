import { DtmfDetector } from '../../audio/dtmf-detector.js';
import { FRAME_BYTES, MULAW_SILENCE } from '../../audio/mulaw-audio.js';
import { VoiceActivity } from '../../audio/voice-activity.js';
import { HEARD_SILENCE_AFTER_MS } from './callee.js';

/** Quiet frames that a key detector gets behind sound, so that a key that ended with the sound is let go: two of its blocks. */
const KEY_TAIL_FRAMES = 3;

const SILENT_FRAME = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);

/** True where it is digital silence: +0 or -0 throughout. */
export function isSilent(mulaw: Uint8Array): boolean {
  for (let index = 0; index < mulaw.length; index += 1) {
    if (((mulaw[index] as number) | 0x80) !== MULAW_SILENCE) return false;
  }
  return true;
}

/** Finds keys in one direction's audio. It works only while there is sound. */
export class KeyFinder {
  readonly #detector = new DtmfDetector();
  #tail = 0;

  /** Takes the next frame (null is silence) and returns the keys found in it, as a rule none. */
  push(frame: Uint8Array | null): readonly string[] {
    if (frame !== null) this.#tail = KEY_TAIL_FRAMES;
    else if (this.#tail > 0) this.#tail -= 1;
    else return NO_KEYS;
    return this.#detector.push(frame ?? SILENT_FRAME);
  }
}

const NO_KEYS: readonly string[] = [];

/** What a callee makes of the audio it hears: voice activity and keys. It works only while there is sound, or has just been. */
export class Hearing {
  readonly #voice = new VoiceActivity({ releaseMs: HEARD_SILENCE_AFTER_MS });
  readonly #keys = new KeyFinder();
  #awake = 0;

  /** Takes the next frame (null is silence). */
  push(frame: Uint8Array | null): { voice: 'speech' | 'silence' | null; keys: readonly string[] } | null {
    if (frame !== null) this.#awake = AWAKE_FRAMES;
    else if (this.#awake > 0) this.#awake -= 1;
    else return null;
    const voice = this.#voice.push(frame ?? SILENT_FRAME);
    const keys = this.#keys.push(frame);
    return voice === null && keys.length === 0 ? null : { voice, keys };
  }
}

/** One second: longer than the voice activity takes to fall silent, and enough zeros for it to know the line's noise. */
const AWAKE_FRAMES = 50;
