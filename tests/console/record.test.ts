import { readFile } from 'node:fs/promises';
import type { CallWithTranscript } from '@ringback/client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';
import { clientOf, placeCalls } from './placed-calls.js';

/** A page on a busy machine takes its time. */
const eventually = <Value>(look: () => Promise<Value>) => expect.poll(look, { timeout: 15_000 });

describe.skipIf(!(await requirement('chromium')))('the record of a call', { timeout: 120_000 }, () => {
  let browser: TestBrowser;
  let service: RunningService;
  let recorded: CallWithTranscript;
  let busy: CallWithTranscript;

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({ RINGBACK_SIMULATOR_SPEED: '8', RINGBACK_SPEECH: 'tones', RINGBACK_RECORDING: 'on' }),
    ]);
    const result_schema = {
      type: 'object',
      properties: { coming: { type: 'boolean', title: 'Is coming' } },
    };
    [recorded, busy] = (await placeCalls(service, ['13800138006', '13900139001'], { result_schema })) as [
      CallWithTranscript,
      CallWithTranscript,
    ];
    expect([recorded.end_reason, busy.end_reason]).toEqual(['completed', 'busy']);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  const positionOf = async (page: Page): Promise<number> => {
    return (await page.evaluate('document.querySelector("audio").currentTime * 1000')) as number;
  };

  it('plays the recording in step with the transcript, by mouse and by keyboard', async () => {
    const { page, faults } = await browser.open(`${service.url}/calls/${recorded.call_id}`);
    const transcript = page.getByRole('region', { name: 'Transcript' });
    const lines = transcript.getByRole('button');
    await eventually(() => lines.count()).toBe(recorded.transcript.length);
    await page.locator('.waveform canvas').first().waitFor();

    const events = await clientOf(service).timeline(recorded.call_id);
    const startsAt = events.find(({ type }) => type === 'recording')?.at_ms as number;
    const begins = (index: number): number => (recorded.transcript[index]?.started_at_ms as number) - startsAt;
    await lines.nth(3).click();
    await eventually(() => lines.nth(3).getAttribute('aria-current')).toBe('true');
    const after = await positionOf(page);
    expect(after).toBeGreaterThanOrEqual(begins(3) - 20);
    expect(after).toBeLessThan(begins(3) + 5_000);
    // It goes on by itself.
    await eventually(() => positionOf(page)).toBeGreaterThan(after);
    await page.getByRole('button', { name: 'Pause' }).click();

    await lines.nth(0).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => lines.nth(1).getAttribute('aria-current')).toBe('true');
    expect(Math.abs((await positionOf(page)) - Math.max(0, begins(1)))).toBeLessThan(5_000);
    await page.getByRole('button', { name: 'Pause' }).click();

    // The slider moves it too, and the line follows.
    const slider = page.getByRole('slider', { name: 'Position' });
    await slider.focus();
    await page.keyboard.press('End');
    await eventually(() => lines.last().getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('Home');
    await eventually(() => positionOf(page)).toBe(0);
    expect(faults).toEqual([]);
  });

  it('hears the line of the waveform that is pointed at', async () => {
    const { page } = await browser.open(`${service.url}/calls/${recorded.call_id}`);
    await page.locator('.waveform canvas').first().waitFor();
    const { duration_ms: duration } = await clientOf(service).recordingPeaks(recorded.call_id);
    const box = (await page.getByTestId('waveform').boundingBox()) as { x: number; y: number; width: number };
    await page.mouse.click(box.x + box.width / 2, box.y + 20);
    await eventually(() => positionOf(page)).toBeGreaterThan(duration * 0.45);
    expect(await positionOf(page)).toBeLessThan(duration * 0.55);
  });

  it('draws what happened with each turn’s real figures', async () => {
    const { page, faults } = await browser.open(`${service.url}/calls/${recorded.call_id}`);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    const events = await clientOf(service).timeline(recorded.call_id);
    const turns = events.flatMap((event) => (event.type === 'turn' ? [event] : []));
    expect(turns.length).toBeGreaterThan(2);
    await timeline.locator('[data-turn]').first().waitFor();
    const told = (ms: number | null): string => (ms === null ? '–' : String(Math.round(ms)));
    for (const { latency } of turns) {
      const { turn, to_first_audio_ms: model, to_carrier_ms: carrier, to_heard_ms: heard } = latency;
      expect(await timeline.locator(`[data-turn="${turn}"]`).textContent()).toBe(
        `${told(model)} → ${told(carrier)} → ${told(heard)} ms`,
      );
    }
    expect(latencies(recorded)).toEqual(turns.map(({ latency }) => latency));
    const interruptions = events.filter(({ type }) => type === 'interruption').length;
    expect(await timeline.locator('[data-kind="interruption"]').count()).toBe(interruptions);
    expect(await timeline.locator('[data-kind="user"]').count()).toBe(
      recorded.transcript.filter(({ role }) => role === 'user').length,
    );
    const outcome = page.getByRole('region', { name: 'Outcome' });
    expect(await outcome.getByText('Is coming').count()).toBe(1);
    expect(await outcome.getByText(recorded.summary as string).count()).toBe(1);
    expect(faults).toEqual([]);
  });

  it('shows events that it does not know, and all of them raw', async () => {
    const { page, context, faults } = await browser.open(`${service.url}/calls`);
    await context.route('**/timeline*', async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.data.events.splice(4, 0, { id: '4.9', event: { type: 'whispered', at_ms: 5, text: 'be brief' } });
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto(`${service.url}/calls/${recorded.call_id}`);
    await page.getByRole('region', { name: 'Timeline' }).getByText('be brief').waitFor();
    const raw = page.getByRole('region', { name: 'Raw events' }).first();
    await raw.getByRole('button', { name: 'Show' }).click();
    await raw.getByText('"type":"ended"').waitFor();
    expect(faults).toEqual([]);
  });

  it('exports the call as JSON, CSV and WAV, and leads to the same call again', async () => {
    const { page } = await browser.open(`${service.url}/calls/${recorded.call_id}`);
    const saved = async (item: RegExp): Promise<Buffer> => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ]);
      return readFile(await download.path());
    };
    const { events, ...call } = JSON.parse((await saved(/JSON/)).toString());
    expect(call).toEqual(recorded);
    expect(events).toHaveLength((await clientOf(service).timeline(recorded.call_id)).length);
    const table = (await saved(/CSV/)).toString().trim().split('\r\n');
    expect(table).toHaveLength(recorded.transcript.length + 1);
    expect(table[1]).toContain(recorded.transcript[0]?.text.slice(0, 5));
    const wav = await saved(/WAV/);
    const { size, body } = await clientOf(service).recording(recorded.call_id);
    await body.cancel();
    expect([wav.subarray(0, 4).toString(), wav.length]).toEqual(['RIFF', size]);
    const again = page.getByRole('link', { name: 'Call again' });
    expect(await again.getAttribute('href')).toBe(`/new-call?from=${recorded.call_id}`);
    await again.click();
    const asked = page.getByRole('textbox', { name: 'What to tell or find out' });
    await eventually(() => asked.inputValue()).toBe(recorded.user_requirement);
  });

  it('follows a call under way, to its end and its recording', async () => {
    // Slow enough for a browser to come in the middle of it.
    const slower = await startService({
      RINGBACK_SIMULATOR_SPEED: '2',
      RINGBACK_SPEECH: 'tones',
      RINGBACK_RECORDING: 'on',
    });
    try {
      const client = clientOf(slower);
      const { page, faults } = await browser.open(`${slower.url}/calls`);
      await page.getByText('There are no calls yet').waitFor();
      const brief = { user_requirement: '通知张总明天开会' };
      const { call_ids: ids } = await client.createCalls({ phones: ['13800138000'], ...brief });
      const callId = ids[0] as string;
      await page.goto(`${slower.url}/calls/${callId}`);
      await page.getByText('The call is under way').waitFor();
      await page.getByRole('region', { name: 'Transcript' }).getByRole('listitem').first().waitFor();
      await page.getByRole('region', { name: 'Recording', exact: true }).waitFor({ timeout: 60_000 });
      await page.getByText('The call is under way').waitFor({ state: 'detached' });
      const { transcript } = await client.call(callId);
      const lines = page.getByRole('region', { name: 'Transcript' }).getByRole('button');
      await eventually(() => lines.count()).toBe(transcript.length);
      expect(faults).toEqual([]);
    } finally {
      await slower.stop();
    }
  });

  it('says so where there is no recording, and where there is no such call', async () => {
    const { page } = await browser.open(`${service.url}/calls/${busy.call_id}`);
    await page.getByText('Nothing was said.').waitFor();
    expect(await page.locator('audio').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Delete the recording' }).count()).toBe(0);
    await page.goto(`${service.url}/calls/nobody`);
    await page.getByRole('heading', { name: 'There is no such call' }).waitFor();
    await page.getByRole('link', { name: 'Back to the calls' }).click();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone in %s, light and dark', async (language) => {
    for (const [colours, width] of [
      ['light', 360],
      ['dark', 1280],
    ] as const) {
      const size = { width, height: 740 };
      const { page, context } = await browser.open(`${service.url}/calls/${recorded.call_id}`, {
        language,
        colours,
        size,
      });
      await page.locator('.waveform canvas').first().waitFor();
      await page.locator('[data-turn]').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await context.close();
    }
  });

  it('deletes the recording once that is confirmed, and keeps the rest', async () => {
    const { page, faults } = await browser.open(`${service.url}/calls/${recorded.call_id}`);
    await page.getByRole('button', { name: 'Delete the recording' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await clientOf(service).call(recorded.call_id)).recording_url).not.toBeNull();
    await page.getByRole('button', { name: 'Delete the recording' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the recording' }).click();
    await page.getByText('No recording', { exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Transcript' }).getByRole('listitem').count()).toBe(
      recorded.transcript.length,
    );
    await expect(clientOf(service).recording(recorded.call_id)).rejects.toMatchObject({ code: 'recording_not_found' });
    expect(faults).toEqual([]);
  });
});

const latencies = ({ latency }: CallWithTranscript) => latency;
