import {
  type Brief,
  type Conversation,
  type ConversationEnd,
  type ConversationListener,
  type Conversations,
  DEFAULT_CALL_LIMITS,
  type MulawAudio,
  type Outcome,
  type RingbackError,
} from '@ringback/engine';
import { CountingIds, type ManualClock } from '@ringback/engine/testing';

/** One kind of conversation, with a callee whom the test lets speak. */
export interface ConversationRig {
  conversations: Conversations;
  clock: ManualClock;
  /** A brief that it can do something with. */
  brief: Brief;
  /** Whether the carrier gives the callee's words; default: yes. */
  captions?: boolean;
  /** An answer to its opening, which it answers in its turn. */
  words: string;
  /** The callee says it to the conversation, from the first sound to the silence behind it. */
  say(conversation: Conversation, words: string): Promise<void>;
  /** Moves time on, and lets everything arrive, until the condition holds. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

type Told = [event: Exclude<keyof ConversationListener, 'speech'>, value?: unknown];

export interface GivenUtterance {
  id: string;
  ms: number;
  text: string | null;
}

/** One conversation with all that it told. */
export class Talk implements ConversationListener {
  readonly told: Told[] = [];
  readonly utterances: GivenUtterance[] = [];
  readonly words: { utteranceId: string; text: string; final: boolean; startedAt: number; endedAt: number }[] = [];
  /** Audio that came after the end of its utterance. */
  late = 0;
  finished: { end: ConversationEnd; outcome: Outcome } | null = null;
  readonly conversation: Conversation;
  readonly #rig: ConversationRig;
  readonly #reported = new Set<string>();

  constructor(rig: ConversationRig, callId = 'call-1', ids = new CountingIds()) {
    this.#rig = rig;
    this.conversation = rig.conversations.open(
      {
        callId,
        brief: rig.brief,
        to: '+14155550100',
        captions: rig.captions ?? true,
        limits: DEFAULT_CALL_LIMITS,
        clock: rig.clock,
        ids,
      },
      this,
    );
  }

  ready(): void {
    this.told.push(['ready']);
  }
  speech(id: string, audio: MulawAudio): void {
    const known = this.utterances.find((one) => one.id === id);
    if (known?.text === null) known.ms += audio.durationMs;
    else if (known !== undefined) this.late += 1;
    else this.utterances.push({ id, ms: audio.durationMs, text: null });
  }
  speechEnded(id: string, text: string): void {
    this.told.push(['speechEnded', id]);
    const known = this.utterances.find((one) => one.id === id);
    if (known !== undefined) known.text = text;
  }
  calleeSpeaking(): void {
    this.told.push(['calleeSpeaking']);
  }
  calleeSilent(): void {
    this.told.push(['calleeSilent']);
  }
  calleeSaid(said: { utteranceId: string; text: string; final: boolean; startedAt: number; endedAt: number }): void {
    this.told.push(['calleeSaid', said.final]);
    this.words.push(said);
  }
  pressKeys(digits: string): void {
    this.told.push(['pressKeys', digits]);
  }
  note(values: Record<string, unknown>): void {
    this.told.push(['note', values]);
  }
  usage(): void {
    this.told.push(['usage']);
  }
  stalled(stalled: boolean): void {
    this.told.push(['stalled', stalled]);
  }
  finish(end: ConversationEnd, outcome: Outcome): void {
    this.told.push(['finish', end]);
    this.finished = { end, outcome };
  }
  failed(error: RingbackError): void {
    this.told.push(['failed', error.code]);
  }

  all(event: Told[0]): unknown[] {
    return this.told.filter(([one]) => one === event).map(([, value]) => value);
  }

  /** Everything told, audio too, as a number that only grows. */
  get count(): number {
    return this.told.length + this.utterances.reduce((sum, { ms }) => sum + ms, 0) + this.late;
  }

  /** Whole utterances so far. */
  get said(): GivenUtterance[] {
    return this.utterances.filter(({ text }) => text !== null);
  }

  /** What was given is heard, at once. */
  async hear(): Promise<void> {
    for (const { id, ms } of this.said) {
      if (this.#reported.has(id)) continue;
      this.#reported.add(id);
      this.conversation.played(id, ms, false);
    }
  }

  /** Of this nothing more is heard than so much. */
  interrupt(id: string, heardMs: number): void {
    this.#reported.add(id);
    this.conversation.played(id, heardMs, true);
  }

  /** Answered, its opening given and heard. */
  async begin(): Promise<void> {
    await this.#rig.until(() => this.all('ready').length > 0);
    this.conversation.answered('unknown');
    await this.#rig.until(() => this.said.length > 0);
    await this.hear();
  }

  /** The callee answers, and is answered. */
  async exchange(): Promise<void> {
    const before = this.utterances.length;
    await this.#rig.say(this.conversation, this.#rig.words);
    await this.#rig.until(() => this.said.length > before);
  }
}
