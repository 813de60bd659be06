import { type ApiRequest, ApiRequests } from './api-requests.js';
import { dataOf, type Page, type PageOptions, pageOf, query, type RequestOptions } from './client.js';
import { newIdempotencyKey } from './idempotency-key.js';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.js';
import type {
  AccountLimits,
  AccountOverview,
  AccountTerms,
  ApiKey,
  DaySpent,
  DoNotCallEntry,
  Hold,
  LiveCheck,
  LiveCheckResult,
  MadeApiKey,
  OwnLimits,
  Session,
  SessionState,
  Setting,
  SignedIn,
  WebphoneTicket,
} from './session-wire.js';
import { realTiming, type Timing } from './timing.js';
import type { LedgerEntry } from './wire.js';

/** An answer comes within milliseconds, where many sign in at once within seconds; a live check gives up by itself after 20 s. */
const TIMEOUT_MS = 30_000;

export interface SessionClientOptions {
  /** The address of the page itself: the session's cookie is for it alone. */
  baseUrl: string;
  language?: 'zh' | 'en';
  /** In place of the platform's own. Outside of browsers one that keeps cookies. */
  fetch?: typeof fetch;
  /** Parts of it replace {@link DEFAULT_RETRY}. */
  retry?: Partial<RetryPolicy>;
  /** Replaced in tests. */
  timing?: Timing;
}

export interface SpendingOptions extends RequestOptions {
  /** With today: 1 to 366, 30 by default. */
  days?: number;
  /** Whose days: minutes from UTC, 480 for China; 0 by default. */
  utcOffsetMinutes?: number;
}

/**
 * What a page does for whoever is signed in, or is about to be: sessions, keys, accounts and money. The session is a cookie that the browser keeps and no
 * script sees. {@link RingbackClient} without a key uses the same session for calls.
 *
 * Every method rejects with `RingbackApiError`.
 */
export class SessionClient {
  readonly #requests: ApiRequests;

  /** @throws TypeError where `baseUrl` is no http(s) address. */
  constructor(options: SessionClientOptions) {
    this.#requests = ApiRequests.by(options, {
      timing: options.timing ?? realTiming,
      retry: { ...DEFAULT_RETRY, ...options.retry },
      timeoutMs: TIMEOUT_MS,
    });
  }

  state(options: RequestOptions = {}): Promise<SessionState> {
    return this.#ask('GET', '/v1/session', 'user', options);
  }

  signUp(person: { email: string; password: string; name?: string }, options: RequestOptions = {}): Promise<SignedIn> {
    return this.#ask('POST', '/v1/users', 'user', options, person);
  }

  signIn(person: { email: string; password: string }, options: RequestOptions = {}): Promise<SignedIn> {
    return this.#ask('POST', '/v1/session', 'user', options, person);
  }

  /** As the owner at this machine, where {@link SessionState.local_sign_in} says so. */
  signInLocally(options: RequestOptions = {}): Promise<SignedIn> {
    return this.#ask('POST', '/v1/session/local', 'user', options, {});
  }

  async signOut(options: RequestOptions = {}): Promise<void> {
    await this.#ask('DELETE', '/v1/session', 'ended', options);
  }

  /** Ends every other session of the user. */
  changePassword(passwords: { current: string; next: string }, options: RequestOptions = {}): Promise<SignedIn> {
    return this.#ask('POST', '/v1/session/password', 'user', options, passwords);
  }

  async sessions(options: RequestOptions = {}): Promise<Session[]> {
    return (await this.#ask<{ sessions: Session[] }>('GET', '/v1/sessions', 'sessions', options)).sessions;
  }

  async endSession(sessionId: string, options: RequestOptions = {}): Promise<void> {
    await this.#ask('DELETE', `/v1/sessions/${encodeURIComponent(sessionId)}`, 'ended', options);
  }

  /** Gives how many. */
  async endOtherSessions(options: RequestOptions = {}): Promise<number> {
    return (await this.#ask<{ ended: number }>('DELETE', '/v1/sessions', 'ended', options)).ended;
  }

  /** Oldest first, revoked ones too. */
  async keys(options: RequestOptions = {}): Promise<ApiKey[]> {
    return (await this.#ask<{ keys: ApiKey[] }>('GET', '/v1/keys', 'keys', options)).keys;
  }

  createKey(name: string, options: RequestOptions = {}): Promise<MadeApiKey> {
    return this.#ask('POST', '/v1/keys', 'key', options, { name });
  }

  renameKey(keyId: string, name: string, options: RequestOptions = {}): Promise<ApiKey> {
    return this.#ask('PATCH', `/v1/keys/${encodeURIComponent(keyId)}`, 'key_id', options, { name });
  }

  revokeKey(keyId: string, options: RequestOptions = {}): Promise<ApiKey> {
    return this.#ask('DELETE', `/v1/keys/${encodeURIComponent(keyId)}`, 'key_id', options);
  }

  /** For a page that is to be called: what `@ringback/webphone` registers with. Ask for one for each connection. */
  webphoneTicket(options: RequestOptions = {}): Promise<WebphoneTicket> {
    return this.#ask('POST', '/v1/webphone/tickets', 'token', options, {});
  }

  /** Days on which something was charged, oldest first; of one's own account, or as the operator of any. */
  async spending(options: SpendingOptions & { accountId?: string } = {}): Promise<DaySpent[]> {
    const asked = query({ days: options.days, utc_offset_minutes: options.utcOffsetMinutes });
    const path = `${accountPath(options.accountId)}/spending${asked}`;
    return (await this.#ask<{ days: DaySpent[] }>('GET', path, 'days', options)).days;
  }

  /** Oldest first; `more`: there are more than these. */
  holds(options: RequestOptions & { accountId?: string } = {}): Promise<{ holds: Hold[]; more: boolean }> {
    return this.#ask('GET', `${accountPath(options.accountId)}/holds`, 'holds', options);
  }

  async ledger(options: PageOptions & { accountId?: string } = {}): Promise<Page<LedgerEntry>> {
    const path = `${accountPath(options.accountId)}/ledger${query({ limit: options.limit, before: options.before })}`;
    return pageOf<LedgerEntry>(await this.#requests.json({ method: 'GET', path, signal: options.signal }), 'entries');
  }

  limits(options: RequestOptions = {}): Promise<AccountLimits> {
    return this.#ask('GET', '/v1/account/limits', 'own', options);
  }

  /** Those that the account's own people set; what is left out stays. */
  setLimits(limits: Partial<OwnLimits>, options: RequestOptions = {}): Promise<AccountLimits> {
    return this.#ask('PATCH', '/v1/account/limits', 'own', options, limits);
  }

  /** Numbers that are never called, in their order; `search`: digits of the number, or words of the note. */
  async doNotCall(
    options: RequestOptions & { limit?: number; after?: string; search?: string } = {},
  ): Promise<Page<DoNotCallEntry>> {
    const path = `/v1/do-not-call${query({ limit: options.limit, after: options.after, search: options.search })}`;
    const answer = await this.#ask<{ numbers: DoNotCallEntry[]; next_after: string | null }>(
      'GET',
      path,
      'numbers',
      options,
    );
    return { items: answer.numbers, next: answer.next_after };
  }

  /** `added` is false where it was listed before. */
  addDoNotCall(
    entry: { phone: string; note?: string },
    options: RequestOptions = {},
  ): Promise<DoNotCallEntry & { added: boolean }> {
    return this.#ask('POST', '/v1/do-not-call', 'phone', options, entry);
  }

  /** @param phone as the list has it */
  async removeDoNotCall(phone: string, options: RequestOptions = {}): Promise<void> {
    await this.#ask('DELETE', `/v1/do-not-call/${encodeURIComponent(phone)}`, 'phone', options);
  }

  /** What the service is set to. For the operator, as what follows. */
  async settings(options: RequestOptions = {}): Promise<Setting[]> {
    return (await this.#ask<{ settings: Setting[] }>('GET', '/v1/settings', 'settings', options)).settings;
  }

  /** All of these or none; null unsets one. */
  async changeSettings(
    values: Readonly<Record<string, string | null>>,
    options: RequestOptions = {},
  ): Promise<Setting[]> {
    const answer = await this.#ask<{ settings: Setting[] }>('PATCH', '/v1/settings', 'settings', options, { values });
    return answer.settings;
  }

  /** Whether calls would get through; nobody is called. Takes up to half a minute. */
  checkSettings(check: LiveCheck, options: RequestOptions = {}): Promise<LiveCheckResult> {
    return this.#ask('POST', '/v1/settings/checks', 'code', options, { check });
  }

  /** All accounts, newest first. */
  async accounts(options: PageOptions = {}): Promise<Page<AccountOverview>> {
    const path = `/v1/accounts${query({ limit: options.limit, before: options.before })}`;
    const answer = await this.#requests.json({ method: 'GET', path, signal: options.signal });
    return pageOf<AccountOverview>(answer, 'accounts');
  }

  oneAccount(accountId: string, options: RequestOptions = {}): Promise<AccountOverview> {
    return this.#ask('GET', accountPath(accountId), 'account_id', options);
  }

  setAccount(accountId: string, terms: AccountTerms, options: RequestOptions = {}): Promise<AccountOverview> {
    return this.#ask('PATCH', accountPath(accountId), 'account_id', options, terms);
  }

  /**
   * Adds money to an account, once: a request that is sent again because its answer was lost adds nothing more.
   *
   * @param options.idempotencyKey yours, where a repeat must be safe beyond this one promise. The service keeps it for 24 h.
   */
  topUp(
    accountId: string,
    money: { amount: number; note?: string },
    options: RequestOptions & { idempotencyKey?: string } = {},
  ): Promise<AccountOverview & { entry_id: string }> {
    return this.#ask('POST', `${accountPath(accountId)}/top-ups`, 'entry_id', options, money, {
      'Idempotency-Key': options.idempotencyKey ?? newIdempotencyKey(),
    });
  }

  async #ask<Data>(
    method: ApiRequest['method'],
    path: string,
    required: keyof Data & string,
    { signal }: RequestOptions,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Data> {
    const request: ApiRequest = { method, path, body };
    if (headers !== undefined) request.headers = headers;
    if (signal !== undefined) request.signal = signal;
    return dataOf<Data>(await this.#requests.json(request), required);
  }
}

function accountPath(accountId: string | undefined): string {
  return accountId === undefined ? '/v1/account' : `/v1/accounts/${encodeURIComponent(accountId)}`;
}
