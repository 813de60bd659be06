import { RingbackClient } from '@ringback/client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const PASSWORD = 'correct horse battery';

describe.skipIf(!(await requirement('chromium')))('the balance screen', () => {
  let browser: TestBrowser;
  let service: RunningService;
  let client: RingbackClient;

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({ RINGBACK_SIMULATOR_SPEED: '40', RINGBACK_SPEECH: 'tones', RINGBACK_RATE: '0.125' }),
    ]);
    client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  const call = async (phone: string): Promise<string> => {
    const { call_ids: ids } = await client.createCalls({
      phones: [phone],
      user_requirement: '通知张先生明天上午9点开会',
    });
    return ids[0] as string;
  };

  async function topUpBy(page: Page, amount: string): Promise<void> {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount in yuan').fill(amount);
    await dialog.getByLabel('Note').fill('bank transfer 1123');
    await dialog.getByRole('button', { name: 'Next' }).click();
  }

  it('adds money once, however often it is clicked, after asking', async () => {
    const { page, faults } = await browser.open(`${service.url}/balance`);
    const before = (await client.account()).balance;
    await page.getByRole('button', { name: 'Top up', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await topUpBy(page, '0');
    await dialog.getByText('Give an amount above 0').waitFor();
    await topUpBy(page, '12.345');
    await dialog.getByText('Add ¥12.345 to the account “default”?').waitFor();
    expect((await client.account()).balance).toBe(before);
    // Both clicks reach the button in one turn of the page: nothing has been drawn between them.
    await dialog.getByRole('button', { name: 'Add ¥12.345' }).evaluate((button) => {
      const { click } = button as unknown as { click(): void };
      for (let count = 0; count < 3; count += 1) click.call(button);
    });
    await dialog.getByText('Added ¥12.345').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect((await client.account()).balance).toBeCloseTo(before + 12.345, 6);
    const { items } = await client.ledger();
    expect(items.filter(({ kind }) => kind === 'topup')).toMatchObject([
      { amount: 12.345, note: 'bank transfer 1123' },
    ]);
    // Opened again, it is another top-up and not the old one confirmed.
    await page.getByRole('button', { name: 'Top up', exact: true }).first().click();
    expect(await page.getByRole('dialog').getByLabel('Amount in yuan').inputValue()).toBe('');
    expect(faults).toEqual([]);
  });

  it('shows by day what the ledger has, in bars and in a table', async () => {
    const ids = [await call('13800138000'), await call('13800138010'), await call('13900139001')];
    for (const callId of ids) await client.waitForCall(callId);
    const charged = (await client.ledger({ limit: 500 })).items.filter(({ kind }) => kind === 'charge');
    const total = charged.reduce((sum, { amount }) => sum - amount, 0);
    expect(total).toBeGreaterThan(0);
    const { page, faults } = await browser.open(`${service.url}/balance`);
    const table = page.getByRole('table', { name: 'Spending by day' });
    await table.getByText('Total').waitFor();
    const last = await table.getByRole('row').last().locator('th').allTextContents();
    expect(last[1]).toBe(String(charged.length));
    expect(Number(last[2]?.replace('¥', ''))).toBeCloseTo(total, 6);
    const bars = page.getByRole('img', { name: /Bars of the spending of 30 days/ });
    expect(await bars.getAttribute('aria-label')).toContain(`${last[2]} in all, ${last[2]} on the highest day`);
    // One bar as high as the scale lets it, which ends a tenth above the highest day. It is drawn with its canvas, after the words are there.
    await page.locator('.u-wrap canvas').waitFor();
    const drawn = (await page.evaluate(`(() => {
      const canvas = document.querySelector('.u-wrap canvas');
      const context = canvas.getContext('2d');
      const { width, height } = canvas;
      const { data } = context.getImageData(0, 0, width, height);
      const probe = document.createElement('canvas').getContext('2d');
      probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--mantine-color-indigo-filled').trim();
      probe.fillRect(0, 0, 1, 1);
      const fill = probe.getImageData(0, 0, 1, 1).data;
      let top = height, bottom = 0, left = width;
      for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
        const at = (y * width + x) * 4;
        if (Math.abs(data[at] - fill[0]) + Math.abs(data[at + 1] - fill[1]) + Math.abs(data[at + 2] - fill[2]) > 12 || data[at + 3] < 250) continue;
        top = Math.min(top, y); bottom = Math.max(bottom, y); left = Math.min(left, x);
      }
      const plot = document.querySelector('.u-over').getBoundingClientRect();
      return { share: (bottom - top + 1) / (plot.height * devicePixelRatio), left: left / width };
    })()`)) as { share: number; left: number };
    expect(drawn.share).toBeGreaterThan(0.85);
    expect(drawn.share).toBeLessThan(0.97);
    expect(drawn.left).toBeGreaterThan(0.85);
    // The ledger itself stands below, and goes on by pages.
    const rows = page.getByRole('table', { name: 'Ledger' }).getByRole('row');
    await rows.filter({ hasText: 'Charge' }).first().waitFor();
    expect(await rows.filter({ hasText: 'Charge' }).count()).toBe(charged.length);
    expect(faults).toEqual([]);
  });

  it('shows what is held and for which call, and lets it go', async () => {
    // It rings for half a minute of its own time, and nobody answers.
    const callId = await call('13900139002');
    const { page } = await browser.open(`${service.url}/balance`);
    const holds = page.getByRole('region', { name: 'Calls that hold money' });
    const link = holds.getByRole('link', { name: '13900139002' });
    const seen = await link.getAttribute('href', { timeout: 5_000 }).catch(() => null);
    // Simulated time is quick: where the call was over before the page was there, nothing is held for it any more.
    if (seen === null) expect((await client.call(callId)).status).toBe('ended');
    else expect(seen).toBe(`/calls/${callId}`);
    await client.waitForCall(callId);
    await holds.getByText('Nothing is held.').waitFor();
  });

  it('keeps the limits that are set there, and names what the operator allows', async () => {
    const { page, faults } = await browser.open(`${service.url}/balance`);
    const terms = page.getByRole('form', { name: 'Price and limits' });
    await terms.getByLabel('Cost of one call, in yuan').fill('5');
    await terms.getByRole('button', { name: 'Save' }).click();
    await terms.getByText('Saved').waitFor();
    const own = page.getByRole('form', { name: 'Your own limits' });
    await own.getByText('The operator allows: ¥5.00').waitFor();
    await own.getByLabel('Cost of one call, in yuan').fill('6');
    await own.getByRole('button', { name: 'Save' }).click();
    await own.getByRole('alert').getByText('call_cost at most 5').waitFor();
    await own.getByLabel('Cost of one call, in yuan').fill('');
    const spent = (await client.ledger({ limit: 500 })).items
      .filter(({ kind }) => kind === 'charge')
      .reduce((sum, { amount }) => sum - amount, 0);
    await own.getByLabel('Spending a day, in yuan').fill(String(spent + 0.125));
    await own.getByRole('button', { name: 'Save' }).click();
    await own.getByText('Saved').waitFor();
    // One more minute fits into the day: the second call is refused while the first holds it.
    const refused = await Promise.allSettled([call('13800138000'), call('13800138010')]);
    expect(refused.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(refused.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'day_limit_reached' },
    });
    await page.reload();
    await page.getByText(/¥[\d.]+ of ¥[\d.]+/).waitFor();
    await page.getByRole('form', { name: 'Your own limits' }).getByLabel('Spending a day, in yuan').fill('');
    await page.getByRole('form', { name: 'Your own limits' }).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('form', { name: 'Your own limits' }).getByText('Saved').waitFor();
    await client.waitForCall(await call('13800138010'));
    expect(faults).toEqual([]);
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone in %s', async (language) => {
    for (const colours of ['light', 'dark'] as const) {
      const { page, context } = await browser.open(`${service.url}/balance`, {
        language,
        colours,
        size: { width: 360, height: 640 },
      });
      await page.locator('.u-wrap canvas').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await context.close();
    }
  });
});

describe.skipIf(!(await requirement('chromium')))('the balance screen of many accounts', () => {
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

  async function signedUp(email: string) {
    const opened = await browser.open(`${service.url}/balance`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign up', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Balance' }).waitFor();
    return opened;
  }

  it('shows every account to the operator, who tops one up and bounds it, and one’s own to a member', async () => {
    const { page: operator, faults } = await signedUp('operator@example.com');
    const { page: member } = await signedUp('member@example.com');
    await member.getByText('¥10.00').first().waitFor();
    expect(await member.getByRole('button', { name: /Top up/ }).count()).toBe(0);
    expect(await member.getByRole('heading', { name: 'All accounts' }).count()).toBe(0);

    await operator.reload();
    const accounts = operator.getByRole('table', { name: 'All accounts' });
    const row = accounts.getByRole('row').filter({ hasText: 'member@example.com' });
    await row.getByText('¥10.00').waitFor();
    await row.getByRole('link', { name: 'member@example.com' }).click();
    await operator.getByRole('heading', { level: 1, name: 'Account “member@example.com”' }).waitFor();
    await operator.getByRole('button', { name: 'Top up', exact: true }).first().click();
    const dialog = operator.getByRole('dialog');
    await dialog.getByLabel('Amount in yuan').fill('5');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('button', { name: 'Add ¥5.00' }).click();
    await dialog.getByText('Balance: ¥15.00').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const terms = operator.getByRole('form', { name: 'Price and limits' });
    await terms.getByLabel('Spending a day, in yuan').fill('2.5');
    await terms.getByLabel('Price of a started minute, in yuan').fill('0.2');
    await terms.getByRole('button', { name: 'Save' }).click();
    await terms.getByText('Saved').waitFor();

    await member.reload();
    await member.getByText('¥15.00').first().waitFor();
    await member.getByText('The operator allows: ¥2.50').waitFor();
    await member.getByText('¥0.00 of ¥2.50').waitFor();
    // Another account’s place shows a member their own.
    await member.goto(operator.url());
    await member.getByRole('heading', { level: 1, name: 'Balance' }).waitFor();
    expect(faults).toEqual([]);
  });
});
