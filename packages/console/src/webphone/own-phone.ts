import type { NewCalls } from '@ringback/client';
import { useMutation } from '@tanstack/react-query';
import { useClients } from '../data/clients.js';
import { Phone } from './phone.js';

const RINGS_HERE = 'ringback.rings-here';

/** The number at which the pages of one's own account ring. */
const OWN_NUMBER = 'webphone:me';

let askTicket: () => Promise<string> = () => Promise.reject(new Error('nobody is signed in'));

/** The phone of this page, for calls to one's own account. There is one, whatever screens come and go. */
const ownPhone = new Phone(() => askTicket());

/** Lets it register as whoever is signed in. */
export function useOwnPhone(): Phone {
  const { session } = useClients();
  askTicket = async () => (await session.webphoneTicket()).token;
  return ownPhone;
}

/** Whether this browser is to ring by itself, also after a reload. */
export function ringsHere(): boolean {
  return localStorage.getItem(RINGS_HERE) === 'yes';
}

export function setRingsHere(rings: boolean): void {
  if (rings) localStorage.setItem(RINGS_HERE, 'yes');
  else localStorage.removeItem(RINGS_HERE);
}

/** Has the AI call this very page: registers it, and places the call. To be started by a click, so that the page may ring aloud. Gives the call's id. */
export function useCallMe() {
  const { calls } = useClients();
  const phone = useOwnPhone();
  return useMutation({
    mutationFn: async (call: Omit<NewCalls, 'phones'>): Promise<string> => {
      await phone.turnOn();
      const { call_ids } = await calls.createCalls({ ...call, phones: [OWN_NUMBER] });
      return call_ids[0] as string;
    },
  });
}
