import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ openingLi: 1_000 });
});
afterAll(() => server.close());

const check = (body: unknown, language = 'en', key = server.key) =>
  fetch(`${server.url}/v1/calls/check`, {
    method: 'POST',
    headers: { 'X-API-Key': key, 'Content-Type': 'application/json', 'Accept-Language': language },
    body: JSON.stringify(body),
  });

describe('POST /v1/calls/check', () => {
  it('says of each number whether it may be called, in the language of who asks', async () => {
    const response = await check({ phones: ['13800138000', '138', '110', '138-0013-8000'], user_requirement: 'x' });
    expect(response.status).toBe(200);
    const { data, message } = await bodyOf(response);
    expect(message).toBe('1 number can be called, 2 cannot. Nothing was dialled.');
    expect(data).toMatchObject({ acceptable: false, calls: 1 });
    expect(data.numbers).toEqual([
      {
        phone: '13800138000',
        phone_e164: '+8613800138000',
        country: 'CN',
        refused: null,
        repeats: false,
        waits_until: null,
      },
      {
        phone: '138',
        phone_e164: null,
        country: null,
        refused: {
          code: 'invalid_phone',
          reason: 'short_number',
          message: 'is a short service number, which cannot be called',
        },
        repeats: false,
        waits_until: null,
      },
      expect.objectContaining({ refused: expect.objectContaining({ code: 'phone_not_allowed', reason: 'emergency' }) }),
      expect.objectContaining({ phone: '138-0013-8000', repeats: true, refused: null }),
    ]);
    const zh = await bodyOf(await check({ phones: ['138'] }, 'zh'));
    expect(zh.message).toBe('可拨打 0 个号码，不可拨打 1 个；尚未拨打任何电话');
    expect(zh.data.numbers[0].refused.message).toBe('是服务短号，无法呼叫');
  });

  it('gives each problem as the failure that placing it would answer', async () => {
    const request = { phones: ['13800138000', '13800138001', '13800138002', '13800138003'], user_requirement: 'x' };
    const { data } = await bodyOf(await check(request));
    const placed = await fetch(`${server.url}/v1/calls`, {
      method: 'POST',
      headers: { 'X-API-Key': server.key, 'Content-Type': 'application/json', 'Accept-Language': 'en' },
      body: JSON.stringify(request),
    });
    expect(placed.status).toBe(402);
    const { success: _, ...failure } = await bodyOf(placed);
    expect(data.problems).toEqual([failure]);
    expect(data.estimate).toEqual({
      currency: 'CNY',
      rate_per_minute: 0.3,
      first_minutes: 1.2,
      available: 1,
      suffices: false,
      if_all_talk: [
        { minutes: 1, cost: 1.2 },
        { minutes: 3, cost: 3.6 },
        { minutes: 10, cost: 12 },
      ],
      by_history: null,
    });
  });

  it('takes what POST /v1/calls takes, and the numbers alone', async () => {
    const { data } = await bodyOf(await check({ phones: ['13800138000'] }));
    expect(data).toMatchObject({ acceptable: true, problems: [] });
    for (const body of [{}, { phones: [] }, { phones: ['1,2'] }, { phones: ['13800138000'], requirement: 'x' }]) {
      const refused = await check(body);
      expect(refused.status).toBe(400);
      expect((await bodyOf(refused)).code).toBe('invalid_request');
    }
    expect((await check({ phones: ['13800138000'] }, 'en', 'sk_none')).status).toBe(401);
  });

  it('looks at the asking account alone', async () => {
    const other = await server.newAccount('other', 'en');
    await server.accounts.change(other.account.id, { countries: ['US'] });
    const own = await bodyOf(await check({ phones: ['13800138000'] }));
    const others = await bodyOf(await check({ phones: ['13800138000'] }, 'en', other.key));
    expect([own.data.acceptable, others.data.acceptable]).toEqual([true, false]);
  });
});
