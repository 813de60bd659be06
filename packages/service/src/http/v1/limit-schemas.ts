import { z } from 'zod';
import { isTimeZone } from '../../compliance/time-zones.js';
import { envelope, instantField } from '../schemas.js';
import { amount } from './money-fields.js';

const talkSeconds = z.int().min(30).max(14_400).nullable();
const cost = amount(0.001, 1_000_000_000).nullable();
const runningCalls = z.int().min(1).max(100_000).nullable();
const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { params: { problem: 'wrong_format', expected: 'a time zone as the IANA names it' } });

const described = {
  talk_seconds: talkSeconds.meta({ description: 'Longest talk of a call; null: no limit of its own.' }),
  call_cost: cost.meta({ description: 'CNY that one call may cost at most; null: no limit.' }),
  day_spending: cost.meta({ description: 'CNY that calls may cost a day at most; null: no limit.' }),
  time_zone: timeZone.meta({ description: 'Whose days: as the IANA names it.', example: 'Asia/Shanghai' }),
};

/** What the operator sets, for any account. */
export const operatorLimitsBody = z.strictObject(described).partial().meta({ id: 'OperatorLimits' });

/** What an account's people set for themselves. */
export const ownLimitsBody = z
  .strictObject({
    ...described,
    running_calls: runningCalls.meta({ description: 'Calls under way at once; null: as many as the operator allows.' }),
  })
  .partial()
  .meta({ id: 'OwnLimits' });

export const operatorLimits = z.object(described).meta({ id: 'OperatorLimitSet' });

const ownLimits = z
  .object({
    ...described,
    running_calls: z.int().nullable(),
  })
  .meta({ id: 'OwnLimitSet' });

const limits = z
  .object({
    operator: operatorLimits.extend({ running_calls: z.int() }).meta({
      id: 'OperatorBound',
      description: 'What the operator allows.',
    }),
    own: ownLimits.meta({ description: 'What the account’s own people set; both hold.' }),
    days: z
      .array(
        z.object({
          set_by: z.enum(['operator', 'account']),
          day_spending: z.number(),
          spent: z.number().meta({ description: 'Charged in this day.' }),
          under_way: z.number().meta({ description: 'Held for calls that are under way.' }),
          resets_at: instantField.meta({ description: 'When the next day begins.' }),
        }),
      )
      .meta({ description: 'One for each limit of a day.' }),
  })
  .meta({ id: 'AccountLimits' });

export const limitsAnswer = envelope(limits);
