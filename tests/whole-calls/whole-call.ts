import {
  type Brief,
  type CallEvent,
  type CallLimits,
  CheckedAddress,
  type Clock,
  OpenaiRealtimeConversations,
  type OpenaiRealtimeOptions,
  type Pickup,
  PublicListener,
  placeCall,
  type Recording,
  type RunningCall,
  realClock,
  Simulator,
  type Synthesiser,
  TonesSynthesiser,
  TwilioCarrier,
  type TwilioCarrierOptions,
} from '@ringback/engine';
import { CountingIds } from '@ringback/engine/testing';
import {
  type Mind,
  type ObservedEvent,
  RealtimeStandin,
  type RealtimeStandinOptions,
  ScriptedMind,
  type ScriptedTurn,
  SpokenWords,
  TwilioStandin,
  type TwilioStandinOptions,
} from '@ringback/standins';
import { CalleeAtHand } from './callee-at-hand.js';

/** How much faster than life whole calls pass in tests. Sockets and the event loop are as slow as ever, so that it cannot be much. */
const SPEED = 4;

const NUMBER = '+12025550100';

export interface WholeCallOptions {
  /** The model's turns, or a mind of its own. */
  mind: readonly ScriptedTurn[] | Mind;
  /** How a number that is dialled picks up; `answer` is how it does by itself. */
  pickup?: (answer: Pickup, to: string) => Pickup;
  speed?: number;
  synthesiser?: Synthesiser;
  twilio?: Partial<TwilioStandinOptions>;
  realtime?: Partial<RealtimeStandinOptions>;
  carrier?: Partial<TwilioCarrierOptions>;
  conversation?: Partial<OpenaiRealtimeOptions>;
  limits?: Partial<CallLimits>;
  record?: (callId: string) => Recording;
}

/** One call of a {@link Line}, with all that was told of it. */
export class PlacedCall {
  readonly events: CallEvent[] = [];
  running!: RunningCall;

  of<Type extends CallEvent['type']>(type: Type): Extract<CallEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<CallEvent, { type: Type }> => event.type === type);
  }

  /** As `role: text`, an interrupted one with `…` behind it. */
  get transcript(): string[] {
    return this.of('utterance').map(
      ({ utterance }) => `${utterance.role}: ${utterance.text}${utterance.interrupted ? '…' : ''}`,
    );
  }
}

/**
 * The whole way of calls on this machine: our carrier over Twilio's stand-in and a telephone network whose callees a test drives, our
 * conversation over the Realtime stand-in, and the bridge between them. Sockets are real; time passes {@link SPEED} times as fast.
 */
export class Line {
  readonly clock: Clock;
  readonly synthesiser: Synthesiser;
  readonly words = new SpokenWords();
  /** Of the numbers that were answered, in that order. */
  readonly callees: CalleeAtHand[] = [];
  /** What passed between conversations and model. */
  readonly model: ObservedEvent[] = [];
  readonly network: Simulator;
  readonly twilio: TwilioStandin;
  readonly realtime: RealtimeStandin;
  readonly address = new CheckedAddress();
  carrier!: TwilioCarrier;
  conversations!: OpenaiRealtimeConversations;
  listener!: PublicListener;
  readonly #options: WholeCallOptions;
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];
  readonly #ids = new CountingIds();
  #placed = 0;

  private constructor(options: WholeCallOptions) {
    this.#options = options;
    this.clock = realClock(options.speed ?? SPEED);
    this.synthesiser = options.synthesiser ?? new TonesSynthesiser();
    const { clock, synthesiser, words } = this;
    this.network = new Simulator({ directory: { find: (to) => this.#pickup(to) }, synthesiser, clock });
    this.twilio = new TwilioStandin({
      network: this.network,
      clock,
      words,
      calleeWords: words,
      callsPerSecond: 1_000,
      allowInsecure: true,
      ...options.twilio,
    });
    this.realtime = new RealtimeStandin({
      mind: Array.isArray(options.mind) ? new ScriptedMind(options.mind) : (options.mind as Mind),
      synthesiser,
      spokenWords: words,
      clock,
      ...options.realtime,
      onEvent: (seen) => {
        this.model.push(seen);
        this.#happened();
      },
    });
  }

  static async open(options: WholeCallOptions): Promise<Line> {
    // The carrier loads it when it first dials; read from a cold disk, that takes seconds of the calls' hurried time.
    await import('twilio');
    const line = new Line(options);
    const [{ url: apiUrl }, { url: baseUrl }] = await Promise.all([line.twilio.start(), line.realtime.start()]);
    line.carrier = new TwilioCarrier({
      accountSid: line.twilio.accountSid,
      authToken: line.twilio.authToken,
      from: '+15005550006',
      apiUrl,
      publicAddress: line.address,
      clock: line.clock,
      ...options.carrier,
    });
    line.conversations = new OpenaiRealtimeConversations({ apiKey: 'sk-test', baseUrl, ...options.conversation });
    line.listener = new PublicListener({ routes: [line.carrier, line.address.routes] });
    const { port } = await line.listener.listen();
    line.address.change(`http://127.0.0.1:${port}`);
    return line;
  }

  place(brief: Partial<Brief> = {}, limits: Partial<CallLimits> = {}, to = NUMBER): PlacedCall {
    this.#placed += 1;
    const placed = new PlacedCall();
    placed.running = placeCall(
      {
        callId: `call-${this.#placed}`,
        to,
        brief: { requirement: 'Confirm the appointment on Thursday at nine.', language: 'en', ...brief },
      },
      {
        carrier: this.carrier,
        conversations: this.conversations,
        synthesiser: this.synthesiser,
        clock: this.clock,
        ids: this.#ids,
        limits: { ...this.#options.limits, ...limits },
        ...(this.#options.record === undefined ? {} : { record: this.#options.record }),
        onEvent: (event) => {
          placed.events.push(event);
          this.#happened();
        },
      },
    );
    return placed;
  }

  /** Lets go of what was kept for tests to look at. */
  forget(): void {
    this.callees.length = 0;
    this.model.length = 0;
  }

  /** Waits until something holds, looked at whenever anything happens. Fails after 15 s of real time, by the test's own limit. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => this.#waiting.push({ holds, resolve }));
  }

  /** Lets so much of the calls' time pass. For what must not happen meanwhile. */
  async pass(ms: number): Promise<void> {
    await new Promise<void>((resolve) => void this.clock.after(ms, resolve));
  }

  /** The callee of the call that was answered as the n-th, once it was. */
  async callee(index = 0): Promise<CalleeAtHand> {
    await this.until(() => this.callees[index]?.answeredAt != null);
    return this.callees[index] as CalleeAtHand;
  }

  /** Events of one type between conversation and model. */
  modelEvents(type: string): (ObservedEvent & { event: Record<string, unknown> })[] {
    return this.model.filter(
      (seen): seen is ObservedEvent & { event: Record<string, unknown> } =>
        (seen.event as { type?: unknown } | null)?.type === type,
    );
  }

  async close(): Promise<void> {
    await this.carrier.close();
    await this.conversations.close();
    await this.listener.close();
    await Promise.all([this.twilio.stop(), this.realtime.stop()]);
    await this.network.close();
  }

  #pickup(to: string): Pickup {
    const answer: Pickup = {
      kind: 'answers',
      afterMs: 1_500,
      callee: (line) => {
        const callee = new CalleeAtHand(line, this.clock, 'en', () => this.#happened());
        this.callees.push(callee);
        return callee;
      },
    };
    return this.#options.pickup?.(answer, to) ?? answer;
  }

  #happened(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.holds()) one.resolve();
      else this.#waiting.push(one);
    }
  }
}
