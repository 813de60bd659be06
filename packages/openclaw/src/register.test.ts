import { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostApi, HostTool, ServiceContext, ToolContext } from './host.js';
import plugin from './index.js';

/** A host that keeps what is registered. Its runtime is there for those who run alone, as the real one has it. */
class TestHost {
  readonly log: string[] = [];
  readonly services: { start(context: ServiceContext): Promise<void>; stop(context: ServiceContext): Promise<void> }[] =
    [];
  readonly tools: ((context: ToolContext) => HostTool)[] = [];
  readonly methods = new Map<string, unknown>();
  readonly routes: { path: string; auth: string; match: string }[] = [];
  readonly commands: string[] = [];
  readonly stateDir = mkdtempSync(join(tmpdir(), 'supercall-host-'));

  api(mode: string, pluginConfig: Record<string, unknown> = { provider: 'mock' }): HostApi {
    const say = (text: string): void => void this.log.push(text);
    return {
      registrationMode: mode,
      pluginConfig,
      logger: { info: say, warn: say, error: say },
      get runtime(): never {
        throw new Error('the runtime is not there while things are registered');
      },
      registerService: (service) => void this.services.push(service),
      registerTool: (tool) => void this.tools.push(tool),
      registerGatewayMethod: (method, run) => void this.methods.set(method, run),
      registerHttpRoute: (route) => void this.routes.push(route),
      registerCli: (_register, { descriptors }) => void this.commands.push(...descriptors.map(({ name }) => name)),
    };
  }

  get context(): ServiceContext {
    const say = (text: string): void => void this.log.push(text);
    return { config: {}, stateDir: this.stateDir, logger: { info: say, warn: say, error: say } };
  }
}

describe('registering', () => {
  const hosts: TestHost[] = [];
  const newHost = (): TestHost => {
    const host = new TestHost();
    hosts.push(host);
    return host;
  };

  afterEach(() => {
    for (const { stateDir } of hosts.splice(0)) rmSync(stateDir, { recursive: true, force: true });
  });

  it('opens, starts and keeps nothing, however often and for whatever purpose it is done', () => {
    const host = newHost();
    const before = [EventEmitter.listenerCount(process, 'exit'), EventEmitter.listenerCount(process, 'SIGTERM')];
    const handles = process.getActiveResourcesInfo().length;
    const modes = ['full', 'discovery', 'tool-discovery', 'setup-only', 'setup-runtime', 'cli-metadata'];
    for (const mode of [...modes, ...modes, ...modes]) plugin.register(host.api(mode));
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles);
    expect([EventEmitter.listenerCount(process, 'exit'), EventEmitter.listenerCount(process, 'SIGTERM')]).toEqual(
      before,
    );
    expect(host.log).toEqual([]);
    expect(readdirSync(host.stateDir)).toEqual([]);
    expect(host.tools).toHaveLength(18);
    expect([...host.methods.keys()].sort()).toEqual(
      ['call', 'doctor', 'end', 'list', 'status'].map((name) => `supercall.${name}`),
    );
    expect(new Set(host.commands)).toEqual(new Set(['supercall']));
  });

  it('answers in words where the plugin does not run', async () => {
    const host = newHost();
    plugin.register(host.api('discovery'));
    const tool = host.tools[0]?.({ sessionKey: 'agent:main:main' });
    expect(tool).toMatchObject({ name: 'supercall', catalogMode: 'direct-only' });
    const { content, details } = (await tool?.execute('1', { action: 'list_calls' })) ?? { content: [], details: null };
    expect(details).toEqual({ error: expect.stringContaining('runs inside the OpenClaw gateway') });
    expect(JSON.parse(content[0]?.text ?? '')).toEqual(details);
  });

  it('says once what is wrong with the configuration, and starts all the same', async () => {
    const host = newHost();
    plugin.register(host.api('full', { provider: 'twilio', twilio: { authToken: 'top-secret' } }));
    await host.services[0]?.start(host.context);
    expect(host.log.filter((line) => line.includes('fromNumber'))).toHaveLength(1);
    expect(host.log.join('\n')).not.toContain('top-secret');
    const answer = await host.tools[0]?.({})?.execute('1', { action: 'persona_call' });
    expect(answer?.details).toEqual({ error: expect.stringContaining('plugins.entries.supercall.config.fromNumber') });
    await host.services[0]?.stop(host.context);
  });

  it("has its two paths on the gateway's own port with serve.port 0, and nowhere else", () => {
    const config = {
      provider: 'twilio',
      fromNumber: '+15005550006',
      twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'x' },
      streaming: { openaiApiKey: 'sk-x' },
      publicUrl: 'https://calls.example.com',
    };
    const host = newHost();
    plugin.register(host.api('full', config));
    expect(host.routes).toEqual([]);
    plugin.register(host.api('full', { ...config, serve: { port: 0 } }));
    expect(host.routes.map(({ path, auth, match }) => [path, auth, match])).toEqual([
      ['/supercall', 'plugin', 'prefix'],
      ['/voice/stream', 'plugin', 'prefix'],
    ]);
  });
});
