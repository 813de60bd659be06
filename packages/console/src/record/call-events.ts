import type { CallEvent } from '@ringback/client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClients } from '../data/clients.js';
import { queries } from '../data/queries.js';

export const callKey = (callId: string) => ['call', callId] as const;

/** What has happened in a call: of one that is over all of it, else what was logged and then each event as it happens. */
export function useCallEvents(callId: string, over: boolean | undefined): { events: CallEvent[]; error: unknown } {
  const { calls } = useClients();
  const timeline = useQuery({
    queryKey: ['timeline', callId],
    queryFn: ({ signal }) => calls.timeline(callId, { signal }),
    enabled: over === true,
    // Nothing happens in it any more.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const live = useLiveEvents(callId, over === false);
  if (over === true && timeline.data !== undefined) return { events: timeline.data, error: null };
  return { events: live.events, error: timeline.error ?? live.error };
}

function useLiveEvents(callId: string, follows: boolean): { events: CallEvent[]; error: unknown } {
  const { calls } = useClients();
  const [state, setState] = useState<{ events: CallEvent[]; error: unknown }>({ events: [], error: null });
  useEffect(() => {
    if (!follows) return;
    const leaving = new AbortController();
    setState({ events: [], error: null });
    void (async () => {
      try {
        for await (const event of calls.events(callId, { signal: leaving.signal })) {
          setState(({ events }) => ({ events: added(events, event), error: null }));
          // The record changes with it: what it says of the call's state, and at the end everything.
          if (event.type === 'state' || event.type === 'ended')
            void queries.invalidateQueries({ queryKey: callKey(callId) });
        }
      } catch (error) {
        if (!leaving.signal.aborted) setState(({ events }) => ({ events, error }));
      }
    })();
    return () => leaving.abort();
  }, [calls, callId, follows]);
  return state;
}

/** Of something that is being said the newest alone is kept. */
function added(events: CallEvent[], event: CallEvent): CallEvent[] {
  if (event.type !== 'partial') return [...events, event];
  return [...events.filter((one) => one.type !== 'partial' || one.utterance_id !== event.utterance_id), event];
}
