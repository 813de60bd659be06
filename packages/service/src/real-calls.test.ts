import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, realClock, Simulator } from '@ringback/engine';
import { RealtimeStandin, ScriptedMind, SpokenWords, TwilioStandin } from '@ringback/standins';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CalleeAtHand } from '../../../tests/whole-calls/callee-at-hand.js';
import { WordSpeech } from '../../../tests/whole-calls/word-speech.js';
import { readConfig } from './config/config.js';
import { createLogger } from './config/logger.js';
import { createService, type Service } from './main.js';

const PHONE = '+12025550100';
const FROM = '+15005550006';

/** Twilio, the model and a callee on this machine; time is as it is, since the service's own carrier runs by it. */
class Outside {
  readonly clock: Clock = realClock();
  readonly words = new SpokenWords();
  readonly callees: CalleeAtHand[] = [];
  readonly network: Simulator;
  readonly twilio: TwilioStandin;
  readonly model: RealtimeStandin;
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];

  constructor(answers: boolean) {
    const synthesiser = new WordSpeech();
    const { clock, words } = this;
    this.network = new Simulator({
      synthesiser,
      clock,
      directory: {
        find: () =>
          answers
            ? {
                kind: 'answers',
                afterMs: 300,
                callee: (line) => {
                  const callee = new CalleeAtHand(line, clock, 'en', () => this.happened());
                  this.callees.push(callee);
                  return callee;
                },
              }
            : { kind: 'busy', afterMs: 300 },
      },
    });
    this.twilio = new TwilioStandin({
      network: this.network,
      clock,
      words,
      calleeWords: words,
      numbers: [FROM],
      callsPerSecond: 100,
      allowInsecure: true,
    });
    this.model = new RealtimeStandin({
      mind: new ScriptedMind([
        { say: 'Hello, is Thursday fine?' },
        {
          when: 'yes',
          say: 'See you then. Goodbye.',
          call: { name: 'hang_up', arguments: { goal_achieved: true, summary: 'Confirmed.' } },
        },
      ]),
      synthesiser,
      spokenWords: words,
      clock,
    });
  }

  async until(holds: () => boolean): Promise<void> {
    if (!holds()) await new Promise<void>((resolve) => this.#waiting.push({ holds, resolve }));
  }

  /** The callee has heard the question, and takes a breath. */
  async asked(): Promise<void> {
    await this.until(() => this.callees[0]?.words.includes('fine?') === true);
    await new Promise<void>((resolve) => void this.clock.after(500, resolve));
  }

  happened(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.holds()) one.resolve();
      else this.#waiting.push(one);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.twilio.stop(), this.model.stop()]);
    await this.network.close();
  }
}

describe('a service that calls real phones', () => {
  let folder: string;
  let outside: Outside;
  let service: Service | undefined;
  let publicUrl: string;
  const lines: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringback-real-'));
    lines.length = 0;
  });
  afterEach(async () => {
    await service?.stop('test');
    service = undefined;
    await outside.stop();
    await rm(folder, { recursive: true });
  });

  async function start(values: Record<string, string> = {}, answers = true): Promise<Service> {
    outside = new Outside(answers);
    const [{ url: twilioUrl }, { url: modelUrl }] = await Promise.all([outside.twilio.start(), outside.model.start()]);
    const port = await freePort();
    publicUrl = `http://127.0.0.1:${port}`;
    const config = readConfig({
      RINGBACK_HOME: folder,
      RINGBACK_PORT: '0',
      RINGBACK_COUNTRIES: 'US',
      RINGBACK_SPEECH: 'tones',
      RINGBACK_CARRIER: 'twilio',
      TWILIO_ACCOUNT_SID: outside.twilio.accountSid,
      TWILIO_AUTH_TOKEN: outside.twilio.authToken,
      TWILIO_API_URL: twilioUrl,
      TWILIO_FROM: FROM,
      RINGBACK_PUBLIC_URL: publicUrl,
      RINGBACK_PUBLIC_PORT: String(port),
      RINGBACK_CONVERSATION: 'openai-realtime',
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: modelUrl,
      RINGBACK_PRICES:
        '{"gpt-transcribe":{"audio":{"input":6,"cached":6,"output":0},"text":{"input":2,"cached":2,"output":10}}}',
      RINGBACK_CALLING_HOURS: 'off',
      ...values,
    });
    service = await createService(config, { logger: createLogger('info', { write: (line) => void lines.push(line) }) });
    return service;
  }

  function api({ url }: Service, key: string) {
    return async (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(url + path, {
        method,
        headers: { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
  }
  async function place(ask: ReturnType<typeof api>, more: Record<string, unknown> = {}): Promise<string> {
    const response = await ask('POST', '/v1/calls', {
      phones: [PHONE],
      user_requirement: 'Confirm Thursday at nine.',
      ...more,
    });
    expect(response.status).toBe(200);
    return ((await response.json()) as { data: { call_ids: [string] } }).data.call_ids[0];
  }
  const over = async (ask: ReturnType<typeof api>, callId: string) => {
    await (await ask('GET', `/v1/calls/${callId}/events`)).text();
    return ((await (await ask('GET', `/v1/calls/${callId}`)).json()) as { data: Record<string, unknown> }).data;
  };

  it('places a call over Twilio with a model on it, and keeps its words, its costs and its sound', async () => {
    const running = await start({ RINGBACK_RECORDING: 'asked' });
    expect(running.simulated).toBe(false);
    const ask = api(running, await running.createKey('test'));
    const account = ((await (await ask('GET', '/v1/account')).json()) as { data: Record<string, unknown> }).data;
    expect(account).toMatchObject({
      simulated: false,
      line: {
        carrier: 'twilio',
        conversation: 'openai-realtime',
        model: 'gpt-realtime-2.1',
        usd_per_minute: { carrier: 0.018, model: expect.closeTo(0.06, 1) },
        calling_hours: null,
        recording: 'asked',
      },
    });

    const callId = await place(ask, { record: true });
    await outside.asked();
    await outside.callees[0]?.say('Yes, that is fine.');
    const record = await over(ask, callId);
    expect(record).toMatchObject({
      status: 'ended',
      end_reason: 'completed',
      carrier: 'twilio',
      goal_achieved: true,
      summary: 'Confirmed.',
      cost: 0.3,
      recording_url: `/v1/calls/${callId}/recording`,
      model_usage: { model: 'gpt-realtime-2.1', cost_usd: expect.any(Number) },
    });
    expect((record.model_usage as { cost_usd: number }).cost_usd).toBeGreaterThan(0);
    expect((record.transcript as { role: string; text: string }[]).map(({ role, text }) => `${role}: ${text}`)).toEqual(
      ['assistant: Hello, is Thursday fine?', 'user: Yes, that is fine.', 'assistant: See you then. Goodbye.'],
    );

    const sound = await ask('GET', record.recording_url as string);
    expect(sound.headers.get('content-type')).toBe('audio/wav');
    const wav = Buffer.from(await sound.arrayBuffer());
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    // 16-bit, two channels, 8,000 Hz: about as long as the talk.
    const seconds = (wav.length - 44) / 32_000;
    expect(Math.abs(seconds - (record.duration_seconds as number))).toBeLessThan(1.5);
    expect((await ask('DELETE', record.recording_url as string)).status).toBe(200);
    expect((await ask('GET', record.recording_url as string)).status).toBe(404);

    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/ringback_model_cost_usd_total\{model="gpt-realtime-2\.1"\} 0\.\d+/);
    const all = lines.join('');
    expect(all).toContain('the public address works');
    for (const secret of [PHONE, outside.twilio.authToken, 'sk-test', 'Thursday']) expect(all).not.toContain(secret);
  });

  it('tells what a call cost that nobody took', async () => {
    const running = await start({}, false);
    const ask = api(running, await running.createKey('test'));
    const record = await over(ask, await place(ask));
    expect(record).toMatchObject({ end_reason: 'busy', cost: 0, recording_url: null });
    expect(record).toHaveProperty('model_usage');
  });

  it('counts who is turned away at the public address, and does not serve the API there', async () => {
    const running = await start();
    const forged = await fetch(`${publicUrl}/twilio/status/some-call`, { method: 'POST', body: 'CallSid=CA1' });
    expect(forged.status).toBe(403);
    expect((await fetch(`${publicUrl}/v1/account`)).status).toBe(404);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toContain('ringback_public_refused_total{at="status",why="signature"} 1');
  });

  it('lets a call under way end before it closes the way in', async () => {
    const running = await start({ RINGBACK_STOP_LIMIT: '60' });
    const ask = api(running, await running.createKey('test'));
    const callId = await place(ask);
    await outside.asked();
    const stopped = running.stop('deploy');
    await outside.callees[0]?.say('Yes, that is fine.');
    await stopped;
    service = undefined;
    expect(outside.callees[0]?.words).toContain('Goodbye.');
    const [call] = outside.twilio.calls;
    expect(call?.status).toBe('completed');
    expect(lines.some((line) => line.includes(callId) && line.includes('"endReason":"completed"'))).toBe(true);
    await expect(fetch(publicUrl)).rejects.toThrow();
  });
});

/** A port that was free a moment ago: the public URL is configured before the service listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
