import { CONFIG_KEYS, type ConfigKey, fullPath } from './keys.js';

export type TunnelProvider = 'none' | 'ngrok' | 'tailscale-funnel' | 'tailscale-serve';

/** What calls real phones. */
export interface TwilioLineConfig {
  accountSid: string;
  authToken: string;
  apiUrl?: string;
  from: string;
  machineDetection: 'off' | 'start' | 'end';
  realtime: {
    apiKey: string;
    model: string;
    voice: string;
    baseUrl?: string;
    silenceDurationMs: number;
    vadThreshold: number;
  };
  streamPath: string;
  /** 0: the gateway's own. */
  port: number;
  bind: string;
  path: string;
  publicUrl?: string;
  tunnel: TunnelProvider;
  ngrokDomain?: string;
  ngrokAuthToken?: string;
}

export interface SupercallConfig {
  toNumber?: string;
  maxDurationSeconds: number;
  maxConcurrentCalls: number;
  keptCalls: number;
  line: { provider: 'mock'; speed: number } | ({ provider: 'twilio' } & TwilioLineConfig);
}

export interface ConfigReading {
  /** Null where something is wrong that no call can do without. */
  config: SupercallConfig | null;
  /** What is wrong, each a sentence that begins with the key's full path. */
  problems: string[];
  /** What is odd and changes nothing, in the same form. */
  warnings: string[];
}

type Values = Record<string, string | number | undefined>;

/**
 * The configuration of the plugin, from what the host gives and the environment behind it. Never throws: what is wrong is said, all of it, and a
 * key that is wrong keeps no other from being looked at.
 *
 * @param given `plugins.entries.supercall.config`
 * @param fallbacks variables that stand in for keys that are not set, by name
 */
export function readConfig(given: unknown, fallbacks: Readonly<Record<string, string>>): ConfigReading {
  const problems: string[] = [];
  const root = given ?? {};
  if (!isObject(root)) {
    return { config: null, problems: [`${fullPath('').slice(0, -1)} must be an object.`], warnings: [] };
  }
  const warnings = unknownKeys(root);
  const values: Values = {};
  for (const key of CONFIG_KEYS) {
    const value = at(root, key.path);
    const wrong = value === undefined ? null : misfit(key, value);
    if (wrong !== null) problems.push(`${fullPath(key.path)} ${wrong}`);
    else values[key.path] = settled(key, value, fallbacks);
  }
  const line = lineOf(values, problems, warnings);
  if (line === null || problems.length > 0) return { config: null, problems, warnings };
  return {
    config: {
      ...(values.toNumber === undefined ? {} : { toNumber: values.toNumber as string }),
      maxDurationSeconds: values.maxDurationSeconds as number,
      maxConcurrentCalls: values.maxConcurrentCalls as number,
      keptCalls: values['logs.maxCalls'] as number,
      line,
    },
    problems,
    warnings,
  };
}

/** An empty text is one that was left empty in a form. */
function settled(
  key: ConfigKey,
  value: unknown,
  fallbacks: Readonly<Record<string, string>>,
): string | number | undefined {
  const text = typeof value === 'string' ? value.trim() : value;
  if (text !== undefined && text !== '') return text as string | number;
  return (key.env === undefined ? undefined : fallbacks[key.env]) ?? key.default;
}

function misfit(key: ConfigKey, value: unknown): string | null {
  const { type, choices, bounds, pattern } = key;
  if (isObject(value) && key.secret === true) {
    const { source, id } = value as { source?: unknown; id?: unknown };
    const of = typeof source === 'string' && typeof id === 'string' ? ` (${source} ${id})` : '';
    return `is a reference${of} that the gateway could not resolve. See that what it names is there, or write the value itself.`;
  }
  if (type === 'string') {
    if (typeof value !== 'string') return 'must be a text.';
    const text = value.trim();
    if (text === '') return null;
    if (choices !== undefined && !choices.includes(text)) return `must be ${listed(choices)}.`;
    if (pattern !== undefined && !new RegExp(pattern).test(text)) {
      return pattern.startsWith('^\\+')
        ? 'must be a number like +12025550100 (E.164).'
        : 'must be a path like /supercall.';
    }
    return null;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number.';
  if (type === 'integer' && !Number.isInteger(value)) return 'must be a whole number.';
  if (bounds !== undefined && (value < bounds[0] || value > bounds[1])) return `must be ${bounds[0]} to ${bounds[1]}.`;
  return null;
}

function lineOf(values: Values, problems: string[], warnings: string[]): SupercallConfig['line'] | null {
  const wrong = new Set(problems.map((problem) => problem.slice(0, problem.indexOf(' '))));
  const missing = (path: string, what: string): void => {
    if (values[path] === undefined && !wrong.has(fullPath(path))) problems.push(`${fullPath(path)} ${what}`);
  };
  missing('provider', 'is not set. Choose twilio for real phones, or mock to try it out without any account.');
  if (values.provider === undefined) return null;
  if (values.provider === 'mock') return { provider: 'mock', speed: values['mock.speed'] as number };
  const orVariable = (variable: string): string => `is not set, and neither is ${variable}.`;
  missing(
    'fromNumber',
    'is not set. Give a number of your Twilio account that can make voice calls, like +15005550006.',
  );
  missing('twilio.accountSid', orVariable('TWILIO_ACCOUNT_SID'));
  missing('twilio.authToken', orVariable('TWILIO_AUTH_TOKEN'));
  missing('streaming.openaiApiKey', orVariable('OPENAI_API_KEY'));
  checkUrls(values, problems);
  checkReachable(values, problems, warnings);
  return problems.length > 0 ? null : twilioLine(values);
}

function twilioLine(values: Values): SupercallConfig['line'] {
  const text = (path: string): string => values[path] as string;
  const optional = <Name extends string>(name: Name, path: string): Partial<Record<Name, string>> =>
    values[path] === undefined ? {} : ({ [name]: values[path] } as Record<Name, string>);
  return {
    provider: 'twilio',
    accountSid: text('twilio.accountSid'),
    authToken: text('twilio.authToken'),
    ...optional('apiUrl', 'twilio.apiUrl'),
    from: text('fromNumber'),
    machineDetection: text('twilio.machineDetection') as TwilioLineConfig['machineDetection'],
    realtime: {
      apiKey: text('streaming.openaiApiKey'),
      model: text('streaming.model'),
      voice: text('streaming.voice'),
      ...optional('baseUrl', 'streaming.baseUrl'),
      silenceDurationMs: values['streaming.silenceDurationMs'] as number,
      vadThreshold: values['streaming.vadThreshold'] as number,
    },
    streamPath: text('streaming.streamPath'),
    port: values['serve.port'] as number,
    bind: text('serve.bind'),
    path: text('serve.path'),
    ...optional('publicUrl', 'publicUrl'),
    tunnel: text('tunnel.provider') as TunnelProvider,
    ...optional('ngrokDomain', 'tunnel.ngrokDomain'),
    ...optional('ngrokAuthToken', 'tunnel.ngrokAuthToken'),
  };
}

function checkUrls(values: Values, problems: string[]): void {
  const sid = values['twilio.accountSid'];
  if (typeof sid === 'string' && values['twilio.apiUrl'] === undefined && !/^AC[0-9a-fA-F]{32}$/.test(sid)) {
    problems.push(`${fullPath('twilio.accountSid')} must be AC and 32 hexadecimal digits; an API key (SK…) is none.`);
  }
  for (const path of ['twilio.apiUrl', 'streaming.baseUrl']) {
    const url = values[path];
    if (typeof url === 'string' && !(URL.canParse(url) && /^(https?|wss?):$/.test(new URL(url).protocol))) {
      problems.push(`${fullPath(path)} must be an https address.`);
    }
  }
  const { publicUrl } = values;
  if (typeof publicUrl !== 'string') return;
  if (!URL.canParse(publicUrl)) {
    problems.push(`${fullPath('publicUrl')} must be an address like https://calls.example.com.`);
    return;
  }
  const { protocol, hostname, search, hash, username } = new URL(publicUrl);
  const here = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && here)) {
    problems.push(`${fullPath('publicUrl')} must begin with https: what is said on the phone comes in through it.`);
  }
  if (`${search}${hash}${username}` !== '') {
    problems.push(`${fullPath('publicUrl')} must be an address alone, without a query or a user name.`);
  }
}

function checkReachable(values: Values, problems: string[], warnings: string[]): void {
  const { publicUrl, 'serve.port': port, 'tunnel.provider': tunnel } = values;
  if (tunnel === undefined) return;
  if (values['serve.path'] === values['streaming.streamPath']) {
    problems.push(`${fullPath('streaming.streamPath')} must be another path than ${fullPath('serve.path')}.`);
  }
  if (publicUrl === undefined && tunnel === 'none') {
    problems.push(
      `${fullPath('tunnel.provider')} is none, and ${fullPath('publicUrl')} is not set: Twilio could not reach this machine. Choose a tunnel, or give the address of your own proxy.`,
    );
  } else if (publicUrl === undefined && port === 0) {
    problems.push(
      `${fullPath('serve.port')} is 0, the gateway's own port, and ${fullPath('tunnel.provider')} would publish the whole gateway with it. Give ${fullPath('publicUrl')} of a proxy that passes on the two paths alone, or choose another port.`,
    );
  } else if (publicUrl === undefined && tunnel === 'tailscale-serve' && values['twilio.apiUrl'] === undefined) {
    warnings.push(
      `${fullPath('tunnel.provider')} is tailscale-serve, which only your tailnet reaches: Twilio cannot. Choose tailscale-funnel.`,
    );
  } else if (publicUrl !== undefined && tunnel !== 'none') {
    warnings.push(`${fullPath('tunnel.provider')} is not used: ${fullPath('publicUrl')} overrides it.`);
  }
}

/** Keys that nobody reads, such as a misspelt one, or one of another plugin. */
function unknownKeys(root: Record<string, unknown>): string[] {
  const known = CONFIG_KEYS.map(({ path }) => path);
  const found: string[] = [];
  const walk = (value: Record<string, unknown>, before: string): void => {
    for (const [name, inner] of Object.entries(value)) {
      const path = `${before}${name}`;
      if (known.includes(path)) continue;
      if (known.some((one) => one.startsWith(`${path}.`))) {
        if (isObject(inner)) walk(inner, `${path}.`);
        else if (inner !== undefined) found.push(`${fullPath(path)} must be an object, and is not used as it is.`);
      } else found.push(`${fullPath(path)} is no key of this plugin, and is not used.`);
    }
  };
  walk(root, '');
  return found;
}

function at(root: Record<string, unknown>, path: string): unknown {
  let value: unknown = root;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value ?? undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listed(choices: readonly string[]): string {
  return choices.length === 1 ? `${choices[0]}` : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
