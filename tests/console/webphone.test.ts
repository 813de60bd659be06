import { type Call, RingbackClient } from '@ringback/client';
import { decodeMulaw, decodeWav, encodeMulaw, realClock, resample } from '@ringback/engine';
import { RealtimeStandin, ScriptedMind } from '@ringback/standins';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { requirement } from '../requirements.js';
import { type RunningService, startService } from '../running-service.js';
import { FliteSynthesiser } from '../speech/flite.js';
import { recogniseSpeech } from '../speech/pocketsphinx.js';
import { accessibilityFaults, overhang } from './accessibility.js';
import { openBrowser, type TestBrowser } from './browser.js';
import { joined, loudest, MICROPHONE_RATE, measure, microphoneFile, silence, soundingMs, tone } from './microphone.js';

const chromium = await requirement('chromium');
const words = chromium && (await requirement('flite')) && (await requirement('pocketsphinx'));

const SPOKEN_HERTZ = 620;

let closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  closers = [];
});

async function start(
  microphone: Int16Array,
  variables: Record<string, string>,
): Promise<{ service: RunningService; browser: TestBrowser; client: RingbackClient }> {
  const file = await microphoneFile(microphone);
  closers.push(() => file.remove());
  const [service, browser] = await Promise.all([startService(variables), openBrowser(file.path)]);
  closers.push(
    () => service.stop(),
    () => browser.close(),
  );
  return { service, browser, client: new RingbackClient({ baseUrl: service.url, apiKey: service.key }) };
}

/** Binary frames that the page was sent: what it plays. */
function playedSound(page: Page): Buffer[] {
  const frames: Buffer[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') frames.push(payload.subarray(8));
    }),
  );
  return frames;
}

async function callMe(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: 'Open the phone' }).click();
  await page.getByRole('textbox', { name: 'What to tell you' }).fill(what);
  await page.getByRole('button', { name: 'Call me here' }).click();
}

/** The two sides of a call's recording: callee, AI. */
async function recorded(
  client: RingbackClient,
  callId: string,
): Promise<{ callee: Int16Array; ai: Int16Array; rate: number }> {
  const { body } = await client.recording(callId);
  const { channels, rate } = decodeWav(new Uint8Array(await new Response(body).arrayBuffer()));
  return { callee: channels[0] as Int16Array, ai: channels[1] as Int16Array, rate };
}

const newest = async (client: RingbackClient): Promise<Call> => (await client.listCalls({ limit: 1 })).items[0] as Call;

describe.runIf(chromium)('a call to the console’s own phone, without a key', () => {
  it('is rung, answered, heard both ways, confirmed by key, charged, recorded and kept', async () => {
    const { service, browser, client } = await start(
      joined(silence(8_000), tone(SPOKEN_HERTZ, 1_200, 0.4), silence(110_000)),
      { RINGBACK_RECORDING: 'on' },
    );
    const { page, faults } = await browser.open(`${service.url}/keys`);
    const played = playedSound(page);
    await callMe(page, 'Tell me that the meeting is at nine tomorrow morning.');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Hang up' }).waitFor();
    const { call_id: callId, carrier, phone } = await newest(client);
    expect({ carrier, phone }).toEqual({ carrier: 'webphone', phone: 'webphone:me' });
    // Their voice moves the meter.
    await page.waitForFunction(
      `Number(document.querySelector('[role=progressbar][aria-label="Their level"]')?.getAttribute('aria-valuenow')) > 10`,
    );
    // A first key when the notice is offered, and one when it was played.
    const presses = ['1', '1'];
    let spoke = false;
    for await (const event of client.events(callId)) {
      if (event.type === 'note') spoke = true;
      if (event.type !== 'utterance' || !spoke) continue;
      const digit = presses[0];
      const offered = presses.length === 2;
      // What was cut off by the microphone's tone is said again: the key may come at once all the same.
      if (digit === undefined || (!offered && !event.utterance.text.includes('nine'))) continue;
      presses.shift();
      await page.getByRole('button', { name: `Key ${digit}` }).click();
    }
    await page.getByText(/The other side hung up/).waitFor();
    await page.getByRole('button', { name: 'Call me here' }).waitFor();

    const record = await client.call(callId);
    expect(record).toMatchObject({
      end_reason: 'completed',
      goal_achieved: true,
      cost: expect.toSatisfy((cost: number) => cost > 0),
      billed: true,
      result: { delivered: true, confirmed_by_key: true, callee_spoke: true, words_understood: false },
    });
    const said = record.transcript.map(({ role, text }) => `${role}: ${text}`).join('\n');
    expect(said).toMatch(/assistant: .*AI assistant.*can’t understand words/s);
    expect(said).toMatch(/assistant: .*nine.*Press 1 to confirm/s);
    expect(said).not.toContain('user:');

    const { callee, ai, rate } = await recorded(client, callId);
    // Half of the tone at least, in whole stretches: a busy machine loses some.
    expect(soundingMs(callee, rate, SPOKEN_HERTZ)).toBeGreaterThanOrEqual(600);
    expect(measure(loudest(ai, rate), rate).rms).toBeGreaterThan(0.02);
    // What the page was sent is what the recording says that it was.
    expect(measure(loudest(decodeMulaw(Buffer.concat(played)), 8_000), 8_000).rms).toBeGreaterThan(0.02);
    expect(faults).toEqual([]);
  });

  it('may be declined, and is accessible on a small page while it rings and in talk', async () => {
    const { service, browser, client } = await start(silence(30_000), {});
    const { page, faults } = await browser.open(`${service.url}/keys`, { size: { width: 360, height: 640 } });
    await callMe(page, 'Tell me that the parcel is at the desk.');
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    expect([await accessibilityFaults(page), await overhang(page)]).toEqual([[], 0]);
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText(/You declined it/).waitFor();
    const { call_id: callId } = await newest(client);
    expect(await client.waitForCall(callId)).toMatchObject({ end_reason: 'rejected', cost: 0 });

    await page.getByRole('button', { name: 'Call me here' }).click();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Hang up' }).waitFor();
    expect([await accessibilityFaults(page), await overhang(page)]).toEqual([[], 0]);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByText(/You hung up/).waitFor();
    const second = await newest(client);
    expect(await client.waitForCall(second.call_id)).toMatchObject({ end_reason: 'callee_hung_up' });
    expect(faults).toEqual([]);
  });
});

const OPENING = 'your appointment is on thursday at nine';
const REPLY = 'please move it to friday at ten';
const ANSWER = 'very well your appointment is on friday at ten';
const SENTENCES = [OPENING, REPLY, ANSWER, 'your appointment is on monday at nine', 'please call me back'];

describe.runIf(words)('a call to the console’s own phone, with a model', () => {
  it('carries words both ways, from the microphone to the model and from there to the loudspeaker', async () => {
    const flite = new FliteSynthesiser();
    const reply = decodeMulaw((await flite.speak(REPLY)).bytes);
    const heardByModel: string[] = [];
    const model = new RealtimeStandin({
      mind: new ScriptedMind([
        { say: OPENING },
        {
          when: 'friday at ten',
          say: ANSWER,
          call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Moved.' } },
        },
      ]),
      synthesiser: flite,
      clock: realClock(),
      recogniser: {
        recognise: async ({ audio }) => {
          const found = await recogniseSpeech(audio, SENTENCES);
          heardByModel.push(found);
          return found;
        },
      },
    });
    closers.push(() => model.stop());
    const { url } = await model.start();
    const { service, browser, client } = await start(
      // Whoever is not understood says it again: a machine that stutters swallows syllables.
      joined(silence(7_000), resample(reply, 8_000, MICROPHONE_RATE)),
      {
        RINGBACK_RECORDING: 'on',
        RINGBACK_CONVERSATION: 'openai-realtime',
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: url,
      },
    );
    const { page, faults } = await browser.open(`${service.url}/keys`);
    const played = playedSound(page);
    await callMe(page, 'Confirm the appointment on Thursday at nine.');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Hang up' }).waitFor();
    const { call_id: callId } = await newest(client);
    const end = await client.waitForCall(callId);
    expect(new Set(heardByModel.filter((one) => one !== ''))).toEqual(new Set([REPLY]));
    expect(end.end_reason).toBe('completed');
    expect(await recogniseSpeech(Buffer.concat(played), SENTENCES)).toBe(`${OPENING} ${ANSWER}`);
    const record = await client.call(callId);
    const said = record.transcript.map(({ role, text }) => `${role}: ${text}`);
    expect([...new Set(said)]).toEqual([`assistant: ${OPENING}`, `user: ${REPLY}`, `assistant: ${ANSWER}`]);
    const { callee, ai, rate } = await recorded(client, callId);
    expect(rate).toBe(8_000);
    expect(await recogniseSpeech(encodeMulaw(callee), SENTENCES)).toContain(REPLY);
    expect(await recogniseSpeech(encodeMulaw(ai), SENTENCES)).toBe(`${OPENING} ${ANSWER}`);
    expect(faults).toEqual([]);
  });
});
