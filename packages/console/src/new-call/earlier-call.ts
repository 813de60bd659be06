import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useClients } from '../data/clients.js';
import type { Draft } from './draft.js';
import { draftOfCall } from './draft-of-call.js';

/**
 * Fills the form in as an earlier call was asked for, where the address names one: `/new-call?from=<call_id>`. Once: what is changed after it stays.
 * Gives what went wrong with it, or null.
 */
export function useEarlierCall(take: (values: Partial<Draft>) => void): unknown {
  const { calls } = useClients();
  const from = useRouterState({ select: ({ location }) => new URLSearchParams(location.searchStr).get('from') });
  const callId = from === '' ? null : from;
  const { data, error } = useQuery({
    queryKey: ['call', callId],
    queryFn: ({ signal }) => calls.call(callId ?? '', { signal }),
    enabled: callId !== null,
  });
  const taken = useRef<string | null>(null);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (data === undefined || taken.current === data.call_id) return;
    taken.current = data.call_id;
    latest.current(draftOfCall(data));
  }, [data]);
  return error;
}
