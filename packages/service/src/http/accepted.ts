import type { AcceptedCall } from '../calls/calls-port.js';

/** What was accepted, in the order of the numbers. `call_ids` and `provider_call_id` are what existing callers cut out. */
export function acceptedData(calls: readonly AcceptedCall[], repeated: readonly string[]) {
  return {
    call_ids: calls.map(({ callId }) => callId),
    provider_call_id: calls[0]?.callId ?? '',
    calls: calls.map(({ callId, phone }) => ({ call_id: callId, phone })),
    ...(repeated.length === 0 ? {} : { repeated }),
  };
}
