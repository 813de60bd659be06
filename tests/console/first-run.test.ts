import { RingbackClient } from '@ringback/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const WORDS = {
  zh: { button: '拨打演示号码', over: '已结束', end: '通话正常完成', assistant: 'AI', callee: '对方' },
  en: {
    button: 'Call the demo number',
    over: 'Over',
    end: 'The call was completed',
    assistant: 'AI',
    callee: 'Callee',
  },
} as const;

describe.skipIf(!(await requirement('chromium')))('the first run', () => {
  let browser: TestBrowser;
  let service: RunningService;
  let client: RingbackClient;

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({ RINGBACK_SIMULATOR_SPEED: '4', RINGBACK_SPEECH: 'tones' }),
    ]);
    client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  it.each(['zh', 'en'] as const)(
    'shows a conversation being spoken after one click, in %s, on a phone-sized page',
    { timeout: 90_000 },
    async (language) => {
      const say = WORDS[language];
      const { page, faults } = await browser.open(service.url, { language, size: { width: 360, height: 740 } });
      // The owner at this machine is signed in by itself, and this is the only call to do anything.
      await page.getByRole('button', { name: say.button }).click();
      const call = page.getByTestId('spoken-call');
      // Seen while it is being said, before it is over.
      await call.locator('[data-role=assistant]').first().waitFor();
      expect(await call.getByText(say.over).count()).toBe(0);
      await call.getByText(say.end).waitFor({ timeout: 60_000 });
      const lines = await call
        .locator('[data-role]')
        .evaluateAll((all) => all.map((line) => line.getAttribute('data-role')));
      expect(new Set(lines)).toEqual(new Set(['assistant', 'user']));
      expect(await call.locator('[data-partial=true]').count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);

      // What was seen is what was said.
      const callId = (await call.getAttribute('data-call-id')) as string;
      const record = await client.call(callId);
      expect([record.status, record.end_reason]).toEqual(['ended', 'completed']);
      const seen = await call.getByRole('log').textContent();
      for (const { text } of record.transcript.filter((one) => one.text !== '')) expect(seen).toContain(text);
      // The demo number of the United States may not be called here, so in English it is a rehearsal.
      expect(record.rehearsal).toBe(language === 'zh' ? null : 'confirms');
      expect(faults).toEqual([]);
    },
  );

  it('hangs up where one has seen enough', { timeout: 60_000 }, async () => {
    const { page } = await browser.open(service.url);
    await page.getByRole('button', { name: WORDS.en.button }).click();
    const call = page.getByTestId('spoken-call');
    await call.locator('[data-role=assistant]').first().waitFor();
    await call.getByRole('button', { name: 'Hang up' }).click();
    await call.getByText('The call was hung up').waitFor();
  });

  it('leads on: to a new call and to keys', async () => {
    const { page } = await browser.open(service.url);
    await page
      .getByRole('navigation', { name: 'What next' })
      .getByRole('link', { name: /New call/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'New call' }).waitFor();
  });
});
