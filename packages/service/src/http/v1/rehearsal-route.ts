import { z } from 'zod';
import { callFields, newCalls } from '../call-fields.js';
import { success } from '../envelope.js';
import type { HttpOptions } from '../http-options.js';
import { idempotencyHeader, idempotencyOf } from '../idempotency.js';
import { successMessage } from '../messages.js';
import { calleeField } from '../rehearsal-callee.js';
import { type Route, route } from '../route.js';
import { envelope } from '../schemas.js';

const { not_before: _, callback_url: __, ...brief } = callFields;

const rehearsalBody = z
  .strictObject({
    callee: calleeField.optional().meta({
      description:
        'Who answers: a simulated callee by its behaviour (docs/simulated-callees.md). `confirms` by default.',
    }),
    ...brief,
  })
  .meta({ id: 'NewRehearsal' });

const rehearsalAnswer = envelope(
  z
    .object({
      call_id: z.string(),
      callee: calleeField,
      phone: z.string().meta({ description: 'The number of the simulated callee.' }),
      language: z.enum(['zh', 'en']).meta({ description: 'What the callee speaks.' }),
    })
    .meta({ id: 'Rehearsal' }),
);

/** A call to nobody, to hear how it would go. */
export function rehearsalRoute({ calls, line }: Pick<HttpOptions, 'calls' | 'line'>): Route {
  return route({
    method: 'POST',
    path: '/v1/rehearsals',
    access: 'key',
    operationId: 'createRehearsal',
    summary: 'Rehearse a call with a simulated callee',
    description:
      'The same brief and the same conversation as POST /v1/calls; a simulated callee answers in place of a phone, whatever the carrier. No phone rings, nothing is charged, and its record says `rehearsal`. A model behind the conversation costs its operator what it always does.',
    tag: 'Calls',
    body: rehearsalBody,
    bodyExample: { callee: 'asks_a_question', user_requirement: '通知张先生明天上午9点开会' },
    headers: idempotencyHeader,
    answers: { 200: { description: 'Accepted, durably', schema: rehearsalAnswer } },
    failures: [
      'too_many_rehearsals',
      'recording_not_allowed',
      'invalid_result_schema',
      'invalid_metadata',
      'idempotency_conflict',
      'stopping',
      'storage_busy',
    ],
    async handle({ body, account, request, language }) {
      const { callee = 'confirms', ...fields } = body;
      const { phones: _phones, ...wanted } = newCalls('', fields);
      const once = idempotencyOf(request.headers['idempotency-key'], { rehearsal: callee, ...wanted });
      const accepted = await calls.rehearse(account, { ...wanted, callee }, once);
      return success(successMessage('rehearsing', { model: line.model, usd: line.modelUsdPerMinute }, language), {
        call_id: accepted.callId,
        callee,
        phone: accepted.phone,
        language: accepted.language,
      });
    },
  });
}
