import { type Clock, type Ids, RingbackError, type Timer } from '@ringback/engine';
import type { CountryCode } from 'libphonenumber-js/max';
import type { Account } from '../accounts/account.js';
import { acceptanceRefusal } from '../billing/account-limits.js';
import type { CallingTimes } from '../compliance/calling-hours.js';
import type { DoNotCall } from '../compliance/do-not-call.js';
import { DEFAULT_COUNTRIES } from '../compliance/number-rules.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { WebphoneLinks } from '../webphone/links.js';
import { Acceptance, insufficientBalance } from './acceptance.js';
import type { CallRecordWithTranscript } from './call-record.js';
import { newCallRows, toCallRecord } from './call-row.js';
import type { AcceptedCalls, CallsCheck, CallsPort, CheckedNumber, NewCalls } from './calls-port.js';
import { estimate } from './estimate.js';
import { earlierAnswer, forgetOldKeys } from './idempotency.js';
import { QueueLimit } from './queue-limit.js';
import { type AcceptedRehearsal, type NewRehearsal, Rehearsals } from './rehearsals.js';
import { type Callable, RequestCheck } from './request-check.js';
import { prepareResultSchemas } from './result-schema.js';
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
  /** After which a call is ended, for estimates. Default 10 minutes. */
  timeLimitMs: number;
}

const DEFAULT_OPTIONS: CallsOptions = {
  countries: DEFAULT_COUNTRIES,
  defaultCountry: 'CN',
  maxPhones: 10_000,
  maxQueued: 100_000,
  mayRecord: false,
  allowPrivateHosts: [],
  timeLimitMs: 600_000,
};

const MINUTE_MS = 60_000;

/** The carrier's name, as `webphoneParts` gives it. */
const WEBPHONE_CARRIER = 'webphone';

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
  /** By which callees answer in their browsers; absent: there are none. */
  webphoneLinks?: Pick<WebphoneLinks, 'refusals' | 'waitsUntil' | 'called'>;
  options?: Partial<CallsOptions>;
  /** The carrier on which simulated callees are. Default: `simulator`. */
  rehearsalCarrier?: string;
  /** Told after each durable accept, so that dispatch looks at once. Not for replays. */
  onAccepted?(accepted: Accepted): void;
}

/** Takes requests for calls, and gives their records back. */
export class Calls implements CallsPort {
  readonly #open: OpenStore;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #links: CallsDependencies['webphoneLinks'];
  readonly #options: CallsOptions;
  readonly #requestCheck: RequestCheck;
  readonly #onAccepted: (accepted: Accepted) => void;
  readonly #acceptance: Acceptance;
  readonly #queueLimit: QueueLimit;
  readonly #rehearsals: Rehearsals;
  readonly #accepting = new Set<Promise<unknown>>();
  #stopping = false;
  #forgetting: Timer | null = null;
  #forgotten: Promise<unknown> = Promise.resolve();

  constructor(dependencies: CallsDependencies) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
    this.#ids = dependencies.ids;
    this.#links = dependencies.webphoneLinks;
    this.#options = { ...DEFAULT_OPTIONS, ...dependencies.options };
    const { clock, doNotCall, callingTimes, webphoneLinks } = dependencies;
    this.#requestCheck = new RequestCheck({ clock, doNotCall, callingTimes, webphoneLinks, options: this.#options });
    this.#onAccepted = dependencies.onAccepted ?? (() => {});
    this.#acceptance = new Acceptance(dependencies);
    this.#rehearsals = new Rehearsals({ ...dependencies, carrier: dependencies.rehearsalCarrier ?? 'simulator' });
    this.#queueLimit = new QueueLimit(dependencies.store.store, dependencies.clock, this.#options.maxQueued);
  }

  /** As {@link RequestCheck.changeCountries}. */
  changeCountries(countries: readonly string[]): void {
    this.#requestCheck.changeCountries(countries);
  }

  /** As {@link RequestCheck.e164}. @throws RingbackError `invalid_phone` */
  e164(written: string): string {
    return this.#requestCheck.e164(written);
  }

  /** As {@link RequestCheck.mayCall}. */
  mayCall(e164: string, countries: readonly string[] | null): boolean {
    return this.#requestCheck.mayCall(e164, countries);
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
    return this.#awaited(this.#accept(account, request, idempotency));
  }

  rehearse(
    account: Account,
    request: NewRehearsal,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<AcceptedRehearsal> {
    return this.#awaited(this.#rehearse(account, request, idempotency));
  }

  /** The end waits for it. */
  #awaited<Answer>(accepting: Promise<Answer>): Promise<Answer> {
    this.#accepting.add(accepting);
    const done = (): void => void this.#accepting.delete(accepting);
    accepting.then(done, done);
    return accepting;
  }

  async #rehearse(
    account: Account,
    request: NewRehearsal,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<AcceptedRehearsal> {
    if (this.#stopping) throw stopping();
    const [problem] = this.#requestCheck.briefProblems(request);
    if (problem !== undefined) throw problem;
    const asked = idempotency === undefined ? null : { accountId: account.id, ...idempotency };
    const { replayed, ...accepted } = await this.#rehearsals.accept(account, request, asked);
    if (!replayed)
      this.#tellAccepted({ accountId: account.id, callIds: [accepted.callId], notBefore: instant(this.#clock) });
    return accepted;
  }

  async #accept(
    account: Account,
    request: NewCalls,
    idempotency?: { key: string; bodyHash: string },
  ): Promise<AcceptedCalls> {
    if (this.#stopping) throw stopping();
    const asked = idempotency === undefined ? null : { accountId: account.id, ...idempotency };
    if (asked !== null) {
      const earlier = await earlierAnswer(this.#open.store, asked, instant(this.#clock));
      if (earlier !== null) return { ...earlier, replayed: true };
    }

    const { problems, callable, repeated, wanted } = await this.#requestCheck.check(account, request);
    if (problems[0] !== undefined) throw problems[0];
    const now = instant(this.#clock);
    const admission = await this.#queueLimit.admit(account.id, callable.length);
    const calls = callable.map(({ e164, written, type, opensAt }) => ({
      id: this.#ids.next(),
      phone: e164,
      written,
      carrier: type === 'WEBPHONE' ? WEBPHONE_CARRIER : null,
      notBefore: opensAt,
    }));
    const answer: AcceptedCalls = {
      calls: calls.map(({ id, written, carrier, notBefore }) => ({
        callId: id,
        phone: written,
        // A link's call waits for somebody to come, not for an hour.
        ...(notBefore === wanted || carrier !== null ? {} : { waitsUntil: notBefore }),
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
      const notBefore = calls.reduce((earliest, call) => Math.min(earliest, call.notBefore), Number.POSITIVE_INFINITY);
      for (const { id, phone } of calls) await this.#links?.called(phone, id);
      this.#tellAccepted({ accountId: account.id, callIds: calls.map((call) => call.id), notBefore });
    }
    return accepted;
  }

  async check(account: Account, request: NewCalls): Promise<CallsCheck> {
    const checked = await this.#requestCheck.check(account, request);
    const { callable, mentions, refused, wanted } = checked;
    const longestMinutes = Math.ceil(this.#options.timeLimitMs / MINUTE_MS);
    const cost = await estimate(this.#open.store, account, callable.length, longestMinutes);
    const problems = this.#stopping ? [stopping(), ...checked.problems] : checked.problems;
    try {
      (await this.#queueLimit.admit(account.id, callable.length)).settle(false);
    } catch (error) {
      if (!(error instanceof RingbackError)) throw error;
      problems.push(error);
    }
    const limited = await this.#limitRefusal(account, callable);
    if (limited !== null) problems.push(limited);
    if (!cost.suffices) problems.push(insufficientBalance(cost.firstMinutesLi, cost.availableLi));

    const opensAt = new Map(callable.map((one) => [one.e164, one.opensAt]));
    const seen = new Set<string>();
    const numbers = mentions.map(({ written, phone }): CheckedNumber => {
      const opens = phone === null ? undefined : opensAt.get(phone.e164);
      const repeats = phone !== null && seen.has(phone.e164);
      if (phone !== null) seen.add(phone.e164);
      return {
        phone: written,
        e164: phone?.e164 ?? null,
        country: phone?.country ?? null,
        refused: refused.get(phone?.e164 ?? written) ?? null,
        repeats,
        waitsUntil: opens === undefined || opens === wanted || phone?.type === 'WEBPHONE' ? null : opens,
      };
    });
    return { numbers, calls: callable.length, problems, estimate: cost };
  }

  async find(accountId: string | null, callId: string): Promise<CallRecordWithTranscript | null> {
    const row = await this.#open.store
      .selectFrom('calls')
      .selectAll()
      .where('id', '=', callId)
      .$if(accountId !== null, (query) => query.where('account_id', '=', accountId as string))
      .executeTakeFirst();
    if (row === undefined) return null;
    return { ...toCallRecord(row), transcript: await readTranscript(this.#open.store, callId) };
  }

  async forgetRecording(callId: string): Promise<void> {
    await this.#open.store.updateTable('calls').set({ recording_url: null }).where('id', '=', callId).execute();
  }

  /** Forgets idempotency keys older than 24 h; gives their number. */
  removeExpired(): Promise<number> {
    return forgetOldKeys(this.#open.store, instant(this.#clock));
  }

  /** As acceptance asks, where the account has limits at all. */
  async #limitRefusal(account: Account, callable: readonly Callable[]): Promise<RingbackError | null> {
    if (!account.limited || callable.length === 0) return null;
    const asking = {
      accountId: account.id,
      rateLi: account.rateLi,
      notBefore: callable.map(({ opensAt }) => opensAt),
      heldForLater: [],
    };
    return this.#open.transaction((trx) => acceptanceRefusal(trx, asking, instant(this.#clock)));
  }

  #tellAccepted(accepted: Accepted): void {
    try {
      this.#onAccepted(accepted);
    } catch {
      // The calls are durable and must be acknowledged; dispatch finds them at its next look all the same.
    }
  }
}

function stopping(): RingbackError {
  return new RingbackError('stopping', 'The service is stopping and takes no new calls. Try again in a moment.', {
    retryable: true,
  });
}
