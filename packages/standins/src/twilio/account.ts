import { notFound } from './api-error.js';
import { type AccountLimits, createParameters, updateParameters } from './call-parameters.js';
import { DialQueue } from './dial-queue.js';
import type { Form } from './form.js';
import { type CallSetting, OutboundCall } from './outbound-call.js';
import type { Recording } from './recording-resource.js';
import { newSid } from './sid.js';

/** The calls of the one account that the stand-in has. */
export class Account {
  readonly limits: AccountLimits;
  /** Of calls that are over, by sid. */
  readonly recordings = new Map<string, Recording>();
  readonly #setting: CallSetting;
  readonly #queue: DialQueue;
  readonly #calls = new Map<string, OutboundCall>();
  readonly #numberSids: ReadonlyMap<string, string>;

  constructor(
    setting: Omit<CallSetting, 'phoneNumberSid' | 'keep'>,
    numbers: readonly string[],
    callsPerSecond: number,
  ) {
    this.limits = { numbers, allowInsecure: setting.allowInsecure };
    this.#numberSids = new Map(numbers.map((number) => [number, newSid('PN')]));
    this.#setting = {
      ...setting,
      phoneNumberSid: (number) => this.#numberSids.get(number) ?? '',
      keep: (recording) => this.recordings.set(recording.sid, recording),
    };
    this.#queue = new DialQueue(setting.clock, callsPerSecond);
  }

  /** Oldest first. */
  get calls(): readonly OutboundCall[] {
    return [...this.#calls.values()];
  }

  get numbers(): ReadonlyMap<string, string> {
    return this.#numberSids;
  }

  /** @throws TwilioApiError where there is none of that sid. */
  call(sid: string, path: string): OutboundCall {
    const call = this.#calls.get(sid);
    if (call === undefined) throw notFound(path);
    return call;
  }

  /**
   * Takes a call; it is dialled at its turn, and not before `release` was called.
   *
   * @throws TwilioApiError for whatever is wrong with it; nothing is dialled then.
   */
  create(form: Form): { call: OutboundCall; release: () => void } {
    const parameters = createParameters(form, this.limits);
    const call = new OutboundCall(this.#setting, parameters, form.ignored);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { waitMs, takeOut } = this.#queue.add(() => void released.then(() => call.dial()));
    call.queueTimeMs = waitMs;
    void call.ended.then(takeOut);
    this.#calls.set(call.sid, call);
    return { call, release };
  }

  /** @throws TwilioApiError */
  update(call: OutboundCall, form: Form): void {
    call.update(updateParameters(form, this.limits));
  }

  close(): void {
    this.#queue.close();
    for (const call of this.#calls.values()) call.close();
  }
}
