import { randomBytes } from 'node:crypto';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SecretBox } from '../accounts/secret-box.js';
import { type Config, type Environment, readConfig } from '../config/config.js';
import { CONSOLE_SETTINGS, SENT_TO, type SettingName } from '../config/console-settings.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { Settings } from './settings.js';

const BY = 'owner@example.com';
const TOKEN = '0123456789abcdef0123456789abcdef';
const TWILIO = {
  RINGBACK_CARRIER: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: TOKEN,
  TWILIO_FROM: '+14155550100',
  RINGBACK_PUBLIC_URL: 'https://calls.example.com',
  RINGBACK_CONVERSATION: 'openai-realtime',
  OPENAI_API_KEY: 'sk-proj-0123456789',
};

describe.each(testEngines)('settings on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let secrets: SecretBox;

  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.clear();
    clock = new ManualClock();
    secrets = new SecretBox(randomBytes(32));
  });

  const started = async (environment: Environment = {}): Promise<Settings> => {
    const config = readConfig(environment, '/home/somebody', 'later');
    const settings = new Settings({ store: db, clock, secrets, config });
    await settings.atStart();
    return settings;
  };
  const one = async (settings: Settings, name: SettingName) =>
    (await settings.list()).find((setting) => setting.name === name);

  it('come from the environment, the console or the default, in this order', async () => {
    const settings = await started({ RINGBACK_TIME_ZONE: 'Europe/Berlin' });
    expect(await one(settings, 'RINGBACK_COUNTRIES')).toMatchObject({
      source: 'default',
      value: 'CN',
      updatedAt: null,
    });
    expect(await one(settings, 'RINGBACK_TIME_ZONE')).toMatchObject({ source: 'environment', value: 'Europe/Berlin' });
    await settings.change({ RINGBACK_COUNTRIES: ' CN, HK ' }, BY);
    expect(await one(settings, 'RINGBACK_COUNTRIES')).toEqual({
      name: 'RINGBACK_COUNTRIES',
      source: 'console',
      secret: false,
      value: 'CN, HK',
      set: true,
      hint: null,
      updatedAt: clock.now(),
      updatedBy: BY,
      takesEffect: 'now',
      restartPending: false,
    });
    const later = await started({ RINGBACK_COUNTRIES: 'US' });
    expect(await one(later, 'RINGBACK_COUNTRIES')).toMatchObject({ source: 'environment', value: 'US' });
    expect((await later.next()).countries).toEqual(['US']);
    expect((await settings.next()).countries).toEqual(['CN', 'HK']);
    await settings.change({ RINGBACK_COUNTRIES: null }, BY);
    expect(await one(settings, 'RINGBACK_COUNTRIES')).toMatchObject({ source: 'default', value: 'CN' });
  });

  it('that the environment sets are refused, all of a request with them', async () => {
    const settings = await started({ RINGBACK_COUNTRIES: 'US' });
    await expect(
      settings.change({ RINGBACK_COUNTRIES: 'CN', RINGBACK_CALLING_HOURS: '09:00-18:00' }, BY),
    ).rejects.toMatchObject({ code: 'setting_locked', details: { names: ['RINGBACK_COUNTRIES'] } });
    expect(await one(settings, 'RINGBACK_CALLING_HOURS')).toMatchObject({ source: 'default' });
  });

  it('that cannot be are refused with what to write, and repeat no secret', async () => {
    const settings = await started();
    await expect(settings.change({ RINGBACK_COUNTRIES: 'Atlantis' }, BY)).rejects.toMatchObject({
      code: 'invalid_setting',
      details: { problems: [{ name: 'RINGBACK_COUNTRIES', message: expect.stringContaining('ISO 3166') }] },
    });
    const failure = await settings.change({ TWILIO_AUTH_TOKEN: 'has a space' }, BY).catch((error: Error) => error);
    expect(JSON.stringify([failure, (failure as Error).message])).not.toContain('has a space');
    expect(failure).toMatchObject({ code: 'invalid_setting' });
    // What needs others comes with them.
    await expect(settings.change({ RINGBACK_CARRIER: 'twilio' }, BY)).rejects.toMatchObject({
      code: 'invalid_setting',
    });
    expect(await db.store.selectFrom('settings').selectAll().execute()).toEqual([]);
    await settings.change(TWILIO, BY);
  });

  it('take effect where they do at once, also those of another process', async () => {
    const settings = await started();
    const told: Config[] = [];
    settings.onChange((config) => told.push(config));
    settings.start();
    await settings.change({ RINGBACK_COUNTRIES: 'HK', RINGBACK_CALLING_HOURS: 'off', RINGBACK_KEEP_WORDS: '30' }, BY);
    expect(told).toMatchObject([{ countries: ['HK'], callingHours: null, keepWordsMs: 30 * 86_400_000 }]);
    const other = await started();
    await other.change({ RINGBACK_COUNTRIES: 'US' }, BY);
    await clock.advance(5_000);
    await settings.stop();
    expect(told.map(({ countries }) => countries)).toEqual([['HK'], ['US']]);
  });

  it('say which wait for a restart, and not after it', async () => {
    const settings = await started();
    await settings.change({ RINGBACK_VOICE: 'marin' }, BY);
    expect(await one(settings, 'RINGBACK_VOICE')).toMatchObject({ takesEffect: 'restart', restartPending: true });
    const restarted = await started();
    expect(await one(restarted, 'RINGBACK_VOICE')).toMatchObject({ restartPending: false });
    await restarted.change({ RINGBACK_VOICE: null }, BY);
    expect(await one(restarted, 'RINGBACK_VOICE')).toMatchObject({ source: 'default', restartPending: true });
  });

  it('make the configuration of the next start, also where the environment alone makes none', async () => {
    const settings = await started();
    const { RINGBACK_CARRIER: _, ...rest } = TWILIO;
    await settings.change(rest, BY);
    const config = readConfig({ RINGBACK_CARRIER: 'twilio' }, '/home/somebody', 'later');
    expect(config).toMatchObject({ awaitsSettings: true, twilio: null });
    const next = await new Settings({ store: db, clock, secrets, config }).atStart();
    expect(next).toMatchObject({
      awaitsSettings: false,
      carrier: 'twilio',
      twilio: { authToken: TOKEN, from: ['+14155550100'] },
      realtime: { apiKey: TWILIO.OPENAI_API_KEY },
      publicAddress: { url: 'https://calls.example.com' },
    });
  });

  it('fail a start that they do not suffice for', async () => {
    const config = readConfig({ RINGBACK_CARRIER: 'twilio' }, '/home/somebody', 'later');
    await expect(new Settings({ store: db, clock, secrets, config }).atStart()).rejects.toMatchObject({
      code: 'invalid_configuration',
    });
  });

  it('keep secrets encrypted, and give none of them back', async () => {
    const settings = await started();
    await settings.change(TWILIO, BY);
    const rows = JSON.stringify(await db.store.selectFrom('settings').selectAll().execute());
    const listed = JSON.stringify(await settings.list());
    for (const secret of [TOKEN, TWILIO.OPENAI_API_KEY, TOKEN.slice(0, 8), TOKEN.slice(4, 20)]) {
      expect(rows).not.toContain(secret);
      expect(listed).not.toContain(secret);
    }
    expect(await one(settings, 'TWILIO_AUTH_TOKEN')).toMatchObject({
      value: null,
      set: true,
      hint: 'cdef',
      updatedBy: BY,
    });
    await settings.change({ OPENAI_API_KEY: 'short' }, BY);
    expect(await one(settings, 'OPENAI_API_KEY')).toMatchObject({ set: true, hint: null });
    const environment = await started({ OPENAI_API_KEY: 'sk-of-the-environment' });
    expect(await one(environment, 'OPENAI_API_KEY')).toMatchObject({ source: 'environment', value: null, hint: null });
  });

  it('send no secret to an address whose setter does not know it', async () => {
    const settings = await started();
    await settings.change(TWILIO, BY);
    await expect(settings.change({ OPENAI_BASE_URL: 'https://thief.example' }, BY)).rejects.toMatchObject({
      code: 'setting_needs_secret',
      details: { name: 'OPENAI_BASE_URL', secrets: ['OPENAI_API_KEY'] },
    });
    await expect(settings.change({ RINGBACK_MODEL_PROFILE: 'xai' }, BY)).rejects.toMatchObject({
      code: 'setting_needs_secret',
    });
    await expect(settings.change({ TWILIO_API_URL: 'https://thief.example' }, BY)).rejects.toMatchObject({
      code: 'setting_needs_secret',
    });
    await settings.change({ OPENAI_BASE_URL: 'https://models.example/v1', OPENAI_API_KEY: 'sk-another' }, BY);
    // The same again is no change.
    await settings.change({ OPENAI_BASE_URL: 'https://models.example/v1' }, BY);
    const environment = await started({ OPENAI_API_KEY: 'sk-of-the-environment' });
    await expect(environment.change({ OPENAI_BASE_URL: null }, BY)).rejects.toMatchObject({
      code: 'setting_needs_secret',
    });
  });

  it('say of every address that a secret is sent to which secret that is', () => {
    const addresses = Object.keys(CONSOLE_SETTINGS).filter(
      (name) => /_URL$/.test(name) && name !== 'RINGBACK_PUBLIC_URL',
    );
    expect(Object.keys(SENT_TO)).toEqual(expect.arrayContaining(addresses));
  });
});
