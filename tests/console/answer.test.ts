import { type MadeWebphoneLink, RingbackClient } from '@ringback/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const PHONE = { width: 360, height: 640 };

describe.skipIf(!(await requirement('chromium')))('the page of a link', () => {
  let browser: TestBrowser;
  let service: RunningService;
  let client: RingbackClient;
  /** Made first, so that it expires while the others are looked at. */
  let brief: MadeWebphoneLink;

  beforeAll(async () => {
    [browser, service] = await Promise.all([openBrowser(), startService({ RINGBACK_RECORDING: 'on' })]);
    client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
    brief = await client.createWebphoneLink({ validSeconds: 60 });
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  const place = async (to: string): Promise<string> =>
    (
      await client.createCalls({
        phones: [to],
        user_requirement: '通知张先生明天上午9点开会',
        persona: '湖畔牙科前台',
        language: 'zh',
      })
    ).call_ids[0] as string;

  it('waits for its call, says that an AI calls and for whom, is answered by somebody without an account, and is used up', async () => {
    const link = await client.createWebphoneLink();
    const { page, faults } = await browser.open(service.url + link.path, { language: 'zh', size: PHONE });
    await page.getByText('等待来电').waitFor();
    expect([await accessibilityFaults(page), await overhang(page)]).toEqual([[], 0]);
    const callId = await place(link.to);
    await page.getByText('“湖畔牙科前台”的 AI 来电').waitFor();
    await page.getByText('与您通话的是 AI，不是真人').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    // It survives a reload as long as nobody has answered.
    await page.reload();
    await page.getByRole('button', { name: '接听' }).click();
    await page.getByRole('button', { name: '挂断' }).waitFor();
    // At once: whoever calls speaks first, and the browser's own beeps cut it off soon.
    const level = page.getByRole('progressbar', { name: '对方音量' });
    await expect
      .poll(async () => Number(await level.getAttribute('aria-valuenow')), { timeout: 30_000, interval: 50 })
      .toBeGreaterThan(10);
    expect([await accessibilityFaults(page), await overhang(page)]).toEqual([[], 0]);

    // Somebody else who has the link comes too late.
    const other = await browser.open(service.url + link.path, { language: 'en', size: PHONE });
    await other.page.getByText('This link is good no more').waitFor();
    expect(await accessibilityFaults(other.page)).toEqual([]);

    await page.getByRole('button', { name: '挂断' }).click();
    await page.getByText('这个链接已经用完').waitFor();
    expect(await client.waitForCall(callId)).toMatchObject({ end_reason: 'callee_hung_up' });
    const record = await client.call(callId);
    expect(record).toMatchObject({ phone: link.to, carrier: 'webphone', recording_url: expect.any(String) });
    const [listed] = (await client.webphoneLinks({ limit: 1 })).items;
    expect(listed).toMatchObject({ link_id: link.link_id, state: 'used', call_id: callId });

    const again = await browser.open(service.url + link.path, { language: 'zh', size: PHONE });
    await again.page.getByText('这个链接已经无效').waitFor();
    await expect(place(link.to)).rejects.toMatchObject({ code: 'phone_not_allowed' });
    expect([faults, other.faults, again.faults]).toEqual([[], [], []]);
  });

  it('is made where a call is made, and taken back there with its call', async () => {
    const { page, faults } = await browser.open(`${service.url}/new-call`);
    await page
      .getByRole('textbox', { name: /What to tell or find out/ })
      .fill('Tell Ms Li that her table is booked for eight');
    await page.getByRole('button', { name: 'Let somebody else answer: make a link' }).click();
    const address = await page.getByRole('textbox', { name: 'Link to answer by' }).textContent();
    expect(address).toMatch(new RegExp(`^${service.url}/answer#`));
    const callee = await browser.open(address as string, { size: PHONE });
    await callee.page.getByRole('button', { name: 'Answer' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const [made] = (await client.webphoneLinks({ limit: 1 })).items;
    const row = page.getByRole('list', { name: 'Links that wait to be answered' }).getByRole('listitem').first();
    await row.getByRole('button', { name: 'Revoke' }).click();
    await row.getByRole('button', { name: 'Really revoke?' }).click();
    await expect
      .poll(async () => (await client.call(made?.call_id as string)).status, { timeout: 10_000 })
      .toBe('ended');
    expect([faults, callee.faults]).toEqual([[], []]);
  });

  it('is dialled when it is opened, not before', async () => {
    const link = await client.createWebphoneLink();
    const callId = await place(link.to);
    expect(await client.callInfo(callId)).toMatchObject({ status: 'queued' });
    const { page } = await browser.open(service.url + link.path, { size: PHONE, colours: 'dark' });
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    expect([await accessibilityFaults(page), await overhang(page)]).toEqual([[], 0]);
    await page.getByRole('button', { name: 'Decline' }).click();
    expect(await client.waitForCall(callId)).toMatchObject({ end_reason: 'rejected' });
    await page.getByText('This link is done').waitFor();
  });

  it('that was taken back, or was cut off, says what to do', async () => {
    const link = await client.createWebphoneLink();
    const { page } = await browser.open(service.url + link.path);
    await page.getByText('waiting for the call').waitFor();
    await client.revokeWebphoneLink(link.link_id);
    await page.getByText('This link is done').waitFor();
    await page.goto(`${service.url}/answer`);
    await page.getByText('open the whole link').waitFor();
  });

  it('expires', async () => {
    const left = Date.parse(brief.expires_at) - Date.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left + 50));
    const { page } = await browser.open(service.url + brief.path);
    await page.getByText('This link is good no more').waitFor();
    await expect(place(brief.to)).rejects.toMatchObject({ code: 'phone_not_allowed' });
  });
});
