/** Before every key in what users read. */
const CONFIG_ROOT = 'plugins.entries.supercall.config';

export interface ConfigKey {
  /** Below {@link CONFIG_ROOT}, with dots. */
  path: string;
  type: 'string' | 'integer' | 'number';
  choices?: readonly string[];
  /** Both included. */
  bounds?: readonly [least: number, most: number];
  /** A regular expression, where the form is more than the type. */
  pattern?: string;
  default?: string | number;
  /** The variable that is read where the key is not set. */
  env?: string;
  /** May be a reference (`{source, provider, id}`), and is hidden from view. */
  secret?: true;
  /** Beyond what a first call needs. */
  advanced?: true;
  label: string;
  help: string;
  placeholder?: string;
}

export const E164 = '^\\+[1-9]\\d{6,14}$';
const PATH = '^(/[A-Za-z0-9_.~-]+)+$';

/** Every key, in the order in which people meet them. The manifest, the documents and the reading of a configuration all follow from this table. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  {
    path: 'provider',
    type: 'string',
    choices: ['twilio', 'mock'],
    label: 'Provider',
    help: 'What carries the calls: Twilio for real phones, or mock for simulated callees on this machine, without any account or key.',
  },
  {
    path: 'fromNumber',
    type: 'string',
    pattern: E164,
    label: 'From number',
    help: 'The number of your Twilio account that calls are made from, as E.164.',
    placeholder: '+15005550006',
  },
  {
    path: 'toNumber',
    type: 'string',
    pattern: E164,
    label: 'Default number to call',
    help: 'Called where the agent names no number, as E.164: your own, for instance.',
    placeholder: '+12025550100',
  },
  {
    path: 'twilio.accountSid',
    type: 'string',
    env: 'TWILIO_ACCOUNT_SID',
    secret: true,
    label: 'Twilio account SID',
    help: 'From the first page of the Twilio console: AC and 32 hexadecimal digits.',
    placeholder: 'AC…',
  },
  {
    path: 'twilio.authToken',
    type: 'string',
    env: 'TWILIO_AUTH_TOKEN',
    secret: true,
    label: 'Twilio auth token',
    help: 'From the first page of the Twilio console. Requests are made with it, and webhooks are verified by it.',
  },
  {
    path: 'twilio.machineDetection',
    type: 'string',
    choices: ['off', 'start', 'end'],
    default: 'off',
    advanced: true,
    label: 'Answering machines',
    help: 'Whether Twilio listens for answering machines, at a charge: start tells early enough to hang up, end tells when a message may be left.',
  },
  {
    path: 'twilio.apiUrl',
    type: 'string',
    advanced: true,
    label: 'Twilio API address',
    help: 'In place of Twilio itself: a SignalWire space (https://<space>.signalwire.com/api/laml), or a stand-in for tests.',
  },
  {
    path: 'streaming.openaiApiKey',
    type: 'string',
    env: 'OPENAI_API_KEY',
    secret: true,
    label: 'OpenAI API key',
    help: 'For the Realtime API, which holds the conversation.',
    placeholder: 'sk-…',
  },
  {
    path: 'streaming.model',
    type: 'string',
    default: 'gpt-realtime-2.1',
    advanced: true,
    label: 'Realtime model',
    help: 'The speech model that holds the conversation.',
  },
  {
    path: 'streaming.voice',
    type: 'string',
    default: 'marin',
    advanced: true,
    label: 'Voice',
    help: 'The voice of the Realtime API that the callee hears.',
  },
  {
    path: 'streaming.baseUrl',
    type: 'string',
    advanced: true,
    label: 'Realtime API address',
    help: 'In place of OpenAI itself: another service that speaks its Realtime API, or a stand-in for tests.',
  },
  {
    path: 'streaming.silenceDurationMs',
    type: 'integer',
    bounds: [100, 10_000],
    default: 800,
    advanced: true,
    label: 'Silence that ends a turn (ms)',
    help: 'How long the callee must be silent before the AI answers. Shorter is quicker, and cuts in on people who pause.',
  },
  {
    path: 'streaming.vadThreshold',
    type: 'number',
    bounds: [0, 1],
    default: 0.5,
    advanced: true,
    label: 'Speech threshold',
    help: 'How loud a sound must be to count as speech, 0 to 1. Raise it for noisy rooms.',
  },
  {
    path: 'streaming.streamPath',
    type: 'string',
    pattern: PATH,
    default: '/voice/stream',
    advanced: true,
    label: 'Media stream path',
    help: 'Where Twilio opens the WebSocket with the sound of a call, from the root of the public address.',
  },
  {
    path: 'serve.port',
    type: 'integer',
    bounds: [0, 65_535],
    default: 3335,
    label: 'Port',
    help: "Where webhooks and media come in. 0: on the gateway's own port, behind a publicUrl of yours.",
  },
  {
    path: 'serve.bind',
    type: 'string',
    default: '0.0.0.0',
    advanced: true,
    label: 'Bind address',
    help: 'The address of this machine that the port is opened on. 127.0.0.1 is enough for a tunnel or a proxy on this machine.',
  },
  {
    path: 'serve.path',
    type: 'string',
    pattern: PATH,
    default: '/supercall',
    advanced: true,
    label: 'Webhook path',
    help: 'Everything that Twilio asks for comes in below this path, apart from the media stream.',
  },
  {
    path: 'publicUrl',
    type: 'string',
    label: 'Public URL',
    help: 'The https address at which your own proxy passes on the webhook path and the media stream path. Overrides the tunnel.',
    placeholder: 'https://calls.example.com',
  },
  {
    path: 'tunnel.provider',
    type: 'string',
    choices: ['none', 'ngrok', 'tailscale-funnel', 'tailscale-serve'],
    default: 'none',
    label: 'Tunnel',
    help: 'The program that makes this machine reachable for Twilio. tailscale-serve is reached from your tailnet alone, and not by Twilio.',
  },
  {
    path: 'tunnel.ngrokDomain',
    type: 'string',
    advanced: true,
    label: 'ngrok domain',
    help: 'A domain of your ngrok account, so that the public address stays the same.',
    placeholder: 'calls.ngrok.app',
  },
  {
    path: 'tunnel.ngrokAuthToken',
    type: 'string',
    env: 'NGROK_AUTHTOKEN',
    secret: true,
    advanced: true,
    label: 'ngrok auth token',
    help: "From the ngrok dashboard. Absent: what ngrok's own configuration file holds.",
  },
  {
    path: 'maxDurationSeconds',
    type: 'integer',
    bounds: [10, 14_400],
    default: 300,
    label: 'Longest call (s)',
    help: 'A goodbye is said in time to be over by then. A call may ask for less, or for more.',
  },
  {
    path: 'maxConcurrentCalls',
    type: 'integer',
    bounds: [1, 100],
    default: 5,
    label: 'Calls at once',
    help: 'One more is refused until one has ended.',
  },
  {
    path: 'logs.maxCalls',
    type: 'integer',
    bounds: [1, 100_000],
    default: 1_000,
    advanced: true,
    label: 'Transcripts to keep',
    help: 'One file a call under ~/clawd/supercall-logs; the oldest go first.',
  },
  {
    path: 'mock.speed',
    type: 'number',
    bounds: [1, 20],
    default: 1,
    advanced: true,
    label: 'Pace of mock calls',
    help: 'How many times as fast as life simulated calls pass. Changes nothing about real ones.',
  },
];

/** The path as users write it. */
export function fullPath(path: string): string {
  return `${CONFIG_ROOT}.${path}`;
}
