import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock } from '../../clock.js';
import type { Random } from '../../ids.js';
import type { Synthesiser, Voice } from '../../speech/synthesiser.js';

/**
 * What happens when a number is dialled on the simulator, before anybody speaks. `afterMs` counts from the moment the network knows
 * the callee: where the phone rings (`answers`, `rejected`) from the first ring, else (`busy`, `unreachable`) from the moment it would
 * have begun to ring.
 */
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

/**
 * What a simulated callee can do on the line. Safe after the end: it then does nothing, and what it promised by then never settles, so
 * that a script that waits for its own words ends there.
 */
export interface CalleeLine {
  /** The call's time. Its timers end with the call, and one that throws ends the leg as `failed`, not the process. */
  readonly clock: Clock;
  readonly random: Random;
  readonly synthesiser: Synthesiser;
  /**
   * Speaks as audio, with captions beside it; behind what is being said already. Resolves when the last of it was sent, or at once when
   * it is stopped. Where the synthesiser fails the leg ends as `failed`.
   */
  say(text: string, voice: Voice): Promise<void>;
  /** Sends audio without words: a beep, a ringback tone, noise. Resolves when the last of it was sent, or when it is stopped. */
  send(audio: MulawAudio): Promise<void>;
  /** Sends DTMF keys (any number of `0-9*#A-D`) as tones in the audio. Resolves as `send` does. Anything else ends the leg as `failed`. */
  press(digits: string): Promise<void>;
  /** Drops what is being said now and what waits behind it. */
  stop(): void;
  hangUp(): void;
}

/** How long the AI makes no sound before a callee is told of it: longer than a pause for breath. */
export const HEARD_SILENCE_AFTER_MS = 300;

/**
 * A simulated person or machine: hears what the carrier plays, as audio, keys found in it, and words. What it throws, or rejects with
 * where a method is async, ends the leg as `failed`.
 */
export interface Callee {
  answered(): void;
  /** Voice activity, found in the audio it hears: the AI began making sound, or made none for {@link HEARD_SILENCE_AFTER_MS}. */
  heardSpeech(): void;
  heardSilence(): void;
  /** The words of a stretch that was played; cut short where the stretch was cleared. */
  heardWords(words: string): void;
  /** A DTMF key found in the audio it hears. */
  heardKey(digit: string): void;
  /** Every 20 ms of µ-law that is played to it; nothing where the line is quiet. The bytes are good during the call alone. */
  heardAudio?(mulaw: Uint8Array): void;
  ended(): void;
}
