import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveClient, RingbackClient } from '@ringback/client';
import { encodeWav, TonesSynthesiser } from '@ringback/engine';
import { captioned, type MindContext, RealtimeStandin, ScriptedMind } from '@ringback/standins';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';

const WANTED = await requirement('chromium');

/** What the supervisor's microphone hears. */
const MICROPHONE_HERTZ = 620;
/** Picks up and says nothing. */
const SILENT_CALLEE = '13900139009';
/** Asks when and where. */
const ASKING_CALLEE = '13800138002';
const TASK = '通知张先生明天上午9点在三楼会议室开会';
const WAITING = { timeout: 30_000, interval: 50 };

const tone = (hertz: number, ms: number, rate: number): Int16Array =>
  Int16Array.from({ length: (rate * ms) / 1000 }, (_, at) =>
    Math.round(0.4 * 32_767 * Math.sin((2 * Math.PI * hertz * at) / rate)),
  );

/** How much of a tone there is, as an amplitude; full scale is 1. */
function amplitude(samples: Int16Array, hertz: number, rate: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, at) => {
    real += sample * Math.cos((2 * Math.PI * hertz * at) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * hertz * at) / rate);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length / 32_768;
}

async function place(service: RunningService, phones: string[], requirementText = TASK): Promise<string[]> {
  const client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
  return (await client.createCalls({ phones, user_requirement: requirementText })).call_ids;
}

const row = (page: Page, phone: string) => page.getByRole('button', { name: new RegExp(`\\+86${phone}`) });

describe.skipIf(!WANTED)('the live screen', () => {
  let browser: TestBrowser;
  let service: RunningService;

  beforeAll(async () => {
    [browser, service] = await Promise.all([openBrowser(), startService({ RINGBACK_SPEECH: 'tones' })]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
  });

  it('shows a call from the moment it is placed, its words as they are spoken, and how it ended', async () => {
    const { page, faults } = await browser.open(`${service.url}/live`);
    await page.getByText('There is no call now').waitFor();
    await place(service, [ASKING_CALLEE]);
    const one = row(page, ASKING_CALLEE);
    await one.waitFor();
    await one.getByText('In progress').waitFor();
    await one.getByText(/AI: 您好/).waitFor();
    await one.getByText(/0:0[3-9]/).waitFor();
    await one.click();
    const panel = page.getByRole('region', { name: `Call to +86${ASKING_CALLEE}` });
    const log = panel.getByRole('log', { name: 'What is said' });
    await log.getByText('(speaking)').first().waitFor();
    await log.getByText('Callee').first().waitFor();
    expect(new URL(page.url()).searchParams.get('call')).toMatch(/^[0-9a-f-]{36}$/);

    // Hanging up asks first.
    await panel.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'No, go on' }).click();
    await panel.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hang up' }).click();
    await panel.getByText('The call is over: Hung up by us').waitFor();
    await log.getByText(/hung up$/).waitFor();
    await page.getByText('There is no call now').waitFor({ timeout: 20_000 });
    expect(faults).toEqual([]);
  });

  it('tells the AI of a notice nothing: it takes no instructions, and says so', async () => {
    const { page, faults } = await browser.open(`${service.url}/live`);
    const [callId = ''] = await place(service, [ASKING_CALLEE]);
    await row(page, ASKING_CALLEE).getByText('In progress').waitFor();
    await row(page, ASKING_CALLEE).click();
    await page.getByLabel('Tell the AI what to do (the callee does not hear it)').fill('Hello');
    await page.getByRole('button', { name: 'Tell the AI' }).click();
    await page.getByRole('alert').getByText('takes no instructions').waitFor();
    await page.getByRole('tab', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Key 1' }).click();
    await page.getByRole('button', { name: 'Key #' }).click();
    await page.getByRole('button', { name: 'Press them' }).click();
    await page.getByRole('log').getByText('Pressed 1#').waitFor();
    await new RingbackClient({ baseUrl: service.url, apiKey: service.key }).hangUp(callId);
    expect(faults).toEqual([]);
  });

  it('listens to both sides without a microphone, and stands in the list and the timeline', async () => {
    const { page, faults, context } = await browser.open(`${service.url}/live`);
    const [callId = ''] = await place(service, [ASKING_CALLEE]);
    await row(page, ASKING_CALLEE).getByText('In progress').waitFor();
    await row(page, ASKING_CALLEE).click();
    const asked = vi.fn();
    await context.exposeFunction('asked', asked);
    await page.evaluate(
      `{ const ask = navigator.mediaDevices.getUserMedia; navigator.mediaDevices.getUserMedia = (...all) => { window.asked(); return ask.apply(navigator.mediaDevices, all); }; }`,
    );
    await page.getByRole('button', { name: 'Listen', exact: true }).click();
    await page.getByText('You hear both sides. The callee does not hear you.').waitFor();
    const panel = page.getByRole('region', { name: /Call to/ });
    await panel.getByRole('img', { name: /Level of the callee: ([6-9]|10)/ }).waitFor();
    await page.getByRole('log').getByText('began to listen').waitFor();
    await panel.getByText('owner listening').waitFor();
    expect(asked).not.toHaveBeenCalled();
    await page.getByRole('button', { name: 'Stop listening' }).click();
    await page.getByRole('log').getByText('stopped listening').waitFor();
    await new RingbackClient({ baseUrl: service.url, apiKey: service.key }).hangUp(callId);
    expect(faults).toEqual([]);
  });

  it.each(['zh', 'en'] as const)('is accessible and fits a phone in %s', async (language) => {
    const [callId = ''] = await place(service, [ASKING_CALLEE, SILENT_CALLEE]);
    for (const colours of ['light', 'dark'] as const) {
      const { page, context } = await browser.open(`${service.url}/live`, {
        language,
        colours,
        size: { width: 360, height: 740 },
      });
      await row(page, SILENT_CALLEE).last().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await page.goto(`${service.url}/live?call=${callId}`);
      await page.getByRole('log').waitFor();
      await page.getByRole('tab').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await context.close();
    }
    const client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
    for (const { call_id: id } of (await client.listCalls()).items) await client.hangUp(id);
  });
});

describe.skipIf(!WANTED)('a call that a model holds', () => {
  let folder: string;
  let standin: RealtimeStandin;
  let browser: TestBrowser;
  let service: RunningService;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringback-microphone-'));
    const microphone = join(folder, 'tone.wav');
    await writeFile(microphone, encodeWav(tone(MICROPHONE_HERTZ, 60_000, 48_000), 48_000));
    /** Says what the last order of its owner's side asks for. */
    const obeys = ({ history, instructions }: MindContext): string => {
      const orders = history.flatMap((one) => (one.kind === 'system' ? [one.words] : []));
      const [, what] = /改到(.{2})/.exec(orders.at(-1) ?? '') ?? [];
      if (instructions.includes('断线')) return '抱歉，刚才断线了。';
      return what === undefined ? '您好，明天九点开会。' : `改到${what}，可以吗？`;
    };
    standin = new RealtimeStandin({
      mind: new ScriptedMind({ turns: [], otherwise: { say: obeys } }),
      recogniser: captioned(() => '喂？'),
      synthesiser: new TonesSynthesiser(),
    });
    const { url } = await standin.start();
    [browser, service] = await Promise.all([
      openBrowser(microphone),
      startService({
        RINGBACK_SPEECH: 'tones',
        RINGBACK_CONVERSATION: 'openai-realtime',
        OPENAI_API_KEY: 'stand-in',
        OPENAI_BASE_URL: url,
        RINGBACK_RECORDING: 'on',
        RINGBACK_SILENCE: '60',
      }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), service?.stop()]);
    await standin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('follows a whisper, is taken over and handed back, and all of it stands in its record', {
    timeout: 120_000,
  }, async () => {
    const { page, faults } = await browser.open(`${service.url}/live`);
    const [callId = ''] = await place(service, [SILENT_CALLEE]);
    await row(page, SILENT_CALLEE).getByText('In progress').waitFor();
    await row(page, SILENT_CALLEE).click();
    const log = page.getByRole('log');
    await log.getByText('您好，明天九点开会。').waitFor();

    await page.getByLabel('Tell the AI what to do (the callee does not hear it)').fill('改到周四');
    await page.getByRole('button', { name: 'Let it speak now' }).click();
    await log.getByText('改到周四，可以吗？').waitFor();
    await log.getByText(/whispered: 改到周四/).waitFor();

    await page.getByRole('button', { name: 'Listen', exact: true }).click();
    await page.getByText('You hear both sides').waitFor();
    await page.getByRole('button', { name: 'Take over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take over and speak' }).click();
    await page.getByText('You are speaking to the callee. The AI is silent.').waitFor();
    await log.getByText(/took the call over/).waitFor();
    await page.getByRole('img', { name: /Your level: ([6-9]|10)/ }).waitFor();
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('img', { name: 'Your level: 0' }).waitFor();
    await page.getByRole('button', { name: 'Unmute' }).click();
    await page.getByRole('img', { name: /Your level: ([6-9]|10)/ }).waitFor();
    await row(page, SILENT_CALLEE).waitFor();

    await page.getByLabel('Tell the AI with it (optional)').fill('改到周五');
    await page.getByRole('button', { name: 'Hand back to the AI' }).click();
    await page.getByText('The AI has the call again.').waitFor();
    await log.getByText('改到周五，可以吗？').waitFor();
    await log.getByText(/handed the call back: 改到周五/).waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hang up' }).click();
    await page.getByText('The call is over: Hung up by us').waitFor();
    expect(faults).toEqual([]);

    const client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
    const deeds: Record<string, number> = {};
    const spoken: number[] = [];
    let began = 0;
    await client.waitForCall(callId, {
      onEvent: (event) => {
        if (event.type === 'supervision') deeds[event.action] = event.at_ms;
        if (event.type === 'utterance' && event.utterance.role === 'assistant')
          spoken.push(event.utterance.started_at_ms);
        if (event.type === 'recording') began = event.at_ms;
      },
    });
    expect(Object.keys(deeds)).toEqual(['whisper', 'listen', 'take_over', 'hand_back', 'hang_up', 'listen_end']);
    const [from = 0, to = 0] = [deeds.take_over, deeds.hand_back];
    expect(spoken.filter((at) => at > from && at < to)).toEqual([]);
    const { body } = await client.recording(callId);
    const { samples, rate } = stereo(Buffer.from(await new Response(body).arrayBuffer()));
    const part = (side: Int16Array, first: number, last: number): Int16Array =>
      side.subarray(((first - began) * rate) / 1000, ((last - began) * rate) / 1000);
    // What the callee heard of the microphone, somewhere within the take-over, and of nothing of it before.
    const heard = Array.from({ length: Math.floor((to - from) / 200) }, (_, at) =>
      amplitude(part(samples.right, from + at * 200, from + (at + 1) * 200), MICROPHONE_HERTZ, rate),
    );
    expect(Math.max(...heard)).toBeGreaterThan(0.03);
    expect(amplitude(part(samples.right, from - 1_500, from), MICROPHONE_HERTZ, rate)).toBeLessThan(0.02);
  });

  it('goes on by itself where whoever took it over closes the page', { timeout: 60_000 }, async () => {
    const { page, context } = await browser.open(`${service.url}/live`);
    const [callId = ''] = await place(service, [SILENT_CALLEE]);
    await row(page, SILENT_CALLEE).getByText('In progress').waitFor();
    await row(page, SILENT_CALLEE).click();
    await page.getByRole('button', { name: 'Listen', exact: true }).click();
    await page.getByRole('button', { name: 'Take over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take over and speak' }).click();
    await page.getByText('You are speaking to the callee. The AI is silent.').waitFor();
    await context.close();
    const client = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
    const seen: string[] = [];
    for await (const event of client.events(callId)) {
      if (event.type === 'supervision') seen.push(event.action);
      if (event.type === 'utterance' && event.utterance.text === '抱歉，刚才断线了。') break;
    }
    expect(seen).toEqual(['listen', 'take_over', 'take_back', 'listen_end']);
    await client.hangUp(callId);
  });
});

/** A two-channel WAV, a side each. */
function stereo(wav: Buffer): { samples: { left: Int16Array; right: Int16Array }; rate: number } {
  const rate = wav.readUInt32LE(24);
  const at = wav.indexOf('data') + 8;
  const frames = Math.floor((wav.length - at) / 4);
  const [left, right] = [new Int16Array(frames), new Int16Array(frames)];
  for (let frame = 0; frame < frames; frame += 1) {
    left[frame] = wav.readInt16LE(at + frame * 4);
    right[frame] = wav.readInt16LE(at + frame * 4 + 2);
  }
  return { samples: { left, right }, rate };
}

describe.skipIf(!WANTED)('another account', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService({ RINGBACK_SPEECH: 'tones', RINGBACK_SIGN_UP: 'open', RINGBACK_LOCAL_SIGN_IN: 'off' });
  });
  afterAll(() => service?.stop());

  it('sees nothing of a running call, and can do nothing to it', { timeout: 60_000 }, async () => {
    // The first is the operator, of the account `default`; the second has one of its own.
    for (const name of ['operator', 'stranger']) {
      await fetch(`${service.url}/v1/users`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
        body: JSON.stringify({ email: `${name}@example.com`, password: 'correct horse battery' }),
      });
    }
    const signedIn = await fetch(`${service.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
      body: JSON.stringify({ email: 'stranger@example.com', password: 'correct horse battery' }),
    });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] as string;
    const asStranger: typeof fetch = (input, init) =>
      fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
    const [callId = ''] = await place(service, [ASKING_CALLEE]);
    const own = new RingbackClient({ baseUrl: service.url, apiKey: service.key });
    await vi.waitFor(async () => expect((await own.call(callId)).status).toBe('in_progress'), WAITING);

    const stranger = new LiveClient({ baseUrl: service.url, fetch: asStranger });
    const owner = new LiveClient({ baseUrl: service.url, apiKey: service.key });
    const { listening_id: listeningId } = await owner.listen(callId);
    for (const deed of [
      () => stranger.listen(callId),
      () => stranger.whisper(callId, 'x'),
      () => stranger.pressKeys(callId, '1'),
      () => stranger.takeOver(callId, listeningId),
      () => stranger.handBack(callId),
      () => new RingbackClient({ baseUrl: service.url, fetch: asStranger }).hangUp(callId),
    ]) {
      await expect(deed()).rejects.toMatchObject({ status: 404, code: 'call_not_found' });
    }
    await expect(stranger.live({ allAccounts: true }).next()).rejects.toMatchObject({ code: 'operator_only' });
    await expect(owner.live({ allAccounts: true }).next()).rejects.toMatchObject({ code: 'operator_only' });
    const leaving = new AbortController();
    const events: string[] = [];
    const following = (async () => {
      for await (const event of stranger.live({ signal: leaving.signal })) events.push(JSON.stringify(event));
    })();
    for await (const event of owner.live()) if (JSON.stringify(event).includes(callId)) break;
    await own.hangUp(callId);
    await own.waitForCall(callId);
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(0), WAITING);
    leaving.abort();
    await expect(following).rejects.toThrow();
    expect(events.join()).not.toContain(callId);
    expect(events.join()).not.toContain(ASKING_CALLEE);
    const done: unknown[] = [];
    for await (const event of own.events(callId)) if (event.type === 'supervision') done.push(event);
    expect(done).toMatchObject([{ action: 'hang_up', by: { id: 'api' } }]);
  });
});
