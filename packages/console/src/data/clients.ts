import { LiveClient, RingbackClient, SessionClient } from '@ringback/client';
import { useLanguage } from '../i18n/i18n.js';
import { LANGUAGES, type Language } from '../i18n/languages.js';

/** Everything that a page asks of the service, by the session of whoever is signed in. Messages come in the language of the page. */
export interface Clients {
  session: SessionClient;
  calls: RingbackClient;
  live: LiveClient;
}

const baseUrl = window.location.origin;

const byLanguage = new Map<Language, Clients>(
  LANGUAGES.map((language) => [
    language,
    {
      session: new SessionClient({ baseUrl, language }),
      calls: new RingbackClient({ baseUrl, language }),
      live: new LiveClient({ baseUrl, language }),
    },
  ]),
);

export function useClients(): Clients {
  return byLanguage.get(useLanguage()) as Clients;
}
