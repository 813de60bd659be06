import type { Language } from '@ringback/engine';

/** Who pays. */
export interface Account {
  id: string;
  name: string;
  language: Language;
  rateLi: number;
  maxRunning: number;
  /** ISO 3166 countries it may call; null: the service's own list. */
  countries: string[] | null;
  /** It has limits beside these, or had: what spends looks at them. */
  limited: boolean;
}

export interface AccountWithBalance extends Account {
  /** What can still be spent. */
  availableLi: number;
  /** Held for queued and running calls. */
  heldLi: number;
  createdAt: number;
}

export interface ApiKeyInfo {
  id: string;
  accountId: string;
  accountName: string;
  name: string;
  hint: string;
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** What the HTTP side needs to know who asks. Implemented by `Accounts` in `accounts.ts`. */
export interface Authenticator {
  /** The account of a live key; null where it is malformed, unknown or revoked. Compares in constant time. */
  authenticate(key: string): Promise<Account | null>;
}
