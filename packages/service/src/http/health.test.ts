import { ManualClock } from '@ringback/engine/testing';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Readiness } from './http-options.js';
import { registerStoreMetrics } from './store-metrics.js';
import { bodyOf, startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
let clock: ManualClock;
let readiness: () => Readiness | Promise<Readiness> = () => ({ ready: true, reasons: [] });

beforeAll(async () => {
  clock = new ManualClock();
  server = await startTestServer({ clock, readiness: () => readiness(), metrics: new Registry() });
});
afterAll(() => server.close());

describe('/healthz and /readyz', () => {
  it('say that the process lives and whether it can take calls', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('{"status":"ok"}');
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, '{"ready":true,"reasons":[]}']);
    readiness = async () => ({ ready: false, reasons: ['the service is stopping'] });
    const stopping = await fetch(`${server.url}/readyz`);
    expect([stopping.status, await bodyOf(stopping)]).toEqual([
      503,
      { ready: false, reasons: ['the service is stopping'] },
    ]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('are not ready where that cannot be told, and do not tell why to strangers', async () => {
    readiness = () => Promise.reject(new Error('password=hunter2'));
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('hunter2');
  });
});

describe('/', () => {
  it('says what this is, in the language asked for, and that its calls are simulated', async () => {
    const ask = async (language: string) =>
      bodyOf(await fetch(server.url, { headers: { 'accept-language': language } }));
    expect((await ask('en')).message).toBe(
      'Ringback: phone calls for AI agents (simulated: no real phone rings). The API is described at /openapi.json.',
    );
    expect((await ask('zh')).data).toEqual({
      service: 'ringback',
      api: '/openapi.json',
      health: '/healthz',
      readiness: '/readyz',
      simulated: true,
    });
  });
});

describe('/metrics', () => {
  it('counts requests by route and status, without a word of what was asked', async () => {
    const { key } = server;
    await fetch(`${server.url}/api/v1/callinfo/initiate_call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: '{"phones":"13800138000","user_requirement":"机密"}',
    });
    await fetch(`${server.url}/v1/calls/13912345678`, { headers: { 'x-api-key': key } });
    await fetch(`${server.url}/13912345678`);
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toContain(
      'ringback_http_requests_total{method="POST",route="/api/v1/callinfo/initiate_call",status="200"} 1',
    );
    expect(text).toContain('ringback_http_requests_total{method="GET",route="/v1/calls/:call_id",status="404"} 1');
    expect(text).toContain('ringback_http_requests_total{method="GET",route="unknown",status="404"} 1');
    expect(text).toContain('ringback_streams_open 0');
    expect(text).not.toMatch(/13800138000|13912345678|机密|sk_/);
    expect(text).not.toContain(server.account.id);
  });

  it('shows what waits, how far dispatch is behind and what is held', async () => {
    const registry = new Registry();
    registerStoreMetrics(registry, { storage: server.store, clock });
    const figure = async (name: string): Promise<number> =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await registry.metrics())?.[1]);
    const { account } = await server.newAccount('measured');
    const held = await figure('ringback_ledger_held_cny');
    const queued = await figure('ringback_calls_queued');
    const { calls } = await server.calls.accept(account, { phones: '13800138000,13900139000', requirement: 'x' });
    await server.call(calls[0]?.callId as string).dial();
    await clock.advance(2500);
    expect(await figure('ringback_calls_queued')).toBe(queued + 1);
    expect(await figure('ringback_dispatch_lag_seconds')).toBeGreaterThanOrEqual(2.5);
    expect(await figure('ringback_ledger_held_cny')).toBeCloseTo(held + 0.6);
  });

  it('tells of no lag where nothing is due', async () => {
    const idle = await startTestServer({ clock });
    const registry = new Registry();
    registerStoreMetrics(registry, { storage: idle.store, clock });
    await idle.calls.accept(idle.account, { phones: '13800138000', requirement: 'x', notBefore: clock.now() + 1000 });
    expect(await registry.metrics()).toMatch(/^ringback_dispatch_lag_seconds 0$/m);
    await idle.close();
  });
});
