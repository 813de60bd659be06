import type { MulawAudio } from '../audio/mulaw-audio.js';

/**
 * A talk being recorded, both sides. The line's own time is that of the callee's frames: each is matched with as much of what is queued
 * for the callee. None of the methods throws or blocks.
 */
export interface Recording {
  /** A stretch of the callee's side, as it comes. */
  heard(audio: MulawAudio): void;
  /** Queued for the callee, behind what is queued already. */
  queued(audio: MulawAudio): void;
  /** What is queued and was not played yet is dropped. */
  cleared(): void;
  /** The line is gone. Resolves, and never rejects, when everything is written. */
  close(): Promise<void>;
}
