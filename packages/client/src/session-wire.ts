/** Shapes of what people do who are signed in, under the API's own names. Money is in CNY; instants are RFC 3339 text, in UTC. */

export interface User {
  user_id: string;
  /** Null: the owner at this machine, who has not signed up. */
  email: string | null;
  name: string;
  /** `operator`: of the service, with every account in sight. */
  role: 'operator' | 'member';
  account_id: string;
  /** Its name. */
  account: string;
}

/** Who is signed in, and how one may sign in. */
export interface SessionState {
  user: User | null;
  session_id: string | null;
  /** Whether a visitor may sign up. */
  sign_up: boolean;
  /** Whether whoever asks may sign in as the owner without a password. */
  local_sign_in: boolean;
}

export interface SignedIn {
  user: User;
  session_id: string;
}

export interface Session {
  session_id: string;
  /** The one that asks. */
  current: boolean;
  created_at: string;
  expires_at: string;
  /** From where it began; behind a reverse proxy the proxy's address. */
  address: string;
  user_agent: string;
}

export interface ApiKey {
  key_id: string;
  name: string;
  /** Its first characters: `sk_AbCd…`. */
  hint: string;
  created_at: string;
  /** To the minute; null: never. */
  last_used_at: string | null;
  /** Null: it is live. */
  revoked_at: string | null;
}

/** A key that was just made. `key` is in this answer and nowhere else. */
export interface MadeApiKey extends ApiKey {
  key: string;
}

export interface AccountOverview {
  account_id: string;
  name: string;
  language: 'zh' | 'en';
  /** What can still be spent. */
  balance: number;
  /** Held for queued and running calls. */
  frozen: number;
  currency: 'CNY';
  rate_per_minute: number;
  /** Calls under way at once. */
  running_calls: number;
  /** ISO 3166; null: the service's own list. */
  countries: string[] | null;
  /** Those that the operator set. */
  limits: SpendingLimits;
}

/** What calls may cost and how long they may talk; null: no limit. Money is CNY. */
export interface SpendingLimits {
  /** Longest talk of a call, in seconds. */
  talk_seconds: number | null;
  /** Highest cost of a call. */
  call_cost: number | null;
  /** Highest spending a day. */
  day_spending: number | null;
  /** Whose days, as the IANA names it. */
  time_zone: string;
}

/** What an account's own people set for it, up to what the operator allows. */
export interface OwnLimits extends SpendingLimits {
  /** Calls under way at once. */
  running_calls: number | null;
}

export interface AccountLimits {
  operator: SpendingLimits & { running_calls: number };
  own: OwnLimits;
  /** One for each limit of a day. */
  days: {
    set_by: 'operator' | 'account';
    day_spending: number;
    /** Charged in this day. */
    spent: number;
    /** Held for calls that are under way. */
    under_way: number;
    resets_at: string;
  }[];
}

/** What the operator may change of an account; what is left out stays. */
export type AccountTerms = Partial<
  Pick<AccountOverview, 'rate_per_minute' | 'running_calls' | 'countries' | 'language'> & {
    limits: Partial<SpendingLimits>;
  }
>;

/** A day on which something was charged. */
export interface DaySpent {
  /** `2026-11-25`. */
  day: string;
  spent: number;
  calls: number;
}

/** By which a page is rung for calls to `to`: for one connection, within a minute. */
export interface WebphoneTicket {
  /** What the page says first. */
  token: string;
  expires_at: string;
  to: string;
  /** Where its WebSocket is, at the service's address. */
  path: string;
}

/** Money that is held for a call that is queued or under way. */
export interface Hold {
  call_id: string;
  phone: string;
  status: 'queued' | 'dialing' | 'ringing' | 'in_progress';
  held: number;
  since: string;
}

/** A setting that the operator may change by the console, under the name of the environment variable in whose place it stands. */
export interface Setting {
  name: string;
  /** What decides it: the environment goes before the console, and that before the default. */
  source: 'environment' | 'console' | 'default';
  secret: boolean;
  /** As it would be written into the environment; null: a secret, or unset. */
  value: string | null;
  set: boolean;
  /** The last four characters of a secret that was set by the console. */
  hint: string | null;
  updated_at: string | null;
  updated_by: string | null;
  takes_effect: 'now' | 'restart';
  /** The service still goes by what it was at its start. */
  restart_pending: boolean;
}

export type LiveCheck = 'carrier' | 'public_path' | 'model';

export interface LiveCheckResult {
  check: LiveCheck;
  status: 'ok' | 'warning' | 'failed';
  /** A stable word for programs. */
  code: string;
  /** More of what happened. */
  why: string | null;
  /** In words, in the language of the request. */
  found: string;
  to_do: string | null;
  took_ms: number;
}

/** A number that an account never calls. */
export interface DoNotCallEntry {
  /** E.164. */
  phone: string;
  note: string | null;
  /** The call in which the callee asked for it. */
  call_id: string | null;
  /** Who listed it; null: a key, a command, or the callee. */
  added_by: string | null;
  added_at: string;
}
