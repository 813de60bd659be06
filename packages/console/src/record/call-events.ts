import type { CallEvent } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import { useFollowedCall } from '../call/follow-events.js';
import { useClients } from '../data/clients.js';
import { queries } from '../data/queries.js';

export const callKey = (callId: string) => ['call', callId] as const;

const NONE: readonly CallEvent[] = [];

/** What has happened in a call: of one that is over all of it, else what was logged and then each event as it happens. */
export function useCallEvents(
  callId: string,
  over: boolean | undefined,
): { events: readonly CallEvent[]; error: unknown } {
  const { calls } = useClients();
  const timeline = useQuery({
    queryKey: ['timeline', callId],
    queryFn: ({ signal }) => calls.timeline(callId, { signal }),
    enabled: over === true,
    // Nothing happens in it any more.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const live = useFollowedCall(callId, NONE, added, {
    follows: over === false,
    // The record changes with it: what it says of the call's state, and at the end everything.
    onEvent: ({ type }) => {
      if (type === 'state' || type === 'ended') void queries.invalidateQueries({ queryKey: callKey(callId) });
    },
  });
  if (over === true && timeline.data !== undefined) return { events: timeline.data, error: null };
  return { events: live.now, error: timeline.error ?? live.error };
}

/** Of something that is being said the newest alone is kept. */
function added(events: readonly CallEvent[], event: CallEvent): readonly CallEvent[] {
  if (event.type !== 'partial') return [...events, event];
  return [...events.filter((one) => one.type !== 'partial' || one.utterance_id !== event.utterance_id), event];
}
