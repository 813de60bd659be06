import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { openBrowser, type TestBrowser } from './browser.js';

const callout = fileURLToPath(new URL('../../skills/ai-calls-china-phone/callout.sh', import.meta.url));
const MATTER = '通知您明天上午9点在三楼会议室开会';

describe.skipIf(!(await requirement('chromium')))('the whole way', () => {
  let browser: TestBrowser;
  let service: RunningService;

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({
        RINGBACK_SIGN_UP: 'open',
        RINGBACK_LOCAL_SIGN_IN: 'off',
        RINGBACK_SPEECH: 'tones',
        RINGBACK_RECORDING: 'on',
      }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  it('goes from signing up to a key, to a call of the skill, to watching it live, to its record', async () => {
    const { page, faults } = await browser.open(`${service.url}/keys`);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByLabel('E-mail').fill('wang@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign up', exact: true }).click();

    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('agent');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const key = (await page.getByRole('textbox', { name: 'Key', exact: true }).textContent()) as string;
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    const skill = spawn('sh', [callout, '13800138000', MATTER, '--wait'], {
      env: {
        ...process.env,
        HOME: service.env.HOME,
        STEPONEAI_API_KEY: key.trim(),
        STEPONEAI_API_BASE: service.url,
      },
    });
    const ended = new Promise<number | null>((resolve) => skill.once('exit', resolve));
    const row = page.getByRole('button', { name: /13800138000/ }).first();
    await row.waitFor();
    await row.click();
    await page
      .getByText(/AI语音助手/)
      .first()
      .waitFor();
    expect(await ended).toBe(0);

    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('link', { name: '13800138000' }).first().click();
    await page.getByRole('heading', { name: '13800138000' }).waitFor();
    await page
      .getByText(/三楼会议室/)
      .first()
      .waitFor();
    await page.getByText('Goal achieved').first().waitFor();
    expect(faults).toEqual([]);
  });
});
