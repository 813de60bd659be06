import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

describe.skipIf(!(await requirement('chromium')))('signing in', () => {
  let browser: TestBrowser;
  let owned: RunningService;
  let open: RunningService;

  beforeAll(async () => {
    [browser, owned, open] = await Promise.all([
      openBrowser(),
      startService(),
      startService({ RINGBACK_SIGN_UP: 'open', RINGBACK_LOCAL_SIGN_IN: 'off' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), owned?.stop(), open?.stop()]);
  });

  it('lets the owner of the machine in without asking, and out', async () => {
    const { page, faults } = await browser.open(`${owned.url}/keys`);
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.getByRole('button', { name: 'Signed in: Owner of this machine' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // Who went out stays out, until they go in again.
    await page.reload();
    await page.getByRole('button', { name: 'Go in' }).click();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('signs up, out and in again, and says what is wrong', async () => {
    const { page, faults, context } = await browser.open(`${open.url}/keys`);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByLabel('E-mail').fill('li@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('short');
    await page.getByRole('button', { name: 'Sign up', exact: true }).click();
    await page.getByText('A password has at least 10 characters.').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign up', exact: true }).click();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(await page.evaluate('document.cookie')).toBe('');

    await page.getByRole('button', { name: 'Signed in: li@example.com' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').fill('li@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('goes back to the sign-in when the session is ended elsewhere', async () => {
    const { page } = await browser.open(`${owned.url}/keys`);
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.evaluate(`fetch('/v1/session', { method: 'DELETE', headers: { 'X-Requested-With': 'ringback' } })`);
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('late');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByRole('button', { name: 'Go in' }).click();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/keys');
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone in %s', async (language) => {
    for (const colours of ['light', 'dark'] as const) {
      const { page, context } = await browser.open(open.url, { language, colours, size: { width: 360, height: 640 } });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
      await context.close();
    }
  });

  it('answers programs as before, and browsers under a strict policy', async () => {
    const program = await fetch(owned.url);
    expect(program.headers.get('content-type')).toMatch(/json/);
    const unknown = await fetch(`${owned.url}/nothing`);
    expect(unknown.status).toBe(404);
    const browserAnswer = await fetch(`${owned.url}/calls`, { headers: { accept: 'text/html' } });
    const policy = browserAnswer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    const html = await browserAnswer.text();
    expect(html).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    const again = await fetch(`${owned.url}/`, { headers: { accept: 'text/html' } });
    expect(again.headers.get('content-security-policy')).not.toBe(policy);
  });
});
