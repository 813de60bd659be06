/** What a status callback can tell of. */
export const STATUS_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const;
export type StatusEvent = (typeof STATUS_EVENTS)[number];

/**
 * What Twilio asks of its users' servers: TwiML, status callbacks, the answer of machine detection, callbacks of streams and
 * recordings, and the media socket itself.
 */
export type WebhookKind = 'twiml' | 'status' | 'machine-detection' | 'stream-status' | 'recording' | 'stream';

/**
 * What goes wrong between Twilio and its users, each to be switched on by itself and at any time. Nothing of it is on by default, and
 * all of it happens with the real service.
 */
export interface TwilioFaults {
  /** Every two status callbacks of a call arrive the wrong way round. Their sequence numbers and timestamps stay the true ones. */
  reorderCallbacks?: boolean;
  /** Each status callback is sent so many times more. */
  repeatCallbacks?: number;
  /** Status callbacks of these events never arrive. Their sequence numbers are used up all the same. */
  loseCallbacks?: readonly StatusEvent[];
  /** The answer to the request that creates a call waits until its media socket is open, or the call is over. */
  socketBefore201?: boolean;
  /**
   * A call is created and dialled, and the answer never arrives: `hang` leaves the request open until its client gives up, `reset` breaks the
   * connection.
   */
  lose201?: 'hang' | 'reset';
  /** After every so many frames of the callee's audio so many are lost on the way; the timestamps go on. */
  timestampGaps?: { everyFrames: number; lostFrames: number };
  /** The upgrade of the media socket is signed over its URL with a slash at the end that the URL does not have. */
  trailingSlashInSignedUrl?: boolean;
  /** URLs are signed with their scheme's port where they name none (`explicit`), or without the port that they name (`omitted`). */
  signedPort?: 'explicit' | 'omitted';
  /** Requests of these kinds reach nobody. */
  deadWebhooks?: readonly WebhookKind[];
  /** Every answer of the REST API takes so many milliseconds longer. */
  slowRestMs?: number;
  /** The next so many REST requests are refused with 429 (20429). */
  tooManyRequests?: number;
}
