import type { Supervisor } from '@ringback/engine';
import type { SignedIn } from '../../sign-in/sign-in.js';

/** A program, by its key. */
const PROGRAM: Supervisor = { id: 'api', name: 'API' };

/** Who does something to a call: whoever is signed in, or a program of the account's. */
export function supervisorOf(signedIn: SignedIn | null): Supervisor {
  if (signedIn === null) return PROGRAM;
  const { id, name, email } = signedIn.user;
  // The owner at this machine may have neither.
  return { id, name: name.trim() || (email ?? 'owner') };
}
