import { z } from 'zod';
import { CONVERSATION_VARIABLES } from './conversation-variables.js';
import { isCountry } from './country.js';
import { TELEPHONY_VARIABLES } from './telephony-variables.js';
import {
  absolutePath,
  days,
  isHost,
  isPostgresUrl,
  list,
  number,
  seconds,
  variable,
  WRONG,
  wholeNumber,
  yuan,
} from './variable.js';

/**
 * Every setting of the service, by the name of its environment variable. An empty value counts as unset. The table in
 * `docs/configuration.md` is made from this; a test holds the two together.
 */
export const VARIABLES = {
  RINGBACK_HOME: variable(
    {
      means: 'The data folder: the database, the lock and this node’s name. Made if absent, for its owner alone.',
      write: 'a folder, e.g. /var/lib/ringback',
      fallback: '~/.ringback',
    },
    z.string().refine((text) => !text.includes('\0'), WRONG),
  ),
  RINGBACK_HOST: variable(
    {
      means: 'Address the API listens on. `0.0.0.0` opens it to other machines: put TLS in front of it then.',
      write: 'an address or host name of this machine',
      fallback: '127.0.0.1',
    },
    z.string().refine(isHost, WRONG),
  ),
  RINGBACK_PORT: variable(
    {
      means: 'Port the API listens on. `0` lets the system choose; `ringback serve` says which.',
      write: 'a whole number from 0 to 65535',
      fallback: '7464',
    },
    wholeNumber(0, 65_535),
  ),
  DATABASE_URL: variable(
    {
      means: 'A PostgreSQL 15+ database, shared by as many nodes as like. Unset: SQLite in the data folder.',
      write: 'postgres://user:password@host:5432/database, or nothing at all for SQLite',
      secret: true,
    },
    z.string().refine(isPostgresUrl, WRONG),
  ),
  RINGBACK_LOG_LEVEL: variable(
    {
      means:
        'How much is logged, as JSON lines on standard error. Numbers and words spoken appear at `debug` and below only.',
      write: 'one of fatal, error, warn, info, debug, trace, silent',
      fallback: 'info',
    },
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], WRONG),
  ),
  RINGBACK_COUNTRIES: variable(
    {
      means:
        'Countries whose numbers may be called by accounts that have no list of their own. Numbers of the first need no country code.',
      write: 'ISO 3166 country codes separated by commas, e.g. CN,HK',
      fallback: 'CN',
    },
    list(isCountry, 250).transform((countries) => countries.map((country) => country.toUpperCase())),
  ),
  RINGBACK_RATE: variable(
    {
      means: 'Price in yuan of a started minute, for accounts made from now on; `ringback account set` changes others.',
      write: 'an amount in yuan with at most three decimals, e.g. 0.30',
      fallback: '0.30',
    },
    yuan,
  ),
  RINGBACK_OPENING_BALANCE: variable(
    {
      means: 'What an account made from now on begins with, in yuan.',
      write: 'an amount in yuan with at most three decimals, e.g. 10.00',
      fallback: '10.00',
    },
    yuan,
  ),
  RINGBACK_MAX_RUNNING: variable(
    {
      means:
        'Calls under way at once in one account, for accounts made from now on; `ringback account set` changes others.',
      write: 'a whole number from 1 to 100000',
      fallback: '10',
    },
    wholeNumber(1, 100_000),
  ),
  RINGBACK_CARRIER_MAX_RUNNING: variable(
    {
      means: 'Calls under way at once on the carrier, over all nodes.',
      write: 'a whole number from 1 to 100000',
      fallback: '200',
    },
    wholeNumber(1, 100_000),
  ),
  RINGBACK_NODE_MAX_RUNNING: variable(
    {
      means: 'Calls under way at once on this node.',
      write: 'a whole number from 1 to 100000',
      fallback: '200',
    },
    wholeNumber(1, 100_000),
  ),
  RINGBACK_CALLS_PER_SECOND: variable(
    {
      means:
        'Calls begun per second on the carrier, over all nodes, evenly spaced in whole milliseconds; `0`: no limit. 20 fills 200 lines in ' +
        '10 s, and is what a middling SIP trunk takes; a bare Twilio account takes 1.',
      write: 'a number from 0 to 1000, e.g. 20 or 0.5',
      fallback: '20',
    },
    number(0, 1000),
  ),
  RINGBACK_MAX_QUEUED: variable(
    {
      means: 'Calls that may wait in one account. What would exceed it is refused with 429.',
      write: 'a whole number from 1 to 10000000',
      fallback: '20000',
    },
    wholeNumber(1, 10_000_000),
  ),
  RINGBACK_REQUEST_RATE: variable(
    {
      means: 'API requests per second in one account, beyond which it is answered 429; `0`: no limit.',
      write: 'a whole number from 0 to 1000000',
      fallback: '200',
    },
    wholeNumber(0, 1_000_000),
  ),
  RINGBACK_SIGN_UP: variable(
    {
      means:
        'Who may sign up to the console: the first user, who becomes the operator, at this machine alone (`local`) or from anywhere (`first`), everybody, ' +
        'each in an account of their own with its opening balance (`open`), or nobody (`closed`).',
      write: 'one of local, first, open, closed',
      fallback: 'local',
    },
    z.enum(['local', 'first', 'open', 'closed'], WRONG),
  ),
  RINGBACK_LOCAL_SIGN_IN: variable(
    {
      means:
        'Whether whoever sits at this machine is the owner without a password, until somebody has signed up. Only where `RINGBACK_HOST` is a loopback ' +
        'address. Turn it off on a machine that others use, too, and where a reverse proxy runs on it.',
      write: 'on or off',
      fallback: 'on',
    },
    z.enum(['on', 'off'], WRONG),
  ),
  RINGBACK_RING_TIMEOUT: variable(
    {
      means: 'Seconds a call may ring before it ends as `no_answer`.',
      write: 'a whole number of seconds from 5 to 300',
      fallback: '30',
    },
    seconds(5, 300),
  ),
  RINGBACK_TIME_LIMIT: variable(
    {
      means: 'Seconds of talk after which a call is ended with a goodbye.',
      write: 'a whole number of seconds from 30 to 14400',
      fallback: '600',
    },
    seconds(30, 14_400),
  ),
  RINGBACK_KEEP_WORDS: variable(
    {
      means:
        'How long what was said in a call is kept after its end: transcript, events, summary and result. The record of the call, its number and its cost stay.',
      write: 'a whole number of days from 1 to 3650, or forever',
      fallback: 'forever',
    },
    days,
  ),
  RINGBACK_KEEP_RECORDINGS: variable(
    {
      means: 'How long recordings are kept after the end of their calls, on the node that made them.',
      write: 'a whole number of days from 1 to 3650, or forever',
      fallback: 'forever',
    },
    days,
  ),
  RINGBACK_STOP_LIMIT: variable(
    {
      means:
        'Seconds that running calls may go on when the service is told to stop, before they are ended with a goodbye.',
      write: 'a whole number of seconds from 0 to 3600',
      fallback: '30',
    },
    seconds(0, 3600),
  ),
  ...TELEPHONY_VARIABLES,
  ...CONVERSATION_VARIABLES,
  RINGBACK_SIMULATOR_SPEED: variable(
    {
      means:
        'How many times as fast as real time simulated calls pass. Call times and costs are those of the simulated minutes.',
      write: 'a number from 0.1 to 1000',
      fallback: '1',
    },
    number(0.1, 1000),
  ),
  RINGBACK_SIMULATOR_JOURNAL: variable(
    {
      means:
        'A file to which the simulator adds a line for every call that it dials, durably: proof of what was dialled. Unset: none.',
      write: 'an absolute path of a file',
    },
    absolutePath,
  ),
  RINGBACK_SPEECH: variable(
    {
      means:
        'The offline voice: `espeak` (a separate speech program), `tones` (one tone a syllable), or `auto`: espeak where it is installed.',
      write: 'one of auto, espeak, tones',
      fallback: 'auto',
    },
    z.enum(['auto', 'espeak', 'tones'], WRONG),
  ),
  RINGBACK_CALLBACK_PRIVATE: variable(
    {
      means:
        'Hosts to which callbacks may be delivered although they are private or local addresses. Unset: none, so that a caller of the API ' +
        'cannot reach into your network.',
      write: 'hosts, with or without a port, separated by commas, e.g. 127.0.0.1,hooks.internal:8080',
    },
    list(isHost, 100),
  ),
} as const;

export type VariableName = keyof typeof VARIABLES;
