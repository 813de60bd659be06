import { type Clock, type Ids, RingbackError, type Timer } from '@ringback/engine';
import type { CountryCode } from 'libphonenumber-js/max';
import type { Account } from '../accounts/account.js';
import type { CallingTimes } from '../compliance/calling-hours.js';
import type { DoNotCall } from '../compliance/do-not-call.js';
import { DEFAULT_COUNTRIES, refusals } from '../compliance/number-rules.js';
import { type ParsedPhones, type Phone, parsePhone, parsePhones, splitPhones } from '../compliance/phone-number.js';
import type { RefusedPhone } from '../compliance/phone-reason.js';
import { checkUserUrl } from '../outbox/user-url.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import { Acceptance } from './acceptance.js';
import type { CallRecord, CallRecordWithTranscript } from './call-record.js';
import { newCallRows, toCallRecord } from './call-row.js';
import type { AcceptedCalls, CallsPage, CallsPort, NewCalls } from './calls-port.js';
import { earlierAnswer, forgetOldKeys } from './idempotency.js';
import { QueueLimit } from './queue-limit.js';
import { checkResultSchema, prepareResultSchemas } from './result-schema.js';
import { readTranscript } from './transcript.js';

export interface CallsOptions {
  /** ISO 3166 codes that an account without a list of its own may call. Default: CN. */
  countries: readonly string[];
  /** The country whose numbers need no prefix. Default: CN. */
  defaultCountry: CountryCode;
  /** Numbers in one request. Default 10,000. */
  maxPhones: number;
  /** Calls that one account may have queued. Default 100,000. */
  maxQueued: number;
  /** Whether a request may ask for a recording. Default: no. */
  mayRecord: boolean;
  /** Hosts (`host` or `host:port`) of callback URLs that may lie on this machine or its network. Default: none. */
  allowPrivateHosts: readonly string[];
}

const DEFAULT_OPTIONS: CallsOptions = {
  countries: DEFAULT_COUNTRIES,
  defaultCountry: 'CN',
  maxPhones: 10_000,
  maxQueued: 100_000,
  mayRecord: false,
  allowPrivateHosts: [],
};

/** A call waits in the queue with its first minute held; money is not tied up for longer than a month. */
const LATEST_NOT_BEFORE_MS = 30 * 24 * 60 * 60 * 1000;

/** It is stored with every call of a request and sent back with each: ids and labels, not documents. */
const LARGEST_METADATA_CHARACTERS = 8_192;

/** Old idempotency keys take space and nothing else, so once an hour is often enough. */
const FORGET_EVERY_MS = 60 * 60 * 1000;

export interface Accepted {
  accountId: string;
  callIds: string[];
  /** The earliest that they may be dialled. */
  notBefore: number;
}

export interface CallsDependencies {
  store: OpenStore;
  clock: Clock;
  ids: Ids;
  doNotCall: DoNotCall;
  /** When each number may be called; absent: at any hour. */
  callingTimes?: Pick<CallingTimes, 'opensAt'>;
  options?: Partial<CallsOptions>;
  /** Told after each durable accept, so that dispatch looks at once. Not for replays. */
  onAccepted?(accepted: Accepted): void;
}

/** Takes requests for calls, and gives their records back. */
export class Calls implements CallsPort {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #doNotCall: DoNotCall;
  readonly #callingTimes: Pick<CallingTimes, 'opensAt'> | undefined;
  readonly #options: CallsOptions;
  #countries: ReadonlySet<string>;
  #defaultCountry: CountryCode;
  readonly #allowPrivateHosts: ReadonlySet<string>;
  readonly #onAccepted: (accepted: Accepted) => void;
  readonly #acceptance: Acceptance;
  readonly #queueLimit: QueueLimit;
  readonly #accepting = new Set<Promise<AcceptedCalls>>();
  #stopping = false;
  #forgetting: Timer | null = null;
  #forgotten: Promise<unknown> = Promise.resolve();

  constructor(dependencies: CallsDependencies) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
    this.#ids = dependencies.ids;
    this.#doNotCall = dependencies.doNotCall;
    this.#callingTimes = dependencies.callingTimes;
    this.#options = { ...DEFAULT_OPTIONS, ...dependencies.options };
    this.#countries = new Set(this.#options.countries);
    this.#defaultCountry = this.#options.defaultCountry;
    this.#allowPrivateHosts = new Set(this.#options.allowPrivateHosts);
    this.#onAccepted = dependencies.onAccepted ?? (() => {});
    this.#acceptance = new Acceptance(dependencies);
    this.#queueLimit = new QueueLimit(dependencies.store.store, dependencies.clock, this.#options.maxQueued);
  }

  /** From now on these may be called by accounts without a list of their own; numbers of the first need no prefix. */
  changeCountries(countries: readonly string[]): void {
    this.#countries = new Set(countries);
    this.#defaultCountry = (countries[0] ?? this.#defaultCountry) as CountryCode;
  }

  /** One number as its caller would write it, as E.164. @throws RingbackError `invalid_phone` */
  e164(written: string): string {
    const phone = parsePhone(written, this.#defaultCountry);
    if (typeof phone === 'object') return phone.e164;
    const reason = phone === 'emergency' ? 'invalid' : phone;
    throw refusedPhones('invalid_phone', 'This is not one number', [{ phone: written.slice(0, 64), reason }]);
  }

  /** Whether a number that was accepted may still be called. @param countries of its account; null: the service's own list */
  mayCall(e164: string, countries: readonly string[] | null): boolean {
    const phone = parsePhone(e164, this.#defaultCountry);
    if (typeof phone !== 'object') return false;
    const rules = {
      countries: countries === null ? this.#countries : new Set(countries),
      doNotCall: new Set<string>(),
    };
    return refusals({ phones: [phone], repeated: [], bad: [], emergency: [] }, rules).length === 0;
  }

  /** Makes ready what the first request would wait for, and begins to forget old idempotency keys, now and every hour. */
  start(): void {
    prepareResultSchemas();
    const forget = (): void => {
      // It failing costs nothing but space, and it is tried again in an hour.
      this.#forgotten = this.removeExpired().catch(() => {});
    };
    forget();
    this.#forgetting = this.#clock.every(FORGET_EVERY_MS, forget);
  }

  /** Takes no new calls from here on (`stopping`), and resolves when those being accepted are durable or refused. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#forgetting?.cancel();
    await Promise.allSettled(this.#accepting);
    await this.#forgotten;
  }

  accept(account: Account, request: NewCalls, idempotency?: { key: string; bodyHash: string }): Promise<AcceptedCalls> {
    const accepting = this.#accept(account, request, idempotency);
    this.#accepting.add(accepting);
    const done = (): void => void this.#accepting.delete(accepting);
    accepting.then(done, done);
    return accepting;
  }

  async #accept(
    account: Account,
    request: NewCalls,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<AcceptedCalls> {
    if (this.#stopping) {
      throw new RingbackError('stopping', 'The service is stopping and takes no new calls. Try again in a moment.', {
        retryable: true,
      });
    }
    const asked = idempotency === undefined ? null : { accountId: account.id, ...idempotency };
    if (asked !== null) {
      const earlier = await earlierAnswer(this.#open.store, asked, instant(this.#clock));
      if (earlier !== null) return { ...earlier, replayed: true };
    }

    this.#checkBrief(request);
    const { phones, repeated } = await this.#checkPhones(account, request.phones);
    const now = instant(this.#clock);
    const wanted = Math.max(now, Math.ceil(request.notBefore ?? now));
    const opening = this.#openings(phones, wanted);
    const admission = await this.#queueLimit.admit(account.id, phones.length);
    const calls = phones.map((phone, index) => ({
      id: this.#ids.next(),
      phone: phone.e164,
      written: phone.written,
      notBefore: opening[index] as number,
    }));
    const answer: AcceptedCalls = {
      calls: calls.map(({ id, written, notBefore }) => ({
        callId: id,
        phone: written,
        ...(notBefore === wanted ? {} : { waitsUntil: notBefore }),
      })),
      repeated,
      replayed: false,
    };
    const rows = newCallRows(account.id, request, calls, now);
    let accepted: AcceptedCalls;
    try {
      accepted = await this.#acceptance.accept({ account, rows, answer, idempotency: asked });
    } catch (error) {
      admission.settle(false);
      throw error;
    }
    admission.settle(!accepted.replayed);
    if (!accepted.replayed) {
      const notBefore = Math.min(...opening);
      this.#tellAccepted({ accountId: account.id, callIds: calls.map((call) => call.id), notBefore });
    }
    return accepted;
  }

  async find(accountId: string, callId: string): Promise<CallRecordWithTranscript | null> {
    const row = await this.#open.store
      .selectFrom('calls')
      .selectAll()
      .where('id', '=', callId)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { ...toCallRecord(row), transcript: await readTranscript(this.#open.store, callId) };
  }

  async forgetRecording(callId: string): Promise<void> {
    await this.#open.store.updateTable('calls').set({ recording_url: null }).where('id', '=', callId).execute();
  }

  async list(accountId: string, page: CallsPage): Promise<CallRecord[]> {
    const rows = await this.#open.store
      .selectFrom('calls')
      .selectAll()
      .where('account_id', '=', accountId)
      .$if(page.status !== undefined, (query) => query.where('status', '=', page.status as CallRecord['status']))
      .$if(page.before !== undefined, (query) => query.where('id', '<', page.before as string))
      .orderBy('id', 'desc')
      .limit(page.limit)
      .execute();
    return rows.map(toCallRecord);
  }

  /** Forgets idempotency keys older than 24 h; gives their number. */
  removeExpired(): Promise<number> {
    return forgetOldKeys(this.#open.store, instant(this.#clock));
  }

  #checkBrief(request: NewCalls): void {
    if (request.notBefore !== undefined) {
      const ahead = request.notBefore - this.#clock.now();
      if (!Number.isFinite(ahead) || request.notBefore < 0 || ahead > LATEST_NOT_BEFORE_MS) {
        throw new RingbackError('invalid_not_before', 'not_before must be an instant at most 30 days ahead.');
      }
    }
    if (request.callbackUrl !== undefined) checkUserUrl(request.callbackUrl, this.#allowPrivateHosts);
    if (request.metadata !== undefined && JSON.stringify(request.metadata).length > LARGEST_METADATA_CHARACTERS) {
      throw new RingbackError(
        'invalid_metadata',
        `metadata may have ${LARGEST_METADATA_CHARACTERS} characters as JSON. Keep the data with you and give its id.`,
      );
    }
    if (request.resultSchema !== undefined) checkResultSchema(request.resultSchema);
    if (request.record === true && !this.#options.mayRecord)
      throw new RingbackError('recording_not_allowed', 'Recording is switched off: RINGBACK_RECORDING.');
  }

  /** When each of the numbers may be called at the earliest, from `wanted` on. Throws where one never may. */
  #openings(phones: readonly Phone[], wanted: number): number[] {
    const times = this.#callingTimes;
    if (times === undefined) return phones.map(() => wanted);
    const openings = phones.map(({ e164 }) => times.opensAt(e164, wanted));
    const never = phones.filter((_, index) => openings[index] === null);
    if (never.length > 0) {
      const numbers = never.map(({ written }): RefusedPhone => ({ phone: written, reason: 'calling_hours' }));
      throw refusedPhones('phone_not_allowed', 'Not every number may be called', numbers);
    }
    return openings as number[];
  }

  async #checkPhones(account: Account, written: string): Promise<ParsedPhones> {
    const count = splitPhones(written).length;
    if (count > this.#options.maxPhones) {
      throw new RingbackError(
        'too_many_phones',
        `One request may name ${this.#options.maxPhones} numbers, and this names ${count}. Send several requests.`,
        { details: { limit: this.#options.maxPhones, count } },
      );
    }
    const parsed = await parsePhones(written, this.#defaultCountry);
    // A number that cannot be understood comes first: whether the others may be called is then not yet the question.
    if (parsed.bad.length > 0) throw refusedPhones('invalid_phone', 'Not every number is valid', parsed.bad);
    const refused = refusals(parsed, {
      countries: account.countries === null ? this.#countries : new Set(account.countries),
      doNotCall: await this.#doNotCall.contained(
        account.id,
        parsed.phones.map((phone) => phone.e164),
      ),
    });
    if (refused.length > 0) throw refusedPhones('phone_not_allowed', 'Not every number may be called', refused);
    return parsed;
  }

  #tellAccepted(accepted: Accepted): void {
    try {
      this.#onAccepted(accepted);
    } catch {
      // The calls are durable and must be acknowledged; dispatch finds them at its next look all the same.
    }
  }
}

function refusedPhones(code: string, what: string, numbers: RefusedPhone[]): RingbackError {
  return new RingbackError(
    code,
    `${what} (${numbers.length}). Nothing was dialled. Mend or leave out the numbers named.`,
    {
      details: { numbers },
    },
  );
}
