import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { RingbackError } from '@ringback/engine';
import { z } from 'zod';
import { VARIABLES, type Variable, type VariableName } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The whole configuration, checked. Durations are milliseconds, money is li. */
export interface Config {
  /** Absolute path of the data folder. */
  home: string;
  host: string;
  /** 0: the system chooses. */
  port: number;
  /** A PostgreSQL database; undefined: SQLite in the data folder. */
  databaseUrl: string | undefined;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** ISO 3166, upper case. */
  countries: string[];
  rateLi: number;
  openingBalanceLi: number;
  /** Of one account. */
  maxRunning: number;
  carrierMaxRunning: number;
  nodeMaxRunning: number;
  /** On the carrier; 0: no limit. */
  callsPerSecond: number;
  /** Of one account. */
  maxQueued: number;
  /** Per second in one account; 0: no limit. */
  requestRate: number;
  ringTimeoutMs: number;
  timeLimitMs: number;
  stopLimitMs: number;
  carrier: 'simulator';
  conversation: 'notice';
  simulatorSpeed: number;
  simulatorJournal: string | undefined;
  speech: 'auto' | 'espeak' | 'tones';
  callbackPrivate: string[];
}

export interface ConfigProblem {
  variable: VariableName;
  /** A sentence for people, with what to write. */
  message: string;
}

const schema = z.object(
  Object.fromEntries(Object.entries(VARIABLES).map(([name, { schema: one }]) => [name, one])) as {
    [Name in VariableName]: (typeof VARIABLES)[Name]['schema'];
  },
);

/**
 * Reads the configuration out of an environment. Nothing else is looked at, nothing is written.
 *
 * @throws RingbackError `invalid_configuration`, naming every wrong variable and what to write; `details.problems` holds a
 *   {@link ConfigProblem} for each. The value of a secret is never repeated.
 */
export function readConfig(environment: Environment, userHome: string = homedir()): Config {
  const given = Object.fromEntries(
    Object.keys(VARIABLES).map((name) => [
      name,
      environment[name]?.trim() === '' ? undefined : environment[name]?.trim(),
    ]),
  );
  const read = schema.safeParse(given);
  if (!read.success) {
    const wrong = [...new Set(read.error.issues.map((issue) => issue.path[0] as VariableName))];
    const problems = wrong.map(
      (variable): ConfigProblem => ({ variable, message: complaint(variable, given[variable]) }),
    );
    throw new RingbackError('invalid_configuration', problems.map(({ message }) => message).join('\n'), {
      details: { problems },
    });
  }
  const values = read.data;
  return {
    home: folder(values.RINGBACK_HOME, userHome),
    host: values.RINGBACK_HOST,
    port: values.RINGBACK_PORT,
    databaseUrl: values.DATABASE_URL,
    logLevel: values.RINGBACK_LOG_LEVEL,
    countries: values.RINGBACK_COUNTRIES,
    rateLi: values.RINGBACK_RATE,
    openingBalanceLi: values.RINGBACK_OPENING_BALANCE,
    maxRunning: values.RINGBACK_MAX_RUNNING,
    carrierMaxRunning: values.RINGBACK_CARRIER_MAX_RUNNING,
    nodeMaxRunning: values.RINGBACK_NODE_MAX_RUNNING,
    callsPerSecond: values.RINGBACK_CALLS_PER_SECOND,
    maxQueued: values.RINGBACK_MAX_QUEUED,
    requestRate: values.RINGBACK_REQUEST_RATE,
    ringTimeoutMs: values.RINGBACK_RING_TIMEOUT,
    timeLimitMs: values.RINGBACK_TIME_LIMIT,
    stopLimitMs: values.RINGBACK_STOP_LIMIT,
    carrier: values.RINGBACK_CARRIER,
    conversation: values.RINGBACK_CONVERSATION,
    simulatorSpeed: values.RINGBACK_SIMULATOR_SPEED,
    simulatorJournal: values.RINGBACK_SIMULATOR_JOURNAL,
    speech: values.RINGBACK_SPEECH,
    callbackPrivate: values.RINGBACK_CALLBACK_PRIVATE ?? [],
  };
}

function complaint(name: VariableName, value: string | undefined): string {
  const { write, secret }: Variable<unknown> = VARIABLES[name];
  if (secret === true) return `${name} is not right (its value is not shown): write ${write}.`;
  return `${name} is ${JSON.stringify((value ?? '').slice(0, 100))}: write ${write}.`;
}

/** `~` is the user's own folder, as in a shell; service managers and `.env` files pass it on as it stands. */
function folder(written: string, userHome: string): string {
  if (written === '~') return userHome;
  return written.startsWith('~/') ? join(userHome, written.slice(2)) : resolve(written);
}
