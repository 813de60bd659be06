import { sendFile } from '../attachment.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instant } from '../stepone/record.js';
import { toV1Call } from './call.js';
import { CALLS_PAGE, callFilter, callsExportQuery, callsQuery, campaignsQuery, whose } from './call-query.js';
import { callsCsv, callsJson } from './calls-file.js';
import { callsAnswer, campaignsAnswer, exportedCalls } from './schemas.js';

const tag = 'Calls';

/** Finding calls, one's own or, for the operator who is signed in, everybody's. */
export function searchRoutes({ search, clock }: Pick<HttpOptions, 'search' | 'clock'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/calls',
      access: 'key',
      operationId: 'listCalls',
      summary: 'List or search calls, newest first',
      tag,
      query: callsQuery,
      answers: { 200: { description: 'A page of calls, without transcripts', schema: callsAnswer } },
      failures: ['operator_only'],
      async handle({ query, account, signedIn, language }) {
        const { limit = CALLS_PAGE, before, ...asked } = query;
        // One more than is shown tells whether there is a next page.
        const page = await search.page(callFilter({ account, signedIn }, asked), {
          limit: limit + 1,
          ...(before === undefined ? {} : { before }),
        });
        const shown = page.slice(0, limit);
        return success(successMessage('ok', {}, language), {
          calls: shown.map(toV1Call),
          next_before: page.length > limit ? (shown.at(-1)?.callId ?? null) : null,
        });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/calls/export',
      access: 'key',
      head: false,
      operationId: 'exportCalls',
      summary: 'All calls that a filter finds, as a file',
      description:
        'JSON: an array of calls with their transcripts. CSV: one line a call, UTF-8 with a byte order mark; a text that a spreadsheet would take for a formula has an apostrophe in front. Sent as it is read: an answer that breaks off was not complete.',
      tag,
      query: callsExportQuery,
      answers: {
        200: { description: 'The calls, newest first', schema: exportedCalls, alsoAs: 'text/csv' },
      },
      failures: ['operator_only'],
      handle({ query, account, signedIn, language, reply }) {
        const { format, language: headings, utc_offset_minutes: utcOffsetMinutes = 0, ...asked } = query;
        const found = search.all(callFilter({ account, signedIn }, asked));
        const words = { language: headings ?? language, utcOffsetMinutes };
        return sendFile(reply, {
          name: `ringback-calls-${instant(clock.now() + utcOffsetMinutes * 60_000).slice(0, 10)}`,
          format,
          parts: format === 'csv' ? callsCsv(found, words) : callsJson(found),
        });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/campaigns',
      access: 'key',
      operationId: 'listCampaigns',
      summary: 'The labels that calls have, the one used last first',
      description: 'At most 500.',
      tag,
      query: campaignsQuery,
      answers: { 200: { description: 'The labels', schema: campaignsAnswer } },
      failures: ['operator_only'],
      async handle({ query, account, signedIn, language }) {
        const campaigns = await search.campaigns(whose({ account, signedIn }, query.account));
        return success(successMessage('ok', {}, language), {
          campaigns: campaigns.map(({ campaign, calls, lastAt }) => ({
            campaign,
            calls,
            last_call_at: instant(lastAt),
          })),
        });
      },
    }),
  ];
}
