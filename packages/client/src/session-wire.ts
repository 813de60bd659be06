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
}

/** What the operator may change of an account; what is left out stays. */
export type AccountTerms = Partial<
  Pick<AccountOverview, 'rate_per_minute' | 'running_calls' | 'countries' | 'language'>
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
