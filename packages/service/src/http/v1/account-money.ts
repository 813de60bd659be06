import type { Language } from '@ringback/engine';
import type { BalanceReader } from '../../billing/balance.js';
import { liToYuan } from '../../billing/money.js';
import type { Spending } from '../../billing/spending.js';
import { success } from '../envelope.js';
import { successMessage } from '../messages.js';
import { instant } from '../stepone/record.js';
import { HOLDS_AT_MOST } from './account-schemas.js';
import { LEDGER_PAGE } from './schemas.js';

/** What is answered of an account's money, to itself and to the operator alike. */

export async function ledgerPage(
  balances: BalanceReader,
  accountId: string,
  query: { limit?: number | undefined; before?: string | undefined },
  language: Language,
) {
  const limit = query.limit ?? LEDGER_PAGE;
  // One more than is shown tells whether there is a next page.
  const page = await balances.entries(accountId, {
    limit: limit + 1,
    ...(query.before === undefined ? {} : { before: query.before }),
  });
  const shown = page.slice(0, limit);
  return success(successMessage('ok', {}, language), {
    entries: shown.map(({ id, kind, amountLi, callId, note, createdAt }) => ({
      entry_id: id,
      kind,
      amount: liToYuan(amountLi),
      call_id: callId,
      note,
      created_at: instant(createdAt),
    })),
    next_before: page.length > limit ? (shown.at(-1)?.id ?? null) : null,
  });
}

export async function spendingOf(
  spending: Spending,
  accountId: string,
  { days = 30, utc_offset_minutes = 0 }: { days?: number | undefined; utc_offset_minutes?: number | undefined },
  language: Language,
) {
  const spent = await spending.byDay(accountId, days, utc_offset_minutes * 60_000);
  return success(successMessage('ok', {}, language), {
    days: spent.map(({ day, spentLi, calls }) => ({ day, spent: liToYuan(spentLi), calls })),
    currency: 'CNY',
  });
}

export async function holdsOf(spending: Spending, accountId: string, language: Language) {
  const holds = await spending.holds(accountId, HOLDS_AT_MOST + 1);
  return success(successMessage('ok', {}, language), {
    holds: holds.slice(0, HOLDS_AT_MOST).map(({ callId, phone, status, heldLi, since }) => ({
      call_id: callId,
      phone,
      status,
      held: liToYuan(heldLi),
      since: instant(since),
    })),
    more: holds.length > HOLDS_AT_MOST,
  });
}
