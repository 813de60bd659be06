import { z } from 'zod';
import { isCountry } from '../../config/country.js';
import { envelope, instantField } from '../schemas.js';
import { operatorLimits, operatorLimitsBody } from './limit-schemas.js';
import { amount } from './money-fields.js';
import { before, limit, utcOffset } from './schemas.js';

export const ACCOUNTS_PAGE = 50;
export const HOLDS_AT_MOST = 500;

const keyName = z.string().trim().max(64).meta({ example: 'laptop' });

export const newKeyBody = z.strictObject({ name: keyName.optional() }).meta({ id: 'NewKey' });
export const keyBody = z.strictObject({ name: keyName }).meta({ id: 'KeyName' });
export const keyParams = z.object({ key_id: z.string().max(64).meta({ description: 'The id of a key.' }) });

const key = z
  .object({
    key_id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'Its first characters, to tell keys apart.', example: 'sk_AbCd…' }),
    created_at: instantField,
    last_used_at: instantField.nullable().meta({ description: 'To the minute; null: never.' }),
    revoked_at: instantField.nullable().meta({ description: 'Null: it is live.' }),
  })
  .meta({ id: 'Key' });

export const keyAnswer = envelope(key);
export const newKeyAnswer = envelope(
  key
    .extend({ key: z.string().meta({ description: 'The key itself: in this answer and nowhere else.' }) })
    .meta({ id: 'MadeKey' }),
);
export const keysAnswer = envelope(z.object({ keys: z.array(key) }));

export const accountParams = z.object({
  account_id: z.string().max(64).meta({ description: 'The id of an account.' }),
});

const countries = z
  .array(z.string().refine(isCountry, { params: { problem: 'wrong_format', expected: 'an ISO 3166 code' } }))
  .min(1)
  .max(250)
  .transform((codes) => [...new Set(codes.map((code) => code.toUpperCase()))])
  .meta({ override: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 250 } });

export const accountTermsBody = z
  .strictObject({
    rate_per_minute: amount(0, 1_000_000).optional().meta({ description: 'CNY for a started minute.' }),
    running_calls: z.int().min(1).max(100_000).optional().meta({ description: 'Calls under way at once.' }),
    countries: countries.nullable().optional().meta({ description: 'ISO 3166; null: the service’s own list.' }),
    language: z.enum(['zh', 'en']).optional(),
    limits: operatorLimitsBody.optional(),
  })
  .meta({ id: 'AccountTerms' });

export const topUpBody = z
  .strictObject({
    amount: amount(0.001, 1_000_000_000).meta({ description: 'CNY, with at most three decimals.' }),
    note: z.string().trim().max(200).optional(),
  })
  .meta({ id: 'TopUp' });

const account = z
  .object({
    account_id: z.string(),
    name: z.string(),
    language: z.enum(['zh', 'en']),
    balance: z.number().meta({ description: 'What can still be spent.' }),
    frozen: z.number().meta({ description: 'Held for queued and running calls.' }),
    currency: z.literal('CNY'),
    rate_per_minute: z.number(),
    running_calls: z.int(),
    countries: z.array(z.string()).nullable(),
    limits: operatorLimits.meta({ description: 'Those that the operator set.' }),
  })
  .meta({ id: 'AccountOverview' });

export const accountsQuery = z.strictObject({ limit: limit(200, ACCOUNTS_PAGE), before });
export const accountsAnswer = envelope(z.object({ accounts: z.array(account), next_before: z.string().nullable() }));
export const oneAccountAnswer = envelope(account);
export const toppedUpAnswer = envelope(account.extend({ entry_id: z.string() }).meta({ id: 'ToppedUp' }));

export const spendingQuery = z.strictObject({
  days: limit(366, 30).meta({ description: 'How many days, with today: 1 to 366, 30 by default.' }),
  utc_offset_minutes: utcOffset('Whose days'),
});

export const spendingAnswer = envelope(
  z.object({
    days: z
      .array(z.object({ day: z.iso.date(), spent: z.number(), calls: z.int() }))
      .meta({ description: 'Days on which something was charged, oldest first.' }),
    currency: z.literal('CNY'),
  }),
);

export const holdsAnswer = envelope(
  z.object({
    holds: z
      .array(
        z.object({
          call_id: z.string(),
          phone: z.string(),
          status: z.enum(['queued', 'dialing', 'ringing', 'in_progress']),
          held: z.number(),
          since: instantField,
        }),
      )
      .meta({ description: `Oldest first, at most ${HOLDS_AT_MOST}.` }),
    more: z.boolean().meta({ description: 'Whether there are more than these.' }),
  }),
);
