import { readFileSync } from 'node:fs';
import { isRingbackError } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { type ConfigProblem, readConfig } from './config.js';
import { configurationTable } from './configuration-table.js';
import { unknownVariables } from './unknown-variables.js';
import { VARIABLES, type VariableName } from './variables.js';

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
  it('gives the documented defaults', () => {
    expect(readConfig({}, '/home/someone')).toEqual({
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
      ringTimeoutMs: 30_000,
      timeLimitMs: 600_000,
      stopLimitMs: 30_000,
      carrier: 'simulator',
      conversation: 'notice',
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
      RINGBACK_CARRIER: 'simulator',
      RINGBACK_CONVERSATION: 'notice',
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
    });
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
    ['RINGBACK_CARRIER', 'twilio'],
    ['RINGBACK_CONVERSATION', 'gpt'],
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
