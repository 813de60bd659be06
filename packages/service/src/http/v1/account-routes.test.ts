import { realClock } from '@ringback/engine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestStore, testEngines } from '../../storage/test-stores.js';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';

const PASSWORD = 'correct horse battery';

describe.each(testEngines)('keys and money by session on $engine', ({ open }) => {
  let db: TestStore;
  let server: TestServer;
  let operator: string;
  let member: string;
  let memberId: string;

  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.clear();
    server = await startTestServer({ store: db });
    ({ cookie: operator } = await signUp('operator@example.com'));
    ({ cookie: member, accountId: memberId } = await signUp('member@example.com'));
  });
  afterEach(async () => {
    expect(await server.billing.check()).toEqual([]);
    await server.close();
  });

  async function signUp(email: string) {
    const response = await fetch(`${server.url}/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] as string;
    return { cookie, accountId: (await bodyOf(response)).data.user.account_id as string };
  }

  async function ask(cookie: string, method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        cookie,
        'x-requested-with': 'ringback',
        'accept-language': 'en',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...(await bodyOf(response)) };
  }

  const byKey = (key: string) => fetch(`${server.url}/v1/account`, { headers: { 'x-api-key': key } });

  describe('keys', () => {
    it('are shown once, used, named anew and revoked', async () => {
      const made = (await ask(member, 'POST', '/v1/keys', { name: ' laptop ' })).data;
      expect(made).toEqual({
        key_id: expect.any(String),
        name: 'laptop',
        hint: `${made.key.slice(0, 7)}…`,
        created_at: expect.any(String),
        last_used_at: null,
        revoked_at: null,
        key: expect.stringMatching(/^sk_[\w-]{43}$/),
      });
      expect((await bodyOf(await byKey(made.key))).data.account_id).toBe(memberId);
      await server.accounts.close();
      const listed = await ask(member, 'GET', '/v1/keys');
      expect(listed.data.keys).toMatchObject([{ key_id: made.key_id, last_used_at: expect.any(String) }]);
      expect(JSON.stringify(listed)).not.toContain(made.key);
      const renamed = await ask(member, 'PATCH', `/v1/keys/${made.key_id}`, { name: '办公室' });
      expect(renamed.data).toMatchObject({ key_id: made.key_id, name: '办公室', revoked_at: null });
      const revoked = await ask(member, 'DELETE', `/v1/keys/${made.key_id}`);
      expect(revoked.data.revoked_at).not.toBeNull();
      expect((await byKey(made.key)).status).toBe(401);
      const again = await ask(member, 'DELETE', `/v1/keys/${made.key_id}`);
      expect(again.data).toEqual(revoked.data);
    });

    it('need no name, and bear no endless or unreadable one', async () => {
      expect((await ask(member, 'POST', '/v1/keys', {})).data.name).toBe('');
      expect((await ask(member, 'POST', '/v1/keys', { name: 'x'.repeat(65) })).code).toBe('invalid_request');
      expect((await ask(member, 'POST', '/v1/keys', { name: 'a\u0000b' })).code).toBe('invalid_text');
      expect((await ask(member, 'POST', '/v1/keys', { nam: 'x' })).code).toBe('invalid_request');
      expect((await ask(member, 'GET', '/v1/keys')).data.keys).toHaveLength(1);
    });

    it('of another account are none, to the operator, too', async () => {
      const made = (await ask(member, 'POST', '/v1/keys', {})).data;
      for (const [method, body] of [
        ['PATCH', { name: 'stolen' }],
        ['DELETE', undefined],
      ] as const)
        expect(await ask(operator, method, `/v1/keys/${made.key_id}`, body)).toMatchObject({
          status: 404,
          code: 'key_not_found',
        });
      expect((await byKey(made.key)).status).toBe(200);
      // By its hint, as the command line takes it, neither.
      expect((await ask(member, 'DELETE', `/v1/keys/${encodeURIComponent(made.hint)}`)).code).toBe('key_not_found');
    });

    it('are not made by keys', async () => {
      const made = (await ask(member, 'POST', '/v1/keys', {})).data;
      const response = await fetch(`${server.url}/v1/keys`, {
        method: 'POST',
        headers: { 'x-api-key': made.key, 'content-type': 'application/json', 'x-requested-with': 'ringback' },
        body: '{}',
      });
      expect(await bodyOf(response)).toMatchObject({ code: 'sign_in_required' });
    });
  });

  describe('the operator', () => {
    it('alone sees and changes accounts', async () => {
      const paths: [string, string, unknown][] = [
        ['GET', '/v1/accounts', undefined],
        ['GET', `/v1/accounts/${memberId}`, undefined],
        ['PATCH', `/v1/accounts/${memberId}`, { running_calls: 99 }],
        ['POST', `/v1/accounts/${memberId}/top-ups`, { amount: 1 }],
        ['GET', `/v1/accounts/${memberId}/ledger`, undefined],
        ['GET', `/v1/accounts/${memberId}/spending`, undefined],
        ['GET', `/v1/accounts/${memberId}/holds`, undefined],
      ];
      for (const [method, path, body] of paths) {
        const answer = await ask(member, method, path, body, { 'idempotency-key': 'x' });
        expect(answer, path).toMatchObject({ status: 403, code: 'operator_only' });
      }
      expect((await ask(member, 'GET', '/v1/account')).data).toMatchObject({
        balance: 10_000,
        limits: { running_calls: 10 },
      });
    });

    it('lists accounts by page', async () => {
      const first = await ask(operator, 'GET', '/v1/accounts?limit=2');
      expect(first.data.accounts[0]).toEqual({
        account_id: memberId,
        name: 'member@example.com',
        language: 'zh',
        balance: 10_000,
        frozen: 0,
        currency: 'CNY',
        rate_per_minute: 0.3,
        running_calls: 10,
        countries: null,
        limits: { talk_seconds: null, call_cost: null, day_spending: null, time_zone: 'UTC' },
      });
      const rest = await ask(operator, 'GET', `/v1/accounts?limit=2&before=${first.data.next_before}`);
      expect(rest.data).toMatchObject({ accounts: [{ name: 'test' }], next_before: null });
    });

    it('sets price, limits and language, and refuses what is out of bounds, all of it', async () => {
      const path = `/v1/accounts/${memberId}`;
      const set = await ask(operator, 'PATCH', path, {
        rate_per_minute: 0.305,
        running_calls: 3,
        countries: ['cn', 'HK', 'CN'],
        language: 'en',
      });
      expect(set.data).toMatchObject({
        rate_per_minute: 0.305,
        running_calls: 3,
        countries: ['CN', 'HK'],
        language: 'en',
      });
      expect((await ask(operator, 'PATCH', path, { countries: null })).data.countries).toBeNull();
      for (const wrong of [
        {},
        { running_calls: 0 },
        { running_calls: 1.5 },
        { rate_per_minute: -1 },
        { rate_per_minute: 0.3005 },
        { countries: [] },
        { countries: ['XX'] },
        { language: 'fr' },
        { balance: 5 },
        { running_calls: 5, name: 'x' },
      ])
        expect((await ask(operator, 'PATCH', path, wrong)).code, JSON.stringify(wrong)).toBe('invalid_request');
      expect((await ask(operator, 'GET', path)).data).toMatchObject({ rate_per_minute: 0.305, running_calls: 3 });
      for (const nobody of ['nobody', 'member@example.com'])
        expect((await ask(operator, 'GET', `/v1/accounts/${nobody}`)).code).toBe('account_not_found');
    });

    it('adds money once for each key, also where it is asked twice at once', async () => {
      const path = `/v1/accounts/${memberId}/top-ups`;
      const topUp = (body: unknown, key: string) => ask(operator, 'POST', path, body, { 'idempotency-key': key });
      const both = await Promise.all([topUp({ amount: 0.005 }, 'a'), topUp({ amount: 0.005 }, 'a')]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      expect(both[0]?.data.entry_id).toBe(both[1]?.data.entry_id);
      expect((await topUp({ amount: 0.005 }, 'a')).data).toMatchObject({ balance: 10_000.005 });
      expect((await topUp({ amount: 0.006 }, 'a')).code).toBe('idempotency_conflict');
      expect((await topUp({ amount: 0.005, note: 'other' }, 'a')).code).toBe('idempotency_conflict');
      expect((await topUp({ amount: 1, note: '转账' }, 'b')).data.balance).toBe(10_001.005);
      expect((await ask(operator, 'POST', path, { amount: 1 })).code).toBe('invalid_request');
      for (const amount of [0, -1, 0.0005, 1.0001, 1e9 + 1, '5'])
        expect((await topUp({ amount }, 'c')).code, String(amount)).toBe('invalid_request');
      // The account's own requests may use the same key for what they like.
      const call = { phones: ['13800138000'], user_requirement: 'x' };
      expect((await ask(member, 'POST', '/v1/calls', call, { 'idempotency-key': 'a' })).status).toBe(200);
      const { data } = await ask(operator, 'GET', `/v1/accounts/${memberId}/ledger`);
      expect(data.entries.map(({ kind, amount, note }: Record<string, unknown>) => [kind, amount, note])).toEqual([
        ['hold', -0.3, 'minute 1'],
        ['topup', 1, '转账'],
        ['topup', 0.005, ''],
        ['opening', 10_000, 'opening balance'],
      ]);
      const old = Date.now() - 25 * 3_600_000;
      await db.store.updateTable('idempotency').set({ created_at: old }).execute();
      expect((await topUp({ amount: 2 }, 'a')).data.balance).toBe(10_002.705);
      expect((await topUp({ amount: 2 }, 'a')).data.balance).toBe(10_002.705);
    });
  });

  it('holds stand for calls that are not over, and what was charged on the day of its charge', async () => {
    const call = { phones: ['13800138000', '13900139000'], user_requirement: 'x' };
    const { data } = await ask(member, 'POST', '/v1/calls', call);
    const [first, second] = data.call_ids as [string, string];
    const held = await ask(member, 'GET', '/v1/account/holds');
    expect(held.data).toMatchObject({
      holds: [
        { call_id: first, phone: '13800138000', status: 'queued', held: 0.3 },
        { call_id: second, held: 0.3 },
      ],
      more: false,
    });
    expect((await ask(member, 'GET', '/v1/account')).data.frozen).toBe(0.6);
    expect((await ask(member, 'GET', '/v1/account/spending')).data.days).toEqual([]);
    const lived = server.call(first);
    await lived.dial();
    await lived.answer();
    await lived.end('completed');
    expect((await ask(member, 'GET', '/v1/account/holds')).data.holds).toMatchObject([{ call_id: second }]);
    // A quarter to midnight in London, a quarter to eight the next morning in China.
    const at = Date.now() - (Date.now() % 86_400_000) - 900_000;
    await db.store.updateTable('ledger').set({ created_at: at }).where('kind', '=', 'charge').execute();
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const utc = await ask(member, 'GET', '/v1/account/spending?days=2');
    expect(utc.data).toEqual({ days: [{ day: day(at), spent: 0.3, calls: 1 }], currency: 'CNY' });
    const china = await ask(member, 'GET', '/v1/account/spending?days=2&utc_offset_minutes=480');
    expect(china.data.days).toEqual([{ day: day(at + 28_800_000), spent: 0.3, calls: 1 }]);
    expect((await ask(member, 'GET', '/v1/account/spending?days=1')).data.days).toEqual([]);
    expect((await ask(operator, 'GET', '/v1/account/spending?days=2')).data.days).toEqual([]);
    const seen = await ask(operator, 'GET', `/v1/accounts/${memberId}/spending?days=2`);
    expect(seen.data).toEqual(utc.data);
    expect((await ask(operator, 'GET', `/v1/accounts/${memberId}/holds`)).data.holds).toHaveLength(1);
    for (const query of ['days=0', 'days=367', 'utc_offset_minutes=841', 'utc_offset_minutes=x'])
      expect((await ask(member, 'GET', `/v1/account/spending?${query}`)).code, query).toBe('invalid_request');
  });
});
