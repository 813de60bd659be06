import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CachingSynthesiser, realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { NoticeMind, RealtimeStandin, SpokenWords, simulatedCallees, TwilioStandin } from '@ringback/standins';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelStandin } from './model-standin.js';
import { freePort, OpenClaw } from './open-claw.js';
import { packed } from './programs.js';

const ROOT = 'plugins.entries.supercall.config';
const FROM = '+15005550006';
const CALL = {
  action: 'persona_call',
  to: '+12025550100',
  persona: 'the assistant of Ms Chen',
  goal: 'Tell Mr Smith that the meeting is on Thursday at nine.',
};
const plugin = fileURLToPath(new URL('../../packages/openclaw', import.meta.url));

/** Both services, and callees behind them: strict, local, and as fast as life. */
class Services {
  readonly words = new SpokenWords();
  readonly synthesiser = new CachingSynthesiser(new TonesSynthesiser());
  readonly clock = realClock();
  readonly network = new Simulator({ directory: simulatedCallees(), synthesiser: this.synthesiser, clock: this.clock });
  readonly twilio = new TwilioStandin({
    network: this.network,
    clock: this.clock,
    synthesiser: this.synthesiser,
    words: this.words,
    calleeWords: this.words,
    numbers: [FROM],
    callsPerSecond: 100,
    allowInsecure: true,
  });
  readonly realtime = new RealtimeStandin({
    mind: new NoticeMind(),
    synthesiser: this.synthesiser,
    spokenWords: this.words,
    clock: this.clock,
  });
  twilioUrl = '';
  realtimeUrl = '';

  async open(): Promise<void> {
    this.twilioUrl = (await this.twilio.start()).url;
    this.realtimeUrl = (await this.realtime.start()).url;
  }

  async close(): Promise<void> {
    await Promise.all([this.twilio.stop(), this.realtime.stop()]);
    await this.network.close();
    await this.synthesiser.close();
  }
}

describe('the plugin in a real OpenClaw, over Twilio and the Realtime API as stand-ins', () => {
  const packs = mkdtempSync(join(tmpdir(), 'supercall-pack-'));
  const services = new Services();
  let model: ModelStandin;
  let host: OpenClaw;
  let port: number;

  beforeAll(async () => {
    await services.open();
    model = await ModelStandin.open();
    host = await OpenClaw.open(model.url);
    port = await freePort();
  }, 600_000);

  afterAll(async () => {
    await host?.close();
    await model?.close();
    await services.close();
    rmSync(packs, { recursive: true, force: true });
  });

  /** Secrets as users should give them: one by reference, one from the environment. */
  const config = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
    provider: 'twilio',
    fromNumber: FROM,
    twilio: {
      accountSid: services.twilio.accountSid,
      authToken: { source: 'env', provider: 'default', id: 'MY_TWILIO_TOKEN' },
      apiUrl: services.twilioUrl,
    },
    streaming: { baseUrl: services.realtimeUrl },
    serve: { port, bind: '127.0.0.1' },
    publicUrl: `http://127.0.0.1:${port}`,
    ...over,
  });

  /** Takes a configuration over without a restart, and asks until the answer is of it. */
  async function reconfigured(next: Record<string, unknown>, expected: (error: unknown) => boolean): Promise<unknown> {
    // The host replaces no plugin while a request of the gateway's own port is still on its way through it.
    for (let applied = false; !applied; ) {
      const from = host.log.length;
      host.configure(next);
      await host.logged(/config hot reload applied|config reload failed/, from);
      applied = /config hot reload applied/.test(host.log.slice(from));
    }
    for (;;) {
      const { error } = await host.tool({ ...CALL, dryRun: true }).catch(() => ({ error: 'not there' }));
      if (expected(error)) return error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  it('installs from a folder, from a tarball, and as npm gives it', async () => {
    // As somebody has it who unpacked it: no node_modules, no clone around it.
    const folder = join(packs, 'unpacked');
    mkdirSync(folder);
    for (const name of ['dist', 'skills']) cpSync(join(plugin, name), join(folder, name), { recursive: true });
    for (const name of ['package.json', 'openclaw.plugin.json']) copyFileSync(join(plugin, name), join(folder, name));
    const tarball = packed(packs);
    for (const source of [folder, `npm-pack:${tarball}`, tarball]) {
      const { code, stdout, stderr } = await host.cli('plugins', 'install', source, '--force', '--accept-capabilities');
      expect(code, `${source}\n${stdout}${stderr}`).toBe(0);
      const inspected = await host.cli('plugins', 'inspect', 'supercall', '--runtime', '--json');
      const { plugin: told, diagnostics } = JSON.parse(inspected.stdout);
      expect([told.status, told.toolNames, diagnostics], source).toEqual(['loaded', ['supercall'], []]);
    }
  }, 600_000);

  it('runs a whole call: dialled, answered, held, ended, and told of once', async () => {
    host.configure(config());
    await host.start({ MY_TWILIO_TOKEN: services.twilio.authToken, OPENAI_API_KEY: 'sk-stand-in' });
    const { callId } = (await host.tool(CALL)) as { callId: string };
    expect(callId, host.log).toBeDefined();
    const status = await host.status(callId);
    expect(status, JSON.stringify(status)).toMatchObject({ state: 'completed', goalAchieved: true });
    const speakers = (status.transcript as { speaker: string }[]).map(({ speaker }) => speaker);
    expect(speakers.filter((speaker) => speaker === 'bot').length).toBeGreaterThan(1);
    expect(speakers.filter((speaker) => speaker === 'user').length).toBeGreaterThan(1);
    expect(status.durationSeconds).toBeGreaterThan(5);
    expect(status.cost).toBeGreaterThan(0);
    await model.until(() => model.toldOf(callId).length > 0);
    while (host.pending().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(model.toldOf(callId)).toHaveLength(1);
  }, 600_000);

  it('turns away whoever is not Twilio, on webhooks and on the media stream', async () => {
    for (const path of ['/supercall/twilio/status/some-call', '/supercall/twilio/twiml/some-call']) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        body: new URLSearchParams({ CallSid: 'CA1' }),
      });
      expect(response.status).toBe(403);
    }
    const stream = await fetch(`http://127.0.0.1:${port}/voice/stream`);
    expect(stream.status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it('asks before a real phone rings, from the command line', async () => {
    const { code, stderr } = await host.cli('supercall', 'call', CALL.to, '--persona', 'p', '--goal', 'g');
    expect([code, stderr]).toEqual([2, expect.stringContaining('Nobody was called')]);
    expect(await host.tool({ action: 'list_calls' })).toMatchObject({ count: 0 });
  }, 120_000);

  it("runs a whole call through the gateway's own port, with serve.port 0", async () => {
    await reconfigured(config({ serve: { port: 0 }, publicUrl: host.url }), (error) => error === undefined);
    const { callId } = (await host.tool(CALL)) as { callId: string };
    expect(await host.status(callId)).toMatchObject({ state: 'completed', goalAchieved: true });
    // Its own port is closed, and the gateway has the two paths.
    await expect(fetch(`http://127.0.0.1:${port}/supercall/self-test`)).rejects.toThrow();
    const forged = await fetch(`${host.url}/supercall/twilio/status/x`, { method: 'POST', body: 'CallSid=CA1' });
    expect(forged.status).toBe(403);
  }, 300_000);

  it('bears a busy port: says which key, keeps the gateway up, and works once the port is free', async () => {
    const busy = await occupied();
    const { port: taken } = busy.address() as { port: number };
    const serve = { port: taken, bind: '127.0.0.1' };
    const error = await reconfigured(config({ serve, publicUrl: `http://127.0.0.1:${taken}` }), (said) =>
      String(said).includes('in use'),
    );
    expect(error).toContain(`${ROOT}.serve.port`);
    expect((await fetch(`${host.url}/readyz`)).status).toBe(200);
    await new Promise((resolve) => busy.close(resolve));
    for (;;) {
      const answer = await host.tool({ ...CALL, dryRun: true });
      if (answer.dryRun === true) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }, 300_000);

  it.each([
    ['publicUrl', { publicUrl: 'http://calls.example.com' }],
    ['fromNumber', { fromNumber: '12345' }],
    [
      'twilio.authToken',
      {
        twilio: {
          accountSid: `AC${'0'.repeat(32)}`,
          authToken: { source: 'env', provider: 'default', id: 'NOT_THERE' },
        },
      },
    ],
    ['twilio.accountSid', { twilio: { accountSid: 'AC123', authToken: 'x' } }],
    ['tunnel.provider', { publicUrl: undefined }],
    ['serve.port', { publicUrl: undefined, serve: { port: 0 }, tunnel: { provider: 'ngrok' } }],
    ['streaming.streamPath', { streaming: { streamPath: '/supercall' } }],
  ])(
    'names %s where it is wrong, in the log once and to the agent',
    async (path, over) => {
      const from = host.log.length;
      const error = await reconfigured(config(over), (said) => String(said).includes(`${ROOT}.${path} `));
      expect(error).toContain(`${ROOT}.${path}`);
      const lines = host.log
        .slice(from)
        .split('\n')
        .filter((line) => line.includes(`supercall: ${ROOT}.${path} `));
      expect(lines).toHaveLength(1);
      expect((await fetch(`${host.url}/readyz`)).status).toBe(200);
    },
    120_000,
  );

  it.each([
    ['serve.port', { serve: { port: 'many' } }],
    ['provider', { provider: 'vonage' }],
    ['maxConcurrentCalls', { maxConcurrentCalls: 0 }],
    ['streaming.vadThreshold', { streaming: { vadThreshold: 7 } }],
  ])(
    'is kept from %s of a wrong form by the host, which names it',
    async (path, over) => {
      const from = host.log.length;
      host.configure(config(over));
      await host.logged(new RegExp(`${ROOT}.${path}`.replaceAll('.', '\\.')), from);
      expect((await fetch(`${host.url}/readyz`)).status).toBe(200);
    },
    120_000,
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is gone with the gateway, the program of its tunnel too: %s',
    async (signal) => {
      await host.stop('SIGTERM');
      fakeNgrok(join(host.folder, 'bin'));
      host.configure(config({ publicUrl: undefined, tunnel: { provider: 'ngrok' } }));
      await host.start({
        MY_TWILIO_TOKEN: services.twilio.authToken,
        OPENAI_API_KEY: 'sk-stand-in',
        PATH: `${join(host.folder, 'bin')}:${host.env.PATH}`,
      });
      const ngrok = (): string[] => host.processes().filter((line) => line.includes('bin/ngrok http'));
      while (ngrok().length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
      // The watchdog, and the program.
      expect(ngrok().join()).toContain(`http://127.0.0.1:${port}`);
      const code = await host.stop(signal);
      if (signal === 'SIGTERM') expect([code, host.processes()]).toEqual([0, []]);
      while (ngrok().length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    },
    300_000,
  );
});

/** A program that says what ngrok says once its tunnel is up, and stays. */
function fakeNgrok(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const up = '{"lvl":"info","msg":"started tunnel","url":"https://supercall-test.invalid"}';
  const program = `#!/usr/bin/env node\nconsole.log('${up}');\nsetInterval(() => {}, 1000);\n`;
  writeFileSync(join(folder, 'ngrok'), program, { mode: 0o755 });
}

async function occupied(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
