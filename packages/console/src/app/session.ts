import type { SessionState, User } from '@ringback/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect } from 'react';
import { useClients } from '../data/clients.js';
import { queries, SESSION_KEY } from '../data/queries.js';

/** Whoever signed out means to be out, also at their own machine, until they say otherwise. */
const STAYS_OUT = 'ringback.signed-out';

export interface SessionAtHand {
  /** Undefined while it is being asked for. */
  state: SessionState | undefined;
  error: unknown;
  signInLocally(): void;
}

/** Who is signed in. At the owner's own machine that comes by itself, once. */
export function useSession(): SessionAtHand {
  const { session } = useClients();
  const { data, error } = useQuery({ queryKey: SESSION_KEY, queryFn: ({ signal }) => session.state({ signal }) });
  const local = useMutation({
    mutationFn: () => session.signInLocally(),
    onSuccess: () => {
      sessionStorage.removeItem(STAYS_OUT);
      return queries.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
  const { mutate, status } = local;
  const mayEnter = data?.user === null && data.local_sign_in && sessionStorage.getItem(STAYS_OUT) === null;
  useEffect(() => {
    if (mayEnter && status === 'idle') mutate();
  }, [mayEnter, mutate, status]);
  const entering = mayEnter && (status === 'idle' || status === 'pending');
  return { state: entering ? undefined : data, error: error ?? local.error, signInLocally: () => mutate() };
}

export function useSignOut(): () => void {
  const { session } = useClients();
  return useMutation({
    mutationFn: () => session.signOut(),
    onSuccess: async () => {
      sessionStorage.setItem(STAYS_OUT, 'yes');
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
      await queries.invalidateQueries({ queryKey: SESSION_KEY });
    },
  }).mutate;
}

export const UserContext = createContext<User | null>(null);

/** Who is signed in. Only inside the frame, where somebody is. */
export function useUser(): User {
  const user = useContext(UserContext);
  if (user === null) throw new Error('nobody is signed in here');
  return user;
}
