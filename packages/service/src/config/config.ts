import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { REALTIME_DIALECTS, RingbackError, type VoicemailPolicy } from '@ringback/engine';
import { z } from 'zod';
import type { CallingHours } from '../compliance/calling-hours.js';
import type { PriceSource } from './conversation-variables.js';
import { type ConfigProblem, crossChecks } from './cross-checks.js';
import { isLoopback, type Variable } from './variable.js';
import { VARIABLES, type VariableName } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The whole configuration, checked. Durations are milliseconds, money is li. */
export interface Config {
  /** What the environment sets, as written, by variable. */
  environment: Environment;
  /** What belongs together was not checked: some of it may be set by the console, and is known once the database is open. */
  awaitsSettings: boolean;
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
  signUp: 'local' | 'first' | 'open' | 'closed';
  localSignIn: boolean;
  ringTimeoutMs: number;
  timeLimitMs: number;
  stopLimitMs: number;
  /** After the end of a call; null: for ever. */
  keepWordsMs: number | null;
  keepRecordingsMs: number | null;
  silenceMs: number;
  bargeInMs: number;
  carrier: 'simulator' | 'twilio' | 'twilio-standin';
  /** Null with another carrier. */
  twilio: TwilioConfig | null;
  machineDetection: 'off' | 'start' | 'end';
  publicAddress: PublicAddressConfig;
  /** Null: at any hour. Of real carriers. */
  callingHours: CallingHours | null;
  /** Of callees whose number does not tell it, as the IANA names it. */
  timeZone: string | undefined;
  recording: 'off' | 'asked' | 'on';
  carrierRecording: boolean;
  /** Absolute path of the folder of recordings. */
  recordings: string;
  conversation: 'notice' | 'openai-realtime';
  /** Null with another conversation. */
  realtime: RealtimeConfig | null;
  /** Where a request does not say. */
  opening: 'say' | 'wait';
  /** Where a request does not say; undefined: as the conversation sees fit. */
  voicemail: VoicemailPolicy | undefined;
  simulatorSpeed: number;
  simulatorJournal: string | undefined;
  speech: 'auto' | 'espeak' | 'tones';
  callbackPrivate: string[];
}

export type { ConfigProblem } from './cross-checks.js';

export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  /** In place of the auth token, to ask with. */
  apiKey: { sid: string; secret: string } | undefined;
  /** Of webhooks; undefined: the auth token. */
  signingKey: string | undefined;
  /** E.164; at least one. */
  from: string[];
  /** Undefined: Twilio’s own. */
  apiUrl: string | undefined;
}

export interface PublicAddressConfig {
  /** As a reverse proxy offers it, without a slash at the end; undefined: the tunnel makes one. */
  url: string | undefined;
  host: string;
  /** 0: the system chooses. */
  port: number;
  tunnel: 'none' | 'ngrok' | 'tailscale-serve' | 'tailscale-funnel';
  ngrokAuthtoken: string | undefined;
  ngrokDomain: string | undefined;
}

export interface RealtimeConfig {
  profile: 'openai' | 'azure' | 'xai';
  apiKey: string;
  /** Without a slash at the end; undefined: that of the profile. */
  baseUrl: string | undefined;
  model: string;
  headers: Record<string, string>;
  voice: string | undefined;
  prewarm: 'opening' | 'session' | 'off';
  turnDetection:
    | { type: 'server'; threshold?: number | undefined; silenceMs?: number | undefined; prefixMs?: number | undefined }
    | { type: 'semantic'; eagerness?: 'low' | 'medium' | 'high' | 'auto' | undefined };
  prices: PriceSource | undefined;
}

const schema = z.object(
  Object.fromEntries(Object.entries(VARIABLES).map(([name, { schema: one }]) => [name, one])) as {
    [Name in VariableName]: (typeof VARIABLES)[Name]['schema'];
  },
);

/**
 * Reads the configuration out of an environment. Nothing else is looked at, nothing is written.
 *
 * @param settings what the operator set by the console, in the form of the environment, which goes before it; `later`: that is not known yet, so what
 *   belongs together is not checked
 * @throws RingbackError `invalid_configuration`, naming every wrong variable and what to write; `details.problems` holds a
 *   {@link ConfigProblem} for each. The value of a secret is never repeated.
 */
export function readConfig(
  environment: Environment,
  userHome: string = homedir(),
  settings: Environment | 'later' = {},
): Config {
  const written = writtenIn(environment);
  const later = settings === 'later';
  const given: Environment = { ...(later ? {} : writtenIn(settings)), ...written };
  const read = schema.safeParse(given);
  const wrong = new Set(read.error?.issues.map((issue) => issue.path[0] as VariableName));
  const problems = [
    ...[...wrong].map((variable): ConfigProblem => ({ variable, message: complaint(variable, given[variable]) })),
    ...(later ? [] : crossChecks(given).filter(({ variable }) => !wrong.has(variable))),
  ];
  if (!read.success || problems.length > 0) {
    throw new RingbackError('invalid_configuration', problems.map(({ message }) => message).join('\n'), {
      details: { problems },
    });
  }
  const values = read.data;
  const home = folder(values.RINGBACK_HOME, userHome);
  return {
    environment: written,
    awaitsSettings: later,
    home,
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
    signUp: values.RINGBACK_SIGN_UP,
    localSignIn: values.RINGBACK_LOCAL_SIGN_IN === 'on' && isLoopback(values.RINGBACK_HOST),
    ringTimeoutMs: values.RINGBACK_RING_TIMEOUT,
    timeLimitMs: values.RINGBACK_TIME_LIMIT,
    stopLimitMs: values.RINGBACK_STOP_LIMIT,
    keepWordsMs: values.RINGBACK_KEEP_WORDS,
    keepRecordingsMs: values.RINGBACK_KEEP_RECORDINGS,
    silenceMs: values.RINGBACK_SILENCE,
    bargeInMs: values.RINGBACK_BARGE_IN_MS,
    carrier: values.RINGBACK_CARRIER,
    twilio: !later && values.RINGBACK_CARRIER === 'twilio' ? twilio(values) : null,
    machineDetection: values.RINGBACK_MACHINE_DETECTION,
    publicAddress: {
      url: values.RINGBACK_PUBLIC_URL,
      host: values.RINGBACK_PUBLIC_HOST,
      port: values.RINGBACK_PUBLIC_PORT,
      tunnel: values.RINGBACK_TUNNEL,
      ngrokAuthtoken: values.NGROK_AUTHTOKEN,
      ngrokDomain: values.RINGBACK_NGROK_DOMAIN,
    },
    callingHours: values.RINGBACK_CALLING_HOURS,
    timeZone: values.RINGBACK_TIME_ZONE,
    recording: values.RINGBACK_RECORDING,
    carrierRecording: values.RINGBACK_CARRIER_RECORDING === 'on',
    recordings: values.RINGBACK_RECORDINGS ?? join(home, 'recordings'),
    conversation: values.RINGBACK_CONVERSATION,
    realtime: !later && values.RINGBACK_CONVERSATION === 'openai-realtime' ? realtime(values) : null,
    opening: values.RINGBACK_OPENING,
    voicemail:
      values.RINGBACK_VOICEMAIL === 'message'
        ? { message: values.RINGBACK_VOICEMAIL_MESSAGE as string }
        : values.RINGBACK_VOICEMAIL,
    simulatorSpeed: values.RINGBACK_SIMULATOR_SPEED,
    simulatorJournal: values.RINGBACK_SIMULATOR_JOURNAL,
    speech: values.RINGBACK_SPEECH,
    callbackPrivate: values.RINGBACK_CALLBACK_PRIVATE ?? [],
  };
}

/** The variables that hold something, trimmed. */
function writtenIn(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.keys(VARIABLES)
      .map((name): [string, string] => [name, environment[name]?.trim() ?? ''])
      .filter(([, value]) => value !== ''),
  );
}

type Values = z.output<typeof schema>;

/** What is needed is there: the cross-checks hold. */
function twilio(values: Values): TwilioConfig {
  const { TWILIO_API_KEY: sid, TWILIO_API_SECRET: secret } = values;
  return {
    accountSid: values.TWILIO_ACCOUNT_SID as string,
    authToken: values.TWILIO_AUTH_TOKEN as string,
    apiKey: sid === undefined || secret === undefined ? undefined : { sid, secret },
    signingKey: values.TWILIO_SIGNING_KEY,
    from: values.TWILIO_FROM as string[],
    apiUrl: values.TWILIO_API_URL,
  };
}

function realtime(values: Values): RealtimeConfig {
  return {
    profile: values.RINGBACK_MODEL_PROFILE,
    apiKey: values.OPENAI_API_KEY as string,
    baseUrl: values.OPENAI_BASE_URL,
    model: values.RINGBACK_MODEL ?? REALTIME_DIALECTS[values.RINGBACK_MODEL_PROFILE].model,
    headers: values.RINGBACK_MODEL_HEADERS ?? {},
    voice: values.RINGBACK_VOICE,
    prewarm: values.RINGBACK_PREWARM,
    turnDetection:
      values.RINGBACK_VAD === 'semantic'
        ? { type: 'semantic', eagerness: values.RINGBACK_VAD_EAGERNESS }
        : {
            type: 'server',
            threshold: values.RINGBACK_VAD_THRESHOLD,
            silenceMs: values.RINGBACK_VAD_SILENCE_MS,
            prefixMs: values.RINGBACK_VAD_PREFIX_MS,
          },
    prices: values.RINGBACK_PRICES,
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
