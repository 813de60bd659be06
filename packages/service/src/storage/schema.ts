import type { ColumnType, Generated, Kysely } from 'kysely';

/**
 * The tables, in a subset that SQLite and PostgreSQL share: instants are integer milliseconds since 1970 (`…_at`), money is integer li
 * (`…_li`, 1 li = ¥0.001), booleans are 0 or 1, structured values are JSON text. Ids are UUIDv7 text.
 */
export interface Schema {
  accounts: AccountTable;
  account_limits: AccountLimitTable;
  api_keys: ApiKeyTable;
  ledger: LedgerTable;
  calls: CallTable;
  call_events: CallEventTable;
  call_words: CallWordsTable;
  idempotency: IdempotencyTable;
  do_not_call: DoNotCallTable;
  nodes: NodeTable;
  slots: SlotTable;
  pace: PaceTable;
  outbox: OutboxTable;
  users: UserTable;
  credentials: CredentialTable;
  sessions: SessionTable;
  settings: SettingTable;
  webphone_links: WebphoneLinkTable;
}

export type Store = Kysely<Schema>;

export interface AccountTable {
  id: string;
  /** Unique. The first account is `default`. */
  name: string;
  /** `zh` or `en`: the language of messages where the request names none. */
  language: string;
  created_at: number;
  /** Price of a started minute. */
  rate_li: number;
  /** What can be spent: the sum of the ledger. Kept in step with it in the same transaction, never below 0 by a hold. */
  balance_li: number;
  /** Sum of what is held for calls under way and queued. */
  held_li: number;
  /** Calls under way at once. */
  max_running: number;
  /** Comma-separated ISO 3166 countries it may call; null: the service's own list. */
  countries: string | null;
  /** Encrypted secret that signs webhooks. */
  webhook_secret: string;
  /** When a call of this account was last claimed: the fair order between accounts. */
  served_at: number;
  /** 1: it has rows in `account_limits`, which everything that spends must look at. */
  limited: Generated<number>;
}

/** Limits of an account: those that the operator set, and those that its own people set. Each holds by itself; null: no limit. */
export interface AccountLimitTable {
  account_id: string;
  set_by: 'operator' | 'account';
  /** Longest talk. */
  talk_seconds: number | null;
  /** Highest cost of one call. */
  call_li: number | null;
  /** Highest spending a day. */
  day_li: number | null;
  /** Calls under way at once; null in the operator's row, whose own is `accounts.max_running`. */
  running_calls: number | null;
  /** Whose days, as the IANA names it. */
  time_zone: string;
  /** The day that `day_spent_li` is of ends here; from then on nothing is spent yet. */
  day_ends_at: number;
  /** What was charged in that day. */
  day_spent_li: number;
}

export interface ApiKeyTable {
  id: string;
  account_id: string;
  name: string;
  /** First characters of the key, to tell keys apart: `sk_AbCd…`. */
  hint: string;
  /** SHA-256 of the key, hex; unique. The key has 256 random bits, so a slow hash adds nothing. */
  hash: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/**
 * Append-only. `opening` and `topup` add; `hold` takes a minute's price aside (negative), `release` gives it back (positive),
 * `charge` is what a call cost (negative). The sum of all is the balance that can be spent; −(hold + release) is what is held.
 */
export type LedgerKind = 'opening' | 'topup' | 'hold' | 'release' | 'charge';

export interface LedgerTable {
  id: string;
  account_id: string;
  kind: LedgerKind;
  amount_li: number;
  call_id: string | null;
  /** For `hold`: which minute of the call, from 1. Otherwise 0. Unique with (call_id, kind). */
  minute: number;
  note: string;
  created_at: number;
}

export interface CallTable {
  id: string;
  account_id: string;
  /** E.164; to a browser `webphone:<line>`. */
  phone: string;
  /** As its caller wrote it. */
  phone_written: string;
  requirement: string;
  persona: string | null;
  opening_line: string | null;
  language: string | null;
  result_schema: string | null;
  callback_url: string | null;
  metadata: string | null;
  /** Higher first; 0 by default, −100 to 100. */
  priority: number;
  not_before: number;
  status: 'queued' | 'dialing' | 'ringing' | 'in_progress' | 'ended';
  /** The node that dials or holds it. Set in the transaction that makes the intent to dial durable. */
  node_id: string | null;
  /** While it is queued: the one that its request leads to, or null, the configured one. Then: the one over which it went. */
  carrier: string | null;
  carrier_reference: string | null;
  created_at: number;
  /** When the intent to dial became durable. */
  started_at: number | null;
  answered_at: number | null;
  ended_at: number | null;
  end_reason: string | null;
  end_detail: string | null;
  duration_seconds: number | null;
  cost_li: number | null;
  billed: number;
  summary: string | null;
  /** 1, 0 or null. */
  goal_achieved: number | null;
  result: string | null;
  latency: string | null;
  /** Where the API gives it: a path, from the API's own address on. */
  recording_url: string | null;
  /** `say` or `wait`. */
  opening: string | null;
  /** A `VoicemailPolicy` as JSON. */
  voicemail: string | null;
  /** 1, 0, or null: as the service is configured. */
  record: number | null;
  /** A `UsageTotal` as JSON. */
  model_usage: string | null;
  /** When what was said in it was removed because of its age. */
  words_removed_at: number | null;
  /** Of a rehearsal: which simulated callee answers. */
  rehearsal: ColumnType<string | null, string | null | undefined>;
  /** The label under which its caller placed it with others. */
  campaign: string | null;
}

/** What can be searched of a call that is over; see `calls/call-words.ts`. */
export interface CallWordsTable {
  call_id: string;
  /** Requirement, summary and everything said, in the form in which searches are compared. */
  words: string;
}

export interface CallEventTable {
  call_id: string;
  /** From 1, rising, with no order but this. A gap means a crash between. */
  seq: number;
  at: number;
  type: string;
  data: string;
}

export interface IdempotencyTable {
  account_id: string;
  key: string;
  body_hash: string;
  answer: string;
  created_at: number;
}

export interface DoNotCallTable {
  account_id: string;
  phone: string;
  /** The call in which it was asked, or null where the account's owner listed it. */
  call_id: string | null;
  created_at: number;
  note: ColumnType<string | null, string | null | undefined>;
  /** Who listed it; null: by a key or a command, or the callee themselves. */
  added_by: ColumnType<string | null, string | null | undefined>;
}

export interface NodeTable {
  id: string;
  started_at: number;
  seen_at: number;
}

/** An admission row: `in_use` is only ever raised under its own condition `in_use < capacity`. */
export interface SlotTable {
  /** `account`, `carrier` or `node`. */
  scope: string;
  name: string;
  in_use: number;
  capacity: number;
}

export interface PaceTable {
  carrier: string;
  /** No call is dialled on this carrier before this instant. */
  next_at: number;
}

export interface OutboxTable {
  id: string;
  account_id: string;
  call_id: string;
  url: string;
  body: string;
  attempts: number;
  next_at: number;
  delivered_at: number | null;
  failed_at: number | null;
  last_error: string | null;
  created_at: number;
}

/** Who signs in. `better-auth` writes the first seven columns. */
export interface UserTable {
  id: string;
  /** Unique, in lower case. */
  email: string;
  email_verified: number;
  name: string;
  image: string | null;
  created_at: number;
  updated_at: number;
  /** Null until the user has been given a place: the moment after signing up, or the next request after a crash there. */
  role: ColumnType<'operator' | 'member' | null, 'operator' | 'member' | null | undefined>;
  /** Null as long as `role` is. */
  account_id: ColumnType<string | null, string | null | undefined>;
  /** 1: the owner at this machine, before anybody has signed up; has no password. */
  local: ColumnType<number, number | undefined>;
}

/** How a user proves who they are; a password's hash alone today. Written by `better-auth`, whose model `account` it is. */
export interface CredentialTable {
  id: string;
  user_id: string;
  provider_id: string;
  provider_account_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: number | null;
  refresh_token_expires_at: number | null;
  scope: string | null;
  /** scrypt, with its salt. */
  password: string | null;
  created_at: number;
  updated_at: number;
}

/** Where a user is signed in. Written by `better-auth`. */
export interface SessionTable {
  id: string;
  user_id: string;
  /** Worth nothing alone: the cookie is this and its signature under a key that is not in the database. */
  token: string;
  expires_at: number;
  ip_address: string | null;
  user_agent: string | null;
  created_at: number;
  updated_at: number;
}

/** What the operator set by the console, by the name of the environment variable in whose place it stands. */
export interface SettingTable {
  name: string;
  /** As it would be written into the environment; of a secret encrypted. */
  value: string;
  /** The last characters of a secret that is long enough to show them. */
  hint: string | null;
  updated_at: number;
  /** Who set it, as people know them. */
  updated_by: string;
}

/** A link by which somebody answers one call in their browser: see `WebphoneLink`. */
export interface WebphoneLinkTable {
  /** Of the carrier's invitation. */
  id: string;
  account_id: string;
  /** SHA-256 of the token's secret, hex. */
  digest: string;
  created_at: number;
  expires_at: number;
  call_id: string | null;
  used_at: number | null;
  revoked_at: number | null;
}
