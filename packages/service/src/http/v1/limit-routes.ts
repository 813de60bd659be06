import type { Account } from '../../accounts/account.js';
import type { AccountLimits, LimitSet } from '../../billing/account-limits.js';
import { liToYuan } from '../../billing/money.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instant } from '../stepone/record.js';
import { invalidRequest } from '../validation.js';
import { limitsAnswer, ownLimitsBody } from './limit-schemas.js';
import { requestedWithHeader } from './session-schemas.js';

const tag = 'Account';

/** What an account may spend, and what its people allow themselves. */
export function limitRoutes({ accounts, limits }: Pick<HttpOptions, 'accounts' | 'limits'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/account/limits',
      access: 'key',
      operationId: 'getLimits',
      summary: 'What the account may spend, and how far today has come',
      tag,
      answers: { 200: { description: 'The limits', schema: limitsAnswer } },
      handle: async ({ account, language }) =>
        success(successMessage('ok', {}, language), await limitsData(limits, account)),
    }),
    route({
      method: 'PATCH',
      path: '/v1/account/limits',
      access: 'session',
      operationId: 'setLimits',
      summary: 'Change the limits that the account’s own people set',
      description:
        'Up to what the operator allows. They hold from now on: for what is accepted, dialled, or goes on for another minute. A key cannot lift them.',
      tag,
      body: ownLimitsBody,
      bodyExample: { day_spending: 20, time_zone: 'Asia/Shanghai' },
      headers: requestedWithHeader,
      answers: { 200: { description: 'The limits as they are now', schema: limitsAnswer } },
      failures: ['limit_above_bound'],
      async handle({ account, body, language }) {
        const changes = limitChanges(body);
        if (Object.keys(changes).length === 0) throw invalidRequest([{ field: 'body', problem: 'empty' }]);
        await limits.change(account.id, 'account', changes);
        const now = (await accounts.find(account.id)) ?? account;
        return success(successMessage('ok', {}, language), await limitsData(limits, now));
      },
    }),
  ];
}

interface LimitFields {
  talk_seconds?: number | null | undefined;
  call_cost?: number | null | undefined;
  day_spending?: number | null | undefined;
  running_calls?: number | null | undefined;
  time_zone?: string | undefined;
}

export function limitChanges(fields: LimitFields): Partial<LimitSet> {
  const {
    talk_seconds: talkSeconds,
    call_cost: call,
    day_spending: day,
    running_calls: running,
    time_zone: zone,
  } = fields;
  return {
    ...(talkSeconds === undefined ? {} : { talkSeconds }),
    ...(call === undefined ? {} : { callLi: li(call) }),
    ...(day === undefined ? {} : { dayLi: li(day) }),
    ...(running === undefined ? {} : { runningCalls: running }),
    ...(zone === undefined ? {} : { timeZone: zone }),
  };
}

const li = (yuan: number | null): number | null => (yuan === null ? null : Math.round(yuan * 1000));
const yuan = (amount: number | null): number | null => (amount === null ? null : liToYuan(amount));

export function limitData({ talkSeconds, callLi, dayLi, timeZone }: LimitSet) {
  return { talk_seconds: talkSeconds, call_cost: yuan(callLi), day_spending: yuan(dayLi), time_zone: timeZone };
}

async function limitsData(limits: Pick<AccountLimits, 'of' | 'standings'>, account: Account) {
  const { operator, account: own } = await limits.of(account.id);
  const standings = await limits.standings(account.id);
  return {
    operator: { ...limitData(operator), running_calls: account.maxRunning },
    own: { ...limitData(own), running_calls: own.runningCalls },
    days: standings.map(({ setBy, limitLi, spentLi, underWayLi, resetsAt }) => ({
      set_by: setBy,
      day_spending: liToYuan(limitLi),
      spent: liToYuan(spentLi),
      under_way: liToYuan(underWayLi),
      resets_at: instant(resetsAt),
    })),
  };
}
