import type { LegEnd, LegEndCause } from '../carrier.js';
import type { RestFailure } from './rest-failure.js';

interface Meaning {
  /** Default: `failed`. */
  cause?: LegEndCause;
  /** What is wrong and what to do. Never Twilio's own message, which names the number. */
  text: string;
}

/** Codes that a request to dial can be refused with (https://www.twilio.com/docs/api/errors), and what to do about each. */
export const TWILIO_CODES: Readonly<Record<number, Meaning>> = {
  10001: { text: 'the account is not active: sign in at the Twilio console and see what it asks for' },
  13223: { cause: 'unreachable', text: 'the number is not written as Twilio wants it: give it as E.164' },
  13224: { cause: 'unreachable', text: 'the number is not valid: check it' },
  13225: { text: 'Twilio does not call this number: it is blocked for all accounts' },
  13227: {
    text: 'calls to this country are not allowed: allow them under Voice, Geographic permissions, in the Twilio console',
  },
  20003: {
    text: 'Twilio refused the credentials: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or the API key and its secret',
  },
  20005: { text: 'the account is not active: sign in at the Twilio console and see what it asks for' },
  20404: { text: 'Twilio has nothing at this address: check TWILIO_ACCOUNT_SID and TWILIO_API_URL' },
  20429: { text: 'too many requests to Twilio at once: make fewer calls at the same time' },
  21201: { text: 'no number to call was given' },
  21203: { text: 'Twilio does not make international calls for this account: ask its support' },
  21205: {
    text: 'Twilio refused the public address: RINGBACK_PUBLIC_URL must be an https address that the internet can reach',
  },
  21210: {
    text: 'the number to call from does not belong to the account: buy it or verify it in the Twilio console, or change TWILIO_FROM',
  },
  21211: { cause: 'unreachable', text: 'the number is not valid: check it' },
  21212: { text: 'the number to call from is not valid: write TWILIO_FROM as E.164, a number of the account' },
  21213: { text: 'no number to call from was given: set TWILIO_FROM' },
  21214: { cause: 'unreachable', text: 'the number cannot be reached by Twilio: check it' },
  21215: {
    text: 'calls to this country are not allowed: allow them under Voice, Geographic permissions, in the Twilio console',
  },
  21216: { text: 'the account may not call this number: ask Twilio’s support' },
  21217: { cause: 'unreachable', text: 'the number does not seem to be valid: check it' },
  21219: {
    text: 'a trial account calls verified numbers alone: verify the number in the Twilio console, or upgrade the account',
  },
  21609: {
    text: 'Twilio refused the address for status callbacks: RINGBACK_PUBLIC_URL must be an https address that the internet can reach',
  },
};

/** How a call ends whose request Twilio refused, or that could not be sent. */
export function refusedEnd(failure: RestFailure): LegEnd {
  const { code, status, system } = failure;
  const known = code === undefined ? undefined : TWILIO_CODES[code];
  if (known !== undefined) return { cause: known.cause ?? 'failed', detail: `Twilio ${code}: ${known.text}` };
  if (code !== undefined) {
    return { cause: 'failed', detail: `Twilio answered ${code}; see https://www.twilio.com/docs/errors/${code}` };
  }
  if (status !== undefined)
    return { cause: 'failed', detail: `Twilio answered HTTP ${status} without a code of its own` };
  const why = system === undefined ? '' : ` (${system})`;
  return { cause: 'failed', detail: `Twilio could not be reached${why}: see that this machine reaches the API` };
}
