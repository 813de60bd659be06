import { readFile } from 'node:fs/promises';
import type { CallWithTranscript } from '@ringback/client';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';
import { clientOf, placeCalls, signedUp } from './placed-calls.js';

describe.skipIf(!(await requirement('chromium')))('the calls screen', { timeout: 60_000 }, () => {
  let browser: TestBrowser;
  let service: RunningService;
  let operator: BrowserContextOptions['storageState'];
  let member: BrowserContextOptions['storageState'];
  let told: CallWithTranscript;

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({
        RINGBACK_SIMULATOR_SPEED: '20',
        RINGBACK_SPEECH: 'tones',
        RINGBACK_SIGN_UP: 'open',
        RINGBACK_OPENING_BALANCE: '100',
      }),
    ]);
    operator = await signedUp(service, 'operator@example.com');
    member = await signedUp(service, 'member@example.com');
    const [[first]] = await Promise.all([
      placeCalls(service, ['13800138000'], { campaign: '年会' }),
      placeCalls(service, ['13900139001'], { user_requirement: '=1+1 订单到货', campaign: '到货' }),
    ]);
    told = first as CallWithTranscript;
  }, 120_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  const phones = async (page: Page): Promise<string[]> =>
    (await page.getByRole('link', { name: /^Open the call to/ }).allTextContents()).map((text) => text.trim());

  async function shows(page: Page, expected: string[]): Promise<void> {
    await expect.poll(() => phones(page), { timeout: 15_000 }).toEqual(expected);
  }

  it('finds calls by a part of the number and by what was said, and keeps the search in the address', async () => {
    const { page, faults } = await browser.open(`${service.url}/calls`, { storage: operator });
    await shows(page, ['13900139001', '13800138000']);
    await page.getByRole('searchbox', { name: 'Number' }).fill('138 0013');
    await shows(page, ['13800138000']);
    expect(new URL(page.url()).searchParams.get('number')).toBe('138 0013');

    await page.reload();
    await shows(page, ['13800138000']);
    expect(await page.getByRole('searchbox', { name: 'Number' }).inputValue()).toBe('138 0013');

    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shows(page, ['13900139001', '13800138000']);
    // Said by the callee, in no request.
    const spoken = told.transcript.find(({ role }) => role === 'user')?.text.slice(0, 4) as string;
    await page.getByRole('searchbox', { name: 'Words' }).fill(spoken);
    await shows(page, ['13800138000']);
    expect(new URL(page.url()).searchParams.get('words')).toBe(spoken);
    expect(faults).toEqual([]);
  });

  it('filters by end, goal, campaign and day, goes back, and says where nothing fits', async () => {
    const { page, faults } = await browser.open(`${service.url}/calls`, { storage: operator });
    await shows(page, ['13900139001', '13800138000']);
    await page.getByLabel('How it ended').selectOption('busy');
    await shows(page, ['13900139001']);
    await page.getByLabel('Campaign').selectOption('年会');
    await page.getByText('No call fits').waitFor();
    await page.goBack();
    await shows(page, ['13900139001']);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByLabel('Goal').selectOption('yes');
    await shows(page, ['13800138000']);
    await page.getByLabel('Goal').selectOption('');
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await page.getByText('No call fits').waitFor();
    await page.getByLabel('To', { exact: true }).fill('');
    await page.getByLabel('From').fill(new Date().toISOString().slice(0, 10));
    await shows(page, ['13900139001', '13800138000']);
    expect(faults).toEqual([]);
  });

  it('exports what it has found, and nothing else', async () => {
    const { page } = await browser.open(`${service.url}/calls?campaign=%E5%88%B0%E8%B4%A7`, {
      storage: operator,
      language: 'zh',
    });
    await page.getByText('13900139001').waitFor();
    const saved = async (item: RegExp): Promise<string> => {
      await page.getByRole('button', { name: '导出' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^ringback-calls-\d{4}-\d\d-\d\d\.(?:csv|json)$/);
      return readFile(await download.path(), 'utf8');
    };
    const table = await saved(/CSV/);
    const [headings, line, ...rest] = table.split('\r\n');
    expect(headings).toMatch(/^\ufeff通话编号,号码,/);
    expect(line).toContain(",13900139001,'+8613900139001,到货,已结束,对方正忙,");
    expect(line).toContain(",'=1+1 订单到货,");
    expect(rest).toEqual(['']);
    const data = JSON.parse(await saved(/JSON/));
    expect(data).toEqual([await clientOf(service).call(data[0].call_id)]);
  });

  it('shows a call that begins, moves and ends, without being asked again', async () => {
    const { page } = await browser.open(`${service.url}/calls?campaign=live`, { storage: operator });
    await page.getByText('No call fits').waitFor();
    const client = clientOf(service);
    const wish = { user_requirement: '通知', campaign: 'live' };
    const { call_ids: ids } = await client.createCalls({ ...wish, phones: ['13900139002'] });
    await page.reload();
    await page.getByText('Calls are under way').waitFor();
    await client.waitForCall(ids[0] as string);
    await page.getByRole('cell').getByText('No answer', { exact: true }).waitFor();
    await page.getByText('Calls are under way').waitFor({ state: 'detached' });
  });

  it('shows a member nothing of other accounts, and the operator all of them', async () => {
    const { page, context } = await browser.open(`${service.url}/calls`, { storage: member });
    await page.getByText('There are no calls yet').waitFor();
    expect(await page.getByLabel('Account').count()).toBe(0);
    await page.goto(`${service.url}/calls?account=all`);
    await page.getByRole('alert').waitFor();
    await page.goto(`${service.url}/calls/${told.call_id}`);
    await page.getByRole('heading', { name: 'There is no such call' }).waitFor();
    const placed = await page.evaluate(
      `fetch('/v1/calls', { method: 'POST', headers: { 'X-Requested-With': 'ringback', 'Content-Type': 'application/json' }, body: '{"phones":["13900139003"],"user_requirement":"a member’s own"}' }).then((answer) => answer.status)`,
    );
    expect(placed).toBe(200);
    await context.close();

    const { page: seeing } = await browser.open(`${service.url}/calls`, { storage: operator });
    await seeing.getByRole('link', { name: 'Open the call to 13800138000' }).waitFor();
    expect(await seeing.getByText('a member’s own').count()).toBe(0);
    await seeing.getByLabel('Account').selectOption('all');
    await seeing.getByRole('link', { name: 'Open the call to 13900139003' }).click();
    await seeing.getByRole('heading', { name: '13900139003' }).waitFor();
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone in %s, light and dark', async (language) => {
    for (const [colours, width] of [
      ['light', 360],
      ['dark', 360],
      ['light', 1280],
    ] as const) {
      const size = { width, height: 740 };
      const { page, context } = await browser.open(`${service.url}/calls`, {
        language,
        colours,
        size,
        storage: operator,
      });
      await page.getByText('13800138000').waitFor();
      if (width === 360) await page.getByRole('button', { name: /更多筛选|More filters/ }).click();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await context.close();
    }
  });
});
