import type { RingbackClient } from '@ringback/client';
import { useEffect, useState } from 'react';
import { useClients } from '../data/clients.js';
import { after, SILENT, type SpokenCall } from './spoken-lines.js';

/** What is said in a call, as it is said; from the beginning, also where it is opened late. */
export function useSpokenCall(callId: string): SpokenCall {
  const { calls } = useClients();
  const [call, setCall] = useState(SILENT);
  useEffect(() => {
    const reading = new AbortController();
    setCall(SILENT);
    void read(calls, callId, reading.signal, setCall);
    return () => reading.abort();
  }, [calls, callId]);
  return call;
}

async function read(
  calls: RingbackClient,
  callId: string,
  signal: AbortSignal,
  change: (next: (before: SpokenCall) => SpokenCall) => void,
): Promise<void> {
  try {
    for await (const event of calls.events(callId, { signal })) change((before) => after(before, event));
  } catch (error) {
    if (!signal.aborted) change((before) => ({ ...before, error }));
  }
}
