import { describe, expect, it } from 'vitest';
import { isRingbackApiError, RingbackApiError, RingbackClient } from './index.js';
import {
  broken,
  event,
  json,
  keepAlive,
  ok,
  refused,
  scriptedService,
  silent,
  stream,
} from './testing/scripted-service.js';

const accepted = { call_ids: ['c1'], provider_call_id: 'c1', calls: [{ call_id: 'c1', phone: '13800138000' }] };
const call = { phones: '13800138000', user_requirement: '通知开会' };

async function failure(promise: Promise<unknown>): Promise<RingbackApiError> {
  const error = await promise.then(
    () => expect.unreachable('it should have failed'),
    (reason: unknown) => reason,
  );
  if (!isRingbackApiError(error)) throw error;
  return error;
}

describe('a request', () => {
  it('carries the key as a header, never in the address, and follows no redirect', async () => {
    const { client, sent } = scriptedService([ok(accepted)]);
    await expect(client.initiateCall(call)).resolves.toEqual(accepted);
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'http://ringback.test/api/v1/callinfo/initiate_call',
        headers: expect.any(Headers),
        body: call,
        redirect: 'manual',
      },
    ]);
    expect(sent[0]?.headers.get('x-api-key')).toBe('sk_1');
    expect(sent[0]?.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('fails as `redirected` where the address points elsewhere', async () => {
    const moved = new Response(null, { status: 308, headers: { Location: 'https://elsewhere.test/' } });
    const { client, sent } = scriptedService([moved]);
    expect(await failure(client.balance())).toMatchObject({ status: 308, code: 'redirected' });
    expect(sent).toHaveLength(1);
  });

  it('fails with the status, code, message and details of a refusal, at once', async () => {
    const { client, sent, pauses } = scriptedService([refused(402, 'insufficient_balance')]);
    const error = await failure(client.initiateCall(call));
    expect(error).toBeInstanceOf(RingbackApiError);
    expect(error).toMatchObject({
      status: 402,
      code: 'insufficient_balance',
      message: 'says insufficient_balance',
      details: { why: 1 },
      retryAfterSeconds: null,
    });
    expect([sent.length, pauses.length]).toEqual([1, 0]);
  });

  it.each([
    ['an HTML page', () => new Response('<html>', { status: 200 })],
    ['a list', () => json([1])],
    ['an answer without what was asked for', () => ok({ something: 'else' })],
    ['an answer without data', () => json({ success: true })],
  ])('takes %s for a wrong address', async (_, answer) => {
    const { client } = scriptedService([answer()]);
    expect(await failure(client.callInfo('c1'))).toMatchObject({ code: 'bad_answer' });
  });

  it('names the status where a proxy answers in its own words', async () => {
    const { client } = scriptedService([new Response('nginx', { status: 403, statusText: 'Forbidden' })]);
    expect(await failure(client.balance())).toMatchObject({ code: 'http_403', message: 'HTTP 403 Forbidden' });
  });

  it.each(['', 'ringback.test', 'ftp://ringback.test'])('refuses %j as an address', (baseUrl) => {
    expect(() => new RingbackClient({ baseUrl })).toThrow(TypeError);
  });

  it('keeps a path in front of the API, and needs no key for the version', async () => {
    const { client, sent } = scriptedService([json({ skill_version: '1.0.0' })], {
      baseUrl: 'https://example.test/phone/',
      apiKey: undefined,
      language: 'zh',
    });
    expect(await client.skillVersion()).toBe('1.0.0');
    expect(sent[0]?.url).toBe('https://example.test/phone/api/v1/callinfo/skill_version');
    expect(sent[0]?.headers.has('x-api-key')).toBe(false);
    expect(sent[0]?.headers.get('accept-language')).toBe('zh');
  });

  it('escapes what goes into an address', async () => {
    const { client, sent } = scriptedService([ok({ calls: [] }), ok({ call_id: 'x', outcome: 'cancelled' })]);
    await client.listCalls({ limit: 5, before: 'a&b', status: 'queued' });
    await client.hangUp('a/../b');
    expect(sent.map(({ url }) => url)).toEqual([
      'http://ringback.test/v1/calls?limit=5&before=a%26b&status=queued',
      'http://ringback.test/v1/calls/a%2F..%2Fb/hangup',
    ]);
  });
});

describe('sending again', () => {
  it('keeps the idempotency key through the repeats, so that nobody is dialled twice', async () => {
    const { client, sent, pauses } = scriptedService([broken(), refused(503, 'stopping'), ok(accepted)]);
    await expect(client.initiateCall(call)).resolves.toEqual(accepted);
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(pauses).toEqual([250, 500]);
  });

  it('makes a key for each call, or takes yours', async () => {
    const { client, sent } = scriptedService([ok(accepted), ok(accepted), ok(accepted)]);
    await client.initiateCall(call);
    await client.initiateCall(call);
    await client.initiateCall(call, { idempotencyKey: 'mine' });
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  it('holds for our own API alike', async () => {
    const { client, sent } = scriptedService([broken(), ok(accepted)]);
    await expect(client.createCalls({ phones: ['1'], user_requirement: 'x', priority: 5 })).resolves.toEqual(accepted);
    expect(sent.map(({ url }) => url)).toEqual(Array(2).fill('http://ringback.test/v1/calls'));
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
    expect(sent[1]?.body).toEqual({ phones: ['1'], user_requirement: 'x', priority: 5 });
  });

  it('gives up after four attempts, with the last failure', async () => {
    const { client, sent } = scriptedService([broken(), broken(), broken(), broken('ECONNREFUSED')]);
    expect(await failure(client.balance())).toMatchObject({
      status: 0,
      code: 'unreachable',
      message: 'http://ringback.test cannot be reached (ECONNREFUSED).',
    });
    expect(sent).toHaveLength(4);
  });

  it('never sends anything twice with one attempt', async () => {
    const { client, sent } = scriptedService([broken()], { retry: { attempts: 1 } });
    expect(await failure(client.initiateCall(call))).toMatchObject({ code: 'unreachable' });
    expect(sent).toHaveLength(1);
  });

  it('waits as long as the service asks, up to ten seconds', async () => {
    const soon = scriptedService([refused(429, 'too_many_requests', { 'Retry-After': '3' }), ok(accepted)]);
    await soon.client.initiateCall(call);
    expect(soon.pauses).toEqual([3000]);
    const late = scriptedService([refused(429, 'too_many_queued', { 'Retry-After': '60' })]);
    expect(await failure(late.client.initiateCall(call))).toMatchObject({ status: 429, retryAfterSeconds: 60 });
    expect(late.pauses).toEqual([]);
  });

  it('treats a body that breaks off as a broken connection', async () => {
    const cut = new Response(new ReadableStream({ start: (body) => body.error(new Error('terminated')) }));
    const { client } = scriptedService([cut, ok(accepted)]);
    await expect(client.initiateCall(call)).resolves.toEqual(accepted);
  });

  it('counts no answer in time as a failure that may pass', async () => {
    const pass = (): void => {
      for (const run of service.deadlines) run();
    };
    const service = scriptedService([silent(pass), ok({ balance: 10, currency: 'CNY', frozen: 0 })]);
    await expect(service.client.balance()).resolves.toMatchObject({ balance: 10 });
    expect(service.sent).toHaveLength(2);
    const never = scriptedService([silent(() => never.deadlines.forEach((run) => void run()))], {
      retry: { attempts: 1 },
      timeoutMs: 5000,
    });
    expect(await failure(never.client.balance())).toMatchObject({ status: 0, code: 'timeout' });
  });

  it('stops with the reason of the signal', async () => {
    const abort = new AbortController();
    const why = new Error('enough');
    const { client, sent } = scriptedService([silent(() => abort.abort(why))]);
    await expect(client.balance({ signal: abort.signal })).rejects.toBe(why);
    expect(sent).toHaveLength(1);
  });

  it('leaves no timer behind', async () => {
    const { client, deadlines } = scriptedService([broken(), ok(accepted)]);
    await client.initiateCall(call);
    expect(deadlines.size).toBe(0);
  });
});

describe('waitForCall', () => {
  const record = { call_id: 'c1', phones: '1', user_requirement: 'x', status: 'in_progress' };
  const settled = { ...record, status: 'ended', duration_seconds: 12, cost: 0.3, billed: true };

  it('answers at once where the call is settled', async () => {
    const { client, sent } = scriptedService([ok(settled)]);
    await expect(client.waitForCall('c1')).resolves.toEqual(settled);
    expect(sent).toHaveLength(1);
  });

  it('waits for the end, and until the money is settled', async () => {
    const { client, sent } = scriptedService([
      ok(record),
      stream([
        keepAlive,
        event({ type: 'state', at_ms: 0, state: 'ringing' }, 1),
        event({ type: 'ended', at_ms: 9 }, 2),
      ]),
      ok({ ...settled, billed: false }),
      ok(settled),
    ]);
    await expect(client.waitForCall('c1')).resolves.toEqual(settled);
    expect(sent[1]).toMatchObject({ method: 'GET', url: 'http://ringback.test/v1/calls/c1/events' });
  });

  it('tells what happens on the way, also of a call that was over before', async () => {
    const events = [event({ type: 'state', at_ms: 0, state: 'ringing' }, 1), event({ type: 'ended', at_ms: 9 }, 2)];
    const { client, sent } = scriptedService([ok(settled), stream(events)]);
    const told: unknown[] = [];
    await expect(client.waitForCall('c1', { onEvent: ({ type, id }) => told.push([type, id]) })).resolves.toEqual(
      settled,
    );
    expect(told).toEqual([
      ['state', '1'],
      ['ended', '2'],
    ]);
    expect(sent).toHaveLength(2);
  });

  it('ends with the reason of the signal, between two events that came at once', async () => {
    const events = [event({ type: 'state', at_ms: 0, state: 'ringing' }, 1), event({ type: 'ended', at_ms: 9 }, 2)];
    const { client } = scriptedService([ok(record), stream([events.join('')])]);
    const stop = new AbortController();
    const told: unknown[] = [];
    const onEvent = ({ type }: { type: string }): void => {
      told.push(type);
      stop.abort('enough');
    };
    await expect(client.waitForCall('c1', { signal: stop.signal, onEvent })).rejects.toBe('enough');
    expect(told).toEqual(['state']);
  });

  it('ends with what the listener throws', async () => {
    const why = new Error('no');
    const { client } = scriptedService([ok(record), stream([event({ type: 'state', at_ms: 0, state: 'ringing' }, 1)])]);
    const onEvent = (): void => {
      throw why;
    };
    await expect(client.waitForCall('c1', { onEvent })).rejects.toBe(why);
  });

  it('fails where the record is never settled', async () => {
    const { client } = scriptedService(Array.from({ length: 40 }, () => ok({ ...settled, billed: false })));
    expect(await failure(client.waitForCall('c1'))).toMatchObject({ code: 'not_settled' });
  });

  it('fails at once for an unknown call', async () => {
    const { client, sent } = scriptedService([refused(404, 'call_not_found')]);
    expect(await failure(client.waitForCall('c1'))).toMatchObject({ status: 404 });
    expect(sent).toHaveLength(1);
  });
});

describe('RingbackApiError', () => {
  it('is known across copies of the package', () => {
    const other = Object.defineProperty(new Error('from another copy'), Symbol.for('ringback.api-error'), {
      value: true,
    });
    expect(isRingbackApiError(other)).toBe(true);
    expect([new Error('x'), null, 'x', { status: 1 }].some(isRingbackApiError)).toBe(false);
  });
});

describe('a recording', () => {
  it('comes as a stream with its size, and is removed', async () => {
    const wav = new Response('RIFF', { headers: { 'Content-Type': 'audio/wav', 'Content-Length': '4' } });
    const { client, sent } = scriptedService([wav, ok({ call_id: 'c/1' })]);
    const { size, body } = await client.recording('c/1');
    expect([size, await new Response(body).text()]).toEqual([4, 'RIFF']);
    await client.deleteRecording('c/1');
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET http://ringback.test/v1/calls/c%2F1/recording',
      'DELETE http://ringback.test/v1/calls/c%2F1/recording',
    ]);
  });

  it('comes in part', async () => {
    const { client, sent } = scriptedService([new Response('RI'), new Response('IFF')]);
    await client.recording('c1', { bytes: { first: 0, last: 1 } });
    await client.recording('c1', { bytes: { first: 1 } });
    expect(sent.map(({ headers }) => headers.get('range'))).toEqual(['bytes=0-1', 'bytes=1-']);
  });

  it('that is not there fails with its code', async () => {
    const { client } = scriptedService([refused(404, 'recording_not_found')]);
    expect(await failure(client.recording('c1'))).toMatchObject({ status: 404, code: 'recording_not_found' });
  });

  it('must begin to come in time, and may then take as long as it takes', async () => {
    const never = scriptedService([silent(() => never.deadlines.forEach((run) => void run()))], { timeoutMs: 5000 });
    expect(await failure(never.client.recording('c1'))).toMatchObject({ status: 0, code: 'timeout' });
    const slow = scriptedService([stream(['RIFF', 'open'])]);
    const { body } = await slow.client.recording('c1');
    expect(slow.deadlines.size).toBe(0);
    const reader = body.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('RIFF');
    await reader.cancel();
  });

  it('is broken off by the signal while it comes', async () => {
    const enough = new AbortController();
    const { client } = scriptedService([stream(['RIFF', 'open'])]);
    const { body } = await client.recording('c1', { signal: enough.signal });
    const reader = body.getReader();
    await reader.read();
    const why = new Error('enough');
    const next = reader.read();
    enough.abort(why);
    await expect(next).rejects.toBe(why);
  });
});

describe('a call', () => {
  it('comes with everything that is kept of it', async () => {
    const { client, sent } = scriptedService([ok({ call_id: 'c1', model_usage: null, transcript: [] })]);
    expect(await client.call('c1')).toEqual({ call_id: 'c1', model_usage: null, transcript: [] });
    expect(sent[0]).toMatchObject({ method: 'GET', url: 'http://ringback.test/v1/calls/c1' });
  });
});
