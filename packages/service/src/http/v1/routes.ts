import { liToYuan } from '../../billing/money.js';
import { acceptCalls } from '../accepted.js';
import type { CallFeeds } from '../call-feed.js';
import { ACCEPT_FAILURES, newCalls, PHONES_AT_MOST } from '../call-fields.js';
import { success } from '../envelope.js';
import { callNotFound } from '../errors.js';
import type { EventStreams } from '../event-stream.js';
import { foundCall } from '../found-call.js';
import type { HttpOptions } from '../http-options.js';
import { idempotencyHeader } from '../idempotency.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { acceptedAnswer } from '../stepone/schemas.js';
import { lastEventId, lastEventIdHeader } from '../stream-position.js';
import { ledgerPage } from './account-money.js';
import { toV1CallWithTranscript } from './call.js';
import { checkRoute } from './check-route.js';
import { EVENT_FORMAT } from './event-format.js';
import { recordRoutes } from './record-routes.js';
import { recordingRoutes } from './recording-routes.js';
import { rehearsalRoute } from './rehearsal-route.js';
import {
  accountAnswer,
  callAnswer,
  callParams,
  emptyBody,
  hangUpAnswer,
  ledgerAnswer,
  ledgerQuery,
  newCallsBody,
} from './schemas.js';
import { searchRoutes } from './search-routes.js';
import { supervisorOf } from './supervisor.js';

const tag = 'Calls';
const accountTag = 'Account';

/** Our own API: typed JSON, the whole record, every event. */
export function v1Routes(options: HttpOptions, streams: EventStreams, feeds: CallFeeds): Route[] {
  const { calls, control, balances, config, simulated, line } = options;

  return [
    route({
      method: 'POST',
      path: '/v1/calls',
      access: 'key',
      operationId: 'createCalls',
      summary: 'Place calls',
      description:
        'Answers as soon as the calls are durable and their first minutes are held; nothing is dialled before. All of them or none.',
      tag,
      body: newCallsBody,
      bodyExample: { phones: ['13800138000'], user_requirement: '通知年会时间变更' },
      headers: idempotencyHeader,
      answers: { 200: { description: 'Accepted, durably', schema: acceptedAnswer } },
      failures: ACCEPT_FAILURES,
      handle(asked) {
        const { phones, ...fields } = asked.body;
        return acceptCalls(options, asked, newCalls(phones.join(','), fields));
      },
    }),
    checkRoute(options),
    rehearsalRoute(options),
    ...searchRoutes(options),
    route({
      method: 'GET',
      path: '/v1/calls/{call_id}',
      access: 'key',
      operationId: 'getCall',
      summary: 'Read a call with its transcript',
      tag,
      params: callParams,
      answers: { 200: { description: 'The call', schema: callAnswer } },
      failures: ['call_not_found'],
      async handle({ params, account, signedIn, language }) {
        const record = await foundCall(calls, { account, signedIn }, params.call_id);
        const message = successMessage(record.status === 'ended' ? 'call_over' : 'call_under_way', {}, language);
        return success(message, toV1CallWithTranscript(record));
      },
    }),
    ...recordRoutes(options),
    ...recordingRoutes(options),
    route({
      method: 'POST',
      path: '/v1/calls/{call_id}/hangup',
      access: 'key',
      operationId: 'hangUp',
      summary: 'End a call',
      description:
        'A queued call is cancelled and never dialled, one under way is hung up, one that is over stays as it is.',
      tag,
      body: emptyBody,
      params: callParams,
      answers: { 200: { description: 'What was done', schema: hangUpAnswer } },
      failures: ['call_not_found', 'call_elsewhere'],
      async handle({ params, account, signedIn, language }) {
        // Whoever runs the service answers for every phone that it rings: the operator may end any call.
        const { accountId } = await foundCall(calls, { account, signedIn }, params.call_id);
        const outcome = await control.hangUp(accountId, params.call_id, supervisorOf(signedIn));
        if (outcome === null) throw callNotFound();
        return success(successMessage(outcome, {}, language), { call_id: params.call_id, outcome });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/calls/{call_id}/events',
      access: 'key',
      head: false,
      operationId: 'callEvents',
      summary: 'Follow everything that happens in a call',
      description:
        'Server-Sent Events, each a CallEvent named by its type: all that was logged, then each event as it happens, until `ended`. `partial` comes live only. `Last-Event-ID` resumes without a gap or a repeat; the comment `: keep-alive` comes every 0.5 s of silence.',
      tag,
      params: callParams,
      headers: lastEventIdHeader,
      answers: { 200: { description: 'The stream', contentType: 'text/event-stream', example: EVENTS_EXAMPLE } },
      failures: ['call_not_found', 'too_many_streams'],
      async handle({ params, account, signedIn, request, reply }) {
        const after = lastEventId(request.headers['last-event-id']);
        const record = await foundCall(calls, { account, signedIn }, params.call_id);
        feeds.read(record, EVENT_FORMAT, after, streams.open(account.id, reply));
      },
    }),
    route({
      method: 'GET',
      path: '/v1/account',
      access: 'key',
      operationId: 'getAccount',
      summary: 'Read the account: balance and limits',
      tag: accountTag,
      answers: { 200: { description: 'The account', schema: accountAnswer } },
      async handle({ account, language }) {
        const { availableLi, heldLi, rateLi } = await balances.balance(account.id);
        return success(successMessage('ok', {}, language), {
          account_id: account.id,
          name: account.name,
          language: account.language,
          balance: liToYuan(availableLi),
          frozen: liToYuan(heldLi),
          currency: 'CNY',
          rate_per_minute: liToYuan(rateLi),
          limits: {
            running_calls: account.maxRunning,
            requests_per_second: config.requestRate === 0 ? null : config.requestRate,
            streams: streams.perAccount,
            phones_per_request: PHONES_AT_MOST,
            countries: account.countries,
          },
          simulated,
          line: {
            carrier: line.carrier,
            conversation: line.conversation,
            model: line.model,
            usd_per_minute: { carrier: line.carrierUsdPerMinute, model: line.modelUsdPerMinute },
            calling_hours: line.callingHours,
            recording: line.recording,
          },
        });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/account/ledger',
      access: 'key',
      operationId: 'listLedger',
      summary: 'List the movements of money, newest first',
      tag: accountTag,
      query: ledgerQuery,
      answers: { 200: { description: 'A page of the ledger', schema: ledgerAnswer } },
      handle: ({ query, account, language }) => ledgerPage(balances, account.id, query, language),
    }),
  ];
}

const EVENTS_EXAMPLE = `id: 1
event: state
data: {"type":"state","at_ms":0,"state":"dialing"}

`;
