import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
const home = mkdtempSync('/tmp/live-shot-');
const env = { ...process.env, HOME: home, RINGBACK_HOME: home + '/data', RINGBACK_PORT: '0', RINGBACK_LOG_LEVEL: 'warn', RINGBACK_STOP_LIMIT: '0', RINGBACK_SPEECH: 'tones', RINGBACK_MAX_RUNNING: '40', RINGBACK_OPENING_BALANCE: '1000' };
const child = spawn(process.execPath, ['packages/cli/bin/ringback.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve) => createInterface({ input: child.stdout }).on('line', (line) => { const f = /https?:\/\/[0-9.:]+/.exec(line)?.[0]; if (f) resolve(f); }));
const { key } = JSON.parse(execFileSync(process.execPath, ['packages/cli/bin/ringback.js', 'keys', 'create', '--json'], { env }).toString());
const phones = ['13800138002', ...Array.from({ length: 70 }, (_, i) => `1391234${String(1000 + i)}`)];
await fetch(url + '/v1/calls', { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify({ phones, user_requirement: '通知张先生明天上午9点在会议室开会，请带上季度报表和身份证。地点在三楼。' }) });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-background-networking'] });
const shots = [['en', 'light', 1280, 800], ['zh', 'dark', 1280, 800], ['zh', 'light', 360, 740]];
for (const [lang, scheme, width, height] of shots) {
  const context = await browser.newContext({ locale: lang === 'zh' ? 'zh-CN' : 'en-GB', viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  page.on('pageerror', (e) => console.log('pageerror', e.message));
  page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text()); });
  await page.goto(url + '/live');
  await page.locator('.live-row').first().waitFor();
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `/tmp/live-${lang}-${scheme}-${width}.png` });
  const row = page.locator('.live-row').first();
  await row.click();
  await page.waitForTimeout(2500);
  if (width > 1000 && lang === 'en') { await page.getByRole('button', { name: 'Listen', exact: true }).click().catch((e) => console.log(e.message)); await page.waitForTimeout(1500); }
  await page.screenshot({ path: `/tmp/live-${lang}-${scheme}-${width}-open.png` });
  await context.close();
}
await browser.close();
child.kill('SIGTERM');
