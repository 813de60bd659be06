/**
 * `npm run console-pictures`: takes a picture of every screen of the console in both languages, into `docs/console/`. A service of its own runs for it, on
 * a folder that is removed, with simulated calls to look at. Needs Chromium (Debian: chromium), or another named in RINGBACK_TEST_CHROMIUM.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { root, setUp } from './setup.mjs';

const bin = join(root, 'packages', 'cli', 'bin', 'ringback.js');
const target = process.argv[2] ?? join(root, 'docs', 'console');
const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 720 };

/** What is placed to have something to look at; who answers follows from the number. */
const CALLS = [
  { phones: ['13800138000'], user_requirement: '通知您明天上午9点在三楼会议室开会', campaign: '会议通知' },
  { phones: ['13800138001', '13800138002'], user_requirement: '询问周五下午三点是否方便体检', campaign: '体检' },
  { phones: ['13800138003', '13800138006'], user_requirement: '通知王女士周五下午三点体检', campaign: '体检' },
  { phones: ['13800138004'], user_requirement: 'Tell Mr Li that his table is booked for eight', language: 'en' },
];

/** Running while the live screen is looked at. */
const RUNNING = ['13800138000', '13800138006', '13800138001', '13900139000', '13800138007'];

/** Until those calls are answered and talk. */
const LIVE_FOR_MS = 9000;

await setUp();
const folder = mkdtempSync(join(tmpdir(), 'ringback-pictures-'));
const service = await startService();
const browser = await chromium.launch({
  executablePath: process.env.RINGBACK_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
mkdirSync(target, { recursive: true });
try {
  const calls = await seed();
  for (const language of ['zh', 'en']) await takeAll(language, calls);
} finally {
  await browser.close();
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function takeAll(language, calls) {
  const open = (size) =>
    browser.newContext({ locale: language === 'zh' ? 'zh-CN' : 'en-GB', viewport: size, colorScheme: 'light' });
  const laptop = await open(LAPTOP);
  const page = await laptop.newPage();
  for (const { name, path, prepare } of screens(calls)) {
    await page.goto(service.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await prepare?.(page);
    await picture(page, name, language);
  }
  // Whoever signs out is asked to sign in, also at the machine itself.
  await page.locator('header button').last().click();
  await page.getByRole('menuitem').last().click();
  await page.getByLabel(/E-mail|邮箱/).waitFor();
  await picture(page, 'sign-in', language);
  await laptop.close();
  const phone = await open(PHONE);
  const small = await phone.newPage();
  await small.goto(`${service.url}/calls/${calls[0]}`);
  await small.getByRole('heading', { level: 1 }).waitFor();
  await picture(small, 'phone', language);
  await small.goto(service.url + (await linkWithCall(language)));
  await small.getByRole('button', { name: /^(?:Answer|接听)$/ }).waitFor();
  await picture(small, 'answer', language);
  await phone.close();
}

async function picture(page, name, language) {
  await page.screenshot({ path: join(target, `${name}.${language}.png`) });
  console.log(`${name}.${language}.png`);
}

/** The path of a link that rings whoever opens it. */
async function linkWithCall(language) {
  const { to, path } = await api('/v1/webphone/links', {});
  await api('/v1/calls', {
    phones: [to],
    user_requirement: '通知您明天上午9点开会',
    persona: '湖畔牙科前台',
    language,
  });
  return path;
}

/** Each screen, and what is done there before its picture is taken. */
function screens(calls) {
  return [
    {
      name: 'home',
      path: '/',
      prepare: async (page) => {
        await page.getByRole('main').getByRole('button').first().click();
        await page.locator('[data-role=user]').first().waitFor();
      },
    },
    {
      name: 'live',
      path: '/live',
      prepare: async (page) => {
        await api('/v1/calls', { phones: RUNNING, user_requirement: '通知您明天上午9点开会' });
        await page.getByText('13900139000').first().waitFor();
        await page.waitForTimeout(LIVE_FOR_MS);
        await page
          .getByRole('button', { name: /13800138001/ })
          .first()
          .click();
        await page.locator('.live-panel .live-line[data-role="user"]').first().waitFor();
      },
    },
    {
      name: 'new-call',
      path: '/new-call',
      prepare: async (page) => {
        const [numbers, matter] = await page.getByRole('textbox').all();
        await numbers.fill('13800138000 张先生\n13900139000 王女士\n12345');
        await matter.fill('通知张先生，明天上午 9 点的会议改到三楼会议室，问他能否参加。');
        await page.getByText('¥0.60').first().waitFor();
      },
    },
    { name: 'calls', path: '/calls' },
    {
      name: 'record',
      path: `/calls/${calls[4]}`,
      prepare: (page) => page.locator('.waveform canvas').first().waitFor(),
    },
    { name: 'balance', path: '/balance', prepare: (page) => page.locator('canvas').first().waitFor() },
    { name: 'keys', path: '/keys' },
    { name: 'settings', path: '/settings' },
  ];
}

async function api(path, body) {
  const response = await fetch(service.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-API-Key': service.key, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${answer.message}`);
  return answer.data;
}

/** Places the calls and waits until all are over. Gives their ids, as they were placed. */
async function seed() {
  const ids = [];
  for (const body of CALLS) ids.push(...(await api('/v1/calls', body)).call_ids);
  for (const id of ids) await untilOver(id);
  return ids;
}

/** The event stream of a call ends with the call. */
async function untilOver(callId) {
  const response = await fetch(`${service.url}/v1/calls/${callId}/events`, { headers: { 'X-API-Key': service.key } });
  for await (const _ of response.body);
}

async function startService() {
  const env = {
    ...process.env,
    HOME: folder,
    RINGBACK_HOME: join(folder, 'data'),
    RINGBACK_PORT: '0',
    RINGBACK_LOG_LEVEL: 'error',
    RINGBACK_STOP_LIMIT: '0',
    RINGBACK_RECORDING: 'on',
    DATABASE_URL: '',
  };
  const child = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ringback serve ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /https?:\/\/[0-9.:]+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const made = await new Promise((resolve, reject) => {
    let out = '';
    const keys = spawn(process.execPath, [bin, 'keys', 'create', '--name', 'agent', '--json'], { env });
    keys.stdout.on('data', (chunk) => {
      out += chunk;
    });
    keys.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error('no key could be made'))));
  });
  return {
    url,
    key: JSON.parse(made).key,
    stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return ended;
    },
  };
}
