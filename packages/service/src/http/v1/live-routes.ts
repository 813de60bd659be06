import { type CallSupervision, RingbackError } from '@ringback/engine';
import type { Account } from '../../accounts/account.js';
import { isCallId } from '../call-fields.js';
import { success } from '../envelope.js';
import { callNotFound } from '../errors.js';
import type { EventStreams } from '../event-stream.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { instant } from '../stepone/record.js';
import { LiveReader } from './live-format.js';
import {
  handBackBody,
  keysBody,
  listenAnswer,
  liveQuery,
  supervisedAnswer,
  takeOverBody,
  whisperBody,
} from './live-schemas.js';
import { callParams, emptyBody } from './schemas.js';
import { supervisorOf } from './supervisor.js';

const tag = 'Live';

/** For people who watch over calls: all of them as they change, and what one can do to one that is under way. */
export function liveRoutes({ control, live, desk, clock }: HttpOptions, streams: EventStreams): Route[] {
  async function supervised(account: Account, callId: string): Promise<CallSupervision> {
    const supervision = isCallId(callId) ? await control.supervise(account.id, callId) : null;
    if (supervision === null) throw callNotFound();
    return supervision;
  }

  return [
    route({
      method: 'GET',
      path: '/v1/live',
      access: 'key',
      head: false,
      operationId: 'live',
      summary: 'Follow all calls that go on or wait',
      description:
        'Server-Sent Events: a LiveSnapshot named `snapshot`, then each LiveUpdate named `update`, at most four a second, with what changed. Where it broke it begins anew with a snapshot; it has no end. The comment `: keep-alive` comes every 0.5 s of silence.',
      tag,
      query: liveQuery,
      answers: { 200: { description: 'The stream', contentType: 'text/event-stream', example: EXAMPLE } },
      failures: ['operator_only', 'too_many_streams'],
      handle({ query, account, signedIn, reply }) {
        const all = query.accounts === 'all';
        if (all && signedIn?.user.role !== 'operator')
          throw new RingbackError('operator_only', 'Only the operator may follow all accounts.');
        const reader = new LiveReader(streams.open(account.id, reply), () => clock.now());
        reader.following(live.follow(all ? null : account.id, reader));
      },
    }),
    route({
      method: 'POST',
      path: '/v1/calls/{call_id}/listen',
      access: 'key',
      operationId: 'listen',
      summary: 'Get a ticket to listen to a call',
      description:
        'For one WebSocket within a minute, which carries 20 ms frames of both sides as µ-law; `docs/live.md` describes it. While it is open its page can take the call over.',
      tag,
      body: emptyBody,
      params: callParams,
      answers: { 200: { description: 'The ticket', schema: listenAnswer } },
      failures: ['call_not_found', 'call_elsewhere', 'call_not_in_progress', 'too_many_tickets'],
      async handle({ params, account, signedIn, language }) {
        const call = await supervised(account, params.call_id);
        const { listeningId, token, expiresAt } = desk.ticket(params.call_id, call, supervisorOf(signedIn));
        return success(successMessage('ok', {}, language), {
          call_id: params.call_id,
          listening_id: listeningId,
          token,
          expires_at: instant(expiresAt),
          path: desk.prefix,
        });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/calls/{call_id}/whisper',
      access: 'key',
      operationId: 'whisper',
      summary: 'Tell the AI of a call what to do',
      description:
        'The callee does not hear it. The AI follows it from its next answer on, or speaks at once where it is asked to.',
      tag,
      body: whisperBody,
      bodyExample: { text: 'Offer Thursday instead.' },
      params: callParams,
      answers: { 200: { description: 'It was told', schema: supervisedAnswer } },
      failures: ['call_not_found', 'call_elsewhere', 'call_not_in_progress', 'call_ending', 'whisper_unsupported'],
      async handle({ params, body, account, signedIn, language }) {
        const call = await supervised(account, params.call_id);
        call.whisper(supervisorOf(signedIn), body.text, body.speak_now ?? false);
        return success(successMessage('whispered', {}, language), { call_id: params.call_id });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/calls/{call_id}/keys',
      access: 'key',
      operationId: 'pressKeys',
      summary: 'Press keys in a call',
      description: 'They are pressed once what is being said was said.',
      tag,
      body: keysBody,
      bodyExample: { digits: '12#' },
      params: callParams,
      answers: { 200: { description: 'They will be pressed', schema: supervisedAnswer } },
      failures: ['call_not_found', 'call_elsewhere', 'call_not_in_progress', 'call_ending'],
      async handle({ params, body, account, signedIn, language }) {
        const call = await supervised(account, params.call_id);
        call.pressKeys(supervisorOf(signedIn), body.digits);
        return success(successMessage('keys_pressed', {}, language), { call_id: params.call_id });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/calls/{call_id}/take-over',
      access: 'key',
      operationId: 'takeOver',
      summary: 'Speak in the AI’s place',
      description:
        'The AI falls silent at once, and what the page of `listening_id` sends goes to the callee. The AI takes the call back where nothing comes of that page for 2 s, and where the call has to end.',
      tag,
      body: takeOverBody,
      bodyExample: { listening_id: 'vO3m1Yq0rT2k' },
      params: callParams,
      answers: { 200: { description: 'The call is theirs', schema: supervisedAnswer } },
      failures: [
        'call_not_found',
        'call_elsewhere',
        'call_not_in_progress',
        'call_ending',
        'call_taken_over',
        'listening_over',
        'take_over_unsupported',
      ],
      async handle({ params, body, account, language }) {
        await supervised(account, params.call_id);
        desk.takeOver(params.call_id, body.listening_id);
        return success(successMessage('taken_over', {}, language), { call_id: params.call_id });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/calls/{call_id}/hand-back',
      access: 'key',
      operationId: 'handBack',
      summary: 'Give a call back to the AI',
      description: 'It goes on, knowing that a person has spoken, and what `note` tells it.',
      tag,
      body: handBackBody,
      bodyExample: { note: 'They agreed to Thursday: say goodbye.' },
      params: callParams,
      answers: { 200: { description: 'The call is the AI’s', schema: supervisedAnswer } },
      failures: [
        'call_not_found',
        'call_elsewhere',
        'call_not_in_progress',
        'call_not_taken_over',
        'whisper_unsupported',
      ],
      async handle({ params, body, account, signedIn, language }) {
        const call = await supervised(account, params.call_id);
        call.handBack(supervisorOf(signedIn), body?.note);
        return success(successMessage('handed_back', {}, language), { call_id: params.call_id });
      },
    }),
  ];
}

const EXAMPLE = `event: snapshot
data: {"now":"2026-11-21T10:12:07.345Z","queued_total":0,"calls":[]}

`;
