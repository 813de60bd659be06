import { RingbackError } from '@ringback/engine';
import { z } from 'zod';
import type { DoNotCallEntry } from '../../compliance/do-not-call.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { envelope, instantField } from '../schemas.js';
import { instant } from '../stepone/record.js';
import { limit } from './schemas.js';
import { requestedWithHeader } from './session-schemas.js';
import { knownAs } from './settings-routes.js';

const tag = 'Do not call';
const PAGE = 100;

const phoneParams = z.object({ phone: z.string().max(64).meta({ description: 'A number, as the list has it.' }) });

const listQuery = z.strictObject({
  limit: limit(500, PAGE),
  after: z
    .string()
    .regex(/^\+\d{1,20}$/, 'a number that a page gave')
    .optional()
    .meta({ description: 'Only what comes behind this number: the last one of the page before.' }),
  search: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'Digits of the number, or words of the note.' }),
});

const newBody = z
  .strictObject({ phone: z.string().trim().min(1).max(64), note: z.string().trim().max(200).optional() })
  .meta({ id: 'NewDoNotCall' });

const entry = z
  .object({
    phone: z.string().meta({ description: 'E.164.' }),
    note: z.string().nullable(),
    call_id: z.string().nullable().meta({ description: 'The call in which the callee asked for it.' }),
    added_by: z.string().nullable().meta({ description: 'Who listed it; null: a key, a command, or the callee.' }),
    added_at: instantField,
  })
  .meta({ id: 'DoNotCallEntry' });

const listAnswer = envelope(z.object({ numbers: z.array(entry), next_after: z.string().nullable() }));
const entryAnswer = envelope(
  entry.extend({ added: z.boolean().meta({ description: 'False: it was listed before.' }) }),
);
const removedAnswer = envelope(z.object({ phone: z.string() }));

/** Numbers that an account never calls. */
export function doNotCallRoutes({ doNotCall, e164 }: HttpOptions): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/do-not-call',
      access: 'key',
      operationId: 'listDoNotCall',
      summary: 'List the numbers that are never called',
      tag,
      query: listQuery,
      answers: { 200: { description: 'A page of the list, by number', schema: listAnswer } },
      async handle({ account, query, language }) {
        const { limit: most = PAGE, after, search } = query;
        const page = await doNotCall.list(account.id, {
          limit: most + 1,
          ...(after === undefined ? {} : { after }),
          ...(search === undefined ? {} : { search }),
        });
        const shown = page.slice(0, most);
        return success(successMessage('ok', {}, language), {
          numbers: shown.map(entryData),
          next_after: page.length > most ? (shown.at(-1)?.phone ?? null) : null,
        });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/do-not-call',
      access: 'key',
      operationId: 'addDoNotCall',
      summary: 'Put a number on the list',
      description: 'Calls to it that still wait are not dialled.',
      tag,
      body: newBody,
      bodyExample: { phone: '13912345678', note: 'asked by e-mail' },
      answers: { 200: { description: 'It is listed', schema: entryAnswer } },
      failures: ['invalid_phone'],
      async handle({ account, signedIn, body, language }) {
        const phone = e164(body.phone);
        const by = signedIn as typeof signedIn | null;
        const added = await doNotCall.put({
          accountId: account.id,
          phone,
          callId: null,
          note: body.note === undefined || body.note === '' ? null : body.note,
          addedBy: by === null ? null : knownAs(by.user),
        });
        const listed = (await doNotCall.find(account.id, phone)) as DoNotCallEntry;
        return success(successMessage('listed', {}, language), { ...entryData(listed), added });
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/do-not-call/{phone}',
      access: 'session',
      operationId: 'removeDoNotCall',
      summary: 'Take a number off the list',
      description: 'It may be called again. A key is not enough: whoever asked not to be called relies on it.',
      tag,
      params: phoneParams,
      headers: requestedWithHeader,
      answers: { 200: { description: 'It is off the list', schema: removedAnswer } },
      failures: ['phone_not_listed'],
      async handle({ account, params, language }) {
        if (!(await doNotCall.remove(account.id, params.phone)))
          throw new RingbackError('phone_not_listed', 'The number is not on the list.');
        return success(successMessage('unlisted', {}, language), { phone: params.phone });
      },
    }),
  ];
}

function entryData({ phone, note, callId, addedBy, createdAt }: DoNotCallEntry) {
  return { phone, note, call_id: callId, added_by: addedBy, added_at: instant(createdAt) };
}
