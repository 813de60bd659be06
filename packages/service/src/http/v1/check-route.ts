import type { Language } from '@ringback/engine';
import { liToYuan } from '../../billing/money.js';
import type { CallsCheck, CheckedNumber } from '../../calls/calls-port.js';
import type { Estimate } from '../../calls/estimate.js';
import { phoneReasonText } from '../../compliance/phone-reason.js';
import { newCalls } from '../call-fields.js';
import { success } from '../envelope.js';
import { asFailure, failureAnswer } from '../errors.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instantOrNull } from '../stepone/record.js';
import { checkAnswer, checkBody } from './check-schemas.js';

/** The dry run of `POST /v1/calls`. */
export function checkRoute({ calls }: Pick<HttpOptions, 'calls'>): Route {
  return route({
    method: 'POST',
    path: '/v1/calls/check',
    access: 'key',
    operationId: 'checkCalls',
    summary: 'Try a request for calls without placing any',
    description:
      'What POST /v1/calls would say to the same body, of each number, and what it may cost. Nothing is written and nothing is dialled. Without user_requirement the numbers alone are tried.',
    tag: 'Calls',
    body: checkBody,
    bodyExample: { phones: ['13800138000', '138'], user_requirement: '通知年会时间变更' },
    answers: { 200: { description: 'What would come of it', schema: checkAnswer } },
    failures: ['storage_busy'],
    async handle({ body: { phones, user_requirement = '', ...fields }, account, language }) {
      const checked = await calls.check(account, newCalls(phones.join(','), { user_requirement, ...fields }));
      const refused = checked.numbers.filter((number) => number.refused !== null).length;
      return success(successMessage('checked', { calls: checked.calls, refused }, language), {
        acceptable: checked.problems.length === 0,
        calls: checked.calls,
        numbers: checked.numbers.map((number) => numberOf(number, language)),
        problems: problemsOf(checked, language),
        estimate: estimateOf(checked.estimate),
      });
    },
  });
}

function numberOf({ phone, e164, country, refused, repeats, waitsUntil }: CheckedNumber, language: Language) {
  return {
    phone,
    phone_e164: e164,
    country,
    refused: refused === null ? null : { ...refused, message: phoneReasonText(refused.reason, language) },
    repeats,
    waits_until: instantOrNull(waitsUntil),
  };
}

function problemsOf({ problems }: CallsCheck, language: Language) {
  return problems.map((problem) => {
    const failure = asFailure(problem);
    // Thrown on: it is a fault of ours, and answered as one.
    if (failure === null) throw problem;
    const { code, message, data } = failureAnswer(failure.code, failure.details, language).body;
    return { code, message, data };
  });
}

function estimateOf({ rateLi, firstMinutesLi, availableLi, suffices, ifAllTalk, byHistory }: Estimate) {
  return {
    currency: 'CNY' as const,
    rate_per_minute: liToYuan(rateLi),
    first_minutes: liToYuan(firstMinutesLi),
    available: liToYuan(availableLi),
    suffices,
    if_all_talk: ifAllTalk.map(({ minutes, costLi }) => ({ minutes, cost: liToYuan(costLi) })),
    by_history:
      byHistory === null
        ? null
        : { calls: byHistory.calls, answered: byHistory.answered, cost: liToYuan(byHistory.costLi) },
  };
}
