import type { Li } from './money.js';

export interface Balance {
  /** What can still be spent. */
  availableLi: Li;
  /** Held for queued and running calls. */
  heldLi: Li;
  rateLi: Li;
}

export interface LedgerEntry {
  id: string;
  kind: 'opening' | 'topup' | 'hold' | 'release' | 'charge';
  amountLi: Li;
  callId: string | null;
  note: string;
  createdAt: number;
}

/** Reads of an account's money. Implemented by `Billing` in `billing.ts`. */
export interface BalanceReader {
  balance(accountId: string): Promise<Balance>;
  /** Newest first. */
  entries(accountId: string, page: { limit: number; before?: string }): Promise<LedgerEntry[]>;
}
