import {
  type CallEnd,
  type CallEvent,
  type ConcludeReason,
  isRingbackError,
  misfit,
  NO_OUTCOME,
  type RunningCall,
} from '@ringback/engine';
import type { Log } from '../log.js';
import type { PendingCalls } from '../wake/pending-calls.js';
import { wakeText } from '../wake/wake-text.js';
import type { Wakes } from '../wake/wakes.js';
import { isKept } from './call-line.js';
import type { CallLogFile } from './call-log.js';
import { applyLine, type CallOrder, type CallRecord, closeOf, newRecord } from './call-record.js';
import type { DoNotCall } from './do-not-call.js';

export interface PlacedCallOptions {
  order: CallOrder;
  resultSchema?: Record<string, unknown>;
  file: CallLogFile;
  pending: PendingCalls;
  wakes: Wakes;
  doNotCall: DoNotCall;
  log: Log;
  /** Random characters. */
  fence: () => string;
}

/**
 * One call, from the dial to its agent's being told. Events are put on its log as they come and written behind it; its end is on the disk, in
 * the transcript and in what is to be told, before it counts as over.
 */
export class PlacedCall {
  readonly record: CallRecord;
  /** Resolves, and never rejects, when everything about its end is written. */
  readonly done: Promise<void>;
  readonly #options: PlacedCallOptions;
  #running: RunningCall | null = null;
  /** What is written of it beside its log, one after the other. */
  #saved: Promise<unknown> = Promise.resolve();

  /** @param place places it; told every event, also from inside */
  constructor(options: PlacedCallOptions, place: (onEvent: (event: CallEvent) => void) => RunningCall) {
    this.#options = options;
    this.record = newRecord(options.order);
    this.done = this.#run(place);
  }

  hangUp(): void {
    this.#running?.hangUp();
  }

  conclude(reason: ConcludeReason): void {
    this.#running?.conclude(reason);
  }

  async #run(place: (onEvent: (event: CallEvent) => void) => RunningCall): Promise<void> {
    let end: CallEnd;
    try {
      this.#running = place((event) => this.#take(event));
      end = await this.#running.ended;
    } catch (error) {
      const detail = isRingbackError(error) ? error.message : 'The call could not be placed.';
      end = { endReason: 'carrier_failure', detail, answeredAt: null, endedAt: 0, talkMs: 0, outcome: NO_OUTCOME };
    }
    await this.#finish(end);
  }

  #take(event: CallEvent): void {
    const { file, pending, order, log } = this.#options;
    applyLine(this.record, { type: 'event', event });
    if (isKept(event)) file.add({ type: 'event', event });
    if (event.type === 'state' && event.carrierReference !== undefined) {
      const { carrierReference } = event;
      this.#save(() => pending.put({ order, carrierReference, phase: 'dialled' }));
    }
    // Told again with the carrier's reference, it is no news.
    if (event.type === 'state' && event.carrierReference === undefined) {
      log.info(`call ${order.callId}: ${this.record.state}`);
    }
    if (event.type === 'warning') log.warn(`call ${order.callId}: ${event.code}`);
  }

  async #finish(end: CallEnd): Promise<void> {
    const { order, file, doNotCall, log } = this.#options;
    const close = closeOf(end, this.#result(end));
    applyLine(this.record, { type: 'close', close });
    log.info(`call ${order.callId}: ${close.endReason}, ${close.durationSeconds} s. ${close.detail}`);
    await this.#tried('its transcript', async () => {
      await file.write({ type: 'close', close });
      await file.close();
    });
    if (close.doNotCall) await this.#tried('who asked not to be called', () => doNotCall.add(order.to));
    await this.#saved;
    await this.#tried('what is to be told of it', () => this.#tell());
  }

  async #tell(): Promise<void> {
    const { order, pending, wakes, fence } = this.#options;
    const { carrierReference } = this.record;
    if (order.sessionKey === undefined) {
      await pending.remove(order.callId);
      return;
    }
    const text = wakeText(this.record, fence());
    try {
      await pending.put({ order, carrierReference, phase: 'ended', text });
    } finally {
      // A disk that is full keeps nobody from being told now.
      wakes.add(order, carrierReference, text);
    }
  }

  #result({ answeredAt, outcome }: CallEnd): Record<string, unknown> | null {
    const { resultSchema, order, log } = this.#options;
    const { facts } = outcome;
    if (answeredAt === null || Object.keys(facts).length === 0) return null;
    const wrong = resultSchema === undefined ? null : misfit(resultSchema, facts, 'the result');
    if (wrong === null) return facts;
    log.warn(`call ${order.callId}: what was found out does not fit the schema that was asked for (${wrong})`);
    return null;
  }

  #save(write: () => Promise<void>): void {
    this.#saved = this.#saved.then(() => this.#tried('its reference at the carrier', write));
  }

  async #tried(what: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const { order, log } = this.#options;
      log.error(`call ${order.callId}: ${what} could not be written (${(error as Error).message})`);
    }
  }
}
