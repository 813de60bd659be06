import type { Brief } from './call/brief.js';
import type { CallEnd, CallEvent, CallState } from './call/call-event.js';
import type { Carrier } from './carriers/carrier.js';
import type { Clock } from './clock.js';
import type { ConcludeReason, Conversations } from './conversations/conversation.js';
import type { Ids } from './ids.js';
import type { Recording } from './recording/recording.js';
import type { Synthesiser } from './speech/synthesiser.js';
import type { CallSupervision, Supervisor } from './supervision/supervisor.js';

export interface CallLimits {
  /** How long it may ring (default 30,000: five to six rings, and what carriers let ring before voicemail). */
  ringTimeoutMs: number;
  /** Longest talk; a goodbye begins early enough to end by then (default 600,000). */
  timeLimitMs: number;
  /** Nobody speaks for this long: asked once, then ended (default 10,000). */
  silenceMs: number;
  /** Voice activity shorter than this does not stop the AI: "嗯", "uh-huh", a cough (default 300). */
  bargeInMs: number;
}

export interface CallRequest {
  callId: string;
  to: string;
  from?: string;
  brief: Brief;
  /** Of the callee, as the IANA names it; absent: that of this machine. */
  timeZone?: string;
}

export interface CallDependencies {
  carrier: Carrier;
  conversations: Conversations;
  /** Says the bridge's own few words (an apology, a goodbye) when the conversation cannot. */
  synthesiser: Synthesiser;
  clock: Clock;
  ids: Ids;
  limits?: Partial<CallLimits>;
  /** Records the talk, from the answer on; absent: nothing is recorded. What it throws or cannot write ends the recording, not the call. */
  record?(callId: string): Recording;
  /** Every event, in order, synchronously. It must not throw and must be quick: it runs on the media path's thread. */
  onEvent(event: CallEvent): void;
  /**
   * Asked before each further minute of talk (2, 3, …), 15 s before it begins: long enough for a goodbye of two sentences to be
   * heard within the paid minute. False, or a rejection, leads to words and a polite end: `out_of_balance`. So does a word, such as the code of a limit:
   * the end's detail names it.
   */
  mayContinue?(minute: number): Promise<boolean | string>;
}

/** A call under way. */
export interface RunningCall {
  readonly callId: string;
  readonly state: CallState;
  /** What people do to it while it goes on: listen, whisper, press keys, take over. */
  readonly supervision: CallSupervision;
  /** Ends it now, without a goodbye: `hung_up`, or `cancelled` where it was never answered. @param by for the timeline. */
  hangUp(by?: Supervisor): void;
  /** Ends it politely: a goodbye, then the end that the reason stands for. Before the answer: ends at once. */
  conclude(reason: ConcludeReason): void;
  /** Resolves, and never rejects, once the leg is gone and the last event was told. */
  readonly ended: Promise<CallEnd>;
}

/** `placeCall(request, dependencies)` in `bridge/` dials and runs one call. */
export type PlaceCall = (request: CallRequest, dependencies: CallDependencies) => RunningCall;
