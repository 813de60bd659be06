import {
  type CallDependencies,
  type CallEnd,
  type CallEvent,
  type CallRequest,
  type CallState,
  type CallSupervision,
  type Carrier,
  type CarrierCallState,
  type ConcludeReason,
  type Conversations,
  type EndReason,
  type ModelUsage,
  NO_OUTCOME,
  type PlaceCall,
  type RunningCall,
  type Synthesiser,
} from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import pino from 'pino';
import { Billing } from '../billing/billing.js';
import type { CallRecordWithTranscript } from '../calls/call-record.js';
import { uuidIds } from '../calls/ids.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { CallLog } from '../events/durable-call-log.js';
import type { OpenStore } from '../storage/open-store.js';
import { writeProgress } from './call-progress.js';
import type { EngineParts } from './call-run.js';
import { Carriers, type ServedCarrier } from './carriers.js';
import { Dispatcher, type DispatcherOptions } from './dispatcher.js';
import { Nodes } from './nodes.js';
import { Recovery } from './recovery.js';

/** A call whose course the test decides, in place of the engine's. Instants are milliseconds from its start. */
export class ScriptedCall implements RunningCall {
  readonly supervision = {} as CallSupervision;
  readonly callId: string;
  readonly request: CallRequest;
  readonly dependencies: CallDependencies;
  readonly ended: Promise<CallEnd>;
  state: CallState = 'dialing';
  readonly asked: string[] = [];
  #answeredAt: number | null = null;
  #resolve!: (end: CallEnd) => void;

  constructor(request: CallRequest, dependencies: CallDependencies) {
    this.callId = request.callId;
    this.request = request;
    this.dependencies = dependencies;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.tell({ type: 'state', at: 0, state: 'dialing' });
  }

  tell(event: CallEvent): void {
    this.dependencies.onEvent(event);
  }

  ring(at = 300): void {
    this.state = 'ringing';
    this.tell({ type: 'state', at, state: 'ringing', carrierReference: `ref-${this.callId}` });
  }

  answer(at = 2000): void {
    this.state = 'in_progress';
    this.#answeredAt = at;
    this.tell({ type: 'state', at, state: 'in_progress' });
  }

  say(text: string, at = 3000): void {
    const utterance = {
      utteranceId: text,
      role: 'assistant' as const,
      text,
      startedAt: at,
      endedAt: at,
      interrupted: false,
    };
    this.tell({ type: 'utterance', at, utterance });
  }

  end(endReason: EndReason, values: Partial<CallEnd> = {}): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    const answeredAt = this.#answeredAt;
    const endedAt = values.endedAt ?? (answeredAt ?? 0) + 30_000;
    const end: CallEnd = {
      endReason,
      detail: 'as the test said',
      answeredAt,
      endedAt,
      talkMs: answeredAt === null ? 0 : endedAt - answeredAt,
      outcome: NO_OUTCOME,
      ...values,
    };
    this.tell({ type: 'ended', at: end.endedAt, end });
    this.#resolve(end);
  }

  hangUp(): void {
    this.asked.push('hang up');
    this.end(this.#answeredAt === null ? 'cancelled' : 'hung_up');
  }

  conclude(reason: ConcludeReason): void {
    this.asked.push(reason);
  }
}

export interface TestNodeOptions extends Partial<DispatcherOptions> {
  lookUp?(callId: string): Promise<CarrierCallState>;
  carrierMaxRunning?: number;
  callsPerSecond?: number;
  /** Beside the configured one, which is called `simulator`. */
  otherCarriers?: readonly { name: string; maxRunning: number; callsPerSecond: number }[];
  placeCall?: PlaceCall;
  briefDefaults?: EngineParts['briefDefaults'];
  recording?: EngineParts['recording'];
}

/** A node with everything real but the engine: storage, money, logs, claims, ends. */
export class TestNode {
  readonly clock: ManualClock;
  readonly log: CallLog;
  readonly billing: Billing;
  readonly doNotCall: DoNotCall;
  readonly dispatcher: Dispatcher;
  readonly nodes: Nodes;
  readonly recovery: Recovery;
  /** Calls that the engine was asked to place, in order. */
  readonly placed: ScriptedCall[] = [];
  /** Whom the recovery asked about which call. */
  readonly lookedUp: { callId: string; carrier: string }[] = [];
  readonly announced: CallRecordWithTranscript[] = [];
  /** How many were announced when delivery was asked to look. */
  readonly woken: number[] = [];
  readonly endReasons: EndReason[] = [];
  readonly usages: ModelUsage[] = [];
  readonly lines: { msg: string; level: number; [name: string]: unknown }[] = [];

  constructor(storage: OpenStore, options: TestNodeOptions = {}) {
    const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
    const ids = uuidIds(clock);
    const node = options.node ?? 'n1';
    this.clock = clock;
    this.billing = new Billing({ store: storage, clock, ids });
    this.doNotCall = new DoNotCall({ store: storage, clock });
    this.log = new CallLog({ storage, clock, project: writeProgress });
    const served = (name: string, maxRunning: number, callsPerSecond: number): ServedCarrier => ({
      carrier: {
        name,
        lookUp: ({ callId }: { callId: string }) => {
          this.lookedUp.push({ callId, carrier: name });
          return options.lookUp?.(callId) ?? Promise.resolve('over');
        },
      } as Partial<Carrier> as Carrier,
      clock,
      maxRunning,
      callsPerSecond,
    });
    const carriers = new Carriers(
      served('simulator', options.carrierMaxRunning ?? 100, options.callsPerSecond ?? 0),
      options.otherCarriers?.map((one) => served(one.name, one.maxRunning, one.callsPerSecond)),
    );
    const placeCall: PlaceCall = (request, dependencies) => {
      const call = new ScriptedCall(request, dependencies);
      this.placed.push(call);
      return call;
    };
    const logger = pino({ level: 'debug' }, { write: (line: string) => void this.lines.push(JSON.parse(line)) });
    const shared = {
      storage,
      clock,
      log: this.log,
      billing: this.billing,
      doNotCall: this.doNotCall,
      logger,
      callbacks: {
        put: async (_: unknown, record: CallRecordWithTranscript) => void this.announced.push(record),
        wake: () => void this.woken.push(this.announced.length),
      },
      onEnded: (end: CallEnd, _: unknown, usages: readonly ModelUsage[]) => {
        this.endReasons.push(end.endReason);
        this.usages.push(...usages);
      },
    };
    this.dispatcher = new Dispatcher({
      ...shared,
      engine: {
        conversations: {} as Conversations,
        synthesiser: {} as Synthesiser,
        ids,
        placeCall: options.placeCall ?? placeCall,
        limits: {},
        ...(options.briefDefaults === undefined ? {} : { briefDefaults: options.briefDefaults }),
        ...(options.recording === undefined ? {} : { recording: options.recording }),
      },
      node,
      carriers,
      nodeMaxRunning: 100,
      callClock: clock,
      ...options,
    });
    this.nodes = new Nodes({ storage, clock, node });
    this.recovery = new Recovery({
      ...shared,
      carriers,
      node,
      nodes: this.nodes,
      holds: (callId) => this.dispatcher.holds(callId),
    });
  }

  async start(): Promise<void> {
    await this.nodes.start();
    await (await this.recovery.start()).finished;
    await this.dispatcher.start();
  }

  /** As `kill -9` would: nothing more is written. */
  kill(): void {
    this.dispatcher.abandon();
    this.recovery.abandon();
    this.nodes.abandon();
    this.log.abandon();
  }

  async stop(limitMs = 0): Promise<number> {
    await this.recovery.stop();
    const left = await this.dispatcher.stop(limitMs);
    await this.log.close();
    await this.nodes.stop();
    return left;
  }
}

/** Lets everything that is under way go on until `condition` holds; the test's time limit is the bound. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
