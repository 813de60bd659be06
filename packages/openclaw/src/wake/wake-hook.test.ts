import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayWakeHook } from './wake-hook.js';

describe('the gateway’s hook', () => {
  let server: Server | undefined;
  const asked: { url: string | undefined; authorization: string | undefined; body: Record<string, unknown> }[] = [];

  afterEach(async () => {
    asked.length = 0;
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    server = undefined;
  });

  async function gateway(statuses: number[]): Promise<number> {
    server = createServer((request: IncomingMessage, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
        response.writeHead(statuses.shift() ?? 500).end();
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  const session = { sessionKey: 'agent:main:main', agentId: 'main' };
  const hook = (port: number, hooks: Record<string, unknown> = {}): GatewayWakeHook =>
    new GatewayWakeHook({ gateway: { port }, hooks: { enabled: true, token: 'hook-token', ...hooks } });

  it('names the session, with the token in a header', async () => {
    const port = await gateway([200]);
    expect(await hook(port, { path: '/other/' }).post('text', session)).toEqual({ taken: true });
    expect(asked).toEqual([
      {
        url: '/other/wake',
        authorization: 'Bearer hook-token',
        body: { text: 'text', mode: 'now', sessionKey: 'agent:main:main', agentId: 'main' },
      },
    ]);
  });

  it('wakes the main session, as the published plugin does, where the gateway lets no hook name one', async () => {
    const port = await gateway([400, 200]);
    expect(await hook(port).post('text', session)).toEqual({ taken: true });
    expect(asked[1]?.body).toEqual({ text: 'text', mode: 'now' });
  });

  it.each([
    [401, 'the gateway refuses hooks.token', true],
    [404, 'the gateway has no hooks there: see hooks.enabled and hooks.path', true],
    [503, 'the gateway answers HTTP 503', false],
  ])('says why for HTTP %i', async (status, why, hopeless) => {
    expect(await hook(await gateway([status])).post('text', session)).toEqual({ taken: false, why, hopeless });
  });

  it('says that nobody answers, and that it is not configured', async () => {
    expect(await hook(1).post('text', session)).toMatchObject({ why: 'the gateway does not answer', hopeless: false });
    expect(await hook(1, { token: '' }).post('text', session)).toMatchObject({ hopeless: true });
    expect(await hook(1, { token: { source: 'env' } }).post('text', session)).toMatchObject({ hopeless: true });
    expect(await new GatewayWakeHook({}).post('text', session)).toMatchObject({ hopeless: true });
  });
});
