import { z } from 'zod';
import { readHours } from '../compliance/calling-hours.js';
import { isTimeZone } from '../compliance/time-zones.js';
import { absolutePath, address, isHost, list, token, variable, WRONG, wholeNumber } from './variable.js';

const isE164 = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text);

/** What dials, how it is reached, when it may, and what is recorded. */
export const TELEPHONY_VARIABLES = {
  RINGBACK_CARRIER: variable(
    {
      means:
        'What dials and carries audio. `simulator` reaches no telephone network: its callees are simulated. `twilio` calls real phones. ' +
        '`twilio-standin` goes the whole way of a real call on this machine, offline: stand-ins of Twilio and of the model, and simulated callees.',
      write: 'simulator, twilio or twilio-standin',
      fallback: 'simulator',
    },
    z.enum(['simulator', 'twilio', 'twilio-standin'], WRONG),
  ),
  TWILIO_ACCOUNT_SID: variable(
    {
      means:
        'The Twilio account that dials; with another `TWILIO_API_URL` what stands in its place, such as SignalWire’s project id.',
      write: 'the Account SID of the Twilio console: AC and 32 hexadecimal digits',
    },
    token(/^[A-Za-z0-9-]{1,64}$/),
  ),
  TWILIO_AUTH_TOKEN: variable(
    {
      means: 'Its primary auth token. Twilio signs what it sends with it, so it is needed beside an API key, too.',
      write: 'the Auth Token of the Twilio console',
      secret: true,
    },
    token(),
  ),
  TWILIO_SIGNING_KEY: variable(
    {
      means: 'With what requests to this service are signed, where it is not the auth token: SignalWire’s signing key.',
      write: 'the signing key of the SignalWire dashboard',
      secret: true,
    },
    token(),
  ),
  TWILIO_API_KEY: variable(
    {
      means: 'An API key with which to ask Twilio, in place of the auth token. With `TWILIO_API_SECRET`.',
      write: 'the SID of an API key: SK and 32 hexadecimal digits',
    },
    token(/^SK[0-9a-fA-F]{32}$/),
  ),
  TWILIO_API_SECRET: variable(
    { means: 'The secret of `TWILIO_API_KEY`.', write: 'the secret that was shown with the API key', secret: true },
    token(),
  ),
  TWILIO_FROM: variable(
    {
      means: 'The number that callees see; of several each call takes the next. Bought from Twilio, or verified there.',
      write: 'numbers in E.164 separated by commas, e.g. +14155550100,+14155550101',
    },
    list(isE164, 100),
  ),
  TWILIO_API_URL: variable(
    {
      means:
        'Where Twilio’s REST API is, for a stand-in or a compatible service such as SignalWire. Unset: Twilio itself.',
      write: 'an http or https address, e.g. https://example.signalwire.com/api/laml',
    },
    address('http:', 'https:'),
  ),
  RINGBACK_MACHINE_DETECTION: variable(
    {
      means:
        'Whether the carrier finds out that a machine answered: not at all, as soon as it can tell (`start`), or also when its greeting ' +
        'is over (`end`: needed to leave a message after the beep). Twilio charges for it.',
      write: 'one of off, start, end',
      fallback: 'off',
    },
    z.enum(['off', 'start', 'end'], WRONG),
  ),
  RINGBACK_PUBLIC_URL: variable(
    {
      means:
        'The address at which the carrier reaches this node from the internet, as a reverse proxy with TLS offers it: it must lead to ' +
        '`RINGBACK_PUBLIC_PORT`.',
      write: 'an https address, e.g. https://calls.example.com',
    },
    address('https:', 'http:'),
  ),
  RINGBACK_PUBLIC_HOST: variable(
    {
      means:
        'Address on which the carrier’s requests arrive, from the reverse proxy or the tunnel. The API is not there.',
      write: 'an address or host name of this machine',
      fallback: '127.0.0.1',
    },
    z.string().refine(isHost, WRONG),
  ),
  RINGBACK_PUBLIC_PORT: variable(
    {
      means: 'Port on which the carrier’s requests arrive. `0` lets the system choose, which suits a tunnel alone.',
      write: 'a whole number from 0 to 65535',
      fallback: '7465',
    },
    wholeNumber(0, 65_535),
  ),
  RINGBACK_TUNNEL: variable(
    {
      means:
        'A tunnel that is started and ended with the service and makes the public address, in place of `RINGBACK_PUBLIC_URL`. ' +
        '`tailscale-serve` reaches your own tailnet only.',
      write: 'one of none, ngrok, tailscale-serve, tailscale-funnel',
      fallback: 'none',
    },
    z.enum(['none', 'ngrok', 'tailscale-serve', 'tailscale-funnel'], WRONG),
  ),
  NGROK_AUTHTOKEN: variable(
    {
      means: 'The token of your ngrok account. Unset: what `ngrok config` holds.',
      write: 'the authtoken of the ngrok dashboard',
      secret: true,
    },
    token(),
  ),
  RINGBACK_NGROK_DOMAIN: variable(
    {
      means: 'A domain of your ngrok account. Unset: ngrok gives one.',
      write: 'a host name, e.g. calls.ngrok.app',
    },
    z.string().refine(isHost, WRONG),
  ),
  RINGBACK_RECORDING: variable(
    {
      means:
        'Which talks are recorded: none, those whose request asks for it (`asked`), or all but those whose request says not to (`on`). ' +
        'In many places both sides must be told, or must agree.',
      write: 'one of off, asked, on',
      fallback: 'off',
    },
    z.enum(['off', 'asked', 'on'], WRONG),
  ),
  RINGBACK_RECORDINGS: variable(
    {
      means: 'The folder of the recordings, one WAV file a call. Unset: `recordings` in the data folder.',
      write: 'an absolute path of a folder',
    },
    absolutePath,
  ),
  RINGBACK_CARRIER_RECORDING: variable(
    {
      means: 'Whether the carrier records, too, and keeps it with itself, at its own price.',
      write: 'on or off',
      fallback: 'off',
    },
    z.enum(['off', 'on'], WRONG),
  ),
  RINGBACK_CALLING_HOURS: variable(
    {
      means:
        'Hours of the callee’s own day within which real phones are called; a call outside of them waits. `off`: at any hour. The ' +
        'simulator calls at any hour.',
      write: 'two times of a day, e.g. 08:00-21:00, or off',
      fallback: '08:00-21:00',
    },
    z.string().transform((text, context) => {
      if (text === 'off') return null;
      const hours = readHours(text);
      if (hours !== null) return hours;
      context.addIssue(WRONG);
      return z.NEVER;
    }),
  ),
  RINGBACK_TIME_ZONE: variable(
    {
      means:
        'The callees’ time zone where a number does not tell its own. Where it might be in several, and this is one of them, this one ' +
        'counts alone: set it if you call your own region. Unset: all that it might be in.',
      write: 'a time zone as the IANA names it, e.g. America/New_York',
    },
    z.string().refine(isTimeZone, WRONG),
  ),
} as const;
