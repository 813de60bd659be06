import {
  type Brief,
  type CallDependencies,
  type CallEnd,
  type CallEvent,
  type CallLimits,
  type CallState,
  type CallSupervision,
  type Clock,
  type ConcludeReason,
  isRingbackError,
  type ModelUsage,
  NO_OUTCOME,
  type PlaceCall,
  type Recording,
  type RunningCall,
  type Supervisor,
  type Timer,
  type TurnLatency,
} from '@ringback/engine';
import type { Logger } from 'pino';
import type { Billing } from '../billing/billing.js';
import type { CallRecordWithTranscript } from '../calls/call-record.js';
import { checkResult } from '../calls/result.js';
import type { CallingTimes } from '../compliance/calling-hours.js';
import { CallView } from '../live/call-view.js';
import type { Carriers, ServedCarrier } from './carriers.js';
import type { ClaimedCall } from './claim.js';
import { type EndCallDependencies, type Ending, endCall } from './end-call.js';

/** What the engine stands on beside the carrier of each call. */
export type EngineParts = Pick<CallDependencies, 'conversations' | 'synthesiser' | 'ids'> & {
  placeCall: PlaceCall;
  limits: Partial<CallLimits>;
  /** What holds where a request does not say. */
  briefDefaults?: Pick<Brief, 'opening' | 'voicemail'>;
  /** Absent: nothing is recorded. `whenAsked`: only calls whose request asks for it; else all whose request does not forbid it. */
  recording?: { whenAsked: boolean; record(callId: string, clock: Clock): Recording };
};

export interface CallRunDependencies extends EndCallDependencies {
  engine: EngineParts;
  carriers: Carriers;
  billing: Pick<Billing, 'settle' | 'holdMinute'>;
  logger: Logger;
  /** When callees may be called, and where they are; absent: at any hour, and here. */
  callingTimes?: Pick<CallingTimes, 'opensAt' | 'zoneOf'>;
  /** Told once, after the end is durable. */
  onEnded?(end: CallEnd, turns: readonly TurnLatency[], usages: readonly ModelUsage[]): void;
}

/** After an end that could not be written: soon at first, as a busy database is free again in no time, then every ten seconds. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
/** A recording is written as it is made: its end takes milliseconds, on a slow disk some seconds. */
const RECORDING_WRITTEN_MS = 5_000;

/**
 * One claimed call, from the dial to its settled record. Every event goes onto the log, which writes it in batches beside the media path; the
 * end alone is awaited, and tried until it is written.
 */
export class CallRun {
  readonly call: ClaimedCall;
  /** Resolves, and never rejects, when the call is final, or was abandoned. */
  readonly done: Promise<void>;
  readonly view = new CallView();
  /** Once its end is durable. */
  outcome: { endReason: CallEnd['endReason']; durationSeconds: number } | null = null;
  readonly #dependencies: CallRunDependencies;
  readonly #turns: TurnLatency[] = [];
  readonly #usages: ModelUsage[] = [];
  #recording: Recording | null = null;
  #recorded = false;
  #running: RunningCall | null = null;
  #state: CallState = 'dialing';
  #interrupted = false;
  #abandoned = false;

  constructor(call: ClaimedCall, dependencies: CallRunDependencies) {
    this.call = call;
    this.#dependencies = dependencies;
    dependencies.log.open(call.callId);
    this.done = this.#run().catch((error: unknown) => {
      // A fault of the program. The recovery finds a call that nobody runs, and ends it as interrupted.
      dependencies.logger.fatal({ err: error, callId: call.callId }, 'call was lost hold of');
      dependencies.log.release(call.callId);
    });
  }

  get state(): CallState {
    return this.#running?.state ?? this.#state;
  }

  /** Null before the engine has it. */
  get supervision(): CallSupervision | null {
    return this.#running?.supervision ?? null;
  }

  hangUp(by?: Supervisor): void {
    this.#running?.hangUp(by);
  }

  conclude(reason: ConcludeReason): void {
    this.#running?.conclude(reason);
  }

  /** Ends it now, because the service cannot wait any longer: `interrupted`, and it costs nothing. */
  interrupt(): void {
    this.#interrupted = true;
    this.#running?.hangUp();
  }

  /** Lets go of it without a trace, as a crash would. */
  abandon(): void {
    this.#abandoned = true;
    this.#running?.hangUp();
  }

  async #run(): Promise<void> {
    const { call } = this;
    this.#dependencies.logger.info({ callId: call.callId, accountId: call.accountId }, 'call claimed');
    if (call.rehearsal) this.#dependencies.log.append(call.callId, REHEARSAL);
    const end = call.doNotCall ? LISTED : call.countryOff ? COUNTRY_OFF : await this.#talk();
    if (this.#abandoned) return;
    await this.#finish(this.#interrupted ? interruptedEnd(end) : end);
  }

  async #talk(): Promise<CallEnd> {
    const { engine, carriers, billing, logger, callingTimes } = this.#dependencies;
    const { callId, phone, rehearsal } = this.call;
    const { placeCall, briefDefaults, recording, limits, ...parts } = engine;
    const timeZone = callingTimes?.zoneOf(phone);
    try {
      // Claimed for one that this service has.
      const { carrier, clock, terms } = carriers.named(this.call.carrier) as ServedCarrier;
      const own = terms?.(this.call);
      this.#running = placeCall(
        {
          callId,
          to: phone,
          brief: this.#brief(briefDefaults),
          ...(timeZone === undefined ? {} : { timeZone }),
          ...(own?.from === undefined ? {} : { from: own.from }),
        },
        {
          ...parts,
          carrier,
          clock,
          limits: this.#limits({ ...limits, ...own?.limits }),
          ...(recording !== undefined && this.#isRecorded(recording)
            ? { record: (id) => this.#record(recording, id, clock) }
            : {}),
          onEvent: (event) => this.#take(event),
          mayContinue: async (minute) => rehearsal || billing.holdMinute(callId, minute),
        },
      );
      return await this.#running.ended;
    } catch (error) {
      logger.error({ err: error, callId }, 'call could not be placed');
      const detail = isRingbackError(error) ? error.message : 'The call could not be placed.';
      return { endReason: 'carrier_failure', detail, answeredAt: null, endedAt: 0, talkMs: 0, outcome: NO_OUTCOME };
    }
  }

  #limits(limits: Partial<CallLimits>): Partial<CallLimits> {
    const { talkLimitMs } = this.call;
    if (talkLimitMs === null) return limits;
    return { ...limits, timeLimitMs: Math.min(talkLimitMs, limits.timeLimitMs ?? talkLimitMs) };
  }

  #brief(defaults: EngineParts['briefDefaults']): Brief {
    const { brief } = this.call;
    const opening = brief.opening ?? defaults?.opening;
    const voicemail = brief.voicemail ?? defaults?.voicemail;
    return {
      ...brief,
      ...(opening === undefined ? {} : { opening }),
      ...(voicemail === undefined ? {} : { voicemail }),
    };
  }

  #isRecorded({ whenAsked }: NonNullable<EngineParts['recording']>): boolean {
    return this.call.record ?? !whenAsked;
  }

  #record({ record }: NonNullable<EngineParts['recording']>, callId: string, clock: Clock): Recording {
    const recording = record(callId, clock);
    this.#recording = recording;
    return recording;
  }

  /** Whoever reads that the call is over finds its recording whole; a disk that is stuck does not hold up the end. */
  async #recordingWritten(): Promise<void> {
    if (this.#recording === null) return;
    let limit: Timer | undefined;
    const late = new Promise<void>((resolve) => {
      limit = this.#dependencies.clock.after(RECORDING_WRITTEN_MS, resolve);
    });
    await Promise.race([this.#recording.close(), late]);
    limit?.cancel();
  }

  #take(event: CallEvent): void {
    // The end is logged with the settled record.
    if (this.#abandoned || event.type === 'ended') return;
    this.view.take(event, this.#dependencies.clock.now());
    if (event.type === 'turn') this.#turns.push(event.latency);
    if (event.type === 'usage') this.#usages.push(event.usage);
    if (event.type === 'recording') this.#recorded = true;
    if (event.type === 'state') {
      this.#state = event.state;
      this.#dependencies.logger.info({ callId: this.call.callId, state: event.state }, 'call moved on');
    }
    if (event.type === 'warning')
      this.#dependencies.logger.warn({ callId: this.call.callId, code: event.code }, 'call warned');
    this.#dependencies.log.append(this.call.callId, event);
  }

  async #finish(end: CallEnd): Promise<void> {
    const { log, logger, onEnded } = this.#dependencies;
    const { callId } = this.call;
    await this.#recordingWritten();
    const record = await this.#settle({
      callId,
      end,
      result: this.#result(end),
      turns: this.#turns,
      usages: this.#usages,
      recorded: this.#recorded,
    });
    if (this.#abandoned) return;
    if (record === null) {
      log.release(callId);
      logger.warn({ callId }, 'call was ended by another node, which took this one for dead');
      return;
    }
    const { accountId, endReason, durationSeconds, costLi } = record;
    this.outcome = { endReason: endReason ?? end.endReason, durationSeconds: durationSeconds ?? 0 };
    logger.info({ callId, accountId, endReason, durationSeconds, costLi }, 'call ended');
    // What simulated callees do is no figure of this service.
    if (!this.call.rehearsal) onEnded?.(end, this.#turns, this.#usages);
  }

  async #settle(ending: Ending): Promise<CallRecordWithTranscript | null> {
    const { log, logger, clock } = this.#dependencies;
    const { callId } = ending;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await log.flush(callId);
        return await endCall(this.#dependencies, ending);
      } catch (error) {
        if (this.#abandoned) return null;
        logger.error({ err: error, callId, attempt }, 'the end of a call could not be written and is tried again');
        await pause(clock, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10)));
        if (this.#abandoned) return null;
      }
    }
  }

  #result(end: CallEnd): Record<string, unknown> | null {
    const { facts } = end.outcome;
    const schema = this.call.brief.resultSchema ?? null;
    if (end.answeredAt === null || (schema === null && Object.keys(facts).length === 0)) return null;
    const { result, problem } = checkResult(schema, facts);
    if (problem !== null)
      this.#take({ type: 'warning', at: end.endedAt, code: 'result_does_not_fit', detail: problem });
    return result;
  }
}

/** First in the log of a rehearsal, so that whoever reads its events alone knows it as one. */
const REHEARSAL: CallEvent = {
  type: 'warning',
  at: 0,
  code: 'rehearsal',
  detail: 'This is a rehearsal: a simulated callee answers, no phone rings, and nothing is charged.',
};

/** Never dialled: the number was listed between the request and its turn. */
const LISTED: CallEnd = {
  endReason: 'cancelled',
  detail: 'The number was put on the do-not-call list before it was dialled.',
  answeredAt: null,
  endedAt: 0,
  talkMs: 0,
  outcome: NO_OUTCOME,
};

/** Never dialled: its country was switched off between the request and its turn. */
const COUNTRY_OFF: CallEnd = {
  ...LISTED,
  detail: 'The country of the number was taken off the list before it was dialled.',
};

/** Only our own hanging up is the interruption; a call that ended of itself in that very moment keeps its own reason. */
function interruptedEnd(end: CallEnd): CallEnd {
  if (end.endReason !== 'hung_up' && end.endReason !== 'cancelled') return end;
  return { ...end, endReason: 'interrupted', detail: 'The service stopped while the call was under way.' };
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
