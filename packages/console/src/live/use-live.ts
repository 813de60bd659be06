import { isRingbackApiError } from '@ringback/client';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useClients } from '../data/clients.js';
import { LiveList, type LiveRow } from './live-list.js';

/** After the client has given up (ten tries in half a minute) it begins anew so often: the screen may stay open for days. */
const AGAIN_MS = 5_000;
const TIDY_MS = 1_000;

export interface Live {
  list: LiveList;
  /** Why nothing comes at the moment; null: it does. */
  error: unknown;
}

/** Follows all calls for as long as the screen is open. */
export function useLive(allAccounts: boolean): Live {
  const { live } = useClients();
  const [list, setList] = useState(() => new LiveList());
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const fresh = new LiveList();
    setList(fresh);
    const follow = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          for await (const event of live.live({ signal, allAccounts })) {
            fresh.take(event);
            setError(null);
          }
        } catch (reason) {
          if (signal.aborted) return;
          setError(reason);
          if (isRingbackApiError(reason) && (reason.status === 401 || reason.status === 403)) return;
        }
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, AGAIN_MS);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    };
    void follow();
    const tidying = setInterval(() => fresh.tidy(), TIDY_MS);
    return () => {
      clearInterval(tidying);
      leaving.abort();
    };
  }, [live, allAccounts]);
  return { list, error };
}

export function useOrder(list: LiveList): readonly string[] {
  return useSyncExternalStore(list.onOrder, () => list.order);
}

export function useCounts(list: LiveList): { running: number; queued: number } {
  return useSyncExternalStore(list.onOrder, () => list.counts);
}

/** One row, drawn anew only when something of it changed. */
export function useRow(list: LiveList, callId: string): LiveRow | undefined {
  const subscribe = useCallback((listener: () => void) => list.onRow(callId, listener), [list, callId]);
  return useSyncExternalStore(subscribe, () => list.row(callId));
}

const ticking = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;
let second = 0;

function onSecond(listener: () => void): () => void {
  ticking.add(listener);
  ticker ??= setInterval(() => {
    second += 1;
    for (const tell of ticking) tell();
  }, 1_000);
  return () => {
    ticking.delete(listener);
    if (ticking.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

/** Draws anew each second. One timer for all that count. */
export function useSecond(): number {
  return useSyncExternalStore(onSecond, () => second);
}
