import type { MulawAudio } from '../audio/mulaw-audio.js';

/** What a carrier can do; what it cannot is a capability, never a crash. */
export interface CarrierCapabilities {
  codec: 'pcmu';
  /** Tells by a named mark when everything queued before it was played. */
  marks: boolean;
  /** Can drop what is queued and not yet played. */
  clear: boolean;
  /** Gives the callee's words as text beside the audio, and takes ours. */
  captions: boolean;
  /** Reports the callee's keys. */
  keys: boolean;
  /** Tells a person from a machine at the answer. */
  machineDetection: boolean;
}

export interface DialRequest {
  callId: string;
  /** E.164, already checked and allowed; to a browser `webphone:<line>`. */
  to: string;
  /** E.164 of the caller, where the carrier wants one; to a browser, what the page is told as to who calls. */
  from?: string;
  /** How long it may ring before the carrier gives up: `no_answer`. */
  ringTimeoutMs: number;
  /** Longest talk. The bridge ends it in time; a carrier with a limit of its own is given a little more, should we not be there to. */
  timeLimitMs?: number;
}

/** A mailbox, as its carrier found it out: it greets, or it has begun to record. */
export type MachineMoment = 'greeting' | 'recording';

/** Why a leg is gone, in the carrier's words mapped to ours. */
export type LegEndCause =
  | 'callee_hung_up'
  | 'we_hung_up'
  | 'no_answer'
  | 'busy'
  | 'rejected'
  | 'unreachable'
  | 'failed';

export interface LegEnd {
  cause: LegEndCause;
  /** For people, with the carrier's own code where it gave one. Holds no phone number. */
  detail?: string;
}

/** The callee's words as an offline recogniser would give them. Instants are of the engine's clock. */
export interface Caption {
  /** The same for every version of one utterance. */
  captionId: string;
  text: string;
  final: boolean;
  startedAt: number;
  endedAt: number;
}

/**
 * What a leg tells. Carriers deliver late, twice and out of order; whoever listens must bear that. Nothing is told from inside the
 * `dial` call itself, and nothing after `ended`.
 */
export interface LegListener {
  /** The carrier took the call under this name of its own. */
  accepted(reference: string): void;
  ringing(): void;
  answered(by: 'unknown' | 'human' | 'machine'): void;
  /** A machine answered, as carriers find out some seconds after the answer. Nothing more comes where it was a person. */
  machine(moment: MachineMoment): void;
  /** The callee's side, 20 ms a frame as a rule. */
  audio(audio: MulawAudio): void;
  /** One of `0-9*#A-D`. */
  key(digit: string): void;
  caption(caption: Caption): void;
  /** All audio queued before this mark was played, or was dropped by a `clear`. */
  mark(name: string): void;
  ended(end: LegEnd): void;
}

/** The two-way audio of one call on its carrier. Every method is safe after the end: it then does nothing. */
export interface Leg {
  /**
   * Queues audio behind what is queued already. `words` is what it says, for carriers with captions: one sentence comes in several
   * stretches of up to 480 ms, whose words put together as they are (spaces kept) give the whole.
   */
  play(audio: MulawAudio, words?: string): void;
  /** Asks to be told by `mark(name)`: when the queue before it has drained, on `clear`, or at once where it is empty. */
  mark(name: string): void;
  /** Drops what is queued and not yet played, and returns every outstanding mark. */
  clear(): void;
  hangUp(): void;
}

/** What a carrier knows of a call after a crash of ours. */
export type CarrierCallState = 'under_way' | 'over' | 'never_dialled' | 'unknown';

/** A call that was under way when the process died. */
export interface LostCall {
  callId: string;
  /** The carrier's own name of it; null where it had not told one yet. */
  reference: string | null;
  /** As in its {@link DialRequest}. */
  to: string;
  /** When it was about to be dialled, milliseconds since 1970. */
  dialledAt: number;
}

export interface Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities;
  /**
   * Dials. The caller has made the intent durable before. Failures are told by `ended` with cause `failed`, not thrown.
   */
  dial(request: DialRequest, listener: LegListener): Leg;
  /** Asked at start for calls that were under way when the process died. Ends a call that is still `under_way`. */
  lookUp(call: LostCall): Promise<CarrierCallState>;
  close(): Promise<void>;
}
