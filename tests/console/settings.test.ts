import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { RingbackClient } from '@ringback/client';
import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { NoticeMind, RealtimeStandin, simulatedCallees, TwilioStandin } from '@ringback/standins';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const TOKEN = 'b6b9c8a07f3e4d52a1908172635445f0';
const PASSWORD = 'correct horse battery';
const HONG_KONG = '+85291234567';

describe.skipIf(!(await requirement('chromium')))('the settings screen', () => {
  let browser: TestBrowser;
  let service: RunningService;
  let client: RingbackClient;
  let publicPort: number;

  beforeAll(async () => {
    publicPort = await freePort();
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({
        RINGBACK_SIMULATOR_SPEED: '40',
        RINGBACK_SPEECH: 'tones',
        RINGBACK_TIME_ZONE: 'Asia/Shanghai',
        RINGBACK_PUBLIC_PORT: String(publicPort),
      }),
    ]);
    client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  const call = (phone: string) => client.createCalls({ phones: [phone], user_requirement: '通知开会' });
  const part = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('tab', { name }).click();
    await page.getByRole('tabpanel').getByRole('heading').first().waitFor();
  };
  async function saved(page: Page, name: string): Promise<void> {
    const form = page.getByRole('form', { name });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved').waitFor();
  }

  it('lets a country in and out at once', async () => {
    await expect(call(HONG_KONG)).rejects.toMatchObject({ code: 'phone_not_allowed' });
    const { page, faults } = await browser.open(`${service.url}/settings`);
    const countries = page.getByLabel('Countries that may be called', { exact: true }).first();
    await countries.fill('hk');
    await countries.press('Enter');
    await page.getByText('HK Hong Kong').waitFor();
    await saved(page, 'Rules of calling');
    await call(HONG_KONG);
    await page.getByText('Set by owner at this machine').waitFor();
    // The last tag goes by the key that deletes.
    await countries.press('Backspace');
    await saved(page, 'Rules of calling');
    await expect(call(HONG_KONG)).rejects.toMatchObject({ code: 'phone_not_allowed' });
    await call('13800138000');
    expect(faults).toEqual([]);
  });

  it('shows what the environment sets as such, and locked, also to who asks the service itself', async () => {
    const { page } = await browser.open(`${service.url}/settings`);
    const zone = page.getByRole('combobox', { name: 'Time zone of the callees' });
    await page.getByText('Set by the environment').waitFor();
    expect(await zone.isDisabled()).toBe(true);
    expect(await zone.inputValue()).toBe('Asia/Shanghai');
    const answer = await page.evaluate(`fetch('/v1/settings', {
      method: 'PATCH',
      headers: { 'X-Requested-With': 'ringback', 'Content-Type': 'application/json' },
      body: JSON.stringify({ values: { RINGBACK_TIME_ZONE: 'UTC' } }),
    }).then((answer) => answer.json())`);
    expect(answer).toMatchObject({ code: 'setting_locked', data: { names: ['RINGBACK_TIME_ZONE'] } });
  });

  it('lists a number that is then never called, and takes it off after asking', async () => {
    const { page, faults } = await browser.open(`${service.url}/settings`);
    await part(page, 'Do not call');
    await page.getByText('No numbers are listed.').waitFor();
    const form = page.getByRole('form', { name: 'Put on the list' });
    await form.getByLabel('Number').fill('not a number');
    await form.getByRole('button', { name: 'Put on the list' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Number').fill('139 1234 5678');
    await form.getByLabel('Note').fill('asked by mail');
    await form.getByRole('button', { name: 'Put on the list' }).click();
    await form.getByText('Listed: +8613912345678').waitFor();
    await expect(call('13912345678')).rejects.toMatchObject({
      code: 'phone_not_allowed',
      details: { numbers: [{ reason: 'do_not_call' }] },
    });
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('Nothing was found.').waitFor();
    await page.getByRole('searchbox').fill('by mail');
    const row = page.getByRole('row').filter({ hasText: '+8613912345678' });
    await row.getByText('owner at this machine').waitFor();
    await row.getByRole('button', { name: /Remove/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Take +8613912345678 off the list?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(call('13912345678')).rejects.toMatchObject({ code: 'phone_not_allowed' });
    await row.getByRole('button', { name: /Remove/ }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Nothing was found.').waitFor();
    await call('13912345678');
    expect(faults).toEqual([]);
  });

  it('takes retention, and says what it does', async () => {
    const { page } = await browser.open(`${service.url}/settings`);
    await page.getByRole('combobox', { name: /What was said/ }).click();
    await page.getByRole('option', { name: '30 days' }).click();
    await page.getByText('What is older begins to be removed').waitFor();
    await saved(page, 'How long things are kept');
    await page.reload();
    expect(await page.getByRole('combobox', { name: /What was said/ }).inputValue()).toBe('30 days');
  });

  describe('with stand-ins of Twilio and of the model', () => {
    let network: Simulator;
    let twilio: TwilioStandin;
    let model: RealtimeStandin;
    let apiUrl: string;
    let modelUrl: string;

    beforeAll(async () => {
      const clock = realClock();
      const synthesiser = new TonesSynthesiser();
      network = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
      twilio = new TwilioStandin({ network, clock, numbers: ['+15005550006'], authToken: TOKEN });
      model = new RealtimeStandin({ mind: new NoticeMind(), synthesiser, clock, apiKeys: ['sk-proj-a-live-key-0001'] });
      [{ url: apiUrl }, { url: modelUrl }] = await Promise.all([twilio.start(), model.start()]);
    });
    afterAll(async () => {
      await Promise.all([twilio?.stop(), model?.stop()]);
      await network?.close();
    });

    it('checks what was saved, says what to do, and shows no secret anywhere', { timeout: 90_000 }, async () => {
      const { page, faults } = await browser.open(`${service.url}/settings`);
      const answers: Promise<string>[] = [];
      page.on('response', (response) => {
        if (response.url().includes('/v1/')) answers.push(response.text().catch(() => ''));
      });
      await part(page, 'Carrier and model');
      const check = async (button: string, found: RegExp | string): Promise<void> => {
        await page.getByRole('button', { name: button }).click();
        await page.getByRole('status', { name: button }).getByText(found).waitFor({ timeout: 30_000 });
      };
      await check('Check the carrier’s credentials', 'Callees are simulated');
      await check('Check that the model answers', 'No model is used');

      const form = page.getByRole('form', { name: 'Carrier and model' });
      const choose = async (label: string, option: string): Promise<void> => {
        await form.getByRole('combobox', { name: label }).click();
        await page.getByRole('option', { name: option }).click();
      };
      const fill = (label: string, value: string): Promise<void> => form.getByLabel(label, { exact: true }).fill(value);
      await choose('What dials', 'Twilio (real phones)');
      // Alone it is no configuration, and nothing of it is saved.
      await form.getByRole('button', { name: 'Save' }).click();
      await form
        .getByRole('alert')
        .getByText(/RINGBACK_CARRIER=twilio needs TWILIO_ACCOUNT_SID/)
        .waitFor();
      await choose('Who talks', 'A model that hears and speaks');
      await fill('Twilio Account SID', twilio.accountSid);
      await fill('Twilio Auth Token', TOKEN);
      await fill('Numbers that callees see', '+15005550006');
      await fill('Public address', `http://127.0.0.1:${publicPort}`);
      await fill('Address of the REST API (compatible services, optional)', apiUrl);
      await fill('API key', 'sk-proj-a-live-key-0001');
      await fill('Address of the service (optional)', modelUrl);
      await saved(page, 'Carrier and model');
      await form.getByText('Some settings take effect when the service is restarted').waitFor();

      await check('Check the carrier’s credentials', 'The carrier takes the credentials');
      await check('Check the public path', 'a request and a WebSocket came back to this service');
      await check('Check that the model answers', 'The model answers.');
      expect(await form.getByLabel('Twilio Auth Token', { exact: true }).inputValue()).toBe('Set, ends in 45f0');

      // An address alone is not changed: the secret would go there.
      await fill('Address of the service (optional)', 'http://127.0.0.1:1');
      await form.getByRole('button', { name: 'Save' }).click();
      await form.getByRole('alert').getByText('Give the secret anew').waitFor();
      await form.getByRole('button', { name: 'Replace: API key' }).click();
      await fill('API key', 'sk-proj-a-dead-key-0002');
      await saved(page, 'Carrier and model');
      await check('Check that the model answers', 'The model’s service cannot be reached.');
      await fill('Address of the service (optional)', modelUrl);
      await form.getByRole('button', { name: 'Replace: API key' }).click();
      await fill('API key', 'sk-proj-a-dead-key-0002');
      await form.getByRole('button', { name: 'Replace: Twilio Auth Token' }).click();
      await fill('Twilio Auth Token', 'not-the-token-of-that-account');
      await saved(page, 'Carrier and model');
      await check('Check that the model answers', 'Set OPENAI_API_KEY to a live key');
      await check('Check the carrier’s credentials', 'The carrier refuses the credentials.');

      await page.reload();
      await part(page, 'Carrier and model');
      const seen = [...(await Promise.all(answers)), await page.content()].join('\n');
      expect(seen).toContain('"hint":"45f0"');
      for (const secret of [TOKEN, 'live-key', 'dead-key', 'not-the-token']) expect(seen).not.toContain(secret);
      expect(twilio.calls).toEqual([]);
      expect(faults).toEqual([]);
    });
  });

  it.each(['zh', 'en'] as const)(
    'is accessible and fits a phone in %s, in every part',
    { timeout: 60_000 },
    async (language) => {
      for (const colours of ['light', 'dark'] as const) {
        const { page, context } = await browser.open(`${service.url}/settings`, {
          language,
          colours,
          size: { width: 360, height: 640 },
        });
        await page.getByRole('heading', { level: 1 }).waitFor();
        const tabs = page.getByRole('tab');
        await tabs.nth(3).waitFor();
        expect(await tabs.count()).toBe(4);
        for (const tab of await tabs.all()) {
          await tab.click();
          await page.getByRole('tabpanel').getByRole('heading').first().waitFor();
          const loading = page.getByRole('status', { name: language === 'zh' ? '正在加载…' : 'Loading …' });
          await expect.poll(() => loading.count(), { timeout: 10_000 }).toBe(0);
          expect(await accessibilityFaults(page), (await tab.textContent()) ?? '').toEqual([]);
          expect(await overhang(page)).toBeLessThanOrEqual(0);
        }
        await context.close();
      }
    },
  );
});

describe.skipIf(!(await requirement('chromium')))('one’s own settings', () => {
  let browser: TestBrowser;
  let service: RunningService;

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({ RINGBACK_SIGN_UP: 'open', RINGBACK_LOCAL_SIGN_IN: 'off' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  async function enter(page: Page, how: 'Sign up' | 'Sign in', email: string, password: string): Promise<void> {
    if (how === 'Sign up') await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: how, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  }

  it('list sessions and end them, change the password, and the language', { timeout: 60_000 }, async () => {
    const operator = await browser.open(`${service.url}/settings`);
    await enter(operator.page, 'Sign up', 'operator@example.com', PASSWORD);
    const { page, faults } = await browser.open(`${service.url}/settings`);
    await enter(page, 'Sign up', 'member@example.com', PASSWORD);
    // What is the operator's is not there for a member.
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Do not call', 'You']);
    const elsewhere = await browser.open(`${service.url}/settings`);
    await enter(elsewhere.page, 'Sign in', 'member@example.com', PASSWORD);

    await page.reload();
    const sessions = page.getByRole('region', { name: 'Sessions' }).getByRole('listitem');
    await sessions.nth(1).waitFor();
    expect(await sessions.count()).toBe(2);
    await sessions
      .filter({ hasNotText: 'This one' })
      .getByRole('button', { name: /End the session/ })
      .click();
    await sessions.nth(1).waitFor({ state: 'detached' });
    await elsewhere.page.reload();
    await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await enter(elsewhere.page, 'Sign in', 'member@example.com', PASSWORD);

    const form = page.getByRole('form', { name: 'Change the password' });
    await form.getByRole('textbox', { name: 'Current password' }).fill('wrong');
    await form.getByRole('textbox', { name: 'New password' }).fill('short');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('A password has 10 to 128 characters.').waitFor();
    await form.getByRole('textbox', { name: 'New password' }).fill('another long sentence');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByRole('textbox', { name: 'Current password' }).fill(PASSWORD);
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('The password is changed').waitFor();
    await elsewhere.page.reload();
    await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await enter(elsewhere.page, 'Sign in', 'member@example.com', 'another long sentence');

    await page.getByRole('radiogroup', { name: 'Language' }).getByText('中文').click();
    await page.getByRole('heading', { level: 1, name: '设置' }).waitFor();
    expect(faults).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
