import { RingbackClient } from '@ringback/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUSY, type RealPhones, startRealPhones } from '../real-phones.js';
import { requirement } from '../requirements.js';
import { openBrowser, type TestBrowser } from './browser.js';

describe.skipIf(!(await requirement('chromium')))('the console of a service that calls real phones', () => {
  let browser: TestBrowser;
  let phones: RealPhones;
  let client: RingbackClient;

  beforeAll(async () => {
    [browser, phones] = await Promise.all([openBrowser(), startRealPhones()]);
    client = new RingbackClient({ baseUrl: phones.service.url, apiKey: phones.service.key });
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), phones?.stop()]);
  });

  it('offers no demo number but a rehearsal, which rings nothing, and says what the model costs', {
    timeout: 60_000,
  }, async () => {
    const { page, faults } = await browser.open(phones.service.url);
    await page.getByText(/The model gpt-\S+ costs the operator what it always does/).waitFor();
    expect(await page.getByRole('button', { name: 'Call the demo number' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Rehearse a call' }).click();
    const call = page.getByTestId('spoken-call');
    await call.locator('[data-role=assistant]').getByText('Hello.').waitFor();
    const record = await client.call((await call.getAttribute('data-call-id')) as string);
    expect(record).toMatchObject({ rehearsal: 'confirms', carrier: 'simulator', phone: '+12025550100' });
    await call.getByRole('button', { name: 'Hang up' }).click();
    await call.getByText('The call was hung up').waitFor();
    expect((await client.callInfo(record.call_id)).cost).toBe(0);
    expect((await client.ledger()).items.map(({ kind }) => kind)).toEqual(['opening']);
    expect(phones.twilio.calls.length).toBe(0);
    expect(faults).toEqual([]);
  });

  it('names how many real phones ring before one does', { timeout: 60_000 }, async () => {
    const { page, faults } = await browser.open(`${phones.service.url}/new-call`);
    await page.getByRole('textbox', { name: /^Phone numbers/ }).fill(BUSY);
    await page.getByRole('textbox', { name: /^What to tell/ }).fill('Tell Mr Lee that the meeting is at 9 am');
    await page.getByText('1 number can be called').waitFor();
    await page.getByRole('button', { name: 'Call 1 number' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 real phone will ring.').waitFor();
    await dialog.getByRole('button', { name: 'Back' }).last().click();
    expect((await client.listCalls()).items.filter(({ rehearsal }) => rehearsal === null)).toEqual([]);
    await page.getByRole('button', { name: 'Call 1 number' }).click();
    await dialog.getByRole('button', { name: 'Call 1 real phone now' }).click();
    await page.getByText('1 call accepted').waitFor();
    const [made] = (await client.listCalls({ limit: 1 })).items;
    expect(made?.rehearsal).toBeNull();
    expect((await client.waitForCall(made?.call_id as string)).end_reason).toBe('busy');
    expect(phones.twilio.calls.length).toBe(1);
    expect(faults).toEqual([]);
  });
});
