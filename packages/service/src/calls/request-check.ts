import { type Clock, RingbackError, webphoneNumberOf } from '@ringback/engine';
import type { CountryCode } from 'libphonenumber-js/max';
import type { Account } from '../accounts/account.js';
import type { CallingTimes } from '../compliance/calling-hours.js';
import type { DoNotCall } from '../compliance/do-not-call.js';
import { refusals } from '../compliance/number-rules.js';
import { type Mention, type Phone, parsePhone, parsePhones, splitPhones } from '../compliance/phone-number.js';
import type { PhoneReason, RefusedPhone, RefusedPhoneReason } from '../compliance/phone-reason.js';
import { lineOfAccount, linkOf } from '../compliance/webphone-number.js';
import { checkUserUrl } from '../outbox/user-url.js';
import { instant } from '../storage/instant.js';
import type { WebphoneLinks } from '../webphone/links.js';
import type { NewCalls } from './calls-port.js';
import { checkResultSchema } from './result-schema.js';

export interface RequestCheckOptions {
  /** ISO 3166 codes that an account without a list of its own may call. */
  countries: readonly string[];
  /** The country whose numbers need no prefix. */
  defaultCountry: CountryCode;
  /** Numbers in one request. */
  maxPhones: number;
  /** Whether a request may ask for a recording. */
  mayRecord: boolean;
  /** Hosts (`host` or `host:port`) of callback URLs that may lie on this machine or its network. */
  allowPrivateHosts: readonly string[];
}

export interface RequestCheckDependencies {
  clock: Clock;
  doNotCall: Pick<DoNotCall, 'contained'>;
  /** When each number may be called; absent: at any hour. */
  callingTimes?: Pick<CallingTimes, 'opensAt'> | undefined;
  /** By which callees answer in their browsers; absent: there are none. */
  webphoneLinks?: Pick<WebphoneLinks, 'refusals' | 'waitsUntil'> | undefined;
  options: RequestCheckOptions;
}

/** A number that may be called, and when at the earliest. */
export interface Callable extends Phone {
  /** Milliseconds since 1970; `wanted` of its request where it need not wait. */
  opensAt: number;
}

/** What was found of one request. It may be accepted where `problems` is empty. */
export interface CheckedRequest {
  /** Each refusal that the request would meet, in the order in which they are looked for: the first is what a caller is told. */
  problems: RingbackError[];
  /** The numbers that may be called, each once, in the order of their first mention. */
  callable: Callable[];
  /** Numbers that were named more than once, as first written. */
  repeated: string[];
  /** Every number that was named, in its order, with what was read there. */
  mentions: Mention[];
  /** Why a number is refused, by its E.164, or where there is none by what was written. */
  refused: ReadonlyMap<string, { code: 'invalid_phone' | 'phone_not_allowed'; reason: PhoneReason }>;
  /** The earliest instant that the request itself allows, milliseconds since 1970. */
  wanted: number;
}

/** A call waits in the queue with its first minute held; money is not tied up for longer than a month. */
const LATEST_NOT_BEFORE_MS = 30 * 24 * 60 * 60 * 1000;

/** It is stored with every call of a request and sent back with each: ids and labels, not documents. */
const LARGEST_METADATA_CHARACTERS = 8_192;

/**
 * Whether a request for calls means something that may be done: its brief, and each of its numbers. Money and the queue are not looked at.
 * What accepts calls and what only tries them ask the same of it.
 */
export class RequestCheck {
  readonly #clock: Clock;
  readonly #doNotCall: Pick<DoNotCall, 'contained'>;
  readonly #callingTimes: Pick<CallingTimes, 'opensAt'> | undefined;
  readonly #links: RequestCheckDependencies['webphoneLinks'];
  readonly #options: RequestCheckOptions;
  #countries: ReadonlySet<string>;
  #defaultCountry: CountryCode;
  readonly #allowPrivateHosts: ReadonlySet<string>;

  constructor({ clock, doNotCall, callingTimes, webphoneLinks, options }: RequestCheckDependencies) {
    this.#links = webphoneLinks;
    this.#clock = clock;
    this.#doNotCall = doNotCall;
    this.#callingTimes = callingTimes;
    this.#options = options;
    this.#countries = new Set(options.countries);
    this.#defaultCountry = options.defaultCountry;
    this.#allowPrivateHosts = new Set(options.allowPrivateHosts);
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
    // A browser has no country.
    if (typeof phone !== 'object') return true;
    const rules = {
      countries: countries === null ? this.#countries : new Set(countries),
      doNotCall: new Set<string>(),
      webphones: new Map(),
    };
    const parsed = { phones: [phone], repeated: [], bad: [], emergency: [], mentions: [] };
    return refusals(parsed, rules).length === 0;
  }

  /** Rejects for faults of ours alone: every refusal is among the `problems`. */
  async check(account: Account, request: NewCalls): Promise<CheckedRequest> {
    const now = instant(this.#clock);
    const wanted = Math.max(now, Math.ceil(request.notBefore ?? now));
    const problems = this.briefProblems(request);
    const refused = new Map<string, { code: 'invalid_phone' | 'phone_not_allowed'; reason: PhoneReason }>();
    const nothing = { problems, callable: [], repeated: [], mentions: [], refused, wanted };

    const count = splitPhones(request.phones).length;
    if (count > this.#options.maxPhones) {
      problems.push(tooManyPhones(this.#options.maxPhones, count));
      return nothing;
    }
    const parsed = await parsePhones(request.phones, this.#defaultCountry, account.id);
    // A number that cannot be understood comes first: whether the others may be called is then not yet the question.
    if (parsed.bad.length > 0) problems.push(refusedPhones('invalid_phone', 'Not every number is valid', parsed.bad));
    for (const { phone, reason } of parsed.bad) refused.set(phone, { code: 'invalid_phone', reason });

    const listed = await this.#doNotCall.contained(
      account.id,
      parsed.phones.map(({ e164 }) => e164),
    );
    const countries = account.countries === null ? this.#countries : new Set(account.countries);
    const webphones = await this.#webphoneRefusals(account, parsed.phones);
    const forbidden = refusals(parsed, { countries, doNotCall: listed, webphones });
    if (forbidden.length > 0) problems.push(notAllowed(forbidden));
    const why = new Map(forbidden.map(({ phone, reason }) => [phone, reason]));
    for (const written of parsed.emergency) refused.set(written, { code: 'phone_not_allowed', reason: 'emergency' });

    const callable: Callable[] = [];
    const never: RefusedPhone[] = [];
    for (const phone of parsed.phones) {
      const { written, e164, country, type } = phone;
      const forbiddenBy = why.get(written);
      const opensAt = await this.#opensAt(account, phone, wanted, request.notBefore !== undefined);
      if (forbiddenBy === undefined && opensAt !== null) {
        callable.push({ written, e164, country, type, opensAt });
        continue;
      }
      const reason = forbiddenBy ?? 'calling_hours';
      refused.set(e164, { code: 'phone_not_allowed', reason });
      if (forbiddenBy === undefined) never.push({ phone: written, reason });
    }
    if (never.length > 0) problems.push(notAllowed(never));
    return { problems, callable, repeated: parsed.repeated, mentions: parsed.mentions, refused, wanted };
  }

  /** A link without a time of its own is called when it is opened, at the latest as it expires; `named`: the request has one. */
  #opensAt(account: Account, { e164, type }: Phone, wanted: number, named: boolean): number | null | Promise<number> {
    if (type === 'WEBPHONE' && !named && this.#links !== undefined)
      return this.#links.waitsUntil(account.id, e164).then((until) => until ?? wanted);
    return this.#callingTimes === undefined ? wanted : this.#callingTimes.opensAt(e164, wanted);
  }

  async #webphoneRefusals(account: Account, phones: readonly Phone[]): Promise<Map<string, RefusedPhoneReason>> {
    const own = webphoneNumberOf(lineOfAccount(account.id));
    const numbers = phones.flatMap(({ e164, type }) => (type === 'WEBPHONE' && e164 !== own ? [e164] : []));
    if (numbers.length === 0) return new Map();
    const refused = new Map<string, RefusedPhoneReason>(await this.#links?.refusals(account.id, numbers));
    for (const number of numbers)
      if (this.#links === undefined || linkOf(number) === null) refused.set(number, 'webphone_line');
    return refused;
  }

  /** What cannot be of a request, but for its numbers. */
  briefProblems(request: Partial<NewCalls>): RingbackError[] {
    const problems: RingbackError[] = [];
    if (request.notBefore !== undefined) {
      const ahead = request.notBefore - this.#clock.now();
      if (!Number.isFinite(ahead) || request.notBefore < 0 || ahead > LATEST_NOT_BEFORE_MS)
        problems.push(new RingbackError('invalid_not_before', 'not_before must be an instant at most 30 days ahead.'));
    }
    const { callbackUrl, resultSchema, metadata } = request;
    if (callbackUrl !== undefined) collect(problems, () => checkUserUrl(callbackUrl, this.#allowPrivateHosts));
    if (metadata !== undefined && JSON.stringify(metadata).length > LARGEST_METADATA_CHARACTERS)
      problems.push(
        new RingbackError(
          'invalid_metadata',
          `metadata may have ${LARGEST_METADATA_CHARACTERS} characters as JSON. Keep the data with you and give its id.`,
        ),
      );
    if (resultSchema !== undefined) collect(problems, () => checkResultSchema(resultSchema));
    if (request.record === true && !this.#options.mayRecord)
      problems.push(new RingbackError('recording_not_allowed', 'Recording is switched off: RINGBACK_RECORDING.'));
    return problems;
  }
}

function collect(problems: RingbackError[], check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof RingbackError)) throw error;
    problems.push(error);
  }
}

function tooManyPhones(limit: number, count: number): RingbackError {
  return new RingbackError(
    'too_many_phones',
    `One request may name ${limit} numbers, and this names ${count}. Send several requests.`,
    { details: { limit, count } },
  );
}

function notAllowed(numbers: RefusedPhone[]): RingbackError {
  return refusedPhones('phone_not_allowed', 'Not every number may be called', numbers);
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
