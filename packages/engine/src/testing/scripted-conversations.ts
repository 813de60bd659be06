import type { MulawAudio } from '../audio/mulaw-audio.js';
import { NO_OUTCOME, type Outcome } from '../call/outcome.js';
import type { Caption, MachineMoment } from '../carriers/carrier.js';
import type {
  ConcludeReason,
  Conversation,
  ConversationCapabilities,
  ConversationEnd,
  ConversationListener,
  ConversationRequest,
  Conversations,
  HandBack,
} from '../conversations/conversation.js';
import { RingbackError } from '../errors.js';
import { silentAudio } from './silent-audio.js';

/** What a conversation was told of one of its utterances. */
export interface PlayedReport {
  utteranceId: string;
  heardMs: number;
  interrupted: boolean;
}

/** A conversation whose side a test plays by hand, and which keeps everything it was told. */
export class ScriptedConversation implements Conversation {
  readonly request: ConversationRequest;
  /** Whoever is told. Tests may call it directly, for what the methods below do not offer. */
  readonly listener: ConversationListener;
  answeredBy: 'unknown' | 'human' | 'machine' | null = null;
  /** When it was told of the answer. */
  answeredAt: number | null = null;
  readonly heard: MulawAudio[] = [];
  readonly captions: Caption[] = [];
  readonly keys: string[] = [];
  readonly reports: PlayedReport[] = [];
  readonly concluded: ConcludeReason[] = [];
  /** How often it was told to ignore what was said, and that the line is silent. */
  ignored = 0;
  silences = 0;
  readonly resumptions: string[] = [];
  readonly mailboxes: { moment: MachineMoment; message: string }[] = [];
  readonly whispers: { text: string; speakNow: boolean }[] = [];
  /** How often it was told to stand aside, and how the line came back. */
  asides = 0;
  readonly handBacks: HandBack[] = [];
  answering = false;
  closed = false;
  /** What `outcome` answers. */
  known: Outcome = NO_OUTCOME;
  /** Runs when it is told of the answer. */
  onAnswered: (() => void) | undefined;
  onConclude: ((reason: ConcludeReason) => void) | undefined;
  onPlayed: ((report: PlayedReport) => void) | undefined;

  constructor(request: ConversationRequest, listener: ConversationListener) {
    this.request = request;
    this.listener = listener;
  }

  // The conversation's side, for tests.

  ready(): void {
    this.listener.ready();
  }

  /**
   * Says a whole utterance.
   *
   * @param ms how long it sounds.
   * @param options.chunkMs gives the audio in chunks of this length, of which the words are not known (default: one chunk with its words).
   */
  say(utteranceId: string, text: string, ms: number, options: { chunkMs?: number } = {}): void {
    if (options.chunkMs === undefined) this.listener.speech(utteranceId, silentAudio(ms), text);
    else {
      for (let given = 0; given < ms; given += options.chunkMs) {
        this.listener.speech(utteranceId, silentAudio(Math.min(options.chunkMs, ms - given)));
      }
    }
    this.listener.speechEnded(utteranceId, text);
  }

  /** The callee said this, from `startedAt` to `endedAt` (instants of the clock; default: until now). */
  calleeSaid(utteranceId: string, text: string, startedAt: number, endedAt = this.request.clock.now()): void {
    this.listener.calleeSaid({ utteranceId, text, final: true, startedAt, endedAt });
  }

  finish(end: ConversationEnd = 'completed', outcome: Partial<Outcome> = {}): void {
    this.listener.finish(end, { ...NO_OUTCOME, ...outcome });
  }

  fail(code = 'model_failed'): void {
    this.listener.failed(new RingbackError(code, 'the scripted conversation was told to fail'));
  }

  // The conversation, as the bridge uses it.

  answered(by: 'unknown' | 'human' | 'machine'): void {
    this.answeredBy = by;
    this.answeredAt = this.request.clock.now();
    this.onAnswered?.();
  }

  hear(audio: MulawAudio): void {
    this.heard.push(audio.kept());
  }

  hearCaption(caption: Caption): void {
    this.captions.push(caption);
  }

  hearKey(digit: string): void {
    this.keys.push(digit);
  }

  played(utteranceId: string, heardMs: number, interrupted: boolean): void {
    const report = { utteranceId, heardMs, interrupted };
    this.reports.push(report);
    this.onPlayed?.(report);
  }

  ignore(): void {
    this.ignored += 1;
  }

  silence(): void {
    this.silences += 1;
  }

  resumed(utteranceId: string): void {
    this.resumptions.push(utteranceId);
  }

  mailbox(moment: MachineMoment, message: string): void {
    this.mailboxes.push({ moment, message });
  }

  conclude(reason: ConcludeReason): void {
    this.concluded.push(reason);
    this.onConclude?.(reason);
  }

  whisper(text: string, speakNow: boolean): void {
    this.whispers.push({ text, speakNow });
  }

  standAside(): void {
    this.asides += 1;
  }

  goOn(handBack: HandBack): void {
    this.handBacks.push(handBack);
  }

  outcome(): Outcome {
    return this.known;
  }

  close(): void {
    this.closed = true;
  }
}

export interface ScriptedConversationsOptions {
  /** Over the default: understands audio, truncates, prepares. */
  capabilities?: Partial<ConversationCapabilities>;
  /** Runs inside `open`; what it throws, `open` throws. */
  onOpen?: (conversation: ScriptedConversation) => void;
}

/** Makes conversations that a test plays by hand. */
export class ScriptedConversations implements Conversations {
  readonly name = 'scripted';
  readonly capabilities: ConversationCapabilities;
  /** Every conversation that was opened, in order. */
  readonly opened: ScriptedConversation[] = [];
  readonly #options: ScriptedConversationsOptions;

  constructor(options: ScriptedConversationsOptions = {}) {
    this.#options = options;
    this.capabilities = {
      codec: 'pcmu',
      understands: 'audio',
      truncates: true,
      prepares: true,
      repeatsItself: false,
      whispers: true,
      ...options.capabilities,
    };
  }

  /** The conversation opened last. @throws Error where none was. */
  get conversation(): ScriptedConversation {
    const conversation = this.opened.at(-1);
    if (conversation === undefined) throw new Error('no conversation was opened');
    return conversation;
  }

  open(request: ConversationRequest, listener: ConversationListener): Conversation {
    const conversation = new ScriptedConversation(request, listener);
    this.opened.push(conversation);
    this.#options.onOpen?.(conversation);
    return conversation;
  }

  async close(): Promise<void> {}
}
