import type { MulawAudio } from '../audio/mulaw-audio.js';
import type { Brief } from '../call/brief.js';
import type { ModelUsage } from '../call/model-usage.js';
import type { Outcome } from '../call/outcome.js';
import type { Caption, MachineMoment } from '../carriers/carrier.js';
import type { Clock } from '../clock.js';
import type { RingbackError } from '../errors.js';
import type { Ids } from '../ids.js';
import type { CallLimits } from '../place-call.js';

export interface ConversationCapabilities {
  codec: 'pcmu';
  /**
   * What it understands the callee by. `captions` needs a carrier that gives them; `captions_or_keys` does with keys, and with hearing that somebody speaks, where
   * there are none.
   */
  understands: 'audio' | 'captions' | 'captions_or_keys';
  /** Its memory can be cut to what was heard. */
  truncates: boolean;
  /** It can prepare its opening while the phone rings. */
  prepares: boolean;
  /** Where a sound without words had cut it off, it says the rest again by itself; else the bridge plays what was cut. */
  repeatsItself: boolean;
  /** It can be told what to do while it goes on. */
  whispers: boolean;
}

/** How the line came back to a conversation in whose place a person spoke. */
export interface HandBack {
  /** Whispered with it. */
  note: string | null;
  /** `broke_off`: the person was cut off. `ending`: it is asked to conclude next, and takes nothing up. */
  how: 'handed_back' | 'broke_off' | 'ending';
}

/** Why the service wants a conversation to say goodbye now. */
export type ConcludeReason = 'time_limit' | 'out_of_balance' | 'stopping' | 'no_response';

export interface ConversationRequest {
  callId: string;
  brief: Brief;
  /** E.164; to a browser `webphone:<line>`. */
  to: string;
  /** Of the callee, as the IANA names it; absent: that of this machine. */
  timeZone?: string;
  /** False: the carrier gives no captions. */
  captions?: boolean;
  limits: Readonly<CallLimits>;
  clock: Clock;
  ids: Ids;
}

/** How the conversation itself ended: some end reasons only it can know. */
export type ConversationEnd =
  | 'completed'
  | 'voicemail'
  | 'wrong_number'
  | 'no_response'
  | 'time_limit'
  | 'out_of_balance'
  | 'interrupted';

/**
 * What a conversation tells the bridge. Nothing is told from inside `open` itself, and nothing after `close`.
 */
export interface ConversationListener {
  /** It is set up; its opening is made or being made. */
  ready(): void;
  /**
   * Audio to be played in order. `words` is what this very stretch says, in whole words, where known. Arrives faster than it plays; what
   * comes before the answer is held until then. The first audio of the next utterance ends the one before.
   */
  speech(utteranceId: string, audio: MulawAudio, words?: string): void;
  /** All audio of this utterance was given; `text` is the whole of it. */
  speechEnded(utteranceId: string, text: string): void;
  /** Voice activity on the callee's side began, or ended. */
  calleeSpeaking(): void;
  calleeSilent(): void;
  /** The callee's words, growing while `final` is false. Instants are of the clock. */
  calleeSaid(said: { utteranceId: string; text: string; final: boolean; startedAt: number; endedAt: number }): void;
  /** Press keys, between utterances: `0-9*#A-D`, at most 32. */
  pressKeys(digits: string): void;
  note(values: Record<string, unknown>): void;
  /** The service behind it told what an answer used. May come before the answer of the call. */
  usage(usage: ModelUsage): void;
  /**
   * For now it cannot answer (true), or can again (false): its session is being renewed. Where the callee waits for longer than a moment, the
   * bridge says so.
   */
  stalled(stalled: boolean): void;
  /** Hang up once everything given so far was heard. Anything said after this is dropped. */
  finish(end: ConversationEnd, outcome: Outcome): void;
  /** It cannot go on. The bridge says an apology and ends politely. */
  failed(error: RingbackError): void;
}

/** The AI on the line. Every method is safe after `close`: it then does nothing. */
export interface Conversation {
  /** It is making something to say of which no audio was given yet. */
  readonly answering: boolean;
  /** The callee answered: let the opening go. */
  answered(by: 'unknown' | 'human' | 'machine'): void;
  hear(audio: MulawAudio): void;
  hearCaption(caption: Caption): void;
  hearKey(digit: string): void;
  /**
   * What became of an utterance: `heardMs` of it reached the callee's ear; `interrupted` where the rest was dropped, and its memory
   * must be cut to that.
   */
  played(utteranceId: string, heardMs: number, interrupted: boolean): void;
  /**
   * What the callee says, or said last, asks for no answer: a murmur beside our own words, or a greeting which the opening answers. One that
   * answers by itself must not answer that.
   */
  ignore(): void;
  /** Nobody has spoken for `limits.silenceMs`: ask whether anybody is there. At most once in a silence. */
  silence(): void;
  /** What was reported as interrupted goes on after all, from where it was cut; `played` reports the whole again. */
  resumed(utteranceId: string): void;
  /**
   * A mailbox answered. `greeting`: say nothing until it records. `recording`: leave this message, word for word, then `finish` with
   * `voicemail`.
   */
  mailbox(moment: MachineMoment, message: string): void;
  /** Say goodbye in a sentence or two, then `finish` with the matching end. */
  conclude(reason: ConcludeReason): void;
  /**
   * An instruction of its owner's side, which the callee does not hear: followed from its next answer on, also by another session of it. Asked
   * only where it `whispers`.
   *
   * @param speakNow it also says something to that, as soon as nobody speaks.
   */
  whisper(text: string, speakNow: boolean): void;
  /** A person speaks in its place: it still hears the callee, and says, presses and asks nothing until `goOn`. */
  standAside(): void;
  /** The line is its own again. */
  goOn(handBack: HandBack): void;
  /** What it knows of the outcome so far: asked when the callee hangs up first. */
  outcome(): Outcome;
  close(): void;
}

/** Makes conversations of one kind. */
export interface Conversations {
  readonly name: string;
  readonly capabilities: ConversationCapabilities;
  open(request: ConversationRequest, listener: ConversationListener): Conversation;
  close(): Promise<void>;
}
