/** Delays of the service, in ms of the stand-in's clock. */
export interface RealtimeLatency {
  /** Before the handshake is answered. Default 0. */
  connectMs: number;
  /** From `response.created` to the first delta. Default 300. */
  firstDeltaMs: number;
  /** From one delta to the next. Default 15: with 150 ms of audio in each, ten times faster than it plays. */
  deltaEveryMs: number;
  /** From the end of a turn to its transcript, at least. Default 400. */
  transcriptionMs: number;
}
