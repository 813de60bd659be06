/** A stretch of what a client sent, that ended a turn or was committed. */
export interface HeardStretch {
  sessionId: string;
  itemId: string;
  /** Milliseconds of audio since the session's first, and the instants of the clock when that audio came in. */
  fromMs: number;
  toMs: number;
  startedAt: number;
  endedAt: number;
  /** As it came, in the format that the session has. */
  audio: Uint8Array;
  /** Words that were left in the process for audio of this stretch, see `SpokenWords`; '' where none were. */
  captions: string;
}

/**
 * Understands what was said. The mind answers what it finds, and transcription events tell it to the client. An empty text is speech
 * without words, as noise is. When it rejects, transcription fails with `transcription_failed` and the mind has heard nothing.
 */
export interface Recogniser {
  recognise(stretch: HeardStretch): string | Promise<string>;
}

/** The words that lie in the process for the very audio that was heard, as simulated callees leave them. */
export const overheard: Recogniser = { recognise: (stretch) => stretch.captions };

/**
 * Captions from whoever knows what is said at which time.
 *
 * @param captions gives the words between two times, in ms of audio since the session's first; `stretch` has the clock's instants too.
 */
export function captioned(captions: (fromMs: number, toMs: number, stretch: HeardStretch) => string): Recogniser {
  return { recognise: (stretch) => captions(stretch.fromMs, stretch.toMs, stretch) };
}
