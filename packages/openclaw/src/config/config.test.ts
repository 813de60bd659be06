import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';
import { CONFIG_KEYS, fullPath } from './keys.js';

const SID = `AC${'0'.repeat(32)}`;
const TWILIO = {
  provider: 'twilio',
  fromNumber: '+15005550006',
  twilio: { accountSid: SID, authToken: 'secret' },
  streaming: { openaiApiKey: 'sk-test' },
  publicUrl: 'https://calls.example.com',
};

const problems = (given: unknown, env: Record<string, string> = {}): string[] => readConfig(given, env).problems;

describe('the configuration', () => {
  it('has the published defaults', () => {
    expect(readConfig(TWILIO, {})).toEqual({
      config: {
        maxDurationSeconds: 300,
        maxConcurrentCalls: 5,
        keptCalls: 1_000,
        line: {
          provider: 'twilio',
          accountSid: SID,
          authToken: 'secret',
          from: '+15005550006',
          machineDetection: 'off',
          realtime: {
            apiKey: 'sk-test',
            model: 'gpt-realtime-2.1',
            voice: 'marin',
            silenceDurationMs: 800,
            vadThreshold: 0.5,
          },
          streamPath: '/voice/stream',
          port: 3335,
          bind: '0.0.0.0',
          path: '/supercall',
          publicUrl: 'https://calls.example.com',
          tunnel: 'none',
        },
      },
      problems: [],
      warnings: [],
    });
  });

  it('needs nothing but the provider for mock calls', () => {
    expect(readConfig({ provider: 'mock' }, {}).config?.line).toEqual({ provider: 'mock', speed: 1 });
  });

  it('takes secrets from the environment where it does not hold them, and wins over it', () => {
    const env = {
      TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'of the environment',
      OPENAI_API_KEY: 'sk-environment',
      NGROK_AUTHTOKEN: 'ngrok-environment',
    };
    const bare = {
      provider: 'twilio',
      fromNumber: '+15005550006',
      tunnel: { provider: 'ngrok' },
      twilio: { authToken: '' },
    };
    expect(readConfig(bare, env).config?.line).toMatchObject({
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: env.TWILIO_AUTH_TOKEN,
      realtime: { apiKey: env.OPENAI_API_KEY },
      ngrokAuthToken: env.NGROK_AUTHTOKEN,
    });
    expect(readConfig(TWILIO, env).config?.line).toMatchObject({ accountSid: SID, authToken: 'secret' });
  });

  it.each([
    ['provider', {}],
    ['provider', { provider: 'vonage' }],
    ['fromNumber', { ...TWILIO, fromNumber: '5550006' }],
    ['fromNumber', { ...TWILIO, fromNumber: undefined }],
    ['toNumber', { ...TWILIO, toNumber: 'me' }],
    ['twilio.accountSid', { ...TWILIO, twilio: { authToken: 'x' } }],
    ['twilio.accountSid', { ...TWILIO, twilio: { accountSid: 'SK123', authToken: 'x' } }],
    ['twilio.authToken', { ...TWILIO, twilio: { accountSid: SID } }],
    [
      'twilio.authToken',
      { ...TWILIO, twilio: { accountSid: SID, authToken: { source: 'env', provider: 'default', id: 'NO' } } },
    ],
    ['twilio.authToken', { ...TWILIO, twilio: { accountSid: SID, authToken: 7 } }],
    ['twilio.machineDetection', { ...TWILIO, twilio: { ...TWILIO.twilio, machineDetection: 'on' } }],
    ['twilio.apiUrl', { ...TWILIO, twilio: { ...TWILIO.twilio, apiUrl: 'twilio' } }],
    ['streaming.openaiApiKey', { ...TWILIO, streaming: {} }],
    ['streaming.baseUrl', { ...TWILIO, streaming: { openaiApiKey: 'x', baseUrl: 'ftp://x' } }],
    ['streaming.silenceDurationMs', { ...TWILIO, streaming: { openaiApiKey: 'x', silenceDurationMs: 5 } }],
    ['streaming.vadThreshold', { ...TWILIO, streaming: { openaiApiKey: 'x', vadThreshold: 1.5 } }],
    ['streaming.streamPath', { ...TWILIO, streaming: { openaiApiKey: 'x', streamPath: 'stream' } }],
    ['streaming.streamPath', { ...TWILIO, streaming: { openaiApiKey: 'x', streamPath: '/supercall' } }],
    ['serve.port', { ...TWILIO, serve: { port: 70_000 } }],
    ['serve.port', { ...TWILIO, serve: { port: 33.5 } }],
    ['serve.path', { ...TWILIO, serve: { path: '/' } }],
    ['serve.port', { ...TWILIO, publicUrl: undefined, serve: { port: 0 }, tunnel: { provider: 'ngrok' } }],
    ['tunnel.provider', { ...TWILIO, publicUrl: undefined }],
    ['tunnel.provider', { ...TWILIO, tunnel: { provider: 'cloudflared' } }],
    ['publicUrl', { ...TWILIO, publicUrl: 'http://calls.example.com' }],
    ['publicUrl', { ...TWILIO, publicUrl: 'calls' }],
    ['maxDurationSeconds', { provider: 'mock', maxDurationSeconds: 0 }],
    ['maxConcurrentCalls', { provider: 'mock', maxConcurrentCalls: 'five' }],
    ['logs.maxCalls', { provider: 'mock', logs: { maxCalls: 0 } }],
    ['mock.speed', { provider: 'mock', mock: { speed: 100 } }],
  ])('names %s where it is wrong, once', (path, given) => {
    const { config } = readConfig(given, {});
    expect(config).toBeNull();
    expect(problems(given).map((problem) => problem.split(' ')[0])).toEqual([fullPath(path)]);
  });

  it('says all that is wrong at once, and never holds a secret in it', () => {
    const said = problems({
      provider: 'twilio',
      twilio: { authToken: 'top-secret', accountSid: 'wrong-sid' },
      serve: { port: -1 },
    });
    expect(said.map((problem) => problem.split(' ')[0])).toEqual(
      ['serve.port', 'fromNumber', 'streaming.openaiApiKey', 'twilio.accountSid', 'tunnel.provider'].map(fullPath),
    );
    expect(said.join(' ')).not.toMatch(/top-secret|wrong-sid/);
  });

  it('names keys that nobody reads, and works all the same', () => {
    const { config, warnings } = readConfig(
      { provider: 'mock', prot: 1, serve: { prot: 2 }, mock: { speed: 2 }, logs: 'all' },
      {},
    );
    expect(config).not.toBeNull();
    expect(warnings).toEqual([
      `${fullPath('prot')} is no key of this plugin, and is not used.`,
      `${fullPath('serve.prot')} is no key of this plugin, and is not used.`,
      `${fullPath('logs')} must be an object, and is not used as it is.`,
    ]);
  });

  it('warns of a tunnel that Twilio cannot reach, and of one that is not used', () => {
    const { warnings } = readConfig({ ...TWILIO, publicUrl: undefined, tunnel: { provider: 'tailscale-serve' } }, {});
    expect(warnings).toEqual([expect.stringContaining('only your tailnet')]);
    expect(readConfig({ ...TWILIO, tunnel: { provider: 'ngrok' } }, {}).warnings).toEqual([
      expect.stringContaining('overrides it'),
    ]);
  });

  it.each([null, undefined, {}, [], 'x', 7])('bears %j', (given) => {
    expect(problems(given).length).toBeGreaterThan(0);
  });

  it('has a label, a help text and a type for every key', () => {
    for (const { path, label, help, type } of CONFIG_KEYS) {
      expect(label, path).toMatch(/^\S.{2,}/);
      expect(help, path).toMatch(/^[A-Z+].{15,}/s);
      expect(['string', 'integer', 'number'], path).toContain(type);
    }
  });
});
