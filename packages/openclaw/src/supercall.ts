import { randomBytes } from 'node:crypto';
import { type Brief, type Clock, type Ids, isRingbackError, placeCall, type Timer } from '@ringback/engine';
import type { CallLog } from './calls/call-log.js';
import { type CallOrder, type CallRecord, lostClose } from './calls/call-record.js';
import type { DoNotCall } from './calls/do-not-call.js';
import { PlacedCall } from './calls/placed-call.js';
import type { SupercallConfig } from './config/config.js';
import { fullPath } from './config/keys.js';
import type { Line } from './line/line.js';
import type { Log } from './log.js';
import type { PendingCall, PendingCalls } from './wake/pending-calls.js';
import { wakeText } from './wake/wake-text.js';
import type { Wakes } from './wake/wakes.js';

/** A goodbye of two sentences; who does not end by then is hung up on. A gateway that stops waits for minutes. */
const GOODBYE_WITHIN_MS = 12_000;
/** From our hanging up to the carrier's saying so, and to what is written then. */
const HANG_UP_WITHIN_MS = 8_000;
/** A caller waits so long for a line that is being opened. A tunnel takes 1 to 3 s, its first certificate up to 30. */
const LINE_WITHIN_MS = 15_000;
/** Finished calls whose transcript is looked up here before the disk is asked. */
const REMEMBERED = 50;

/** A sentence for whoever asked, to be shown as it is. */
export class Refusal extends Error {}

export interface CallWish {
  to: string;
  persona: string;
  goal: string;
  openingLine?: string;
  language?: 'zh' | 'en';
  resultSchema?: Record<string, unknown>;
  maxDurationSeconds?: number;
  voicemail?: Brief['voicemail'];
  sessionKey?: string;
  agentId?: string;
}

export interface SupercallOptions {
  config: SupercallConfig;
  openLine: () => Promise<Line>;
  callLog: CallLog;
  pending: PendingCalls;
  wakes: Wakes;
  doNotCall: DoNotCall;
  ids: Ids;
  /** Of the real world. */
  clock: Clock;
  log: Log;
}

/** Whether one thing that calls need is there. */
export interface Finding {
  what: string;
  ok: boolean;
  said: string;
}

/**
 * The plugin at work, from the gateway's start to its stop. Every call that it accepts is on the disk before it is dialled, ends with a reason, and is
 * told of once; one more than `maxConcurrentCalls` is refused.
 */
export class Supercall {
  readonly #options: SupercallOptions;
  readonly #calls = new Map<string, PlacedCall>();
  readonly #over = new Map<string, CallRecord>();
  /** Slots that are taken, also by calls that are still being prepared. */
  #taken = 0;
  #line: Promise<Line> | null = null;
  /** The line, while it is open. */
  #opened: Line | null = null;
  #stopping = false;

  constructor(options: SupercallOptions) {
    this.#options = options;
  }

  /** Opens the line and takes up what an earlier run left. Never rejects: what is wrong is said in the log, and to whoever wants to call. */
  async start(): Promise<void> {
    const { pending, wakes, log } = this.#options;
    const left = await pending.all();
    for (const one of left) await wakes.resume(one);
    const lost = left.filter(({ phase }) => phase === 'dialled');
    const line = await this.#openLine().catch((error: unknown) => {
      log.error(`no call can be placed: ${said(error)}`);
      return null;
    });
    for (const one of lost) await this.#closeLost(one, line);
  }

  get line(): Line | null {
    return this.#opened;
  }

  /**
   * Places a call and returns at once with its record.
   *
   * @throws Refusal where it is not placed, with what to do
   */
  async place(wish: CallWish, dryRun = false): Promise<CallRecord | null> {
    const { config } = this.#options;
    if (this.#stopping) throw stopping();
    if (this.#taken >= config.maxConcurrentCalls) {
      throw new Refusal(
        `${this.#taken} calls are under way, as many as ${fullPath('maxConcurrentCalls')} allows. Wait until one has ended, or end one with end_call.`,
      );
    }
    this.#taken += 1;
    let call: PlacedCall | null = null;
    try {
      call = await this.#dial(wish, dryRun);
      return call?.record ?? null;
    } finally {
      if (call === null) this.#taken -= 1;
      else {
        const placed = call;
        void placed.done.then(() => this.#forget(placed));
      }
    }
  }

  /** Of a call under way, or of any earlier one. */
  async find(callId: string): Promise<CallRecord | null> {
    return this.#calls.get(callId)?.record ?? this.#over.get(callId) ?? (await this.#options.callLog.find(callId));
  }

  /** Hangs up. False where there is no such call; one that is over already is as good. */
  async end(callId: string): Promise<boolean> {
    const call = this.#calls.get(callId);
    call?.hangUp();
    return call !== undefined || (await this.find(callId)) !== null;
  }

  /** Those under way. */
  list(): CallRecord[] {
    return [...this.#calls.values()].map(({ record }) => record);
  }

  async examine(): Promise<Finding[]> {
    const { config, callLog, wakes } = this.#options;
    const findings: Finding[] = [];
    const look = async (what: string, ask: () => Promise<string> | string): Promise<void> => {
      try {
        findings.push({ what, ok: true, said: await ask() });
      } catch (error) {
        findings.push({ what, ok: false, said: said(error) });
      }
    };
    const provider = config.line.provider;
    await look('line', async () => {
      await this.#soon(this.#openLine());
      return provider === 'mock'
        ? 'Simulated callees; nobody is really called.'
        : 'Twilio; calls are real, and cost money.';
    });
    if (provider === 'twilio') {
      await look('public address', async () => {
        if (this.#opened === null) throw new Refusal('There is none while the line is not open.');
        await this.#opened.verify();
        return `${this.#opened.publicUrl} works, for HTTP and for WebSockets.`;
      });
    }
    await look('calls', () => `${this.#calls.size} of ${config.maxConcurrentCalls} under way.`);
    await look('transcripts', () => callLog.folder);
    await look('results', () => {
      if (wakes.size === 0) return 'Every agent was told how its calls ended.';
      return `${wakes.size} not yet known to be told; they are on disk, and tried again.`;
    });
    return findings;
  }

  /** Ends all calls politely, then everything. Never rejects. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // What ends from here on is told by the next run.
    this.#options.wakes.stop();
    const calls = [...this.#calls.values()];
    for (const call of calls) call.conclude('stopping');
    const done = Promise.all(calls.map((call) => call.done));
    if (!(await this.#within(GOODBYE_WITHIN_MS, done))) {
      for (const call of calls) call.hangUp();
      await this.#within(HANG_UP_WITHIN_MS, done);
    }
    const line = await this.#line?.catch(() => null);
    await line?.close();
    this.#opened = null;
  }

  async #dial(wish: CallWish, dryRun: boolean): Promise<PlacedCall | null> {
    const { callLog, config, doNotCall, ids, log, pending, wakes } = this.#options;
    if (await doNotCall.has(wish.to)) {
      throw new Refusal(
        'Whoever has this number asked not to be called again. Do not call it, and do not try another way.',
      );
    }
    const line = await this.#ready();
    if (dryRun) return null;
    const { to, persona, goal, openingLine, sessionKey, agentId } = wish;
    const order: CallOrder = {
      callId: ids.next(),
      to,
      persona,
      goal,
      ...(openingLine === undefined ? {} : { openingLine }),
      ...(sessionKey === undefined ? {} : { sessionKey }),
      ...(agentId === undefined ? {} : { agentId }),
      provider: config.line.provider,
      startedAt: Math.round(this.#options.clock.now()),
    };
    const file = await callLog.begin(order).catch((error: unknown) => {
      throw new Refusal(
        `The call was not placed: its transcript cannot be written in ${callLog.folder} (${said(error)}).`,
      );
    });
    try {
      await pending.put({ order, carrierReference: null, phase: 'dialled' });
      if (this.#stopping) throw stopping();
    } catch (error) {
      await file.write({ type: 'close', close: lostClose('It was not dialled.') }).catch(() => undefined);
      await file.close();
      await pending.remove(order.callId);
      throw error instanceof Refusal ? error : new Refusal(`The call was not placed: ${said(error)}`);
    }
    const { carrier, conversations, synthesiser, clock } = line;
    const call = new PlacedCall(
      {
        order,
        ...(wish.resultSchema === undefined ? {} : { resultSchema: wish.resultSchema }),
        file,
        pending,
        wakes,
        doNotCall,
        log,
        fence: newFence,
      },
      (onEvent) =>
        placeCall(
          { callId: order.callId, to, brief: briefOf(wish) },
          {
            carrier,
            conversations,
            synthesiser,
            clock,
            ids,
            limits: { timeLimitMs: (wish.maxDurationSeconds ?? config.maxDurationSeconds) * 1000 },
            onEvent,
          },
        ),
    );
    this.#calls.set(order.callId, call);
    return call;
  }

  /** A line on which a call can be placed. */
  async #ready(): Promise<Line> {
    try {
      const line = await this.#soon(this.#openLine());
      await line.verify();
      return line;
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(`The call was not placed. ${said(error)}`);
    }
  }

  /** One that could not be opened is tried anew by whoever wants it next. */
  #openLine(): Promise<Line> {
    if (this.#line !== null) return this.#line;
    const opening: Promise<Line> = this.#options.openLine().then(
      (line) => {
        this.#opened = line;
        return line;
      },
      (error: unknown) => {
        this.#line = null;
        throw error;
      },
    );
    this.#line = opening;
    return opening;
  }

  async #soon(line: Promise<Line>): Promise<Line> {
    if (
      await this.#within(
        LINE_WITHIN_MS,
        line.catch(() => undefined),
      )
    )
      return line;
    throw new Refusal('The line is still being opened: a tunnel can take half a minute. Try again in a moment.');
  }

  /** A call that was under way when the gateway died: it is ended at its carrier, its transcript is closed, and its agent is told. */
  async #closeLost({ order, carrierReference }: PendingCall, line: Line | null): Promise<void> {
    const { callLog, pending, wakes, log, config } = this.#options;
    const { callId, to, startedAt } = order;
    const sameLine = order.provider === config.line.provider && order.provider !== 'mock';
    const found =
      line !== null && sameLine
        ? await line.carrier.lookUp({ callId, reference: carrierReference, to, dialledAt: startedAt })
        : 'unknown';
    const close = lostClose(
      found === 'under_way'
        ? 'The gateway stopped while the call was under way. It was still going on, and was ended now.'
        : 'The gateway stopped while the call was under way. It was not dialled again.',
    );
    log.warn(`call ${callId} was under way when the gateway stopped, and is closed now (at its carrier: ${found})`);
    try {
      await callLog.append(callId, { type: 'close', close });
      const record = await callLog.find(callId);
      if (order.sessionKey === undefined) return await pending.remove(callId);
      const told = record ?? { ...order, state: close.endReason, carrierReference, transcript: [], cost: null, close };
      const text = wakeText(told, newFence());
      await pending.put({ order, carrierReference, phase: 'ended', text });
      wakes.add(order, carrierReference, text);
    } catch (error) {
      log.error(`call ${callId}: its end could not be written (${said(error)})`);
    }
  }

  /** Whether it resolves in that time. */
  async #within(ms: number, settled: Promise<unknown>): Promise<boolean> {
    let timer: Timer | undefined;
    const late = new Promise<false>((resolve) => {
      timer = this.#options.clock.after(ms, () => resolve(false));
    });
    const inTime = await Promise.race([settled.then(() => true), late]);
    timer?.cancel();
    return inTime;
  }

  #forget(call: PlacedCall): void {
    const { callId } = call.record;
    this.#taken -= 1;
    this.#calls.delete(callId);
    this.#over.set(callId, call.record);
    for (const oldest of this.#over.keys()) {
      if (this.#over.size <= REMEMBERED) break;
      this.#over.delete(oldest);
    }
  }
}

function briefOf({ goal, persona, openingLine, language, voicemail, resultSchema }: CallWish): Brief {
  return {
    requirement: goal,
    persona,
    ...(openingLine === undefined ? {} : { openingLine }),
    ...(language === undefined ? {} : { language }),
    ...(voicemail === undefined ? {} : { voicemail }),
    ...(resultSchema === undefined ? {} : { resultSchema }),
  };
}

function stopping(): Refusal {
  return new Refusal('The gateway is stopping, and takes no new call.');
}

function newFence(): string {
  return `call-${randomBytes(6).toString('hex')}`;
}

function said(error: unknown): string {
  if (error instanceof Refusal || isRingbackError(error)) return error.message;
  return error instanceof Error ? error.message : String(error);
}
