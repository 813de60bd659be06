import { END_REASONS } from '@ringback/engine';
import { z } from 'zod';
import { callFields, callIdField, phonesText } from '../call-fields.js';
import { envelope, instantField, latencyField } from '../schemas.js';

/** Sent by later versions of the published skill to choose among that service's models and voices. Taken, and without effect here. */
const withoutEffect = z.unknown().optional().meta({ description: 'Taken for compatibility; without effect.' });

export const initiateBody = z
  .strictObject({
    phones: phonesText,
    ...callFields,
    agent_id: withoutEffect,
    model_engine: withoutEffect,
    voice_id: withoutEffect,
    volume: withoutEffect,
    speed: withoutEffect,
    emotion: withoutEffect,
  })
  .meta({ id: 'InitiateCall' });

export const callIdBody = z.strictObject({ call_id: callIdField }).meta({ id: 'CallReference' });

export const acceptedAnswer = envelope(
  z
    .object({
      call_ids: z.array(z.string()).meta({ description: 'In the order of the numbers.' }),
      provider_call_id: z.string().meta({ description: 'The first of them.' }),
      calls: z.array(
        z.object({
          call_id: z.string(),
          phone: z.string().meta({ description: 'As it was written.' }),
          waits_until: instantField
            .optional()
            .meta({ description: 'Only where the call waits for the calling hours of its callee: until then.' }),
        }),
      ),
      repeated: z
        .array(z.string())
        .optional()
        .meta({ description: 'Numbers that were named more than once, as written; each is called once.' }),
    })
    .meta({ id: 'AcceptedCalls' }),
);

const rehearsal = z
  .literal(true)
  .optional()
  .meta({ description: 'Only where it is a rehearsal: a simulated callee answered, and nothing was charged.' });

const openRecord = z
  .strictObject({
    call_id: z.string(),
    phones: z.string().meta({ description: 'As it was written.' }),
    user_requirement: z.string(),
    status: z.enum(['queued', 'dialing', 'ringing', 'in_progress']),
    rehearsal,
    created_at: instantField,
    started_at: instantField.optional(),
    answered_at: instantField.optional(),
  })
  .meta({ id: 'OpenCallRecord', description: 'A call that is not over: it has no duration_seconds.' });

const endedRecord = z
  .strictObject({
    call_id: z.string(),
    phones: z.string().meta({ description: 'As it was written.' }),
    user_requirement: z.string(),
    status: z.literal('ended'),
    rehearsal,
    end_reason: z.enum(END_REASONS).nullable(),
    duration_seconds: z
      .int()
      .min(0)
      .meta({ description: 'Whole seconds from answer to end; 0 if it was never answered.' }),
    cost: z.number().min(0).meta({ description: 'CNY.' }),
    billed: z.boolean().meta({ description: 'True once the ledger has it.' }),
    provider_response: z
      .string()
      .meta({ description: 'Why the call is over, as a short sentence in the account’s language.' }),
    call_content: z
      .array(z.object({ role: z.enum(['assistant', 'user']), content: z.string() }))
      .meta({ description: 'What was said, in spoken order.' }),
    created_at: instantField,
    started_at: instantField.nullable(),
    answered_at: instantField.nullable(),
    ended_at: instantField.nullable(),
    summary: z.string().nullable(),
    goal_achieved: z.boolean().nullable().meta({ description: 'Null where it cannot be told.' }),
    recording_url: z.string().nullable(),
    latency: z.array(latencyField),
    result: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'EndedCallRecord', description: 'A call that is over.' });

export const recordAnswer = envelope(z.union([endedRecord, openRecord]));

export const balanceAnswer = envelope(
  z
    .object({
      balance: z.number().meta({ description: 'What can still be spent, CNY.' }),
      currency: z.literal('CNY'),
      frozen: z.number().meta({ description: 'Held for queued and running calls, CNY.' }),
      rate_per_minute: z.number().meta({ description: 'Price of a started minute of talk, CNY.' }),
    })
    .meta({ id: 'SteponeBalance' }),
);

export const skillVersionAnswer = z.object({ skill_version: z.string() }).meta({ id: 'SkillVersion' });
