import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock } from '../../clock.js';
import type { Random } from '../../ids.js';
import type { Synthesiser, Voice } from '../../speech/synthesiser.js';

/** What happens when a number is dialled on the simulator, before anybody speaks. */
export type Pickup =
  | { kind: 'answers'; afterMs: number; callee: (line: CalleeLine) => Callee }
  | { kind: 'busy'; afterMs: number }
  | { kind: 'rejected'; afterMs: number }
  | { kind: 'unreachable'; afterMs: number }
  | { kind: 'never_answers' };

/** Who answers a number: like a payment provider's test cards, it follows from the number alone (and a fixed seed). */
export interface CalleeDirectory {
  find(to: string): Pickup;
}

/** What a simulated callee can do on the line. Safe after the end: it then does nothing. */
export interface CalleeLine {
  readonly clock: Clock;
  readonly random: Random;
  readonly synthesiser: Synthesiser;
  /** Speaks as audio, with captions beside it. Resolves when the last of it was sent, or at once when it is stopped. */
  say(text: string, voice: Voice): Promise<void>;
  /** Sends audio without words: a beep, a ringback tone, noise. Resolves when the last of it was sent. */
  send(audio: MulawAudio): Promise<void>;
  /** Sends a DTMF key as tones in the audio. */
  press(digit: string): Promise<void>;
  /** Stops what is being said now. */
  stop(): void;
  hangUp(): void;
}

/** A simulated person or machine: hears what the carrier plays, as audio, keys found in it, and words. */
export interface Callee {
  answered(): void;
  /** Voice activity, found in the audio it hears: the AI began, or stopped, making sound. */
  heardSpeech(): void;
  heardSilence(): void;
  /** The words of a stretch that was played; cut short where the stretch was cleared. */
  heardWords(words: string): void;
  /** A DTMF key found in the audio it hears. */
  heardKey(digit: string): void;
  ended(): void;
}
