import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { simulatedCallees, TwilioStandin } from '@ringback/standins';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.js';
import type { Finding } from './finding.js';
import { checkTelephony } from './telephony-checks.js';

let folder: string;
let network: Simulator;
let standin: TwilioStandin;
let twilioUrl: string;
let models: Server;
let modelUrl: string;
const asked: (string | undefined)[] = [];

/** What is refused, and what is not there, is asked of real servers on this machine. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringback-checks-'));
  const clock = realClock();
  network = new Simulator({ directory: simulatedCallees(), synthesiser: new TonesSynthesiser(), clock });
  standin = new TwilioStandin({ network, clock, numbers: ['+15005550006'] });
  twilioUrl = (await standin.start()).url;
  models = createServer((request, response) => {
    asked.push(request.headers.authorization ?? (request.headers['api-key'] as string | undefined));
    const known = /sk-live$/.test(asked.at(-1) ?? '');
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { data: [{ id: 'gpt-realtime-2.1' }] } : { error: {} }));
  });
  models.listen(0, '127.0.0.1');
  await once(models, 'listening');
  modelUrl = `http://127.0.0.1:${(models.address() as AddressInfo).port}/v1`;
});
afterAll(async () => {
  models.close();
  await standin.stop();
  await network.close();
  await rm(folder, { recursive: true });
});

async function findings(change: Record<string, string> = {}, running = false): Promise<Map<string, Finding>> {
  const env = {
    RINGBACK_HOME: folder,
    RINGBACK_CARRIER: 'twilio',
    TWILIO_ACCOUNT_SID: standin.accountSid,
    TWILIO_AUTH_TOKEN: standin.authToken,
    TWILIO_API_URL: twilioUrl,
    TWILIO_FROM: '+15005550006',
    RINGBACK_PUBLIC_URL: 'https://calls.example.com',
    RINGBACK_CONVERSATION: 'openai-realtime',
    OPENAI_API_KEY: 'sk-live',
    OPENAI_BASE_URL: modelUrl,
    PATH: folder,
    ...change,
  };
  const found = new Map<string, Finding>();
  for await (const finding of checkTelephony(readConfig(env), env, running)) {
    if (finding.status !== 'ok') expect(finding.mend, finding.check).toBeDefined();
    found.set(finding.check, finding);
  }
  return found;
}

const status = async (check: string, change: Record<string, string>, running = false) =>
  (await findings(change, running)).get(check)?.status;

describe('the checks of real calls', () => {
  it('find everything in order where it is, and ask the real services', async () => {
    const found = await findings({ RINGBACK_RECORDING: 'asked' });
    expect([...found].map(([check, finding]) => [check, finding.status])).toEqual([
      ['carrier', 'ok'],
      ['numbers', 'ok'],
      ['public address', 'ok'],
      ['calling hours', 'ok'],
      ['model', 'ok'],
      ['voice', 'ok'],
      ['recordings', 'ok'],
    ]);
    expect(asked.at(-1)).toBe('Bearer sk-live');
  });

  it('find credentials that Twilio refuses, and repeat none', async () => {
    const finding = (await findings({ TWILIO_AUTH_TOKEN: 'hunter2' })).get('carrier');
    expect(finding).toMatchObject({ status: 'fail', message: expect.stringContaining('refused') });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  it('find an API that is not there, and a number that is not the account’s', async () => {
    expect(await status('carrier', { TWILIO_API_URL: 'http://127.0.0.1:1' })).toBe('fail');
    expect(await status('numbers', { TWILIO_FROM: '+15005550006,+15005550999' })).toBe('warn');
  });

  it('find a key that the model’s service refuses, a model that it has not, a service that is not there', async () => {
    expect(await status('model', { OPENAI_API_KEY: 'sk-dead' })).toBe('fail');
    expect(await status('model', { RINGBACK_MODEL: 'gpt-unreal' })).toBe('fail');
    expect(await status('model', { OPENAI_BASE_URL: 'ws://127.0.0.1:1' })).toBe('fail');
    expect(await status('model', { RINGBACK_MODEL_PROFILE: 'azure', RINGBACK_MODEL: 'my-deployment' })).toBe('ok');
    expect(asked.at(-1)).toBe('sk-live');
    expect(await status('voice', { RINGBACK_VOICE: 'caruso' })).toBe('warn');
  });

  it('find a tunnel’s program on the PATH, or say where to get it', async () => {
    const tunnel = { RINGBACK_PUBLIC_URL: '', RINGBACK_TUNNEL: 'ngrok' };
    expect((await findings(tunnel)).get('tunnel')).toMatchObject({
      status: 'fail',
      mend: expect.stringContaining('ngrok.com'),
    });
    await writeFile(join(folder, 'ngrok'), '#!/bin/sh\n', { mode: 0o700 });
    expect(await status('tunnel', tunnel)).toBe('ok');
  });

  it('find a public address that leads elsewhere than to the running service', async () => {
    const address = new URL(modelUrl).origin;
    expect(await status('public address', { RINGBACK_PUBLIC_URL: address }, true)).toBe('fail');
    expect(await status('public address', { RINGBACK_PUBLIC_URL: 'http://127.0.0.1:1' }, true)).toBe('fail');
  });

  it('find a folder of recordings that is none, and calls at night', async () => {
    await writeFile(join(folder, 'file'), '');
    const recordings = { RINGBACK_RECORDING: 'on', RINGBACK_RECORDINGS: join(folder, 'file', 'recordings') };
    expect(await status('recordings', recordings)).toBe('fail');
    expect(await status('calling hours', { RINGBACK_CALLING_HOURS: 'off' })).toBe('warn');
  });
});
