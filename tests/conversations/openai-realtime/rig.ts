import {
  type Brief,
  type CallLimits,
  type Conversation,
  type ConversationEnd,
  type ConversationListener,
  DEFAULT_CALL_LIMITS,
  FRAME_BYTES,
  type ModelUsage,
  MULAW_SILENCE,
  MulawAudio,
  OpenaiRealtimeConversations,
  type OpenaiRealtimeOptions,
  type Outcome,
  type RealtimeLogEntry,
  type RingbackError,
  TonesSynthesiser,
} from '@ringback/engine';
import { CountingIds, ManualClock } from '@ringback/engine/testing';
import {
  captioned,
  type MindContext,
  type ObservedEvent,
  RealtimeStandin,
  type RealtimeStandinOptions,
  ScriptedMind,
} from '@ringback/standins';

/** No time passes but what a test asks for. */
export const AT_ONCE = { connectMs: 0, firstDeltaMs: 0, deltaEveryMs: 0, transcriptionMs: 0 };

const voice = new TonesSynthesiser();

/** Somebody's words as µ-law, without silence. */
export async function speech(text: string): Promise<Uint8Array> {
  return (await voice.speak(text, { language: 'en', pitch: 70 })).bytes;
}

export const quiet = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(MULAW_SILENCE);

export interface Utterance {
  id: string;
  ms: number;
  /** Null while it is being given. */
  text: string | null;
  bytes: number;
}

type Event = Record<string, unknown> & { type: string; session?: object; item_id?: string };

/** What a conversation tells, kept in order. */
export class Heard implements ConversationListener {
  readonly told: [string, ...unknown[]][] = [];
  readonly utterances: Utterance[] = [];
  readonly words: { utteranceId: string; text: string; final: boolean; startedAt: number; endedAt: number }[] = [];
  readonly usages: ModelUsage[] = [];
  finished: { end: ConversationEnd; outcome: Outcome } | null = null;
  error: RingbackError | null = null;
  onTold: ((what: string) => void) | undefined;

  ready(): void {
    this.#tell('ready');
  }
  speech(id: string, audio: MulawAudio): void {
    let utterance = this.utterances.find((one) => one.id === id);
    if (utterance === undefined) {
      utterance = { id, ms: 0, text: null, bytes: 0 };
      this.utterances.push(utterance);
    }
    utterance.ms += audio.durationMs;
    utterance.bytes += audio.byteLength;
    this.#tell('speech', id);
  }
  speechEnded(id: string, text: string): void {
    const utterance = this.utterances.find((one) => one.id === id);
    if (utterance !== undefined) utterance.text = text;
    this.#tell('speechEnded', id, text);
  }
  calleeSpeaking(): void {
    this.#tell('calleeSpeaking');
  }
  calleeSilent(): void {
    this.#tell('calleeSilent');
  }
  calleeSaid(said: { utteranceId: string; text: string; final: boolean; startedAt: number; endedAt: number }): void {
    this.words.push(said);
    this.#tell('calleeSaid', said.text, said.final);
  }
  pressKeys(digits: string): void {
    this.#tell('pressKeys', digits);
  }
  note(values: Record<string, unknown>): void {
    this.#tell('note', values);
  }
  usage(usage: ModelUsage): void {
    this.usages.push(usage);
    this.#tell('usage');
  }
  stalled(stalled: boolean): void {
    this.#tell('stalled', stalled);
  }
  finish(end: ConversationEnd, outcome: Outcome): void {
    this.finished = { end, outcome };
    this.#tell('finish', end);
  }
  failed(error: RingbackError): void {
    this.error = error;
    this.#tell('failed', error.code);
  }

  all(what: string): unknown[][] {
    return this.told.filter(([one]) => one === what).map(([, ...rest]) => rest);
  }

  /** What was said to its end, or to where it was stopped. */
  get texts(): string[] {
    return this.utterances.flatMap(({ text }) => text ?? []);
  }

  #tell(what: string, ...rest: unknown[]): void {
    this.told.push([what, ...rest]);
    this.onTold?.(what);
  }
}

export interface RigOptions {
  standin?: Partial<RealtimeStandinOptions>;
  conversation?: Partial<OpenaiRealtimeOptions>;
  brief?: Partial<Brief>;
  limits?: Partial<CallLimits>;
  timeZone?: string;
  /** Say and do this, in order; cues as of the stand-in's script. */
  turns?: ConstructorParameters<typeof ScriptedMind>[0];
  /** Words of the callee, in the order of their turns. */
  calleeSays?: readonly string[];
  /** In front of the stand-in. */
  through?: (url: string) => Promise<string>;
  opened?: false;
}

const rigs: Rig[] = [];

/** For `afterEach`. */
export async function closeRigs(): Promise<void> {
  await Promise.all(rigs.splice(0).map((rig) => rig.close()));
}

/** One conversation and the stand-in it talks to, on one clock that the test moves, over real sockets. */
export class Rig {
  readonly clock = new ManualClock();
  readonly heard = new Heard();
  readonly logged: RealtimeLogEntry[] = [];
  /** All that passed, both ways. */
  readonly wire: { from: 'client' | 'server'; sessionId: string; event: Event }[] = [];
  readonly contexts: MindContext[] = [];
  standin!: RealtimeStandin;
  conversations!: OpenaiRealtimeConversations;
  conversation!: Conversation;
  #calleeSays: string[] = [];

  static async open(options: RigOptions = {}): Promise<Rig> {
    const rig = new Rig();
    rigs.push(rig);
    rig.#calleeSays = [...(options.calleeSays ?? [])];
    const { clock } = rig;
    const script = new ScriptedMind(options.turns ?? { turns: [], otherwise: { say: 'All right.' } });
    rig.standin = new RealtimeStandin({
      mind: {
        begin: (sessionId) => {
          const session = script.begin();
          return {
            respond: (context, signal) => {
              rig.contexts.push({ ...context, sessionId });
              return session.respond(context, signal);
            },
          };
        },
      },
      recogniser: captioned(() => rig.#calleeSays.shift() ?? ''),
      synthesiser: voice,
      clock,
      latency: AT_ONCE,
      onEvent: ({ from, sessionId, event }: ObservedEvent) =>
        void rig.wire.push({ from, sessionId, event: event as Event }),
      ...options.standin,
    });
    const { url } = await rig.standin.start();
    const baseUrl = options.through === undefined ? url : await options.through(url);
    rig.conversations = new OpenaiRealtimeConversations({
      apiKey: 'sk-test',
      baseUrl,
      onLog: (entry) => rig.logged.push(entry),
      ...options.conversation,
    });
    if (options.opened !== false) rig.dial(options);
    return rig;
  }

  dial({ brief, limits, timeZone }: RigOptions = {}, heard: ConversationListener = this.heard): Conversation {
    this.conversation = this.conversations.open(
      {
        callId: 'call-1',
        brief: {
          requirement: 'Book a table for two at eight.',
          persona: "Ms Li's assistant",
          language: 'en',
          ...brief,
        },
        to: '+14155550100',
        ...(timeZone === undefined ? {} : { timeZone }),
        limits: { ...DEFAULT_CALL_LIMITS, ...limits },
        clock: this.clock,
        ids: new CountingIds(),
      },
      heard,
    );
    return this.conversation;
  }

  /** Waits, while the clock stands still, until something has come of the sockets. */
  async until(condition: () => boolean, what = ''): Promise<void> {
    const limit = performance.now() + 10_000;
    while (!condition()) {
      if (performance.now() > limit) {
        throw new Error(
          `not reached: ${what}; told ${JSON.stringify(this.heard.told.slice(-12))}; wire ${this.types().slice(-25).join(' ')}`,
        );
      }
      await this.clock.advance(0);
    }
  }

  /** Turns of the event loop in which whatever was on its way arrives. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await this.clock.advance(0);
  }

  /** Ready, with its opening given, and answered. */
  async talk(): Promise<void> {
    await this.until(() => this.heard.texts.length > 0 && this.heard.usages.length > 0, 'the opening');
    this.conversation.answered('unknown');
    this.playAll();
  }

  /** Much time passes, and the service's pings are answered in it. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5_000) {
      await this.clock.advance(Math.min(5_000, ms - passed));
      await this.settle();
    }
  }

  /** Only so much was heard of it. */
  cut(id: string, heardMs: number): void {
    this.#played.add(id);
    this.conversation.played(id, heardMs, true);
  }

  /** All that was given was heard. */
  playAll(): void {
    for (const { id, ms, text } of this.heard.utterances) {
      if (text !== null && !this.#played.has(id)) {
        this.#played.add(id);
        this.conversation.played(id, ms, false);
      }
    }
  }
  readonly #played = new Set<string>();

  /** The line, frame by frame, as time passes. */
  async line(mulaw: Uint8Array, pace = true): Promise<void> {
    for (let at = 0; at < mulaw.length; at += FRAME_BYTES) {
      this.conversation.hear(MulawAudio.fromBytes(mulaw.subarray(at, at + FRAME_BYTES)));
      if (pace) await this.clock.advance(20);
    }
  }

  /** The callee begins to say something. */
  async calleeBegins(text = 'Yes, this is Thomas speaking.'): Promise<void> {
    await this.line(quiet(400));
    await this.line(await speech(text));
    await this.until(() => this.heard.all('calleeSpeaking').length > this.heard.all('calleeSilent').length, 'speech');
  }

  async calleeStops(): Promise<void> {
    const before = this.heard.all('calleeSilent').length;
    await this.line(quiet(700));
    await this.until(() => this.heard.all('calleeSilent').length > before, 'silence');
  }

  async calleeSays(text = 'Yes, this is Thomas speaking.'): Promise<void> {
    await this.calleeBegins(text);
    await this.calleeStops();
  }

  sent(type: string): Event[] {
    return this.#of('client', type);
  }

  received(type: string): Event[] {
    return this.#of('server', type);
  }

  types(from?: 'client' | 'server'): string[] {
    return this.wire
      .filter((one) => (from === undefined || one.from === from) && !/append|delta/.test(one.event.type))
      .map(({ event }) => event.type);
  }

  #of(from: 'client' | 'server', type: string): Event[] {
    return this.wire.filter((one) => one.from === from && one.event.type === type).map(({ event }) => event);
  }

  async close(): Promise<void> {
    await this.conversations.close();
    await this.standin.stop();
  }
}
