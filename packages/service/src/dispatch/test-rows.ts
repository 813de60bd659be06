import type { Insertable } from 'kysely';
import type { AccountTable, CallTable, Store } from '../storage/schema.js';

/** Rows as `accept` would leave them, for tests: an account with money, queued calls with their first minute held. */
export async function insertAccount(
  store: Store,
  id: string,
  values: Partial<Insertable<AccountTable>> = {},
): Promise<void> {
  await store
    .insertInto('accounts')
    .values({
      id,
      name: id,
      language: 'zh',
      created_at: 1,
      rate_li: 300,
      balance_li: 10_000,
      held_li: 0,
      max_running: 10,
      countries: null,
      webhook_secret: '',
      served_at: 0,
      ...values,
    })
    .execute();
  await store
    .insertInto('ledger')
    .values({
      id: `opening-${id}`,
      account_id: id,
      kind: 'opening',
      amount_li: values.balance_li ?? 10_000,
      call_id: null,
      minute: 0,
      note: 'opening balance',
      created_at: 1,
    })
    .execute();
}

export async function insertCall(
  store: Store,
  accountId: string,
  id: string,
  values: Partial<Insertable<CallTable>> = {},
): Promise<void> {
  await store
    .insertInto('calls')
    .values({
      id,
      account_id: accountId,
      phone: '+8613800138000',
      phone_written: '13800138000',
      requirement: '通知您明天上午9点开会',
      priority: 0,
      not_before: 0,
      status: 'queued',
      created_at: 1,
      billed: 0,
      ...values,
    })
    .execute();
  await store
    .updateTable('accounts')
    .set((eb) => ({ balance_li: eb('balance_li', '-', 300), held_li: eb('held_li', '+', 300) }))
    .where('id', '=', accountId)
    .execute();
  await store
    .insertInto('ledger')
    .values({
      id: `hold-${id}`,
      account_id: accountId,
      kind: 'hold',
      amount_li: -300,
      call_id: id,
      minute: 1,
      note: 'minute 1',
      created_at: 1,
    })
    .execute();
}

/** A rehearsal as it is accepted: nothing is held for it. */
export async function insertRehearsal(
  store: Store,
  accountId: string,
  id: string,
  values: Partial<Insertable<CallTable>> = {},
): Promise<void> {
  await store
    .insertInto('calls')
    .values({
      id,
      account_id: accountId,
      phone: '+8613800138000',
      phone_written: '+8613800138000',
      requirement: '通知您明天上午9点开会',
      priority: 100,
      not_before: 0,
      status: 'queued',
      carrier: 'simulator',
      created_at: 1,
      billed: 0,
      rehearsal: 'confirms',
      ...values,
    })
    .execute();
}
