import { NO_OUTCOME } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallMetrics } from './call-metrics.js';
import type { Readiness } from './http-options.js';
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

  it('shows calls by state and end reason, how far dispatch is behind, what is held, and the event loop’s lag', async () => {
    const registry = new Registry();
    const metrics = new CallMetrics(registry, { store: server.store, clock });
    const { account } = await server.newAccount('measured');
    const held = Number((await registry.metrics()).match(/^ringback_ledger_held_cny (\S+)$/m)?.[1]);
    const queued = Number((await registry.metrics()).match(/^ringback_calls\{state="queued"\} (\S+)$/m)?.[1]);
    const { calls } = await server.calls.accept(account, { phones: '13800138000,13900139000', requirement: 'x' });
    await server.call(calls[0]?.callId as string).dial();
    await clock.advance(2500);
    metrics.ended({ endReason: 'busy', detail: '', answeredAt: null, endedAt: 1, talkMs: 0, outcome: NO_OUTCOME }, []);
    metrics.ended(
      { endReason: 'completed', detail: '', answeredAt: 1, endedAt: 1, talkMs: 61_000, outcome: NO_OUTCOME },
      [{ turn: 1, toFirstAudio: 1, toCarrier: 2, toHeard: 250 }],
    );
    const text = await registry.metrics();
    expect(text).toContain(`ringback_calls{state="queued"} ${queued + 1}`);
    expect(text).toContain('ringback_calls{state="dialing"} 1');
    expect(text).toContain('ringback_calls{state="in_progress"} 0');
    expect(text).toContain('ringback_calls_ended_total{reason="busy"} 1');
    expect(text).toContain('ringback_calls_ended_total{reason="completed"} 1');
    expect(text).toContain('ringback_talk_seconds_total 61');
    expect(text).toContain('ringback_turn_to_heard_seconds_bucket{le="0.3"} 1');
    expect(Number(text.match(/^ringback_dispatch_lag_seconds (\S+)$/m)?.[1])).toBeGreaterThanOrEqual(2.5);
    expect(Number(text.match(/^ringback_ledger_held_cny (\S+)$/m)?.[1])).toBeCloseTo(held + 0.6);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });
});
