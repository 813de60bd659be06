import { readFileSync } from 'node:fs';
import { isRingbackError } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { type ConfigProblem, readConfig } from './config.js';
import { configurationTable } from './configuration-table.js';
import { unknownVariables } from './unknown-variables.js';
import { VARIABLES, type VariableName } from './variables.js';

/** Real phones: everything that they need. */
const REAL = {
  RINGBACK_CARRIER: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'auth-token',
  TWILIO_FROM: '+14155550100, +14155550101',
  RINGBACK_PUBLIC_URL: 'https://calls.example.com/base/',
  RINGBACK_CONVERSATION: 'openai-realtime',
  OPENAI_API_KEY: 'sk-model',
};

function problems(environment: Record<string, string>): ConfigProblem[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (!isRingbackError(error)) throw error;
    expect(error.code).toBe('invalid_configuration');
    return error.details.problems as ConfigProblem[];
  }
  return [];
}

describe('readConfig', () => {
  it('signs the owner in by itself only where other machines cannot reach it', () => {
    for (const [RINGBACK_HOST, RINGBACK_LOCAL_SIGN_IN, on] of [
      ['localhost', '', true],
      ['127.0.0.2', 'on', true],
      ['::1', '', true],
      ['0.0.0.0', 'on', false],
      ['::', '', false],
      ['127.0.0.1.example.com', '', false],
      ['127.0.0.1', 'off', false],
    ] as const)
      expect(readConfig({ RINGBACK_HOST, RINGBACK_LOCAL_SIGN_IN }).localSignIn, RINGBACK_HOST).toBe(on);
  });

  it('gives the documented defaults', () => {
    expect(readConfig({}, '/home/someone')).toEqual({
      environment: {},
      awaitsSettings: false,
      keepWordsMs: null,
      keepRecordingsMs: null,
      home: '/home/someone/.ringback',
      host: '127.0.0.1',
      port: 7464,
      databaseUrl: undefined,
      logLevel: 'info',
      countries: ['CN'],
      rateLi: 300,
      openingBalanceLi: 10_000,
      maxRunning: 10,
      carrierMaxRunning: 200,
      nodeMaxRunning: 200,
      callsPerSecond: 20,
      maxQueued: 20_000,
      requestRate: 200,
      signUp: 'local',
      localSignIn: true,
      ringTimeoutMs: 30_000,
      timeLimitMs: 600_000,
      stopLimitMs: 30_000,
      silenceMs: 10_000,
      bargeInMs: 300,
      carrier: 'simulator',
      twilio: null,
      machineDetection: 'off',
      publicAddress: {
        url: undefined,
        host: '127.0.0.1',
        port: 7465,
        tunnel: 'none',
        ngrokAuthtoken: undefined,
        ngrokDomain: undefined,
      },
      callingHours: { from: 480, to: 1260 },
      timeZone: undefined,
      recording: 'off',
      carrierRecording: false,
      recordings: '/home/someone/.ringback/recordings',
      conversation: 'notice',
      realtime: null,
      opening: 'say',
      voicemail: undefined,
      simulatorSpeed: 1,
      simulatorJournal: undefined,
      speech: 'auto',
      callbackPrivate: [],
    });
  });

  it('reads every variable', () => {
    const config = readConfig({
      RINGBACK_HOME: '/var/lib/ringback',
      RINGBACK_HOST: '::1',
      RINGBACK_PORT: '0',
      DATABASE_URL: 'postgres://ringback:secret@db/ringback',
      RINGBACK_LOG_LEVEL: 'warn',
      RINGBACK_COUNTRIES: 'cn, HK',
      RINGBACK_RATE: '0.305',
      RINGBACK_OPENING_BALANCE: '0',
      RINGBACK_MAX_RUNNING: '1',
      RINGBACK_CARRIER_MAX_RUNNING: '2',
      RINGBACK_NODE_MAX_RUNNING: '3',
      RINGBACK_CALLS_PER_SECOND: '0.5',
      RINGBACK_MAX_QUEUED: '4',
      RINGBACK_REQUEST_RATE: '0',
      RINGBACK_RING_TIMEOUT: '5',
      RINGBACK_TIME_LIMIT: '30',
      RINGBACK_STOP_LIMIT: '0',
      ...REAL,
      TWILIO_API_KEY: `SK${'1'.repeat(32)}`,
      TWILIO_API_SECRET: 'api-secret',
      TWILIO_SIGNING_KEY: 'signing-key',
      TWILIO_API_URL: 'http://127.0.0.1:8080/',
      RINGBACK_MACHINE_DETECTION: 'end',
      RINGBACK_PUBLIC_HOST: '0.0.0.0',
      RINGBACK_PUBLIC_PORT: '0',
      NGROK_AUTHTOKEN: 'ngrok-token',
      RINGBACK_NGROK_DOMAIN: 'calls.ngrok.app',
      RINGBACK_RECORDING: 'asked',
      RINGBACK_RECORDINGS: '/srv/recordings',
      RINGBACK_CARRIER_RECORDING: 'on',
      RINGBACK_CALLING_HOURS: '09:00-20:30',
      RINGBACK_TIME_ZONE: 'America/New_York',
      OPENAI_BASE_URL: 'https://eu.example.com/v1/',
      RINGBACK_MODEL: 'gpt-realtime-2.1-mini',
      RINGBACK_MODEL_PROFILE: 'xai',
      RINGBACK_MODEL_HEADERS: '{"OpenAI-Project":"proj_1"}',
      RINGBACK_VOICE: 'cedar',
      RINGBACK_PREWARM: 'session',
      RINGBACK_OPENING: 'wait',
      RINGBACK_VAD: 'server',
      RINGBACK_VAD_THRESHOLD: '0.6',
      RINGBACK_VAD_SILENCE_MS: '400',
      RINGBACK_VAD_PREFIX_MS: '200',
      RINGBACK_BARGE_IN_MS: '0',
      RINGBACK_SILENCE: '8',
      RINGBACK_VOICEMAIL: 'message',
      RINGBACK_VOICEMAIL_MESSAGE: 'Please call us back.',
      RINGBACK_PRICES: '{"gpt-realtime-2.1":{}}',
      RINGBACK_SIMULATOR_SPEED: '20',
      RINGBACK_SIMULATOR_JOURNAL: '/tmp/journal',
      RINGBACK_SPEECH: 'tones',
      RINGBACK_CALLBACK_PRIVATE: '127.0.0.1, hooks.internal',
    });
    expect(config).toMatchObject({
      home: '/var/lib/ringback',
      host: '::1',
      port: 0,
      databaseUrl: 'postgres://ringback:secret@db/ringback',
      countries: ['CN', 'HK'],
      rateLi: 305,
      openingBalanceLi: 0,
      callsPerSecond: 0.5,
      requestRate: 0,
      ringTimeoutMs: 5000,
      timeLimitMs: 30_000,
      stopLimitMs: 0,
      simulatorSpeed: 20,
      simulatorJournal: '/tmp/journal',
      speech: 'tones',
      callbackPrivate: ['127.0.0.1', 'hooks.internal'],
      silenceMs: 8000,
      bargeInMs: 0,
      carrier: 'twilio',
      twilio: {
        accountSid: `AC${'0'.repeat(32)}`,
        authToken: 'auth-token',
        apiKey: { sid: `SK${'1'.repeat(32)}`, secret: 'api-secret' },
        signingKey: 'signing-key',
        from: ['+14155550100', '+14155550101'],
        apiUrl: 'http://127.0.0.1:8080',
      },
      machineDetection: 'end',
      publicAddress: {
        url: 'https://calls.example.com/base',
        host: '0.0.0.0',
        port: 0,
        tunnel: 'none',
        ngrokAuthtoken: 'ngrok-token',
        ngrokDomain: 'calls.ngrok.app',
      },
      callingHours: { from: 540, to: 1230 },
      timeZone: 'America/New_York',
      recording: 'asked',
      carrierRecording: true,
      recordings: '/srv/recordings',
      conversation: 'openai-realtime',
      realtime: {
        profile: 'xai',
        apiKey: 'sk-model',
        baseUrl: 'https://eu.example.com/v1',
        model: 'gpt-realtime-2.1-mini',
        headers: { 'OpenAI-Project': 'proj_1' },
        voice: 'cedar',
        prewarm: 'session',
        turnDetection: { type: 'server', threshold: 0.6, silenceMs: 400, prefixMs: 200 },
        prices: { prices: { 'gpt-realtime-2.1': {} } },
      },
      opening: 'wait',
      voicemail: { message: 'Please call us back.' },
    });
    expect(
      readConfig({
        ...REAL,
        RINGBACK_VAD: 'semantic',
        RINGBACK_VAD_EAGERNESS: 'low',
        RINGBACK_PRICES: '/etc/prices.json',
      }).realtime,
    ).toMatchObject({ turnDetection: { type: 'semantic', eagerness: 'low' }, prices: { file: '/etc/prices.json' } });
    expect(readConfig(REAL).realtime?.model).toBe('gpt-realtime-2.1');
    expect(readConfig({ ...REAL, RINGBACK_MODEL_PROFILE: 'xai' }).realtime?.model).toBe('grok-voice-latest');
    expect(readConfig({ RINGBACK_CALLING_HOURS: 'off', RINGBACK_VOICEMAIL: 'talk' })).toMatchObject({
      callingHours: null,
      voicemail: 'talk',
    });
  });

  it.each<[string, Record<string, string | undefined>, VariableName, string]>([
    ['Twilio without an account', { TWILIO_ACCOUNT_SID: '' }, 'TWILIO_ACCOUNT_SID', 'Account SID'],
    ['a SID that is none of Twilio’s', { TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_ACCOUNT_SID', 'Account SID'],
    ['Twilio without a token', { TWILIO_AUTH_TOKEN: '' }, 'TWILIO_AUTH_TOKEN', 'Auth Token'],
    ['Twilio without a number to call from', { TWILIO_FROM: '' }, 'TWILIO_FROM', '+1415'],
    ['Twilio that cannot reach the service', { RINGBACK_PUBLIC_URL: '' }, 'RINGBACK_PUBLIC_URL', 'RINGBACK_TUNNEL'],
    [
      'a public address without TLS',
      { RINGBACK_PUBLIC_URL: 'http://calls.example.com' },
      'RINGBACK_PUBLIC_URL',
      'https://',
    ],
    ['two public addresses', { RINGBACK_TUNNEL: 'ngrok' }, 'RINGBACK_TUNNEL', 'RINGBACK_PUBLIC_URL'],
    ['half an API key', { TWILIO_API_KEY: `SK${'1'.repeat(32)}` }, 'TWILIO_API_SECRET', 'TWILIO_API_KEY'],
    [
      'Azure without a deployment',
      { RINGBACK_MODEL_PROFILE: 'azure', OPENAI_BASE_URL: 'https://x.openai.azure.com/openai/v1' },
      'RINGBACK_MODEL',
      'deployment',
    ],
    ['a carrier without captions', { RINGBACK_CONVERSATION: 'notice' }, 'RINGBACK_CONVERSATION', 'openai-realtime'],
    ['a model without a key', { OPENAI_API_KEY: '' }, 'OPENAI_API_KEY', 'API key'],
    [
      'Azure without an address',
      { RINGBACK_MODEL_PROFILE: 'azure', RINGBACK_MODEL: 'd' },
      'OPENAI_BASE_URL',
      'azure.com',
    ],
    [
      'a message that is not there',
      { RINGBACK_VOICEMAIL: 'message' },
      'RINGBACK_VOICEMAIL_MESSAGE',
      'write the message',
    ],
  ])('refuses %s, by name and with what to write', (_, change, variable, says) => {
    expect(problems({ ...REAL, ...change } as Record<string, string>)).toEqual([
      { variable, message: expect.stringContaining(says) },
    ]);
  });

  it('takes a stand-in on this machine without TLS, and a tunnel in place of an address', () => {
    expect(problems({ ...REAL, RINGBACK_PUBLIC_URL: 'http://127.0.0.1:7465' })).toEqual([]);
    expect(problems({ ...REAL, RINGBACK_PUBLIC_URL: '', RINGBACK_TUNNEL: 'tailscale-funnel' })).toEqual([]);
  });

  it('says what is wrong with a value once, and shows no secret', () => {
    const found = problems({
      ...REAL,
      TWILIO_ACCOUNT_SID: 'hunter1',
      TWILIO_AUTH_TOKEN: 'hunter 2',
      OPENAI_API_KEY: 'hunter 3',
      RINGBACK_MODEL_HEADERS: '{"A":"hunter4"',
    });
    expect(found.map(({ variable }) => variable).sort()).toEqual([
      'OPENAI_API_KEY',
      'RINGBACK_MODEL_HEADERS',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hunter ?[234]/);
  });

  it('takes an empty value for unset and opens up ~', () => {
    expect(readConfig({ RINGBACK_PORT: ' ', DATABASE_URL: '' })).toMatchObject({ port: 7464, databaseUrl: undefined });
    expect(readConfig({ RINGBACK_HOME: '~/calls' }, '/home/someone').home).toBe('/home/someone/calls');
    expect(readConfig({ RINGBACK_HOME: '~' }, '/home/someone').home).toBe('/home/someone');
  });

  const wrong: [VariableName, string][] = [
    ['RINGBACK_HOST', 'http://localhost'],
    ['RINGBACK_PORT', '65536'],
    ['RINGBACK_PORT', '-1'],
    ['RINGBACK_PORT', '80.5'],
    ['RINGBACK_PORT', '0x50'],
    ['DATABASE_URL', 'mysql://localhost/ringback'],
    ['DATABASE_URL', 'ringback.db'],
    ['RINGBACK_LOG_LEVEL', 'verbose'],
    ['RINGBACK_COUNTRIES', 'CHINA'],
    ['RINGBACK_COUNTRIES', 'QQ'],
    ['RINGBACK_COUNTRIES', ','],
    ['RINGBACK_RATE', '0.3001'],
    ['RINGBACK_RATE', '-1'],
    ['RINGBACK_OPENING_BALANCE', '¥10'],
    ['RINGBACK_MAX_RUNNING', '0'],
    ['RINGBACK_CALLS_PER_SECOND', '1e3'],
    ['RINGBACK_RING_TIMEOUT', '4'],
    ['RINGBACK_TIME_LIMIT', '29'],
    ['RINGBACK_STOP_LIMIT', '3601'],
    ['RINGBACK_CARRIER', 'pigeon'],
    ['TWILIO_ACCOUNT_SID', 'AC 1'],
    ['TWILIO_FROM', '4155550100'],
    ['TWILIO_FROM', '+14155550100;+14155550101'],
    ['TWILIO_API_URL', 'api.twilio.com'],
    ['RINGBACK_MACHINE_DETECTION', 'on'],
    ['RINGBACK_PUBLIC_URL', 'https://user:secret@calls.example.com'],
    ['RINGBACK_PUBLIC_URL', 'https://calls.example.com/?key=1'],
    ['RINGBACK_PUBLIC_PORT', 'https'],
    ['RINGBACK_TUNNEL', 'cloudflare'],
    ['RINGBACK_NGROK_DOMAIN', 'https://calls.ngrok.app'],
    ['RINGBACK_RECORDING', 'yes'],
    ['RINGBACK_RECORDINGS', 'recordings'],
    ['RINGBACK_CALLING_HOURS', '21:00-08:00'],
    ['RINGBACK_CALLING_HOURS', '8-21'],
    ['RINGBACK_TIME_ZONE', 'Mars/Olympus'],
    ['RINGBACK_CONVERSATION', 'gpt'],
    ['OPENAI_BASE_URL', 'ftp://example.com'],
    ['RINGBACK_MODEL_PROFILE', 'other'],
    ['RINGBACK_PREWARM', 'on'],
    ['RINGBACK_OPENING', 'later'],
    ['RINGBACK_VAD', 'none'],
    ['RINGBACK_VAD_THRESHOLD', '1.1'],
    ['RINGBACK_VAD_SILENCE_MS', '99'],
    ['RINGBACK_VAD_EAGERNESS', 'eager'],
    ['RINGBACK_BARGE_IN_MS', '-1'],
    ['RINGBACK_SILENCE', '0'],
    ['RINGBACK_VOICEMAIL', 'beep'],
    ['RINGBACK_PRICES', '{"gpt-realtime'],
    ['RINGBACK_SIMULATOR_SPEED', '0'],
    ['RINGBACK_SIMULATOR_JOURNAL', 'journal.txt'],
    ['RINGBACK_SPEECH', 'loud'],
    ['RINGBACK_CALLBACK_PRIVATE', 'http://hooks.internal/'],
  ];
  it.each(wrong)('refuses %s=%s, by name and with what to write', (variable, value) => {
    expect(problems({ [variable]: value })).toEqual([{ variable, message: expect.stringContaining(variable) }]);
    expect(problems({ [variable]: value })[0]?.message).toContain(VARIABLES[variable].write);
  });

  it('names every wrong variable at once, and repeats no secret', () => {
    const found = problems({ RINGBACK_PORT: 'http', DATABASE_URL: 'mysql://root:hunter2@db', RINGBACK_RATE: 'free' });
    expect(found.map(({ variable }) => variable).sort()).toEqual(['DATABASE_URL', 'RINGBACK_PORT', 'RINGBACK_RATE']);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('unknownVariables', () => {
  it('finds probable typing errors and says what was meant', () => {
    expect(
      unknownVariables({
        RINGBACK_PROT: '1',
        ringback_port: '2',
        RINGBACK_PORT: '3',
        RINGBACK_WALRUS_FEED: '',
        PATH: '/bin',
      }),
    ).toEqual([
      { variable: 'RINGBACK_PROT', meant: 'RINGBACK_PORT' },
      { variable: 'RINGBACK_WALRUS_FEED', meant: null },
      { variable: 'ringback_port', meant: 'RINGBACK_PORT' },
    ]);
  });
});

describe('docs/configuration.md', () => {
  it('holds the table of the variables as they are', () => {
    const document = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(document).toContain(`<!-- variables -->\n${configurationTable()}\n<!-- /variables -->`);
  });
});
