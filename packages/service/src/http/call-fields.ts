import type { Language } from '@ringback/engine';
import { z } from 'zod';
import type { NewCalls } from '../calls/calls-port.js';
import type { FailureCode } from './messages.js';
import type { CustomProblem } from './validation.js';

/** The most numbers that one request may name. */
export const PHONES_AT_MOST = 10_000;

/** What one number may take with its comma: `+86 (138) 0013-8000` is 19, a browser's line 45. More is not a number, whatever it is. */
const PHONE_CHARACTERS = 64;

function complain(context: z.RefinementCtx, params: CustomProblem): void {
  context.addIssue({ code: 'custom', params: { ...params } });
}

/** A text of `least` to `most` Unicode code points after trimming, given trimmed. */
export function trimmedText(least: 0 | 1, most: number, description: string) {
  return z
    .string()
    .trim()
    .superRefine((text, context) => {
      if (text.length < least) complain(context, { problem: 'empty' });
      // A code point is one or two UTF-16 units: the cheap bounds decide nearly always.
      else if (text.length > most * 2 || (text.length > most && [...text].length > most))
        complain(context, { problem: 'too_long', limit: most });
    })
    .meta({ description, minLength: least, maxLength: most });
}

/** An object of at most `bytes` bytes as compact JSON. */
function boundedObject(bytes: number, description: string) {
  return z
    .record(z.string(), z.unknown())
    .superRefine((value, context) => {
      if (Buffer.byteLength(JSON.stringify(value)) > bytes) complain(context, { problem: 'too_long', limit: bytes });
    })
    .meta({ description });
}

/** Every number, in the words of the published skill: one text with commas. */
export const phonesText = z
  .string()
  .trim()
  .min(1)
  .max(PHONES_AT_MOST * PHONE_CHARACTERS)
  .meta({
    description:
      'One number or many, separated by commas (ASCII or full-width). Mainland numbers as people write them, landlines with area code, or E.164. A repeated number is called once.',
    example: '13800138000,13900139000',
  });

/** One number, where each stands for itself. A comma would make two of it. */
const onePhone = z
  .string()
  .trim()
  .min(1)
  .max(PHONE_CHARACTERS)
  .superRefine((text, context) => {
    if (/[,，]/.test(text)) complain(context, { problem: 'wrong_format', expected: 'one number, without a comma' });
  });

export const phonesList = z
  .array(onePhone)
  .min(1)
  .max(PHONES_AT_MOST)
  .meta({
    description:
      'The numbers to call, one each. A repeated number is called once. `webphone:me` rings in the account’s own browsers, `webphone:invited-…` at a link.',
    example: ['13800138000'],
  });

/** What every request for calls may say beside its numbers. */
export const callFields = {
  user_requirement: trimmedText(1, 4000, 'What to tell or find out. Counted in Unicode characters after trimming.'),
  persona: trimmedText(1, 500, 'Who the AI is, e.g. the front desk of Lakeside Dental.').optional(),
  opening_line: trimmedText(1, 500, 'The exact first words, in place of the AI’s own.').optional(),
  language: z
    .string()
    .regex(/^(zh|en)(-[A-Za-z0-9]{1,8}){0,3}$/, 'zh or en')
    .optional()
    .meta({ description: 'The language to speak first: zh or en; a region (zh-CN) may follow.', example: 'zh' }),
  opening: z.enum(['say', 'wait']).optional().meta({
    description:
      'Whether the first words come at once (say), or after the callee’s own, at the latest after 2.5 s (wait). By default as the service is configured: RINGBACK_OPENING.',
  }),
  voicemail: z
    .union(
      [z.enum(['hang_up', 'talk']), z.strictObject({ message: trimmedText(1, 1000, 'Spoken word for word.') })],
      'hang_up, talk or {"message":"…"}',
    )
    .optional()
    .meta({
      description:
        'What a mailbox gets: nothing (hang_up), the same as a person (talk), or a message after its beep. By default as the service is configured: RINGBACK_VOICEMAIL.',
    }),
  record: z.boolean().optional().meta({
    description:
      'Whether the talk is recorded. True is refused where the operator allows no recording; by default as the service is configured: RINGBACK_RECORDING.',
  }),
  result_schema: boundedObject(
    16_384,
    'JSON Schema (2020-12) of what to find out; the record’s result is checked against it. At most 16 KB.',
  ).optional(),
  callback_url: z
    .string()
    .trim()
    .min(1)
    .max(2048)
    .optional()
    .meta({ description: 'Where the settled record is posted, signed.', example: 'https://example.com/calls/ended' }),
  not_before: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Not dialled before this instant (RFC 3339).', example: '2026-12-01T09:00:00+08:00' }),
  metadata: boundedObject(4096, 'Kept with the call and given back with its record. At most 4 KB as JSON.').optional(),
};

/** Of our own API alone. */
export const priorityField = z
  .int()
  .min(-100)
  .max(100)
  .optional()
  .meta({ description: 'Higher is called first among the account’s own queued calls; 0 by default.' });

/** The most characters of a campaign's label. */
export const CAMPAIGN_AT_MOST = 100;

/** Of our own API alone; the compatible one has a header for it. */
export const campaignField = trimmedText(
  1,
  CAMPAIGN_AT_MOST,
  'A label for calls that belong together: shown in their records, and a filter of the list.',
).optional();

type CallFields = z.infer<z.ZodObject<typeof callFields>> & {
  priority?: number | undefined;
  campaign?: string | undefined;
};

/** The request as `calls` takes it. */
export function newCalls(phones: string, fields: CallFields): NewCalls {
  return {
    phones,
    requirement: fields.user_requirement,
    persona: fields.persona,
    openingLine: fields.opening_line,
    language: fields.language?.slice(0, 2) as Language | undefined,
    opening: fields.opening,
    voicemail: fields.voicemail,
    record: fields.record,
    resultSchema: fields.result_schema,
    callbackUrl: fields.callback_url,
    notBefore: fields.not_before === undefined ? undefined : Date.parse(fields.not_before),
    metadata: fields.metadata,
    priority: fields.priority,
    campaign: fields.campaign,
  };
}

/** The id of a call as a caller names it. What cannot be an id of ours is answered as an unknown one: 404. */
export const callIdField = z.string().trim().min(1).meta({
  description: 'The id of a call, as it was given when the call was accepted.',
  example: '019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f',
});

/** A call id of ours; anything else is unknown without asking the database. */
export function isCallId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

/** How `calls` may refuse a request for calls. */
export const ACCEPT_FAILURES: FailureCode[] = [
  'invalid_phone',
  'too_many_phones',
  'recording_not_allowed',
  'insufficient_balance',
  'phone_not_allowed',
  'idempotency_conflict',
  'invalid_result_schema',
  'invalid_callback_url',
  'invalid_not_before',
  'too_many_queued',
  'stopping',
  'storage_busy',
];
