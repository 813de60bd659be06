import { z } from 'zod';
import { callFields, phonesList, priorityField } from '../call-fields.js';
import { envelope, failureEnvelope, instantField } from '../schemas.js';

/** As `NewCalls`; what is left out of the brief is not checked. */
export const checkBody = z
  .strictObject({
    phones: phonesList,
    ...callFields,
    user_requirement: callFields.user_requirement.optional(),
    priority: priorityField,
  })
  .meta({ id: 'CallsToCheck' });

const refusal = z
  .object({
    code: z.enum(['invalid_phone', 'phone_not_allowed']),
    reason: z.string().meta({ description: 'A stable word for programs.', example: 'too_short' }),
    message: z.string().meta({ description: 'For people.' }),
  })
  .meta({ id: 'NumberRefusal' });

const checkedNumber = z
  .object({
    phone: z.string().meta({ description: 'As it was written.' }),
    phone_e164: z.string().nullable().meta({ description: 'Null where it is no number.' }),
    country: z.string().nullable().meta({ description: 'ISO 3166; null where it is not known.' }),
    refused: refusal.nullable().meta({ description: 'Null: it may be called.' }),
    repeats: z.boolean().meta({ description: 'It was named before, and is called once.' }),
    waits_until: instantField
      .nullable()
      .meta({ description: 'Where it would wait for the calling hours of its callee: until then.' }),
  })
  .meta({ id: 'CheckedNumber' });

const estimate = z
  .object({
    currency: z.literal('CNY'),
    rate_per_minute: z.number().meta({ description: 'Price of a started minute of talk.' }),
    first_minutes: z.number().meta({ description: 'Held when the calls are accepted: one minute of each.' }),
    available: z.number().meta({ description: 'What the account can spend now.' }),
    suffices: z.boolean().meta({ description: 'The first minutes can be held.' }),
    if_all_talk: z.array(z.object({ minutes: z.int(), cost: z.number() })).meta({
      description: 'If every callee answers and talks into this minute; the last is the longest that a call may take.',
    }),
    by_history: z
      .object({
        calls: z.int().meta({ description: 'How many of the latest calls it goes by.' }),
        answered: z.int(),
        cost: z.number(),
      })
      .nullable()
      .meta({ description: 'If these go as the account’s latest calls went; null: there were fewer than ten.' }),
  })
  .meta({ id: 'CallsEstimate' });

export const checkAnswer = envelope(
  z
    .object({
      acceptable: z.boolean().meta({ description: 'This very request would be accepted.' }),
      calls: z.int().meta({ description: 'How many calls the numbers that may be called make.' }),
      numbers: z
        .array(checkedNumber)
        .meta({ description: 'In the order of the numbers; a text that names several counts as several.' }),
      problems: z
        .array(failureEnvelope.omit({ success: true }).meta({ id: 'RequestProblem' }))
        .meta({ description: 'What POST /v1/calls would refuse it for, in its order, the first being its answer.' }),
      estimate,
    })
    .meta({ id: 'CallsCheck' }),
);
