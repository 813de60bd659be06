import { RingbackError } from '@ringback/engine';
import { z } from 'zod';
import type { Account } from '../../accounts/account.js';
import type { LimitSet } from '../../billing/account-limits.js';
import { liToYuan } from '../../billing/money.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { idempotencyHeader, idempotencyOf } from '../idempotency.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { invalidRequest } from '../validation.js';
import { holdsOf, ledgerPage, spendingOf } from './account-money.js';
import {
  ACCOUNTS_PAGE,
  accountParams,
  accountsAnswer,
  accountsQuery,
  accountTermsBody,
  holdsAnswer,
  oneAccountAnswer,
  spendingAnswer,
  spendingQuery,
  toppedUpAnswer,
  topUpBody,
} from './account-schemas.js';
import { limitChanges, limitData } from './limit-routes.js';
import { ledgerAnswer, ledgerQuery } from './schemas.js';
import { requestedWithHeader } from './session-schemas.js';

const tag = 'Account';
const operatorTag = 'Accounts';

/** Where an account's money goes, and what the operator does with accounts. */
export function accountRoutes({ accounts, balances, billing, spending, limits }: HttpOptions): Route[] {
  /** By its id alone: a name could be an id of another. */
  async function found(accountId: string): Promise<Account> {
    const account = await accounts.find(accountId);
    if (account?.id === accountId) return account;
    throw new RingbackError('account_not_found', 'There is no such account.');
  }

  async function overview(account: Account) {
    const { availableLi, heldLi } = await balances.balance(account.id);
    return accountData(account, availableLi, heldLi, (await limits.of(account.id)).operator);
  }

  return [
    route({
      method: 'GET',
      path: '/v1/account/spending',
      access: 'key',
      operationId: 'listSpending',
      summary: 'What calls cost, by day',
      tag,
      query: spendingQuery,
      answers: { 200: { description: 'The days', schema: spendingAnswer } },
      handle: ({ account, query, language }) => spendingOf(spending, account.id, query, language),
    }),
    route({
      method: 'GET',
      path: '/v1/account/holds',
      access: 'key',
      operationId: 'listHolds',
      summary: 'For which calls money is held',
      tag,
      answers: { 200: { description: 'The calls', schema: holdsAnswer } },
      handle: ({ account, language }) => holdsOf(spending, account.id, language),
    }),
    route({
      method: 'GET',
      path: '/v1/accounts',
      access: 'operator',
      operationId: 'listAccounts',
      summary: 'List all accounts, newest first',
      tag: operatorTag,
      query: accountsQuery,
      answers: { 200: { description: 'A page of accounts', schema: accountsAnswer } },
      async handle({ query, language }) {
        const limit = query.limit ?? ACCOUNTS_PAGE;
        const page = await accounts.page({
          limit: limit + 1,
          ...(query.before === undefined ? {} : { before: query.before }),
        });
        const shown = page.slice(0, limit);
        return success(successMessage('ok', {}, language), {
          accounts: await Promise.all(
            shown.map(async (one) => accountData(one, one.availableLi, one.heldLi, (await limits.of(one.id)).operator)),
          ),
          next_before: page.length > limit ? (shown.at(-1)?.id ?? null) : null,
        });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/accounts/{account_id}',
      access: 'operator',
      operationId: 'getOneAccount',
      summary: 'Read an account',
      tag: operatorTag,
      params: accountParams,
      answers: { 200: { description: 'The account', schema: oneAccountAnswer } },
      failures: ['account_not_found'],
      handle: async ({ params, language }) =>
        success(successMessage('ok', {}, language), await overview(await found(params.account_id))),
    }),
    route({
      method: 'PATCH',
      path: '/v1/accounts/{account_id}',
      access: 'operator',
      operationId: 'setAccount',
      summary: 'Change an account’s price, limits and language',
      description: 'They hold from its next call on: a call is charged at the price at which it was accepted.',
      tag: operatorTag,
      params: accountParams,
      body: accountTermsBody,
      bodyExample: { running_calls: 20, rate_per_minute: 0.25 },
      headers: requestedWithHeader,
      answers: { 200: { description: 'The account as it is now', schema: oneAccountAnswer } },
      failures: ['account_not_found'],
      async handle({ params, body, language }) {
        const { id } = await found(params.account_id);
        const { rate_per_minute: rate, running_calls: maxRunning, countries, language: spoken } = body;
        const bounds = limitChanges(body.limits ?? {});
        const terms = {
          ...(rate === undefined ? {} : { rateLi: Math.round(rate * 1000) }),
          ...(maxRunning === undefined ? {} : { maxRunning }),
          ...(countries === undefined ? {} : { countries }),
          ...(spoken === undefined ? {} : { language: spoken }),
        };
        if (Object.keys({ ...terms, ...bounds }).length === 0)
          throw invalidRequest([{ field: 'body', problem: 'empty' }]);
        if (Object.keys(bounds).length > 0) await limits.change(id, 'operator', bounds);
        const changed = Object.keys(terms).length === 0 ? await found(id) : await accounts.change(id, terms);
        return success(successMessage('ok', {}, language), await overview(changed));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/accounts/{account_id}/top-ups',
      access: 'operator',
      operationId: 'topUp',
      summary: 'Add money to an account',
      description: 'Needs an Idempotency-Key: within 24 hours the same key adds the same money once.',
      tag: operatorTag,
      params: accountParams,
      body: topUpBody,
      bodyExample: { amount: 50, note: 'paid by transfer' },
      headers: requestedWithHeader.extend(z.object(idempotencyHeader.shape).required().shape),
      answers: { 200: { description: 'The account as it is now', schema: toppedUpAnswer } },
      failures: ['account_not_found', 'invalid_amount', 'idempotency_conflict'],
      async handle({ params, body, request, language }) {
        const once = idempotencyOf(request.headers['idempotency-key'], body);
        if (once === undefined) throw invalidRequest([{ field: 'Idempotency-Key', problem: 'missing' }]);
        const account = await found(params.account_id);
        const entry = await billing.topUp(account.id, Math.round(body.amount * 1000), body.note ?? '', once.key);
        return success(successMessage('topped_up', {}, language), {
          ...(await overview(account)),
          entry_id: entry.id,
        });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/accounts/{account_id}/ledger',
      access: 'operator',
      operationId: 'listLedgerOf',
      summary: 'List an account’s movements of money, newest first',
      tag: operatorTag,
      params: accountParams,
      query: ledgerQuery,
      answers: { 200: { description: 'A page of the ledger', schema: ledgerAnswer } },
      failures: ['account_not_found'],
      handle: async ({ params, query, language }) =>
        ledgerPage(balances, (await found(params.account_id)).id, query, language),
    }),
    route({
      method: 'GET',
      path: '/v1/accounts/{account_id}/spending',
      access: 'operator',
      operationId: 'listSpendingOf',
      summary: 'What an account’s calls cost, by day',
      tag: operatorTag,
      params: accountParams,
      query: spendingQuery,
      answers: { 200: { description: 'The days', schema: spendingAnswer } },
      failures: ['account_not_found'],
      handle: async ({ params, query, language }) =>
        spendingOf(spending, (await found(params.account_id)).id, query, language),
    }),
    route({
      method: 'GET',
      path: '/v1/accounts/{account_id}/holds',
      access: 'operator',
      operationId: 'listHoldsOf',
      summary: 'For which of an account’s calls money is held',
      tag: operatorTag,
      params: accountParams,
      answers: { 200: { description: 'The calls', schema: holdsAnswer } },
      failures: ['account_not_found'],
      handle: async ({ params, language }) => holdsOf(spending, (await found(params.account_id)).id, language),
    }),
  ];
}

function accountData(account: Account, availableLi: number, heldLi: number, bounds: LimitSet) {
  return {
    account_id: account.id,
    name: account.name,
    language: account.language,
    balance: liToYuan(availableLi),
    frozen: liToYuan(heldLi),
    currency: 'CNY' as const,
    rate_per_minute: liToYuan(account.rateLi),
    running_calls: account.maxRunning,
    countries: account.countries,
    limits: limitData(bounds),
  };
}
