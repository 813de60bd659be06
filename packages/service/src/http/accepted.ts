import type { AcceptedCall, CallsPort, NewCalls } from '../calls/calls-port.js';
import { success } from './envelope.js';
import type { HttpOptions } from './http-options.js';
import { idempotencyOf } from './idempotency.js';
import { successMessage } from './messages.js';
import type { Asked } from './route.js';
import { instant } from './stepone/record.js';

/** Accepts calls, once for each idempotency key, and answers what both APIs answer. */
export async function acceptCalls(
  { calls, simulated }: Pick<HttpOptions, 'simulated'> & { calls: Pick<CallsPort, 'accept'> },
  { account, language, request }: Pick<Asked<unknown, unknown, unknown>, 'account' | 'language' | 'request'>,
  wanted: NewCalls,
) {
  const idempotency = idempotencyOf(request.headers['idempotency-key'], wanted);
  const { calls: accepted, repeated } = await calls.accept(account, wanted, idempotency);
  const waits = accepted.flatMap(({ waitsUntil }) => waitsUntil ?? []);
  const waiting = { waiting: waits.length, waitsUntil: waits.length === 0 ? '' : instant(Math.min(...waits)) };
  // A browser really rings, also where phones are simulated.
  const pretended = simulated && accepted.some(({ phone }) => !/^webphone:/i.test(phone));
  const message = successMessage(
    'accepted',
    { count: accepted.length, repeated, simulated: pretended, ...waiting },
    language,
  );
  return success(message, acceptedData(accepted, repeated));
}

/** What was accepted, in the order of the numbers. `call_ids` and `provider_call_id` are what existing callers cut out. */
function acceptedData(calls: readonly AcceptedCall[], repeated: readonly string[]) {
  return {
    call_ids: calls.map(({ callId }) => callId),
    provider_call_id: calls[0]?.callId ?? '',
    calls: calls.map(({ callId, phone, waitsUntil }) => ({
      call_id: callId,
      phone,
      ...(waitsUntil === undefined ? {} : { waits_until: instant(waitsUntil) }),
    })),
    ...(repeated.length === 0 ? {} : { repeated }),
  };
}
