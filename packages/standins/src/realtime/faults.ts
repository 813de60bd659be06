/** What goes wrong in a session. Everything is off by default. */
export interface RealtimeFaults {
  /** The handshake is answered with this HTTP status in place of 101, as overloaded edges do (429, 500, 503). */
  handshakeStatus?: number;
  /** The session is refused in-band after the handshake, then closed: a bad key 3000, an exhausted quota and an unknown model 4000. */
  refuse?: 'invalid_api_key' | 'insufficient_quota' | 'invalid_model';
  /** The socket opens, and `session.created` never comes. */
  mute?: boolean;
  /** `session.updated` comes this much later, in ms; false: never. */
  sessionUpdated?: number | false;
  /** The socket is cut without a close frame (1006 at the client) right after the n-th audio or text delta of the session. */
  dropAfterDeltas?: number;
  /** The n-th delta of a response is its last, and `response.done` never comes until it is cancelled. */
  stallAfterDeltas?: number;
  /** So many deltas of a cancelled response still come after `speech_started` or `response.cancel`. */
  lateDeltas?: number;
  /**
   * When the user's words are told: before the response to them, after it, never, or as a failure. By default they come when the
   * recogniser has them and `latency.transcriptionMs` has passed, beside the response.
   */
  transcription?: 'before_response' | 'after_response' | 'failed' | 'never';
  /** Every truncation is refused, as of an item that holds no audio any more. */
  refuseTruncation?: boolean;
  /** The server counts so many ms of audio less than it sent: live clients met 85. Truncation near the end then fails. */
  heldShorterByMs?: number;
  /** From the n-th response on (the first is 1) responses fail: `insufficient_quota`, `rate_limit_exceeded` or `server_error`. */
  failResponses?: { from: number; code: 'insufficient_quota' | 'rate_limit_exceeded' | 'server_error' };
  /** Deltas carry `obfuscation`, and events of a type that no client knows come between them. */
  unknownFields?: boolean;
  /** The same `response.done` comes twice. */
  repeatResponseDone?: boolean;
}
