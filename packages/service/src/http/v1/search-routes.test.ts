import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';

const PASSWORD = 'correct horse battery';

let server: TestServer;
let key: string;
/** Of the account `shop`, oldest first. */
let calls: string[];
let operator: Record<string, string>;
let member: { headers: Record<string, string>; accountId: string };
let shop: string;
/** Account and call of each that was hung up. */
const ended: string[][] = [];

beforeAll(async () => {
  server = await startTestServer({
    control: {
      async hangUp(accountId, callId) {
        ended.push([accountId, callId]);
        return 'already_ended';
      },
      supervise: () => Promise.reject(new Error('nothing here steps in')),
    },
  });
  operator = (await signUp('operator@example.com')).headers;
  member = await signUp('member@example.com');
  const made = await server.newAccount('shop', 'zh');
  key = made.key;
  shop = made.account.id;
  const placed = await place([
    { phones: ['13800138000'], user_requirement: '通知张总开会', campaign: ' 年会 ' },
    { phones: ['010-62345678'], user_requirement: '=HYPERLINK("http://evil")', campaign: '年会' },
    { phones: ['13900139000'], user_requirement: 'Remind her' },
  ]);
  calls = placed;
  const [first, second] = calls.map((callId) => server.call(callId)) as [
    ReturnType<TestServer['call']>,
    ReturnType<TestServer['call']>,
  ];
  await (await first.dial()).answer();
  first.say('assistant', '您好，请问是张总吗？').say('user', '=1+1 好的, "可以"');
  await first.end('completed', { goal_achieved: 1, summary: '已通知。', result: '{"coming":true}' });
  await (await second.dial()).end('busy');
});
afterAll(() => server.close());

async function signUp(email: string) {
  const response = await fetch(`${server.url}/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { data } = await bodyOf(response);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] as string;
  return { headers: { cookie }, accountId: data.user.account_id as string };
}

async function place(requests: Record<string, unknown>[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of requests) {
    const response = await fetch(`${server.url}/v1/calls`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    ids.push(...(await bodyOf(response)).data.call_ids);
  }
  return ids;
}

const get = (path: string, headers: Record<string, string> = { 'x-api-key': key }) =>
  fetch(`${server.url}/v1/${path}`, { headers });

async function found(query: Record<string, string>, headers?: Record<string, string>): Promise<string[]> {
  const response = await get(`calls?${new URLSearchParams(query)}`, headers);
  const body = await bodyOf(response);
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body.data.calls.map((call: { call_id: string }) => call.call_id);
}

describe('GET /v1/calls', () => {
  it('finds by number, words, end, goal, campaign and instants', async () => {
    const [first, second, third] = calls as [string, string, string];
    expect(await found({ number: '138 0013' })).toEqual([first]);
    expect(await found({ number: '010 6234' })).toEqual([second]);
    expect(await found({ words: '可以 张总' })).toEqual([first]);
    expect(await found({ end_reason: 'busy' })).toEqual([second]);
    expect(await found({ goal: 'yes' })).toEqual([first]);
    expect(await found({ goal: 'unknown' })).toEqual([second]);
    expect(await found({ campaign: '年会' })).toEqual([second, first]);
    expect(await found({ status: 'queued' })).toEqual([third]);
    expect(await found({ from: '2000-01-01T00:00:00+08:00', to: '2099-01-01T00:00:00Z' })).toEqual([
      third,
      second,
      first,
    ]);
    expect(await found({ to: '2000-01-01T00:00:00Z' })).toEqual([]);
    const { data } = await bodyOf(await get('calls?campaign=%E5%B9%B4%E4%BC%9A&limit=1'));
    expect(data.calls[0]).toMatchObject({ campaign: '年会', account_id: shop });
    expect(await found({ campaign: '年会', before: data.next_before })).toEqual([first]);
  });

  it.each([
    ['number=abc', 'number', 'wrong_format'],
    ['number=%20', 'number', 'empty'],
    ['words=', 'words', 'empty'],
    [`words=${'x'.repeat(201)}`, 'words', 'too_long'],
    ['goal=maybe', 'goal', 'wrong_value'],
    ['from=yesterday', 'from', 'wrong_format'],
    ['end_reason=bored', 'end_reason', 'wrong_value'],
    ['account=a%20b', 'account', 'wrong_format'],
    ['nubmer=1', 'nubmer', 'unknown'],
  ])('refuses %s by name', async (query, field, problem) => {
    const response = await get(`calls?${query}`);
    const body = await bodyOf(response);
    expect([response.status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.data.fields).toMatchObject([{ field, problem }]);
  });

  it('shows the operator, signed in, any account’s calls or all, and their records', async () => {
    expect(await found({}, operator)).toEqual([]);
    expect(await found({ account: shop }, operator)).toEqual([...calls].reverse());
    expect(await found({ account: 'all', goal: 'yes' }, operator)).toEqual([calls[0]]);
    for (const path of ['', '/timeline', '/export'])
      expect((await get(`calls/${calls[0]}${path}`, operator)).status).toBe(200);
  });

  it('lets the operator, signed in, end any account’s call, and nobody else', async () => {
    const hangUp = (headers: Record<string, string>) =>
      fetch(`${server.url}/v1/calls/${calls[0]}/hangup`, {
        method: 'POST',
        headers: { 'x-requested-with': 'ringback', ...headers },
      });
    const { key: house } = await server.accounts.createKey(server.account.id, 'house');
    for (const headers of [member.headers, { 'x-api-key': house }]) expect((await hangUp(headers)).status).toBe(404);
    expect(ended).toEqual([]);
    expect((await hangUp(operator)).status).toBe(200);
    expect(ended).toEqual([[shop, calls[0]]]);
  });

  it('shows everybody else their own alone', async () => {
    expect(await found({ account: shop })).toEqual([...calls].reverse());
    expect(await found({ account: member.accountId }, member.headers)).toEqual([]);
    for (const path of ['calls', 'calls/export', 'campaigns'])
      for (const [account, headers] of [
        ['all', { 'x-api-key': key }],
        [server.account.id, { 'x-api-key': key }],
        [shop, member.headers],
        ['all', member.headers],
      ] as const) {
        const response = await get(`${path}?account=${account}`, headers);
        expect([response.status, (await bodyOf(response)).code]).toEqual([403, 'operator_only']);
      }
    // A key of the account whose operator is signed in elsewhere is a key like any other.
    const { key: other } = await server.accounts.createKey(server.account.id, 'k');
    expect((await get('calls?account=all', { 'x-api-key': other })).status).toBe(403);
  });
});

describe('GET /v1/campaigns', () => {
  it('names the labels of the account', async () => {
    const { data } = await bodyOf(await get('campaigns'));
    expect(data.campaigns).toMatchObject([{ campaign: '年会', calls: 2 }]);
    expect(data.campaigns[0].last_call_at).toMatch(/^20\d\d-/);
    expect((await bodyOf(await get('campaigns', member.headers))).data.campaigns).toEqual([]);
    expect((await bodyOf(await get('campaigns?account=all', operator))).data.campaigns).toHaveLength(1);
  });
});

describe('a campaign', () => {
  it('is up to 100 characters', async () => {
    for (const [campaign, status] of [
      ['年'.repeat(100), 200],
      ['年'.repeat(101), 400],
      ['  ', 400],
    ]) {
      const response = await fetch(`${server.url}/v1/calls`, {
        method: 'POST',
        headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
        body: JSON.stringify({ phones: ['13800138000'], user_requirement: 'x', campaign }),
      });
      expect(response.status).toBe(status);
    }
  });

  it('comes in a header from callers of the skill, and never refuses a call', async () => {
    const { key: caller } = await server.newAccount('skill');
    const sent = async (campaign: string) => {
      const response = await fetch(`${server.url}/api/v1/callinfo/initiate_call`, {
        method: 'POST',
        headers: { 'x-api-key': caller, 'content-type': 'application/json', 'x-campaign': campaign },
        body: JSON.stringify({ phones: '13800138000', user_requirement: 'x' }),
      });
      const [callId] = (await bodyOf(response)).data.call_ids;
      return (await server.calls.find(null, callId))?.campaign;
    };
    expect(await sent('spring')).toBe('spring');
    // What curl sends: the bytes of UTF-8.
    expect(await sent(Buffer.from('年会').toString('latin1'))).toBe('年会');
    expect(await sent('caf\u00e9')).toBe('caf\u00e9');
    expect(await sent(' ')).toBeNull();
    expect(await sent('x'.repeat(300))).toBe('x'.repeat(100));
  });
});

describe('GET /v1/calls/export', () => {
  it('gives JSON: what the list and the records hold', async () => {
    const response = await get('calls/export?campaign=%E5%B9%B4%E4%BC%9A');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="ringback-calls-\d{4}-\d\d-\d\d\.json"$/,
    );
    const all = JSON.parse(await response.text());
    expect(all.map((call: { call_id: string }) => call.call_id)).toEqual([calls[1], calls[0]]);
    expect(all[1]).toEqual((await bodyOf(await get(`calls/${calls[0]}`))).data);
    expect(all[1].transcript).toHaveLength(2);
    expect(await (await get('calls/export?number=999')).text()).toBe('[]\n');
  });

  it('gives CSV that Excel reads, with headings in either language, and no formula of a stranger’s', async () => {
    const response = await get('calls/export?format=csv&status=ended&utc_offset_minutes=480');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [headings, busy, ...rest] = bytes.subarray(3).toString().split('\r\n') as string[];
    expect(headings).toMatch(/^通话编号,号码,国际格式号码,批次,状态,结束原因,受理时间（UTC\+08:00）,/);
    expect(busy).toContain(`${calls[1]},010-62345678,'+861062345678,年会,已结束,对方正忙,`);
    expect(busy).toContain(`"'=HYPERLINK(""http://evil"")"`);
    const done = rest.join('\r\n');
    expect(done).toContain('已结束,通话正常完成,');
    expect(done).toContain(
      ',是,已通知。,通知张总开会,"{""coming"":true}","AI：您好，请问是张总吗？\n对方：=1+1 好的, ""可以"""',
    );
    const english = await (await get('calls/export?format=csv&language=en&status=queued')).text();
    expect(english).toMatch(/^Call,Number,Number \(E\.164\),Campaign,Status,End,Accepted \(UTC\),/);
    expect(english.split('\r\n')).toHaveLength(3);
  });

  it('refuses what is no format', async () => {
    expect((await get('calls/export?format=xlsx')).status).toBe(400);
  });
});

describe('GET /v1/calls/{call_id}/export', () => {
  it('gives a call with its timeline, or its transcript as a table', async () => {
    const whole = JSON.parse(await (await get(`calls/${calls[0]}/export`)).text());
    const { events, ...call } = whole;
    expect(call).toEqual((await bodyOf(await get(`calls/${calls[0]}`))).data);
    expect(events).toEqual((await bodyOf(await get(`calls/${calls[0]}/timeline`))).data.events);
    const table = await (await get(`calls/${calls[0]}/export?format=csv&language=en`)).text();
    const lines = table.split('\r\n');
    expect(lines[0]).toBe('Time (UTC),Seconds from the start,Speaker,Words,Interrupted');
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,0(?:\.\d)?,AI,您好，请问是张总吗？,$/);
    expect(lines[2]).toContain(`Callee,"'=1+1 好的, ""可以""",`);
  });
});

describe('GET /v1/calls/{call_id}/timeline', () => {
  it('gives everything in order, a page at a time', async () => {
    const { data } = await bodyOf(await get(`calls/${calls[0]}/timeline`));
    expect(data.events.map((one: { event: { type: string } }) => one.event.type)).toEqual([
      'state',
      'state',
      'utterance',
      'utterance',
      'ended',
    ]);
    expect(data.next_after).toBeNull();
    const first = (await bodyOf(await get(`calls/${calls[0]}/timeline?limit=2`))).data;
    expect(first.events).toEqual(data.events.slice(0, 2));
    const rest = (await bodyOf(await get(`calls/${calls[0]}/timeline?limit=9&after=${first.next_after}`))).data;
    expect(rest.events).toEqual(data.events.slice(2));
    const none = (await bodyOf(await get(`calls/${calls[0]}/timeline?after=${data.events.at(-1).id}`))).data;
    expect(none).toEqual({ events: [], next_after: null });
    expect((await get(`calls/${calls[0]}/timeline?after=x`)).status).toBe(400);
  });

  it('tells what has happened so far in a call that is not over, and nothing where nothing has', async () => {
    expect((await bodyOf(await get(`calls/${calls[2]}/timeline`))).data.events).toEqual([]);
    const [running] = await place([{ phones: ['13700137000'], user_requirement: 'x' }]);
    await server.call(running as string).dial();
    const { data } = await bodyOf(await get(`calls/${running}/timeline`));
    expect(data.events).toEqual([{ id: '1', event: { type: 'state', at_ms: 0, state: 'dialing' } }]);
  });

  it('ends also where the service died before it could write the end into the log', async () => {
    const [lost] = await place([{ phones: ['13600136000'], user_requirement: 'x' }]);
    await server.store.store
      .updateTable('calls')
      .set({ status: 'ended', end_reason: 'interrupted', ended_at: Math.round(server.clock.now()) })
      .where('id', '=', lost as string)
      .execute();
    const { data } = await bodyOf(await get(`calls/${lost}/timeline`));
    expect(data.events).toMatchObject([{ id: '0.1', event: { type: 'ended', end_reason: 'interrupted' } }]);
    expect((await bodyOf(await get(`calls/${lost}/timeline?after=0.1`))).data.events).toEqual([]);
  });
});
