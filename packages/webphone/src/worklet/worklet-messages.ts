/** From the page to its audio thread. */
export type ToWorklet =
  | { type: 'sound'; mulaw: Uint8Array }
  | { type: 'mark'; mark: number }
  | { type: 'clear' }
  | { type: 'mute'; muted: boolean }
  /** From the audio thread to the ear. */
  | { type: 'latency'; seconds: number };

/** From the audio thread to its page. */
export type ToPage =
  /** 20 ms of the microphone; `at` counts samples at 8 kHz. */
  | { type: 'frame'; mulaw: Uint8Array<ArrayBuffer>; at: number }
  | { type: 'played'; mark: number }
  | ({ type: 'report' } & SoundReport);

/** Ten times a second. */
export interface SoundReport {
  /** Peaks of the caller's and the own voice, 0 to 1. */
  heardLevel: number;
  spokenLevel: number;
  /** What the jitter buffer holds. */
  heldMs: number;
  /** Times that it ran dry, the ends of sentences among them. */
  underruns: number;
  /** What it left out, in all. */
  trimmedMs: number;
}
