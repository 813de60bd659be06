import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, serviceUrl } from './configuration.js';
import { CommandFailure } from './failure.js';
import { languageOf, messagesIn } from './messages.js';

const say = messagesIn('en');

describe('serviceUrl', () => {
  it.each([
    [{}, 'http://127.0.0.1:7464'],
    [{ RINGBACK_URL: ' https://calls.example.test/ringback/ ' }, 'https://calls.example.test/ringback'],
    [{ RINGBACK_URL: '', RINGBACK_PORT: '8000' }, 'http://127.0.0.1:8000'],
    [{ RINGBACK_HOST: '0.0.0.0', RINGBACK_PORT: '8000' }, 'http://127.0.0.1:8000'],
    [{ RINGBACK_HOST: '::' }, 'http://[::1]:7464'],
    [{ RINGBACK_HOST: 'fd00::1' }, 'http://[fd00::1]:7464'],
    [{ RINGBACK_HOST: 'calls.local', RINGBACK_PORT: '0' }, 'http://calls.local:7464'],
    [{ RINGBACK_URL: 'http://a:1', RINGBACK_HOST: 'b' }, 'http://a:1'],
  ])('of %j is %s', (env, url) => {
    expect(serviceUrl(env, say)).toBe(url);
  });

  it.each([
    { RINGBACK_URL: 'calls.example.test' },
    { RINGBACK_URL: 'ftp://calls.example.test' },
    // Secrets do not belong into an address.
    { RINGBACK_URL: 'http://sk_1@calls.example.test' },
    { RINGBACK_PORT: 'http' },
    { RINGBACK_PORT: '65536' },
    { RINGBACK_HOST: 'a b' },
  ])('refuses %j', (env) => {
    expect(() => serviceUrl(env, say)).toThrow(CommandFailure);
  });
});

describe('apiKey', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ringback-key-'));
    mkdirSync(join(home, '.clawd'));
  });

  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const secrets = (text: string): void => writeFileSync(join(home, '.clawd', 'secrets.json'), text);

  it('looks in RINGBACK_API_KEY, then STEPONEAI_API_KEY, then the secrets file', () => {
    secrets('{"steponeai_api_key": "sk_file", "other": 1}');
    const env = { HOME: home, RINGBACK_API_KEY: 'sk_ours', STEPONEAI_API_KEY: 'sk_theirs' };
    expect(apiKey(env, say)).toBe('sk_ours');
    expect(apiKey({ ...env, RINGBACK_API_KEY: '' }, say)).toBe('sk_theirs');
    expect(apiKey({ HOME: home }, say)).toBe('sk_file');
  });

  it.each([['{}'], ['{"steponeai_api_key": ""}'], ['{"steponeai_api_key": 5}']])('finds none in %s', (text) => {
    secrets(text);
    expect(() => apiKey({ HOME: home }, say)).toThrow(expect.objectContaining({ code: 'no_api_key', exitCode: 3 }));
  });

  it('says what to do where there is no file', () => {
    expect(() => apiKey({ HOME: home }, say)).toThrow(/ringback keys create/);
  });

  it.each([['not JSON'], ['[]'], ['null'], ['{"steponeai_api_key": "sk_ 1"}']])(
    'refuses %s without repeating it',
    (text) => {
      secrets(text);
      expect(() => apiKey({ HOME: home }, say)).toThrow(
        expect.objectContaining({ code: 'invalid_configuration', message: expect.not.stringContaining('sk_ 1') }),
      );
    },
  );
});

describe('languageOf', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'zh_TW.UTF-8' }, 'zh'],
    [{ LC_ALL: '', LANG: 'zh' }, 'zh'],
  ])('of %j is %s', (env, language) => {
    expect(languageOf(env)).toBe(language);
  });
});
