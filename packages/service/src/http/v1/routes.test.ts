import type { CallEvent } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallControl } from '../../calls/calls-port.js';
import { CallingTimes } from '../../compliance/calling-hours.js';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';
import { TestStream } from '../test-stream.js';
import { toV1Event } from './event-format.js';
import { callEvent } from './schemas.js';

let server: TestServer;
const asked: string[] = [];
const control: CallControl = {
  async hangUp(accountId, callId) {
    if ((await server.calls.find(accountId, callId)) === null) return null;
    asked.push(callId);
    return 'cancelled';
  },
  supervise: async () => null,
};

beforeAll(async () => {
  server = await startTestServer({ control });
});
afterAll(() => server.close());

type Headers = Record<string, string>;

function get(path: string, headers: Headers = {}): Promise<Response> {
  return fetch(`${server.url}/v1/${path}`, { headers: { 'x-api-key': server.key, ...headers } });
}

function post(path: string, body?: unknown, headers: Headers = {}): Promise<Response> {
  return fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function newCalls(
  phones: string[],
  more: Record<string, unknown> = {},
  headers: Headers = {},
): Promise<string[]> {
  const response = await post('calls', { phones, user_requirement: '通知', ...more }, headers);
  expect(response.status).toBe(200);
  return (await bodyOf(response)).data.call_ids;
}

describe('POST /v1/calls', () => {
  it('places calls as the compatible API does, each number for itself', async () => {
    const response = await post('calls', {
      phones: ['13800138000', ' +8613900139000 ', '138 0013 8000'],
      user_requirement: '通知',
      priority: 7,
    });
    const { success, data } = await bodyOf(response);
    expect(success).toBe(true);
    expect(data.calls).toEqual([
      { call_id: data.call_ids[0], phone: '13800138000' },
      { call_id: data.call_ids[1], phone: '+8613900139000' },
    ]);
    expect(data.repeated).toEqual(['13800138000']);
    expect((await server.calls.find(server.account.id, data.call_ids[0]))?.priority).toBe(7);
  });

  it('keeps how the call opens, what a mailbox gets and whether it is recorded, and gives them back', async () => {
    const [callId] = await newCalls(['13800138000'], {
      opening: 'wait',
      voicemail: { message: ' 请回电 ' },
      record: false,
    });
    const { data } = await bodyOf(await get(`calls/${callId}`));
    expect(data).toMatchObject({ opening: 'wait', voicemail: { message: '请回电' }, record: false, model_usage: null });
    const [plain] = await newCalls(['13800138000'], { voicemail: 'talk' });
    const { data: other } = await bodyOf(await get(`calls/${plain}`));
    expect(other).toMatchObject({ opening: null, voicemail: 'talk', record: null });
  });

  it('gives what the model used beside what the account was charged', async () => {
    const [callId] = (await newCalls(['13800138000'])) as [string];
    const call = server.call(callId);
    await call.dial();
    await call.end('no_answer', {
      model_usage: JSON.stringify({
        model: 'gpt-realtime-2.1',
        responses: 1,
        transcriptions: 0,
        input: { text: 300, audio: 0, image: 0 },
        cached: { text: 0, audio: 0, image: 0 },
        output: { text: 20, audio: 60, image: 0 },
        costNanoUsd: 5_320_000,
        unpriced: ['gpt-transcribe'],
      }),
    });
    const { data } = await bodyOf(await get(`calls/${callId}`));
    expect(data).toMatchObject({
      cost: 0,
      model_usage: {
        model: 'gpt-realtime-2.1',
        responses: 1,
        transcriptions: 0,
        input: { text: 300, audio: 0, image: 0 },
        cached: { text: 0, audio: 0, image: 0 },
        output: { text: 20, audio: 60, image: 0 },
        cost_usd: 0.00532,
        unpriced: ['gpt-transcribe'],
      },
    });
  });

  it('refuses to record where the operator allows it not', async () => {
    const response = await post('calls', { phones: ['13800138000'], user_requirement: 'x', record: true });
    expect([response.status, (await bodyOf(response)).code]).toEqual([403, 'recording_not_allowed']);
  });

  it('says which calls wait for the calling hours, in both APIs', async () => {
    const clock = new ManualClock(Date.parse('2026-11-24T22:00:00Z'));
    const callingTimes = new CallingTimes({ from: 480, to: 1260 }, undefined);
    const night = await startTestServer({ clock, callingTimes, language: 'en' });
    try {
      const send = (path: string, body: unknown) =>
        fetch(night.url + path, {
          method: 'POST',
          headers: { 'x-api-key': night.key, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const own = await bodyOf(await send('/v1/calls', { phones: ['13800138000'], user_requirement: 'x' }));
      const [first] = own.data.calls;
      expect(first.waits_until).toBe('2026-11-25T00:00:00.000Z');
      expect(own.message).toContain('until 2026-11-25T00:00:00.000Z');
      const skill = await send('/api/v1/callinfo/initiate_call', {
        phones: '13800138000',
        user_requirement: 'x',
        opening: 'say',
      });
      expect((await bodyOf(skill)).data.calls[0].waits_until).toBe(first.waits_until);
    } finally {
      await night.close();
    }
  });

  it('is idempotent by its key', async () => {
    const key = { 'idempotency-key': 'v1-1' };
    const first = await newCalls(['13800138000'], {}, key);
    expect(await newCalls(['13800138000'], {}, key)).toEqual(first);
    expect((await post('calls', { phones: ['13900139000'], user_requirement: '通知' }, key)).status).toBe(409);
  });

  it.each([
    [{ phones: '13800138000', user_requirement: 'x' }, 'phones', 'wrong_type'],
    [{ phones: [], user_requirement: 'x' }, 'phones', 'empty'],
    [{ phones: ['1'], user_requirement: 'x', opening: 'later' }, 'opening', 'wrong_value'],
    [{ phones: ['1'], user_requirement: 'x', voicemail: 'beep' }, 'voicemail', 'wrong_value'],
    [{ phones: ['1'], user_requirement: 'x', voicemail: { text: 'x' } }, 'voicemail', 'wrong_value'],
    [{ phones: ['1'], user_requirement: 'x', record: 'yes' }, 'record', 'wrong_type'],
    [{ phones: ['13800138000,13900139000'], user_requirement: 'x' }, 'phones[0]', 'wrong_format'],
    [{ phones: ['1', 2], user_requirement: 'x' }, 'phones[1]', 'wrong_type'],
    [{ phones: ['1', ' '], user_requirement: 'x' }, 'phones[1]', 'empty'],
    [{ phones: ['1'.repeat(65)], user_requirement: 'x' }, 'phones[0]', 'too_long'],
    [{ phones: Array(10_001).fill('13800138000'), user_requirement: 'x' }, 'phones', 'too_long'],
    [{ phones: ['1'], user_requirement: 'x', priority: 101 }, 'priority', 'too_large'],
    [{ phones: ['1'], user_requirement: 'x', priority: 0.5 }, 'priority', 'wrong_type'],
    [{ phones: ['1'], user_requirement: 'x', voice_id: 'v' }, 'voice_id', 'unknown'],
  ])('names the field: %#', async (body, field, problem) => {
    const response = await post('calls', body);
    expect(response.status).toBe(400);
    const { code, data } = await bodyOf(response);
    expect(code).toBe('invalid_request');
    expect(data.fields).toContainEqual(expect.objectContaining({ field, problem }));
    // The word for the first published skill is for its own API alone.
    expect(data.error).toBeUndefined();
  });
});

describe('GET /v1/calls', () => {
  it('pages through an account’s calls, newest first, each once', async () => {
    const { key } = await server.newAccount('pager');
    const mine = { 'x-api-key': key };
    const phones = Array.from({ length: 23 }, (_, index) => `1380013${String(8000 + index)}`);
    const ids = await newCalls(phones, {}, mine);
    const seen: string[] = [];
    let query = '?limit=10';
    let pages = 0;
    for (;;) {
      const { data } = await bodyOf(await get(`calls${query}`, mine));
      seen.push(...data.calls.map((call: { call_id: string }) => call.call_id));
      pages += 1;
      if (data.next_before === null) break;
      query = `?limit=10&before=${data.next_before}`;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual([...ids].reverse());

    await server.call(ids[3] as string).end('cancelled');
    const { data } = await bodyOf(await get('calls?status=ended', mine));
    expect(data.calls.map((call: { call_id: string }) => call.call_id)).toEqual([ids[3]]);
    expect(data.calls[0]).toMatchObject({
      phone: '13800138003',
      phone_e164: '+8613800138003',
      end_reason: 'cancelled',
      cost: 0,
    });
    expect(data.calls[0].transcript).toBeUndefined();
  });

  it.each([
    ['limit=0', 'limit', 'too_small'],
    ['limit=201', 'limit', 'too_large'],
    ['limit=ten', 'limit', 'wrong_format'],
    ['limit=1&limit=2', 'limit', 'wrong_type'],
    ['before=%27', 'before', 'wrong_format'],
    ['status=done', 'status', 'wrong_value'],
    ['page=1', 'page', 'unknown'],
    ['__proto__=1', '__proto__', 'unknown'],
  ])('%s is refused', async (query, field, problem) => {
    const response = await get(`calls?${query}`);
    expect(response.status).toBe(400);
    expect((await bodyOf(response)).data.fields).toContainEqual(expect.objectContaining({ field, problem }));
  });
});

describe('GET /v1/calls/{call_id}', () => {
  it('gives everything that is known, with the transcript', async () => {
    const [id] = await newCalls(['13800138000'], { metadata: { content: 1 }, persona: '前台' });
    const call = server.call(id as string);
    await call.dial();
    await call.answer();
    call.say('assistant', '您好');
    await call.end('completed', { latency: '[{"turn":1,"toFirstAudio":1,"toCarrier":2,"toHeard":3}]' });
    const { data } = await bodyOf(await get(`calls/${id}`));
    expect(data).toMatchObject({
      call_id: id,
      phone: '13800138000',
      phone_e164: '+8613800138000',
      persona: '前台',
      metadata: { content: 1 },
      status: 'ended',
      end_reason: 'completed',
      cost: 0.3,
      currency: 'CNY',
      billed: true,
      latency: [{ turn: 1, to_first_audio_ms: 1, to_carrier_ms: 2, to_heard_ms: 3 }],
      transcript: [{ utterance_id: 'u1', role: 'assistant', text: '您好', interrupted: false }],
    });
  });

  it('does not tell an unknown call from a foreign one', async () => {
    const { key } = await server.newAccount('stranger');
    const [id] = await newCalls(['13800138000']);
    const texts = await Promise.all([
      get(`calls/${id}`, { 'x-api-key': key }),
      get('calls/nowhere'),
      get(`calls/${'x'.repeat(5000)}`),
      get('calls/%2e%2e%2fsecret'),
      post(`calls/${id}/hangup`, undefined, { 'x-api-key': key }),
      get(`calls/${id}/events`, { 'x-api-key': key }),
    ]).then((answers) => Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`)));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/^404 .*"call_not_found"/);
    expect(asked).toEqual([]);
  });
});

describe('POST /v1/calls/{call_id}/hangup', () => {
  it('passes on what was done, with or without an empty body', async () => {
    const [id] = await newCalls(['13800138000']);
    for (const body of [undefined, {}]) {
      const response = await post(`calls/${id}/hangup`, body);
      expect(await bodyOf(response)).toEqual({
        success: true,
        message: '通话已取消，不会拨出',
        data: { call_id: id, outcome: 'cancelled' },
      });
    }
    expect(asked.splice(0)).toEqual([id, id]);
    expect((await post(`calls/${id}/hangup`, { force: true })).status).toBe(400);
  });
});

describe('GET /v1/calls/{call_id}/events', () => {
  const open = (id: string, headers: Headers = {}) =>
    new TestStream(`${server.url}/v1/calls/${id}/events`, {
      method: 'GET',
      headers: { 'x-api-key': server.key, ...headers },
    });
  const dataOf = (text: string) => [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] as string));

  it('tells everything that happens, typed, until the call is over, and resumes', async () => {
    const [id] = await newCalls(['13800138000']);
    const call = server.call(id as string);
    const stream = open(id as string);
    expect((await stream.opened()).headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await call.dial();
    await call.ring();
    await call.answer();
    await stream.until('in_progress');
    call.partial('assistant', '您');
    await stream.until('partial');
    call.say('assistant', '您好');
    await call.end('completed');
    const text = (await stream.ended()).replaceAll(': keep-alive\n\n', '');
    expect(text.match(/^(id|event): .*$/gm)).toEqual(
      ['id: 1', 'event: state', 'id: 2', 'event: state', 'id: 3', 'event: state', 'id: 3', 'event: partial'].concat([
        'id: 5',
        'event: utterance',
        'id: 6',
        'event: ended',
      ]),
    );
    const events = dataOf(text);
    for (const event of events) expect(callEvent.safeParse(event).success).toBe(true);
    expect(events[0]).toEqual({ type: 'state', at_ms: 0, state: 'dialing' });
    expect(events.at(-1)).toMatchObject({ type: 'ended', end_reason: 'completed', outcome: { do_not_call: false } });
    for (const last of ['0', '3', '5', '6', '5.9']) {
      const resumed = open(id as string, { 'last-event-id': last });
      await resumed.opened();
      const seqs = [...(await resumed.ended()).matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
      expect(seqs).toEqual([1, 2, 3, 5, 6].filter((seq) => seq > Number.parseInt(last, 10)));
    }
  });

  it('gives every kind of event the shape that the API document promises', () => {
    const events: CallEvent[] = [
      { type: 'state', at: 1, state: 'ringing', carrierReference: 'secret' },
      { type: 'partial', at: 1, utteranceId: 'u', role: 'user', text: 't' },
      {
        type: 'utterance',
        at: 1,
        utterance: { utteranceId: 'u', role: 'user', text: 't', startedAt: 0, endedAt: 1.5, interrupted: true },
      },
      { type: 'interruption', at: 1, utteranceId: 'u', heardMs: 20, spokenMs: 400 },
      { type: 'keys', at: 1, by: 'assistant', digits: '1#' },
      {
        type: 'turn',
        at: 1,
        latency: { turn: 1, toFirstAudio: null, toCarrier: 1, toHeard: 2 },
        utteranceId: 'u1',
        from: 0,
      },
      { type: 'note', at: 1, values: { identity: 'confirmed' } },
      { type: 'warning', at: 1, code: 'late_audio', detail: 'd' },
      {
        type: 'ended',
        at: 1,
        end: {
          endReason: 'busy',
          detail: '',
          answeredAt: null,
          endedAt: 1,
          talkMs: 0,
          outcome: { goalAchieved: null, summary: '', facts: { a: 1 }, doNotCall: true },
        },
      },
    ];
    for (const event of events) {
      const told = toV1Event(event);
      expect(callEvent.parse(told)).toEqual(told);
      expect(JSON.stringify(told)).not.toMatch(/secret|[a-z][A-Z]/);
    }
  });

  it('ends for a call whose log holds no end', async () => {
    const [id] = await newCalls(['13800138000']);
    const call = await server.call(id as string).dial();
    await server.logs.flush();
    await server.store.store
      .updateTable('calls')
      .set({
        status: 'ended',
        end_reason: 'interrupted',
        end_detail: 'd',
        ended_at: Math.round(server.clock.now()),
        duration_seconds: 0,
      })
      .where('id', '=', call.callId)
      .execute();
    const stream = open(id as string);
    await stream.opened();
    const text = await stream.ended();
    expect(text).toContain('id: 1.1\nevent: ended\n');
    const last = dataOf(text).at(-1);
    expect(callEvent.parse(last)).toEqual(last);
    expect(last).toMatchObject({ end_reason: 'interrupted', detail: 'd', talk_ms: 0 });
  });
});

describe('the account', () => {
  it('takes its key as a bearer token too, and no skill version', async () => {
    const ask = (headers: Headers) => fetch(`${server.url}/v1/account`, { headers });
    for (const authorization of [`Bearer ${server.key}`, `bearer  ${server.key}`])
      expect((await ask({ authorization, 'x-skill-version': '0.0.1' })).status).toBe(200);
    for (const authorization of [
      server.key,
      `Basic ${server.key}`,
      'Bearer',
      `Bearer ${server.key} x`,
      `Bearer sk_${'A'.repeat(43)}`,
    ])
      expect((await ask({ authorization })).status).toBe(401);
  });

  it('shows balance and limits', async () => {
    const { key, account } = await server.newAccount('rich', 'en');
    await newCalls(['13800138000', '13900139000'], {}, { 'x-api-key': key });
    expect(await bodyOf(await get('account', { 'x-api-key': key }))).toEqual({
      success: true,
      message: 'OK',
      data: {
        account_id: account.id,
        name: 'rich',
        language: 'en',
        balance: 9999.4,
        frozen: 0.6,
        currency: 'CNY',
        rate_per_minute: 0.3,
        limits: {
          running_calls: 10,
          requests_per_second: null,
          streams: 2000,
          phones_per_request: 10_000,
          countries: null,
        },
        simulated: true,
        line: {
          carrier: 'simulator',
          conversation: 'notice',
          model: null,
          usd_per_minute: { carrier: null, model: null },
          calling_hours: null,
          recording: 'off',
        },
      },
    });
  });

  it('shows every movement of money, whose sum is the balance', async () => {
    const { key, account } = await server.newAccount('ledger');
    const mine = { 'x-api-key': key };
    const [id] = await newCalls(['13800138000', '13900139000', '13700137000'], {}, mine);
    const call = server.call(id as string);
    await call.dial();
    await call.answer();
    await call.end('completed');
    const entries: { entry_id: string; kind: string; amount: number; call_id: string | null }[] = [];
    let query = '?limit=2';
    for (;;) {
      const { data } = await bodyOf(await get(`account/ledger${query}`, mine));
      entries.push(...data.entries);
      if (data.next_before === null) break;
      query = `?limit=2&before=${data.next_before}`;
    }
    expect(entries.map(({ kind }) => kind).sort()).toEqual(['charge', 'hold', 'hold', 'hold', 'opening', 'release']);
    expect(new Set(entries.map(({ entry_id }) => entry_id)).size).toBe(6);
    const sum = entries.reduce((total, { amount }) => total + Math.round(amount * 1000), 0);
    expect((await server.billing.balance(account.id)).availableLi).toBe(sum);
    expect(entries.find(({ kind }) => kind === 'charge')).toMatchObject({ amount: -0.3, call_id: id });
  });
});
