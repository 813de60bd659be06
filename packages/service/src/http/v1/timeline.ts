import type { CallRecord } from '../../calls/call-record.js';
import type { CallLogs } from '../../events/call-log.js';
import { formatPosition, isAfter, STREAM_START, type StreamPosition } from '../stream-position.js';
import { missingEnd, toV1Event } from './event-format.js';
import type { V1CallEvent } from './schemas.js';

/** An event with its id, the same as in the live stream. */
export interface V1LoggedEvent {
  id: string;
  event: V1CallEvent;
}

/** Everything that has happened in a call so far, as far as it is kept, after a place in its log. */
export async function readTimeline(
  logs: Pick<CallLogs, 'read'>,
  call: CallRecord,
  after: StreamPosition = STREAM_START,
): Promise<V1LoggedEvent[]> {
  // From the beginning: whether the end is missing is seen only where the end would be.
  const logged = await logs.read(call.callId, 0);
  const events = logged.map(({ seq, event }) => ({ position: { seq, part: 0 }, event: toV1Event(event) }));
  const last = events.at(-1);
  if (call.status === 'ended' && last?.event.type !== 'ended')
    events.push({ position: { seq: last?.position.seq ?? 0, part: 1 }, event: missingEnd(call) });
  return events
    .filter(({ position }) => isAfter(position, after))
    .map(({ position, event }) => ({ id: formatPosition(position), event }));
}
