import { isRingbackApiError } from '@ringback/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

export const SESSION_KEY = ['session'] as const;

/** For what changes seldom: long enough to go to and fro between screens, short for who has changed something elsewhere. */
const FRESH_MS = 10_000;

/** The one store of what was asked. Whoever is no longer signed in is sent to sign in, whatever the request was. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  // The client asks again by itself where that may help.
  defaultOptions: { queries: { retry: false, staleTime: FRESH_MS }, mutations: { retry: false } },
});

function noticeSignedOut(error: unknown): void {
  if (!isRingbackApiError(error)) return;
  if (error.code === 'sign_in_required' || error.code === 'unauthorized' || error.status === 401)
    void queries.invalidateQueries({ queryKey: SESSION_KEY });
}
