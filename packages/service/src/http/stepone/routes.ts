import { liToYuan } from '../../billing/money.js';
import { acceptCalls } from '../accepted.js';
import type { CallFeeds } from '../call-feed.js';
import { ACCEPT_FAILURES, newCalls } from '../call-fields.js';
import { campaignHeader, campaignOf } from '../campaign-header.js';
import { success } from '../envelope.js';
import type { EventStreams } from '../event-stream.js';
import { foundCall } from '../found-call.js';
import type { HttpOptions } from '../http-options.js';
import { idempotencyHeader } from '../idempotency.js';
import { successMessage } from '../messages.js';
import { type Asked, type Route, route } from '../route.js';
import { lastEventIdHeader } from '../stream-position.js';
import { toStepone } from './record.js';
import { recordText } from './record-text.js';
import {
  acceptedAnswer,
  balanceAnswer,
  callIdBody,
  initiateBody,
  recordAnswer,
  skillVersionAnswer,
} from './schemas.js';
import { streamChat } from './stream.js';

const tag = 'Stepone-compatible';

const STREAM_DESCRIPTION = `Server-Sent Events. May be opened the moment the id is known, and by many readers at once.
Until the callee answers: the comment \`: keep-alive\` every 0.5 s; not answered 30 s after the stream was opened: \`[TIMEOUT]\` and the stream
closes, while the call itself may go on ringing. Then everything said so far, and each utterance as it is final. The call over: where it came
to nothing one more system line says why; then \`[DONE]\`, and the stream closes. Every event has an id; \`Last-Event-ID\` resumes after it
without a gap or a repeat. With \`Accept: text/event-stream; partial=1\` what is being said comes as events named \`partial\`.`;

const STREAM_EXAMPLE = `: keep-alive

id: 4
data: {"role": "assistant", "content": "您好，请问是张总吗？"}

id: 6
data: {"role": "user", "content": "是我。"}

id: 9.2
data: {"role": "system", "content": "[DONE]"}

`;

/** The API that callers of the published skill know. */
export function steponeRoutes(options: HttpOptions, streams: EventStreams, feeds: CallFeeds): Route[] {
  const { calls, balances, clock, config } = options;

  async function balance({ account, language }: Asked<unknown, unknown, unknown>) {
    const { availableLi, heldLi, rateLi } = await balances.balance(account.id);
    return success(successMessage('ok', {}, language), {
      balance: liToYuan(availableLi),
      currency: 'CNY',
      frozen: liToYuan(heldLi),
      rate_per_minute: liToYuan(rateLi),
    });
  }

  const balanceRoute = {
    method: 'GET',
    access: 'skill',
    tag,
    answers: { 200: { description: 'The balance', schema: balanceAnswer } },
    handle: balance,
  } as const;

  return [
    route({
      method: 'POST',
      path: '/api/v1/callinfo/initiate_call',
      access: 'skill',
      operationId: 'initiateCall',
      summary: 'Place calls',
      description:
        'Answers as soon as the calls are durable and their first minutes are held; nothing is dialled before. All of them or none: one bad number refuses the request.',
      tag,
      body: initiateBody,
      bodyExample: { phones: '13800138000,13900139000', user_requirement: '通知年会时间变更' },
      headers: idempotencyHeader.extend(campaignHeader.shape),
      answers: { 200: { description: 'Accepted, durably', schema: acceptedAnswer } },
      failures: ACCEPT_FAILURES,
      handle(asked) {
        const { phones, ...fields } = asked.body;
        const campaign = campaignOf(asked.request.headers['x-campaign']);
        return acceptCalls(options, asked, newCalls(phones, { ...fields, campaign }));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/callinfo/search_callinfo',
      access: 'skill',
      operationId: 'searchCallinfo',
      summary: 'Read a call’s record',
      description: 'A call that is over has duration_seconds; one that is not has not.',
      tag,
      body: callIdBody,
      answers: { 200: { description: 'The record', schema: recordAnswer } },
      failures: ['call_not_found'],
      async handle({ body, account, language, reply }) {
        const record = await foundCall(calls, { account }, body.call_id);
        const message = successMessage(record.status === 'ended' ? 'call_over' : 'call_under_way', {}, language);
        const text = recordText(toStepone(record, account.language));
        return reply
          .type('application/json; charset=utf-8')
          .send(`{"success":true,"message":${JSON.stringify(message)},"data":${text}}`);
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/callinfo/stream_chat_history',
      access: 'skill',
      operationId: 'streamChatHistory',
      summary: 'Follow a call’s conversation live',
      description: STREAM_DESCRIPTION,
      tag,
      body: callIdBody,
      headers: lastEventIdHeader,
      answers: {
        200: { description: 'The stream', contentType: 'text/event-stream', example: STREAM_EXAMPLE },
        204: { description: 'Last-Event-ID names the end of the stream: there is no more to come.' },
      },
      failures: ['call_not_found', 'too_many_streams'],
      async handle({ body, account, request, reply }) {
        const record = await foundCall(calls, { account }, body.call_id);
        return streamChat(record, account, request, reply, { streams, feeds, clock });
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/callinfo/skill_version',
      access: 'public',
      operationId: 'skillVersion',
      summary: 'The version of the skill that is served',
      tag,
      answers: { 200: { description: 'The version', schema: skillVersionAnswer } },
      handle: () => ({ skill_version: config.skillVersion }),
    }),
    route({
      ...balanceRoute,
      path: '/api/v1/account/balance',
      operationId: 'accountBalance',
      summary: 'Read the balance',
    }),
    route({
      ...balanceRoute,
      path: '/api/v1/callinfo/balance',
      operationId: 'callinfoBalance',
      summary: 'Read the balance, where later versions of the published skill ask for it',
    }),
  ];
}
