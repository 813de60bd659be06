import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

type Headers = Record<string, string>;

function send(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}): Promise<Response> {
  return fetch(`${server.url}/api/v1/callinfo/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': server.key, ...headers },
    body,
  });
}

const post = (path: string, body: unknown, headers?: Headers): Promise<Response> =>
  send(path, JSON.stringify(body), headers);

async function accepted(phones = '13800138000', more: Record<string, unknown> = {}, headers?: Headers) {
  const response = await post('initiate_call', { phones, user_requirement: '通知开会', ...more }, headers);
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  return { text, ids: JSON.parse(text).data.call_ids as string[] };
}

interface Refusal {
  code: string;
  message: string;
  data: { fields: { field: string }[]; numbers: { phone: string }[] };
}

async function refused(response: Response, status: number): Promise<Refusal> {
  const body = await bodyOf(response);
  expect(`${response.status} ${JSON.stringify(body)}`).toMatch(`${status} {"success":false,"code":"`);
  expect(Object.keys(body)).toEqual(['success', 'code', 'message', 'data']);
  expect(body.data.error).toBe(body.code);
  expect(body.message).not.toContain('"');
  return body;
}

/** What the published scripts cut out of an answer with `grep -o`. */
const grep = (text: string, pattern: RegExp): string[] => text.match(new RegExp(pattern, 'g')) ?? [];

async function countCalls(): Promise<number> {
  const row = await server.store.store
    .selectFrom('calls')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

describe('initiate_call', () => {
  it('answers with ids in the order of the numbers, durable, in the text that scripts cut apart', async () => {
    const { text, ids } = await accepted('13800138000,13900139000');
    expect(text).toBe(
      `{"success":true,"message":"（模拟线路，不拨打真实电话）已受理 2 通电话","data":{"call_ids":["${ids[0]}","${ids[1]}"],"provider_call_id":"${ids[0]}","calls":[{"call_id":"${ids[0]}","phone":"13800138000"},{"call_id":"${ids[1]}","phone":"13900139000"}]}}`,
    );
    expect(grep(text, /"success":[^,}]*/)).toEqual(['"success":true']);
    expect(grep(text, /"provider_call_id":"[^"]*"/)).toEqual([`"provider_call_id":"${ids[0]}"`]);
    for (const id of ids) {
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(await server.calls.find(server.account.id, id)).toMatchObject({
        status: 'queued',
        requirement: '通知开会',
      });
    }
    const one = await accepted();
    expect(grep(one.text, /"call_ids":\["[^"]*"\]/)).toEqual([`"call_ids":["${one.ids[0]}"]`]);
  });

  it('takes numbers as people write them and echoes them so; a repeated one is called once and the answer says so', async () => {
    const { text, ids } = await accepted(' +86 138-0013-8000 ，13900139000, 13800138000,010-62551234 ');
    const { data, message } = JSON.parse(text);
    expect(data.calls.map((call: { phone: string }) => call.phone)).toEqual([
      '+86 138-0013-8000',
      '13900139000',
      '010-62551234',
    ]);
    expect(ids).toHaveLength(3);
    expect(data.repeated).toEqual(['+86 138-0013-8000']);
    expect(message).toContain('重复的号码只拨打一次：+86 138-0013-8000');
    expect((await server.calls.find(server.account.id, ids[0] as string))?.phone).toBe('+8613800138000');
  });

  it('refuses the whole request for one bad number, naming every bad one', async () => {
    const before = await countCalls();
    const body = await refused(
      await post('initiate_call', { phones: '13800138000,138,abc', user_requirement: 'x' }),
      400,
    );
    expect(body.code).toBe('invalid_phone');
    expect(body.data.numbers.map(({ phone }: { phone: string }) => phone)).toEqual(['138', 'abc']);
    expect(body.message).toMatch(/138（.+）、abc（.+）/);
    expect(
      (await refused(await post('initiate_call', { phones: '13800138000,110', user_requirement: 'x' }), 403)).code,
    ).toBe('phone_not_allowed');
    expect(await countCalls()).toBe(before);
  });

  it('keeps what else is asked', async () => {
    const { ids } = await accepted('13800138000', {
      persona: ' 前台 ',
      opening_line: '您好',
      language: 'zh-CN',
      result_schema: { type: 'object', properties: { coming: { type: 'boolean' } } },
      callback_url: 'https://example.com/hook',
      not_before: new Date(server.clock.now() + 60_000).toISOString(),
      metadata: { order: 7 },
    });
    const record = await server.calls.find(server.account.id, ids[0] as string);
    expect(record).toMatchObject({
      persona: '前台',
      openingLine: '您好',
      language: 'zh',
      resultSchema: { type: 'object', properties: { coming: { type: 'boolean' } } },
      callbackUrl: 'https://example.com/hook',
      metadata: { order: 7 },
      priority: 0,
    });
    expect(record?.notBefore).toBeGreaterThan(server.clock.now() + 30_000);
  });

  it('takes what later versions of the published skill send, without effect', async () => {
    const more = {
      agent_id: 123,
      model_engine: 'stepone-mini',
      voice_id: 'v0001',
      volume: 50,
      speed: 50,
      emotion: 'neutral',
    };
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-skill-version': '1.0.0',
      'x-client-version': '1.0.15',
      'x-client-platform': 'clawhub',
      'x-campaign': 'c',
    };
    const { ids } = await accepted('13800138000', more, headers);
    expect(ids).toHaveLength(1);
  });

  it('answers the same again for the same Idempotency-Key and request, whatever its spacing', async () => {
    const key = { 'idempotency-key': 'order-7' };
    const before = await countCalls();
    const first = await accepted('13800138000', {}, key);
    const again = await send(
      'initiate_call',
      '{ "user_requirement" : " 通知开会 ", "phones" : "13800138000", "voice_id": "v2" }',
      key,
    );
    expect(await again.text()).toBe(first.text);
    expect(await countCalls()).toBe(before + 1);
    expect(
      (await refused(await post('initiate_call', { phones: '13800138000', user_requirement: '别的' }, key), 409)).code,
    ).toBe('idempotency_conflict');
    const { key: other } = await server.newAccount('other');
    expect((await accepted('13800138000', {}, { ...key, 'x-api-key': other })).ids).not.toEqual(first.ids);
    for (const bad of ['a b', 'x'.repeat(256), 'schlüssel']) {
      const { data } = await refused(
        await post('initiate_call', { phones: '13800138000', user_requirement: 'x' }, { 'idempotency-key': bad }),
        400,
      );
      expect(data.fields[0]?.field).toBe('Idempotency-Key');
    }
  });

  it('counts a requirement in Unicode characters after trimming', async () => {
    await accepted('13800138000', { user_requirement: `  ${'👋'.repeat(4000)}\n` });
    const long = await refused(
      await post('initiate_call', { phones: '13800138000', user_requirement: '字'.repeat(4001) }),
      400,
    );
    expect(long.data.fields).toEqual([{ field: 'user_requirement', problem: 'too_long', limit: 4000 }]);
    for (const empty of ['', ' \n\t　'])
      expect(
        (await refused(await post('initiate_call', { phones: '13800138000', user_requirement: empty }), 400)).data
          .fields,
      ).toEqual([{ field: 'user_requirement', problem: 'empty' }]);
  });

  it.each([
    [{ user_requirement: 'x' }, 'phones', 'missing'],
    [{ phones: '13800138000' }, 'user_requirement', 'missing'],
    [{ phones: 13800138000, user_requirement: 'x' }, 'phones', 'wrong_type'],
    [{ phones: ['13800138000'], user_requirement: 'x' }, 'phones', 'wrong_type'],
    [{ phones: '', user_requirement: 'x' }, 'phones', 'empty'],
    [{ phones: '1', user_requirement: 'x', phone: '2' }, 'phone', 'unknown'],
    [{ phones: '1', user_requirement: 'x', priority: 1 }, 'priority', 'unknown'],
    [{ phones: '1', user_requirement: 'x', constructor: 1 }, 'constructor', 'unknown'],
    [{ phones: '1', user_requirement: 'x', language: 'fr' }, 'language', 'wrong_format'],
    [{ phones: '1', user_requirement: 'x', not_before: 'tomorrow' }, 'not_before', 'wrong_format'],
    [{ phones: '1', user_requirement: 'x', persona: 'x'.repeat(501) }, 'persona', 'too_long'],
    [{ phones: '1', user_requirement: 'x', opening_line: ' ' }, 'opening_line', 'empty'],
    [{ phones: '1', user_requirement: 'x', metadata: { a: 'x'.repeat(4090) } }, 'metadata', 'too_long'],
    [{ phones: '1', user_requirement: 'x', metadata: [] }, 'metadata', 'wrong_type'],
    [{ phones: '1', user_requirement: 'x', result_schema: { a: 'x'.repeat(16_380) } }, 'result_schema', 'too_long'],
    [{ phones: '1'.repeat(640_001), user_requirement: 'x' }, 'phones', 'too_long'],
  ])('names the field: %#', async (body, field, problem) => {
    const { code, data, message } = await refused(await post('initiate_call', body), 400);
    expect(code).toBe('invalid_request');
    expect(data.fields).toContainEqual(expect.objectContaining({ field, problem }));
    expect(message).toContain(field);
  });

  it('takes ten thousand numbers in one request, and refuses one more', async () => {
    const phones = Array.from({ length: 10_001 }, (_, index) => `138${String(index).padStart(8, '0')}`);
    const text = await bodyOf(await post('initiate_call', { phones: phones.join(','), user_requirement: 'x' }));
    expect(text).toMatchObject({ success: false, code: 'too_many_phones', data: { limit: 10_000, count: 10_001 } });
    const { ids } = await accepted(phones.slice(1).join(','));
    expect(new Set(ids).size).toBe(10_000);
    const last = await server.calls.find(server.account.id, ids[9999] as string);
    expect(last?.phoneWritten).toBe(phones[10_000]);
  });

  it.each([
    [422, 'invalid_result_schema', { result_schema: { type: 'nonsense' } }],
    [422, 'invalid_callback_url', { callback_url: 'http://127.0.0.1/hook' }],
    [422, 'invalid_callback_url', { callback_url: 'ftp://example.com' }],
    [422, 'invalid_not_before', { not_before: '2199-01-01T00:00:00Z' }],
  ])('%i %s', async (status, code, more) => {
    expect(
      (await refused(await post('initiate_call', { phones: '13800138000', user_requirement: 'x', ...more }), status))
        .code,
    ).toBe(code);
  });

  it('402 where the balance does not reach for one minute of each call', async () => {
    const poor = await startTestServer({ openingLi: 700 });
    try {
      const ask = (phones: string) =>
        fetch(`${poor.url}/api/v1/callinfo/initiate_call`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': poor.key },
          body: JSON.stringify({ phones, user_requirement: 'x' }),
        });
      const body = await refused(await ask('13800138000,13900139000,13700137000'), 402);
      expect(body).toMatchObject({ code: 'insufficient_balance', data: { required: 0.9, available: 0.7 } });
      expect((await ask('13800138000,13900139000')).status).toBe(200);
      expect(await poor.billing.balance(poor.account.id)).toMatchObject({ availableLi: 100, heldLi: 600 });
    } finally {
      await poor.close();
    }
  });

  it('429 with Retry-After where too many calls are queued, or requests come too fast', async () => {
    const narrow = await startTestServer({ maxQueued: 2, config: { requestRate: 3 } });
    try {
      const ask = (phones: string) =>
        fetch(`${narrow.url}/api/v1/callinfo/initiate_call`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': narrow.key },
          body: JSON.stringify({ phones, user_requirement: 'x' }),
        });
      const full = await ask('13800138000,13900139000,13700137000');
      expect(full.headers.get('retry-after')).toBe('30');
      expect((await refused(full, 429)).code).toBe('too_many_queued');
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask('13800138000')));
      const limited = answers.filter(({ status }) => status === 429);
      expect(limited.length).toBeGreaterThanOrEqual(5);
      for (const response of limited.slice(-1)) {
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        expect((await refused(response, 429)).code).toBe('rate_limited');
      }
    } finally {
      await narrow.close();
    }
  });

  it('503 with Retry-After while the service stops', async () => {
    const stopping = await startTestServer();
    await stopping.calls.stop();
    const response = await fetch(`${stopping.url}/api/v1/callinfo/initiate_call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': stopping.key },
      body: '{"phones":"13800138000","user_requirement":"x"}',
    });
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await refused(response, 503)).code).toBe('stopping');
    await stopping.close();
  });
});

describe('search_callinfo', () => {
  it('gives an unfinished call without any word that existing callers take for its end', async () => {
    const { ids } = await accepted('138-0013-8000', { user_requirement: 'error' });
    const call = server.call(ids[0] as string);
    for (const [status, move] of [
      ['queued', () => Promise.resolve()],
      ['dialing', () => call.dial()],
      ['ringing', () => call.ring()],
      ['in_progress', () => call.answer()],
    ] as const) {
      await move();
      if (status === 'in_progress') call.say('assistant', 'duration');
      const text = await (await post('search_callinfo', { call_id: ids[0] })).text();
      expect(text).not.toMatch(
        /"call_status"|"call_content"|"duration"|"duration_seconds"|"error"|"content"|"ended_at"/,
      );
      expect(JSON.parse(text)).toMatchObject({
        success: true,
        data: { call_id: ids[0], phones: '138-0013-8000', user_requirement: 'error', status },
      });
    }
    await call.end('hung_up');
  });

  it('gives a call that is over in the text that scripts cut apart', async () => {
    const { ids } = await accepted('13800138000', { user_requirement: '通知：明天"九点"开会' });
    const call = server.call(ids[0] as string);
    await call.dial();
    await call.answer();
    call.say('assistant', '您好，请问是张总吗？').say('user', '是我 [笑]').say('assistant', '');
    await call.end('completed', {
      duration_seconds: 42,
      summary: 'cost',
      goal_achieved: 1,
      result: JSON.stringify({
        content: 'x',
        cost: 9,
        nested: { error: 'phones', duration_seconds: 3 },
        message: '"content":"y"',
      }),
      latency: JSON.stringify([{ turn: 1, toFirstAudio: 5, toCarrier: null, toHeard: 31 }]),
    });
    const text = await (await post('search_callinfo', { call_id: ids[0] })).text();
    const once = (pattern: RegExp): string => {
      const found = grep(text, pattern);
      expect(found).toHaveLength(1);
      return found[0] as string;
    };
    expect(once(/"success":[^,}]*/)).toBe('"success":true');
    expect(once(/"message":"[^"]*"/)).toBe('"message":"通话已结束"');
    expect(once(/"duration_seconds":[0-9]*/)).toBe('"duration_seconds":42');
    expect(once(/"cost":[0-9.]*/)).toBe('"cost":0.3');
    expect(once(/"billed":[^,}]*/)).toBe('"billed":true');
    expect(once(/"phones":"[^"]*"/)).toBe('"phones":"13800138000"');
    expect(once(/"user_requirement":"[^"]*"/)).toBe('"user_requirement":"通知：明天\\"');
    expect(once(/"provider_response":"[^"]*"/)).toBe('"provider_response":"通话正常完成"');
    expect(once(/"call_content":\[[^\]]*\]/)).toBe(
      '"call_content":[{"role":"assistant","content":"您好，请问是张总吗？"},{"role":"user","content":"是我 [笑]',
    );
    expect(grep(text, /"content":"[^"]*"/)).toEqual(['"content":"您好，请问是张总吗？"', '"content":"是我 [笑]"']);
    expect(text).not.toMatch(/"error"|"call_status"|"duration"/);
    const { data } = JSON.parse(text);
    expect(data).toEqual({
      call_id: ids[0],
      phones: '13800138000',
      user_requirement: '通知：明天"九点"开会',
      status: 'ended',
      end_reason: 'completed',
      duration_seconds: 42,
      cost: 0.3,
      billed: true,
      provider_response: '通话正常完成',
      call_content: [
        { role: 'assistant', content: '您好，请问是张总吗？' },
        { role: 'user', content: '是我 [笑]' },
      ],
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      started_at: expect.stringMatching(/Z$/),
      answered_at: expect.stringMatching(/Z$/),
      ended_at: expect.stringMatching(/Z$/),
      summary: 'cost',
      goal_achieved: true,
      recording_url: null,
      latency: [{ turn: 1, to_first_audio_ms: 5, to_carrier_ms: null, to_heard_ms: 31 }],
      result: { content: 'x', cost: 9, nested: { error: 'phones', duration_seconds: 3 }, message: '"content":"y"' },
    });
  });

  it('gives an unanswered call a duration of 0 that costs nothing', async () => {
    const { ids } = await accepted();
    await (await server.call(ids[0] as string).dial()).end('busy');
    const { data } = await bodyOf(await post('search_callinfo', { call_id: ids[0] }));
    expect(data).toMatchObject({
      status: 'ended',
      end_reason: 'busy',
      duration_seconds: 0,
      cost: 0,
      billed: true,
      provider_response: '对方正忙',
      call_content: [],
      answered_at: null,
      result: null,
      latency: [],
    });
  });

  it('answers an unknown id, another account’s and an impossible one alike', async () => {
    const { key } = await server.newAccount('stranger');
    const { ids } = await accepted();
    const ask = (call_id: string, headers?: Headers) => post('search_callinfo', { call_id }, headers);
    const answers = await Promise.all([
      ask('00000000-0000-7000-8000-000000000000'),
      ask(ids[0] as string, { 'x-api-key': key }),
      ask('../../etc/passwd'),
      ask("' or 1=1 --"),
      ask('x'.repeat(100_000)),
    ]);
    const texts = new Set<string>();
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      texts.add(await answer.text());
    }
    expect([...texts]).toEqual([
      '{"success":false,"code":"call_not_found","message":"没有找到该通话，请检查 call_id","data":{"error":"call_not_found"}}',
    ]);
  });

  it('names what is wrong with the reference', async () => {
    for (const [body, problem] of [
      [{}, 'missing'],
      [{ call_id: 7 }, 'wrong_type'],
      [{ call_id: ' ' }, 'empty'],
      [{ call_id: null }, 'wrong_type'],
    ] as const)
      expect((await refused(await post('search_callinfo', body), 400)).data.fields).toEqual([
        expect.objectContaining({ field: 'call_id', problem }),
      ]);
  });
});

describe('every request', () => {
  it('is checked in order: key, skill version, media type, size, JSON, schema, meaning', async () => {
    const huge = 'x'.repeat(1_048_577);
    const ask = (headers: Headers, body: string | Uint8Array<ArrayBuffer>) =>
      fetch(`${server.url}/api/v1/callinfo/initiate_call`, { method: 'POST', headers, body });
    const key = { 'x-api-key': server.key };
    const json = { 'content-type': 'application/json' };
    const old = { 'x-skill-version': '0.9.0' };
    expect((await refused(await ask({ ...old, 'content-type': 'text/plain' }, huge), 401)).code).toBe('unauthorized');
    const outdated = await refused(await ask({ ...key, ...old, 'content-type': 'text/plain' }, huge), 426);
    expect(outdated).toMatchObject({
      code: 'skill_version_mismatch',
      message: '技能版本不匹配，请将技能更新到 1.0.0',
      data: { skill_version: '1.0.0' },
    });
    expect(grep(JSON.stringify(outdated), /"skill_version":"[^"]*"/)).toEqual(['"skill_version":"1.0.0"']);
    expect((await refused(await ask({ ...key, 'content-type': 'text/plain' }, huge), 415)).code).toBe(
      'unsupported_media_type',
    );
    expect((await refused(await ask({ ...key, ...json }, huge), 413)).data).toMatchObject({ limit: 1_048_576 });
    expect((await refused(await ask({ ...key, ...json }, '{"phones":'), 400)).code).toBe('invalid_json');
    expect((await refused(await ask({ ...key, ...json }, '{"phones":"1"}'), 400)).code).toBe('invalid_request');
    expect((await refused(await ask({ ...key, ...json }, '{"phones":"1","user_requirement":"x"}'), 400)).code).toBe(
      'invalid_phone',
    );
  });

  it('wants a live key in X-API-Key', async () => {
    const { info, key } = await server.accounts.createKey(server.account.id, 'to be revoked');
    const ask = (headers: Headers) => fetch(`${server.url}/api/v1/account/balance`, { headers });
    expect((await ask({ 'x-api-key': key })).status).toBe(200);
    await server.accounts.revokeKey(info.id);
    const texts = new Set<string>();
    for (const headers of [
      {},
      { 'x-api-key': '' },
      { 'x-api-key': key },
      { 'x-api-key': `sk_${'A'.repeat(43)}` },
      { 'x-api-key': 'x'.repeat(5000) },
      { authorization: `Bearer ${server.key}` },
    ] as Headers[]) {
      const response = await ask(headers);
      expect(response.status).toBe(401);
      texts.add(await response.text());
    }
    expect(texts.size).toBe(1);
  });

  it('speaks the language of Accept-Language, else of the account, else Chinese', async () => {
    const { key } = await server.newAccount('english', 'en');
    const ask = async (headers: Headers): Promise<string> =>
      (await bodyOf(await post('search_callinfo', { call_id: 'x' }, headers))).message;
    expect(await ask({})).toBe('没有找到该通话，请检查 call_id');
    expect(await ask({ 'accept-language': 'en-GB,zh;q=0.5' })).toBe('There is no such call: check the call_id.');
    expect(await ask({ 'x-api-key': key })).toBe('There is no such call: check the call_id.');
    expect(await ask({ 'x-api-key': key, 'accept-language': 'zh' })).toBe('没有找到该通话，请检查 call_id');
    expect(await ask({ 'x-api-key': '' })).toMatch(/Key/);
  });

  it('may have a body of 1,048,576 bytes and not one more', async () => {
    const body = (bytes: number): string => {
      const text = '{"call_id":"x"}';
      return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
    };
    expect((await send('search_callinfo', body(1_048_576))).status).toBe(404);
    expect((await send('search_callinfo', body(1_048_577))).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 30; i += 1) controller.enqueue(Buffer.alloc(100_000, 32));
        controller.close();
      },
    });
    const chunked = await fetch(`${server.url}/api/v1/callinfo/search_callinfo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': server.key },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect((await refused(chunked, 413)).code).toBe('body_too_large');
  });

  it('takes JSON in UTF-8 and nothing else', async () => {
    const body = '{"call_id":"x"}';
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])
      expect((await send('search_callinfo', body, { 'content-type': type })).status).toBe(404);
    for (const type of [
      'text/json',
      'application/json; charset=gbk',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application',
      '/',
    ])
      expect((await refused(await send('search_callinfo', body, { 'content-type': type }), 415)).code).toBe(
        'unsupported_media_type',
      );
    expect((await refused(await send('search_callinfo', body, { 'content-encoding': 'gzip' }), 415)).code).toBe(
      'unsupported_encoding',
    );
    expect((await refused(await send('search_callinfo', Uint8Array.of(0x22, 0xff, 0x22)), 400)).code).toBe(
      'invalid_utf8',
    );
    expect((await refused(await send('search_callinfo', '{"call_id":"\\u0000"}'), 400)).data).toMatchObject({
      field: 'call_id',
      problem: 'control_character',
    });
    expect((await refused(await send('search_callinfo', '[['.repeat(2000)), 400)).code).toBe('invalid_json');
  });
});

describe('skill_version and balance', () => {
  it('gives the version without a key and whatever version asks', async () => {
    const response = await fetch(`${server.url}/api/v1/callinfo/skill_version`, {
      headers: { 'x-skill-version': '0.1' },
    });
    expect(await response.text()).toBe('{"skill_version":"1.0.0"}');
  });

  it('gives the balance at both of its places', async () => {
    const { key } = await server.newAccount('saver');
    const ask = (path: string, headers: Headers = {}) =>
      fetch(`${server.url}/api/v1/${path}`, { headers: { 'x-api-key': key, ...headers } });
    const text =
      '{"success":true,"message":"成功","data":{"balance":10000,"currency":"CNY","frozen":0,"rate_per_minute":0.3}}';
    expect(await (await ask('account/balance')).text()).toBe(text);
    expect(await (await ask('callinfo/balance')).text()).toBe(text);
    await accepted('13800138000', {}, { 'x-api-key': key });
    expect((await bodyOf(await ask('account/balance'))).data).toMatchObject({ balance: 9999.7, frozen: 0.3 });
    expect((await ask('account/balance', { 'x-skill-version': '2.0.0' })).status).toBe(426);
  });
});

it('logs neither keys, numbers nor words above debug level', async () => {
  await accepted('13712345678', { user_requirement: '机密的事' });
  const secrets = [server.key, createHash('sha256').update(server.key).digest('hex'), '13712345678', '机密'];
  for (const line of server.logged.filter((text) => JSON.parse(text).level > 20))
    for (const secret of secrets) expect(line).not.toContain(secret);
});
