import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { parseYuan } from '../billing/money.js';
import { isCountry } from './country.js';

/** What a variable is, beside its check: shown in the documentation, in error messages and by `ringback doctor`. */
interface VariableNotes {
  /** What it sets, for people; a sentence or two. */
  means: string;
  /** What to write, as it ends the sentence "write …". */
  write: string;
  /** The default as it would be written; absent: unset. */
  fallback?: string;
  /** Its value is never shown: it may hold a password. */
  secret?: true;
}

export interface Variable<Output> extends VariableNotes {
  schema: z.ZodType<Output, string | undefined>;
}

function variable<Output>(
  notes: VariableNotes & { fallback: string },
  check: z.ZodType<Output, string>,
): Variable<Output>;
function variable<Output>(notes: VariableNotes, check: z.ZodType<Output, string>): Variable<Output | undefined>;
function variable<Output>(notes: VariableNotes, check: z.ZodType<Output, string>): Variable<Output | undefined> {
  const schema = notes.fallback === undefined ? check.optional() : check.prefault(notes.fallback);
  return { ...notes, schema: schema as z.ZodType<Output | undefined, string | undefined> };
}

/** Every check fails with this one word; the sentence for people is made from the variable's notes. */
const WRONG = 'wrong';

function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,10}$/, WRONG)
    .transform(Number)
    .refine((value) => value >= least && value <= most, WRONG);
}

function number(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/, WRONG)
    .transform(Number)
    .refine((value) => value >= least && value <= most, WRONG);
}

function seconds(least: number, most: number): z.ZodType<number, string> {
  return wholeNumber(least, most).transform((value) => value * 1000);
}

const yuan: z.ZodType<number, string> = z.string().transform((text, context) => {
  const li = parseYuan(text);
  if (li !== null) return li;
  context.addIssue(WRONG);
  return z.NEVER;
});

function list(item: (text: string) => boolean, most: number): z.ZodType<string[], string> {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.length > 0 && parts.length <= most && parts.every(item), WRONG);
}

function isHost(text: string): boolean {
  return text.length <= 253 && /^[A-Za-z0-9._:-]+$/.test(text);
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}

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
  RINGBACK_STOP_LIMIT: variable(
    {
      means:
        'Seconds that running calls may go on when the service is told to stop, before they are ended with a goodbye.',
      write: 'a whole number of seconds from 0 to 3600',
      fallback: '30',
    },
    seconds(0, 3600),
  ),
  RINGBACK_CARRIER: variable(
    {
      means: 'What dials and carries audio. `simulator` reaches no telephone network: its callees are simulated.',
      write: 'simulator',
      fallback: 'simulator',
    },
    z.enum(['simulator'], WRONG),
  ),
  RINGBACK_CONVERSATION: variable(
    {
      means: 'The AI on the line. `notice` delivers a spoken notice by fixed rules, without a model and without a key.',
      write: 'notice',
      fallback: 'notice',
    },
    z.enum(['notice'], WRONG),
  ),
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
    z.string().refine((text) => isAbsolute(text) && !text.includes('\0'), WRONG),
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
