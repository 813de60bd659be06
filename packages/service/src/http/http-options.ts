import type { Clock, Ids, ListeningDesk, PublicRoutes, WebphoneCarrier } from '@ringback/engine';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Authenticator } from '../accounts/account.js';
import type { Accounts } from '../accounts/accounts.js';
import type { AccountLimits } from '../billing/account-limits.js';
import type { BalanceReader } from '../billing/balance.js';
import type { Billing } from '../billing/billing.js';
import type { Spending } from '../billing/spending.js';
import type { CallSearch } from '../calls/call-search.js';
import type { CallControl, CallsPort } from '../calls/calls-port.js';
import type { DoNotCall } from '../compliance/do-not-call.js';
import type { CallLogs } from '../events/call-log.js';
import type { LiveCalls } from '../live/live-calls.js';
import type { LiveChecks } from '../live-checks/live-checks.js';
import type { Recordings } from '../recordings/recordings.js';
import type { Settings } from '../settings/settings.js';
import type { SignIn } from '../sign-in/sign-in.js';
import type { WebphoneLinks } from '../webphone/links.js';
import type { ConsolePage } from './console-page.js';

export interface Readiness {
  ready: boolean;
  /** Why not, each a short sentence; empty where it is ready. */
  reasons: string[];
}

/** What the HTTP side stands on. */
export interface HttpOptions {
  authenticator: Authenticator;
  signIn: SignIn;
  accounts: Pick<
    Accounts,
    'createKey' | 'listKeys' | 'renameKey' | 'ownKey' | 'revokeKey' | 'page' | 'find' | 'change'
  >;
  billing: Pick<Billing, 'topUp'>;
  spending: Spending;
  limits: Pick<AccountLimits, 'of' | 'standings' | 'change'>;
  settings: Pick<Settings, 'list' | 'change'>;
  liveChecks: Pick<LiveChecks, 'run'>;
  /** One number as its caller would write it, as E.164. @throws RingbackError `invalid_phone` */
  e164(written: string): string;
  doNotCall: Pick<DoNotCall, 'list' | 'find' | 'put' | 'remove'>;
  calls: CallsPort;
  search: CallSearch;
  control: CallControl;
  balances: BalanceReader;
  logs: CallLogs;
  recordings: Pick<Recordings, 'find' | 'remove'>;
  live: Pick<LiveCalls, 'follow'>;
  /** Where pages listen to calls. */
  desk: Pick<ListeningDesk, 'prefix' | 'ticket' | 'takeOver'>;
  clock: Clock;
  ids: Ids;
  config: HttpConfig;
  /** Asked at `/readyz`: the database answers, the dispatcher runs, nothing is stopping. */
  readiness(): Readiness | Promise<Readiness>;
  /** Where the HTTP figures are registered, and what `/metrics` prints whole. */
  metrics: Registry;
  logger: Logger;
  /** No real phone rings: said at `/`, in `/v1/account` and in the message that calls were accepted. */
  simulated: boolean;
  line: Line;
  /** Null: this installation has no console. */
  console: ConsolePage | null;
  /** Gives tickets for the lines of accounts. */
  webphone: Pick<WebphoneCarrier, 'ticket'>;
  webphoneLinks: Pick<WebphoneLinks, 'create' | 'list' | 'revoke'>;
  /** What takes WebSockets at this address, each below its own prefix. */
  sockets?: readonly PublicRoutes[];
}

/** What calls go over that ask for no other carrier, told in `/v1/account`. */
export interface Line {
  /** No real phone rings. */
  simulated: boolean;
  carrier: string;
  conversation: string;
  /** Null: no model. */
  model: string | null;
  /** US dollars for a minute of talk, roughly; null: nothing, or not known. */
  carrierUsdPerMinute: number | null;
  modelUsdPerMinute: number | null;
  /** As configured, `08:00-21:00`; null: at any hour. */
  callingHours: string | null;
  recording: 'off' | 'asked' | 'on';
}

export interface HttpConfig {
  /** Requests a second in one account; 0: no limit. */
  requestRate: number;
  /** The version of the published skill that is served. */
  skillVersion: string;
  /**
   * How long a whole request may take to arrive, in ms. Default 30,000: 1 MB at 35 KB/s, a poor mobile line; whoever is slower than
   * that holds a socket open and nothing else.
   */
  requestTimeoutMs?: number;
  /** Live streams that one account may have open. Default 2,000: 1,000 readers of one call, twice. */
  streamsPerAccount?: number;
}
