import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { NoticeMind, RealtimeStandin, simulatedCallees, TwilioStandin } from '@ringback/standins';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestStore, testEngines } from '../../storage/test-stores.js';
import { bodyOf, startTestServer, type TestServer, type TestServerOptions } from '../test-server.js';

const PASSWORD = 'correct horse battery';
const TOKEN = 'b6b9c8a07f3e4d52a1908172635445f0';

describe.each(testEngines)('settings, limits and the do-not-call list by session on $engine', ({ open }) => {
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
    await start();
    ({ cookie: operator } = await signUp('operator@example.com'));
    ({ cookie: member, accountId: memberId } = await signUp('member@example.com'));
  });
  afterEach(() => server.close());

  async function start(options: TestServerOptions = {}): Promise<void> {
    server = await startTestServer({ store: db, ...options });
  }

  /** Anew, and with another environment. */
  async function restart(environment: Record<string, string>): Promise<void> {
    await server.close();
    await db.clear();
    await start({ environment });
    ({ cookie: operator } = await signUp('operator@example.com'));
  }

  async function signUp(email: string) {
    const response = await fetch(`${server.url}/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] as string;
    return { cookie, accountId: (await bodyOf(response)).data.user.account_id as string };
  }

  async function ask(cookie: string, method: string, path: string, body?: unknown, language = 'en') {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        cookie,
        'x-requested-with': 'ringback',
        'accept-language': language,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...(await bodyOf(response)) };
  }

  const named = (data: { settings: { name: string }[] }, name: string) =>
    data.settings.find((one) => one.name === name);

  describe('settings', () => {
    it('are the operator’s alone, and no key’s', async () => {
      const { key } = await server.accounts.createKey(memberId, 'test');
      for (const [method, path, body] of [
        ['GET', '/v1/settings', undefined],
        ['PATCH', '/v1/settings', { values: { RINGBACK_COUNTRIES: 'US' } }],
        ['POST', '/v1/settings/checks', { check: 'carrier' }],
      ] as const) {
        expect(await ask(member, method, path, body)).toMatchObject({ status: 403, code: 'operator_only' });
        const byKey = await fetch(server.url + path, {
          method,
          headers: { 'x-api-key': key, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        expect(byKey.status).toBe(401);
      }
    });

    it('are changed, said by whom, and refused where they cannot be', async () => {
      const saved = await ask(operator, 'PATCH', '/v1/settings', { values: { RINGBACK_COUNTRIES: 'CN,US' } });
      expect(saved.message).toBe('The settings are saved');
      expect(named(saved.data, 'RINGBACK_COUNTRIES')).toMatchObject({
        source: 'console',
        value: 'CN,US',
        updated_by: 'operator@example.com',
        takes_effect: 'now',
      });
      expect(await ask(operator, 'PATCH', '/v1/settings', { values: { RINGBACK_COUNTRIES: 'Mars' } })).toMatchObject({
        status: 422,
        code: 'invalid_setting',
        data: { problems: [{ name: 'RINGBACK_COUNTRIES', message: expect.stringContaining('ISO 3166') }] },
      });
      expect(await ask(operator, 'PATCH', '/v1/settings', { values: { RINGBACK_HOME: '/tmp' } })).toMatchObject({
        status: 400,
        code: 'invalid_request',
        data: { fields: [{ field: 'values.RINGBACK_HOME', problem: 'unknown' }] },
      });
      expect(await ask(operator, 'PATCH', '/v1/settings', { values: {} })).toMatchObject({ status: 400 });
    });

    it('of the environment are shown as such, and locked', async () => {
      await restart({ RINGBACK_COUNTRIES: 'US', TWILIO_AUTH_TOKEN: TOKEN });
      const all = await ask(operator, 'GET', '/v1/settings');
      expect(named(all.data, 'RINGBACK_COUNTRIES')).toMatchObject({ source: 'environment', value: 'US' });
      expect(named(all.data, 'TWILIO_AUTH_TOKEN')).toMatchObject({ source: 'environment', value: null, hint: null });
      expect(JSON.stringify(all)).not.toContain(TOKEN.slice(-4));
      expect(
        await ask(operator, 'PATCH', '/v1/settings', { values: { RINGBACK_COUNTRIES: null } }, 'zh'),
      ).toMatchObject({
        status: 409,
        code: 'setting_locked',
        message: expect.stringContaining('环境变量'),
        data: { names: ['RINGBACK_COUNTRIES'] },
      });
    });

    it('give no secret back: not in an answer, not in the log', async () => {
      const answers = [
        await ask(operator, 'PATCH', '/v1/settings', { values: { TWILIO_AUTH_TOKEN: TOKEN } }),
        await ask(operator, 'GET', '/v1/settings'),
        await ask(operator, 'PATCH', '/v1/settings', { values: { TWILIO_AUTH_TOKEN: `${TOKEN} x` } }),
        await ask(operator, 'PATCH', '/v1/settings', { values: { TWILIO_API_URL: 'https://thief.example' } }),
        await ask(operator, 'POST', '/v1/settings/checks', { check: 'carrier' }),
      ];
      expect(answers.map(({ code }) => code)).toEqual([
        undefined,
        undefined,
        'invalid_setting',
        'setting_needs_secret',
        undefined,
      ]);
      for (const text of [JSON.stringify(answers), server.logged.join('\n')]) {
        expect(text).not.toContain(TOKEN);
        expect(text).not.toContain(TOKEN.slice(0, 8));
      }
      expect(JSON.stringify(answers[1])).toContain('"hint":"45f0"');
    });
  });

  describe('limits', () => {
    it('are set by the operator and by the account’s people, and refuse calls', async () => {
      expect(
        (await ask(operator, 'PATCH', `/v1/accounts/${memberId}`, { limits: { day_spending: 0.9, time_zone: 'UTC' } }))
          .data,
      ).toMatchObject({ limits: { day_spending: 0.9, call_cost: null, talk_seconds: null, time_zone: 'UTC' } });
      expect(await ask(member, 'PATCH', '/v1/account/limits', { day_spending: 1 })).toMatchObject({
        status: 403,
        code: 'limit_above_bound',
        data: { limits: [{ limit: 'day_spending', bound: 0.9 }] },
      });
      const own = await ask(member, 'PATCH', '/v1/account/limits', { day_spending: 0.6, time_zone: 'Asia/Shanghai' });
      expect(own.data).toMatchObject({
        operator: { day_spending: 0.9, running_calls: 10 },
        own: { day_spending: 0.6, running_calls: null, time_zone: 'Asia/Shanghai' },
        days: [{ set_by: 'account', spent: 0 }, { set_by: 'operator' }],
      });
      const call = (phones: string[]) => ask(member, 'POST', '/v1/calls', { phones, user_requirement: 'x' });
      expect((await call(['13800138000', '13800138001'])).status).toBe(200);
      expect(await call(['13800138002'])).toMatchObject({
        status: 402,
        code: 'day_limit_reached',
        data: { set_by: 'account', limit: 0.6, required: 0.3, available: 0, resets_at: expect.any(String) },
      });
      await ask(member, 'PATCH', '/v1/account/limits', { day_spending: null });
      await ask(operator, 'PATCH', `/v1/accounts/${memberId}`, { limits: { call_cost: 0.2 } });
      expect(await call(['13800138002'])).toMatchObject({
        status: 402,
        code: 'call_limit_reached',
        data: { limit: 0.2 },
      });
      expect((await ask(operator, 'GET', '/v1/account/limits')).data.days).toEqual([]);
    });

    it('are not lifted by a key, and are amounts of money and time zones', async () => {
      const { key } = await server.accounts.createKey(memberId, 'test');
      const byKey = await fetch(`${server.url}/v1/account/limits`, {
        method: 'PATCH',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: '{"day_spending":null}',
      });
      expect(byKey.status).toBe(401);
      for (const body of [{}, { day_spending: 0.0001 }, { time_zone: 'Mars/Base' }, { talk_seconds: 29 }, { x: 1 }])
        expect(await ask(member, 'PATCH', '/v1/account/limits', body), JSON.stringify(body)).toMatchObject({
          status: 400,
          code: 'invalid_request',
        });
    });
  });

  describe('the do-not-call list', () => {
    it('lists, finds, refuses and lets go', async () => {
      const added = await ask(member, 'POST', '/v1/do-not-call', {
        phone: '139 1234-5678',
        note: '老客户 asked by mail',
      });
      expect(added.data).toEqual({
        phone: '+8613912345678',
        note: '老客户 asked by mail',
        call_id: null,
        added_by: 'member@example.com',
        added_at: expect.any(String),
        added: true,
      });
      expect((await ask(member, 'POST', '/v1/do-not-call', { phone: '+8613912345678' })).data).toMatchObject({
        added: false,
        note: '老客户 asked by mail',
      });
      await ask(member, 'POST', '/v1/do-not-call', { phone: '13800138000', note: '100%_sure' });
      expect(await ask(member, 'POST', '/v1/do-not-call', { phone: 'nobody' })).toMatchObject({
        status: 400,
        code: 'invalid_phone',
      });
      const found = async (search: string) =>
        (await ask(member, 'GET', `/v1/do-not-call?search=${encodeURIComponent(search)}`)).data.numbers.map(
          ({ phone }: { phone: string }) => phone,
        );
      expect(await found('1234-56')).toEqual(['+8613912345678']);
      expect(await found('老客户')).toEqual(['+8613912345678']);
      expect(await found('ASKED')).toEqual(['+8613912345678']);
      expect(await found('%_')).toEqual(['+8613800138000']);
      expect(await found('nothing')).toEqual([]);
      const page = await ask(member, 'GET', '/v1/do-not-call?limit=1');
      expect(page.data.next_after).toBe('+8613800138000');
      const next = await ask(member, 'GET', `/v1/do-not-call?limit=1&after=${encodeURIComponent('+8613800138000')}`);
      expect(next.data).toMatchObject({ numbers: [{ phone: '+8613912345678' }], next_after: null });
      const call = () => ask(member, 'POST', '/v1/calls', { phones: ['13912345678'], user_requirement: 'x' });
      expect(await call()).toMatchObject({
        status: 403,
        code: 'phone_not_allowed',
        data: { numbers: [{ reason: 'do_not_call' }] },
      });
      const path = `/v1/do-not-call/${encodeURIComponent('+8613912345678')}`;
      // The list is each account's own.
      expect(await ask(operator, 'DELETE', path)).toMatchObject({ status: 404, code: 'phone_not_listed' });
      expect((await ask(member, 'DELETE', path)).status).toBe(200);
      expect(await ask(member, 'DELETE', path)).toMatchObject({ status: 404 });
      expect((await call()).status).toBe(200);
    });

    it('takes numbers from a key, and lets none go by one', async () => {
      const { key } = await server.accounts.createKey(memberId, 'test');
      const headers = { 'x-api-key': key, 'content-type': 'application/json' };
      const added = await fetch(`${server.url}/v1/do-not-call`, {
        method: 'POST',
        headers,
        body: '{"phone":"13912345678"}',
      });
      expect((await bodyOf(added)).data).toMatchObject({ added: true, added_by: null });
      const removed = await fetch(`${server.url}/v1/do-not-call/%2B8613912345678`, { method: 'DELETE', headers });
      expect(removed.status).toBe(401);
    });
  });

  describe('live checks', () => {
    let network: Simulator;
    let twilio: TwilioStandin;
    let model: RealtimeStandin;
    let environment: Record<string, string>;
    const clock = realClock();

    beforeAll(async () => {
      const synthesiser = new TonesSynthesiser();
      network = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
      twilio = new TwilioStandin({ network, clock, numbers: ['+15005550006'] });
      model = new RealtimeStandin({ mind: new NoticeMind(), synthesiser, clock, apiKeys: ['sk-live'] });
      const [{ url: apiUrl }, { url: modelUrl }] = [await twilio.start(), await model.start()];
      environment = {
        RINGBACK_CARRIER: 'twilio',
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_API_URL: apiUrl,
        TWILIO_FROM: '+15005550006',
        RINGBACK_PUBLIC_URL: 'https://calls.invalid',
        RINGBACK_PUBLIC_PORT: '0',
        RINGBACK_CONVERSATION: 'openai-realtime',
        OPENAI_API_KEY: 'sk-live',
        OPENAI_BASE_URL: modelUrl,
      };
    });
    afterAll(async () => {
      await twilio.stop();
      await model.stop();
      await network.close();
    });

    async function check(which: string, changes: Record<string, string> = {}) {
      await restart({ ...environment, ...changes });
      const answer = await ask(operator, 'POST', '/v1/settings/checks', { check: which });
      expect(answer.status, JSON.stringify(answer)).toBe(200);
      for (const secret of [twilio.authToken, 'sk-live', 'sk-dead', 'hunter2'])
        expect(JSON.stringify(answer)).not.toContain(secret);
      if (answer.data.status === 'failed') expect(answer.data.to_do).toMatch(/\.$/);
      return answer.data;
    }

    it('ask the carrier, and say what is wrong', async () => {
      expect(await check('carrier')).toMatchObject({ status: 'ok', code: 'works', to_do: null });
      expect(await check('carrier', { TWILIO_AUTH_TOKEN: 'hunter2' })).toMatchObject({
        status: 'failed',
        code: 'carrier_refused',
      });
      expect(await check('carrier', { TWILIO_API_URL: 'http://127.0.0.1:1' })).toMatchObject({
        code: 'carrier_unreachable',
      });
      expect(await check('carrier', { TWILIO_FROM: '+15005550999' })).toMatchObject({
        status: 'warning',
        code: 'foreign_numbers',
      });
      expect(await check('carrier', { RINGBACK_CARRIER: 'simulator' })).toMatchObject({
        status: 'ok',
        code: 'simulated',
      });
      expect(twilio.calls).toEqual([]);
    });

    it('open and close a session with the model, and say what is wrong', { timeout: 60_000 }, async () => {
      expect(await check('model')).toMatchObject({ status: 'ok', code: 'works' });
      expect(await check('model', { OPENAI_API_KEY: 'sk-dead' })).toMatchObject({
        status: 'failed',
        code: 'model_key_refused',
      });
      expect(await check('model', { OPENAI_BASE_URL: 'ws://127.0.0.1:1' })).toMatchObject({
        code: 'model_unreachable',
      });
      expect(await check('model', { RINGBACK_CARRIER: 'simulator', RINGBACK_CONVERSATION: 'notice' })).toMatchObject({
        status: 'ok',
        code: 'no_model',
      });
    });

    it('go round through the public address before the service itself does', { timeout: 60_000 }, async () => {
      const port = await freePort();
      const way = { RINGBACK_PUBLIC_PORT: String(port), RINGBACK_PUBLIC_URL: `http://127.0.0.1:${port}` };
      expect(await check('public_path', way)).toMatchObject({ status: 'ok', code: 'works' });
      expect(await check('public_path', { ...way, RINGBACK_PUBLIC_URL: 'http://127.0.0.1:1' })).toMatchObject({
        status: 'failed',
        code: 'public_path_dead',
        why: 'tcp',
      });
      const other = createServer((_, response) => response.end('someone else'));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port: taken } = other.address() as AddressInfo;
      expect(await check('public_path', { ...way, RINGBACK_PUBLIC_URL: `http://127.0.0.1:${taken}` })).toMatchObject({
        code: 'public_path_dead',
        why: 'another_process',
      });
      expect(await check('public_path', { ...way, RINGBACK_PUBLIC_PORT: String(taken) })).toMatchObject({
        code: 'port_in_use',
      });
      other.close();
      expect(await check('public_path', { RINGBACK_PUBLIC_URL: '', RINGBACK_TUNNEL: 'ngrok' })).toMatchObject({
        status: 'warning',
        code: 'restart_first',
      });
    });

    it('say what is wrong in Chinese, too, and what is to be done', async () => {
      await restart({ ...environment, TWILIO_AUTH_TOKEN: 'hunter2' });
      const { data } = await ask(operator, 'POST', '/v1/settings/checks', { check: 'carrier' }, 'zh');
      expect(data).toMatchObject({ found: '线路服务拒绝了凭据', to_do: expect.stringContaining('Twilio') });
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
