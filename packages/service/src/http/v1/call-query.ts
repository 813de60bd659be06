import { END_REASONS, RingbackError } from '@ringback/engine';
import { z } from 'zod';
import type { CallFilter } from '../../calls/call-search.js';
import { PHONE_PART_AT_MOST, phoneParts } from '../../calls/phone-part.js';
import { CAMPAIGN_AT_MOST, trimmedText } from '../call-fields.js';
import { type Asking, seesEveryAccount } from '../found-call.js';
import type { CustomProblem } from '../validation.js';
import { before, limit, status, utcOffset } from './schemas.js';

export const CALLS_PAGE = 50;

/** The most characters that a search for words takes. */
const SEARCH_AT_MOST = 200;

const EVERY_ACCOUNT = 'all';

const instantQuery = (description: string) => z.iso.datetime({ offset: true }).optional().meta({ description });

const accountFilter = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, `an account’s id, or ${EVERY_ACCOUNT}`)
  .optional()
  .meta({
    description: `Whose calls: for the operator, signed in, any account’s id or ${EVERY_ACCOUNT}; for everybody else their own alone, which is the default.`,
  });

const filters = {
  status: status.optional(),
  number: trimmedText(1, PHONE_PART_AT_MOST, 'Part of the phone number, in any notation.')
    .superRefine((text, context) => {
      const params: CustomProblem = { problem: 'wrong_format', expected: 'a number or a part of one, with a digit' };
      if (text !== '' && phoneParts(text).length === 0) context.addIssue({ code: 'custom', params: { ...params } });
    })
    .optional(),
  words: trimmedText(
    1,
    SEARCH_AT_MOST,
    'Words that occur in what the call was for, its summary or its transcript, all of them, in any order, also inside of longer ones. What was said is found once the call is over.',
  ).optional(),
  end_reason: z.enum(END_REASONS).optional(),
  goal: z
    .enum(['yes', 'no', 'unknown'])
    .optional()
    .meta({ description: 'Whether its goal was achieved; unknown: it is over, and that cannot be told.' }),
  campaign: trimmedText(1, CAMPAIGN_AT_MOST, 'The label under which it was placed.').optional(),
  from: instantQuery('Accepted at this instant or later (RFC 3339).'),
  to: instantQuery('Accepted before this instant (RFC 3339).'),
  account: accountFilter,
};

export const callsQuery = z.strictObject({ limit: limit(200, CALLS_PAGE), before, ...filters });

const fileFields = {
  format: z.enum(['json', 'csv']).default('json'),
  language: z
    .enum(['zh', 'en'])
    .optional()
    .meta({ description: 'Of the headings of CSV. By default that of messages; a link cannot send Accept-Language.' }),
  utc_offset_minutes: utcOffset('Whose time of day CSV tells'),
};

export const callsExportQuery = z.strictObject({ ...fileFields, ...filters });
export const callExportQuery = z.strictObject(fileFields);
export const campaignsQuery = z.strictObject({ account: accountFilter });

type Filters = { [Name in keyof typeof filters]?: z.output<(typeof filters)[Name]> };

/** @throws RingbackError `operator_only` for another account's calls */
export function callFilter(asking: Asking, query: Filters): CallFilter {
  const { status, number, words, end_reason: endReason, goal, campaign, from, to, account } = query;
  return {
    accountId: whose(asking, account),
    ...(status === undefined ? {} : { status }),
    ...(number === undefined ? {} : { number }),
    ...(words === undefined ? {} : { words }),
    ...(endReason === undefined ? {} : { endReason }),
    ...(goal === undefined ? {} : { goal }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

/** Null: every account's. @throws RingbackError `operator_only` */
export function whose(asking: Asking, account: string | undefined): string | null {
  if (account === undefined || account === asking.account.id) return asking.account.id;
  if (!seesEveryAccount(asking)) throw new RingbackError('operator_only', 'Only the operator may do this.');
  return account === EVERY_ACCOUNT ? null : account;
}
