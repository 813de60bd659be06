import { sendFile } from '../attachment.js';
import { success } from '../envelope.js';
import { foundCall } from '../found-call.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { lastEventId } from '../stream-position.js';
import { toV1CallWithTranscript } from './call.js';
import { callExportQuery } from './call-query.js';
import { transcriptCsv } from './calls-file.js';
import { callParams, EVENTS_PAGE, exportedCall, timelineAnswer, timelineQuery } from './schemas.js';
import { readTimeline } from './timeline.js';

const tag = 'Calls';

/** What is kept of one call, beyond its record. */
export function recordRoutes({ calls, logs }: Pick<HttpOptions, 'calls' | 'logs'>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/calls/{call_id}/timeline',
      access: 'key',
      operationId: 'getTimeline',
      summary: 'Everything that happened in a call',
      description:
        'What the live stream tells, without `partial`, a page at a time; of a call that is not over, what has happened so far.',
      tag,
      params: callParams,
      query: timelineQuery,
      answers: { 200: { description: 'A page of events, in order', schema: timelineAnswer } },
      failures: ['call_not_found'],
      async handle({ params, query, account, signedIn, language }) {
        const record = await foundCall(calls, { account, signedIn }, params.call_id);
        const { limit = EVENTS_PAGE, after } = query;
        const events = await readTimeline(logs, record, lastEventId(after));
        const shown = events.slice(0, limit);
        return success(successMessage('ok', {}, language), {
          events: shown,
          next_after: events.length > limit ? (shown.at(-1)?.id ?? null) : null,
        });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/calls/{call_id}/export',
      access: 'key',
      head: false,
      operationId: 'exportCall',
      summary: 'One call as a file',
      description:
        'JSON: the record with its transcript and, as `events`, its timeline. CSV: one line an utterance, written as that of the list.',
      tag,
      params: callParams,
      query: callExportQuery,
      answers: { 200: { description: 'The file', schema: exportedCall, alsoAs: 'text/csv' } },
      failures: ['call_not_found'],
      async handle({ params, query, account, signedIn, language, reply }) {
        const record = await foundCall(calls, { account, signedIn }, params.call_id);
        const { format, language: headings, utc_offset_minutes: utcOffsetMinutes = 0 } = query;
        const name = `ringback-call-${record.callId}`;
        if (format === 'csv') {
          const words = { language: headings ?? language, utcOffsetMinutes };
          return sendFile(reply, { name, format, parts: transcriptCsv(record, words) });
        }
        const events = await readTimeline(logs, record);
        const whole = { ...toV1CallWithTranscript(record), events };
        return sendFile(reply, { name, format, parts: [`${JSON.stringify(whole, null, 2)}\n`] });
      },
    }),
  ];
}
