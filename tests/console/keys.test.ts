import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const callout = fileURLToPath(new URL('../../skills/ai-calls-china-phone/callout.sh', import.meta.url));

describe.skipIf(!(await requirement('chromium')))('the keys screen', () => {
  let browser: TestBrowser;
  let service: RunningService;

  beforeAll(async () => {
    [browser, service] = await Promise.all([openBrowser(), startService({ RINGBACK_SIMULATOR_SPEED: '20' })]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  it('makes a key that is shown once and works in the skill as it is printed, renames and revokes it', async () => {
    const { page, faults } = await browser.open(`${service.url}/keys`);
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('laptop');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const lines = (await page.getByRole('textbox', { name: 'For your terminal' }).textContent()) as string;
    const variables = Object.fromEntries(
      lines.split('\n').map((line) => /^export (\w+)=(\S+)$/.exec(line.trim())?.slice(1) as [string, string]),
    );
    expect(variables.STEPONEAI_API_BASE).toBe(service.url);
    const line = (await page.getByRole('textbox', { name: 'A first call' }).textContent()) as string;
    const [, phone, requirementText] = /^\.\/callout\.sh (\d+) "(.*)" --wait$/.exec(line.trim()) ?? [];
    const { stdout } = await promisify(execFile)('sh', [callout, phone as string, requirementText as string], {
      env: { ...process.env, HOME: service.env.HOME, ...variables },
    });
    expect(stdout).toMatch(/[0-9a-f-]{36}/);

    await page.getByRole('button', { name: 'I have kept it' }).click();
    expect(await page.content()).not.toContain(variables.STEPONEAI_API_KEY);
    const row = page.getByRole('listitem').filter({ hasText: 'laptop' });
    await row.getByRole('button', { name: /Rename/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('desk');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const renamed = page.getByRole('listitem').filter({ hasText: 'desk' });
    await renamed.waitFor();

    await renamed.getByRole('button', { name: /Revoke/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await renamed.getByText('Revoked').waitFor();
    const refused = await fetch(`${service.url}/v1/account`, {
      headers: { 'x-api-key': variables.STEPONEAI_API_KEY as string },
    });
    expect(refused.status).toBe(401);
    expect(faults).toEqual([]);
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone in %s', async (language) => {
    const { page } = await browser.open(`${service.url}/keys`, { language, size: { width: 360, height: 640 } });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('listitem').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
  });
});
