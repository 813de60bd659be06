import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { realClock } from '@ringback/engine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestStore, testEngines } from '../../storage/test-stores.js';
import { startTestServer, type TestServer, type TestServerOptions } from '../test-server.js';

const PASSWORD = 'correct horse battery';

interface Answer {
  status: number;
  cookies: string[];
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many routes
  body: any;
}

describe.each(testEngines)('sessions on $engine', ({ open }) => {
  let db: TestStore;
  let server: TestServer;
  let servers: TestServer[] = [];

  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());

  async function start(options: TestServerOptions = {}): Promise<TestServer> {
    await db.clear();
    const started = await startTestServer({ store: db, ...options });
    servers.push(started);
    return started;
  }

  beforeEach(async () => {
    server = await start();
  });
  afterEach(async () => {
    for (const one of servers) await one.close();
    servers = [];
  });

  /** As a browser asks that shows one of our own pages; `headers` replaces what it says. `undefined` leaves a header out. */
  async function ask(
    method: string,
    path: string,
    {
      cookie,
      body,
      headers = {},
      of = server,
    }: { cookie?: string; body?: unknown; headers?: Record<string, string | undefined>; of?: TestServer } = {},
  ): Promise<Answer> {
    const all: Record<string, string | undefined> = {
      host: `127.0.0.1:${of.port}`,
      'accept-language': 'en',
      'sec-fetch-site': 'same-origin',
      'x-requested-with': 'ringback',
      ...(method === 'GET' ? {} : { origin: `http://127.0.0.1:${of.port}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const asking = httpRequest({
        host: '127.0.0.1',
        port: of.port,
        method,
        path,
        headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
          string,
          string
        >,
      });
      asking.on('error', reject);
      asking.on('response', async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({
          status: response.statusCode as number,
          cookies: response.headers['set-cookie'] ?? [],
          body: JSON.parse(text),
        });
      });
      asking.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  const cookieOf = (answer: Answer): string => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.cookies[0]?.split(';')[0] as string;
  };
  const signUp = (email: string, of = server) => ask('POST', '/v1/users', { body: { email, password: PASSWORD }, of });
  const signIn = (email: string, password = PASSWORD, headers: Record<string, string | undefined> = {}) =>
    ask('POST', '/v1/session', { body: { email, password }, headers });

  it('begin by signing up: the first user is the operator, in the account default; the next has an account of its own', async () => {
    const first = await signUp('Owner@Example.com');
    expect(first.body).toMatchObject({
      success: true,
      data: { user: { email: 'owner@example.com', role: 'operator', account: 'default' } },
    });
    const second = await signUp('second@example.com');
    expect(second.body.data.user).toMatchObject({ role: 'member', account: 'second@example.com' });
    const me = await ask('GET', '/v1/session', { cookie: cookieOf(second) });
    expect(me.body.data).toEqual({
      user: second.body.data.user,
      session_id: second.body.data.session_id,
      sign_up: true,
      local_sign_in: false,
    });
    const account = await ask('GET', '/v1/account', { cookie: cookieOf(second) });
    expect(account.body.data).toMatchObject({ name: 'second@example.com', balance: 10_000 });
    expect(await server.billing.check()).toEqual([]);
  });

  it('keep instants as whole milliseconds, passwords as salted hashes, and nothing that opens a session', async () => {
    const before = Date.now();
    const cookie = cookieOf(await signUp('a@example.com'));
    const session = await db.store.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
    expect(session.created_at).toBeGreaterThanOrEqual(before);
    expect(session.expires_at - session.created_at).toBeGreaterThan(30 * 86_400_000 - 5_000);
    expect(session).toMatchObject({ ip_address: '127.0.0.1' });
    const user = await db.store.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    expect(user).toMatchObject({ email_verified: 0, local: 0, role: 'operator' });
    expect(Number.isSafeInteger(user.created_at)).toBe(true);
    const { password } = await db.store.selectFrom('credentials').select('password').executeTakeFirstOrThrow();
    expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    expect(server.logged.join('\n')).not.toContain('example.com');
    // The token of the table, without its signature, is no cookie.
    expect(cookie.startsWith(`ringback=${session.token}.`)).toBe(true);
    for (const forged of [
      `ringback=${session.token}`,
      `ringback=${session.token}.${'A'.repeat(43)}%3D`,
      `${cookie.slice(0, -6)}AAA%3D`,
    ])
      expect((await ask('GET', '/v1/account', { cookie: forged })).status).toBe(401);
  });

  it('give texts back as they were, also those that look like instants', async () => {
    const name = '2026-01-01T00:00:00.000Z';
    const answer = await ask('POST', '/v1/users', { body: { email: 'a@example.com', password: PASSWORD, name } });
    expect(answer.body.data.user.name).toBe(name);
  });

  it('begin by signing in, whatever the case of the address, and end by signing out', async () => {
    await signUp('a@example.com');
    const cookie = cookieOf(await signIn('A@EXAMPLE.com'));
    expect((await ask('GET', '/v1/account', { cookie })).status).toBe(200);
    const out = await ask('DELETE', '/v1/session', { cookie });
    expect(out.status).toBe(200);
    expect(out.cookies).toEqual([
      '__Host-ringback=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
      'ringback=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
    ]);
    expect((await ask('GET', '/v1/account', { cookie })).status).toBe(401);
    expect((await ask('DELETE', '/v1/session', { cookie })).body.code).toBe('sign_in_required');
  });

  it('have a cookie that scripts and other sites do not get, and over https one that is the host’s own', async () => {
    const plain = await signUp('a@example.com');
    expect(plain.cookies).toEqual([
      expect.stringMatching(/^ringback=[\w%.~-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/),
    ]);
    const behind = { host: 'calls.example.com', origin: 'https://calls.example.com', 'x-forwarded-for': '203.0.113.9' };
    const secure = await signIn('a@example.com', PASSWORD, behind);
    expect(secure.cookies).toEqual([
      expect.stringMatching(/^__Host-ringback=[\w%.~-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    const cookie = cookieOf(secure);
    expect((await ask('GET', '/v1/account', { cookie, headers: { host: 'calls.example.com' } })).status).toBe(200);
    // Of two, the one that only this host can have set counts.
    const planted = `ringback=${cookieOf(plain).slice('ringback='.length)}x; ${cookie}`;
    expect((await ask('GET', '/v1/account', { cookie: planted })).status).toBe(200);
  });

  it('tell a wrong password and an unknown address alike', async () => {
    await signUp('a@example.com');
    const wrong = await signIn('a@example.com', 'not the password');
    const unknown = await signIn('b@example.com', 'not the password');
    const none = await signIn('no address', 'not the password');
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign_in_failed' }, cookies: [] });
    expect(unknown).toEqual(wrong);
    expect(none).toEqual(wrong);
  });

  it('refuse an address that is taken, one that is none, and short passwords', async () => {
    await signUp('a@example.com');
    expect((await signUp('A@example.com')).body.code).toBe('email_taken');
    for (const none of ['nobody', 'a@b', 'owner@localhost', 'a b@example.com'])
      expect((await signUp(none)).body.data.fields).toEqual([
        { field: 'email', problem: 'wrong_format', expected: 'an e-mail address' },
      ]);
    const short = await ask('POST', '/v1/users', { body: { email: 'b@example.com', password: 'short' } });
    expect(short.body).toMatchObject({ code: 'invalid_request', data: { fields: [{ field: 'password', limit: 10 }] } });
    expect(await db.store.selectFrom('users').select('id').execute()).toHaveLength(1);
  });

  it('are made for one operator alone where many sign up at once', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => signUp(`${name}@example.com`)));
    expect(answers.map(({ body }) => body.data.user.role).sort()).toEqual(['member', 'member', 'member', 'operator']);
    const accounts = new Set(answers.map(({ body }) => body.data.user.account_id));
    expect(accounts.size).toBe(4);
    const twice = await Promise.all([signUp('e@example.com'), signUp('e@example.com')]);
    expect(twice.map(({ body }) => body.code ?? 'made').sort()).toEqual(['email_taken', 'made']);
  });

  it('are for the first user alone where sign-up is so, also of two at once, and for nobody where it is closed', async () => {
    const only = await start({ signUp: 'first' });
    expect((await ask('GET', '/v1/session', { of: only })).body.data.sign_up).toBe(true);
    const answers = await Promise.all([signUp('a@example.com', only), signUp('b@example.com', only)]);
    expect(answers.map(({ body }) => body.code ?? body.data.user.role).sort()).toEqual(['operator', 'sign_up_closed']);
    expect((await signUp('c@example.com', only)).body.code).toBe('sign_up_closed');
    expect(await db.store.selectFrom('users').select('id').execute()).toHaveLength(1);
    expect((await ask('GET', '/v1/session', { of: only })).body.data.sign_up).toBe(false);
    const closed = await start({ signUp: 'closed' });
    expect(await signUp('a@example.com', closed)).toMatchObject({ status: 403, body: { code: 'sign_up_closed' } });
  });

  it('are by default for the first user at this very machine, and for nobody from elsewhere', async () => {
    const careful = await start({ signUp: 'local' });
    const body = { email: 'a@example.com', password: PASSWORD };
    for (const headers of [
      { host: 'calls.example.com', origin: 'https://calls.example.com' },
      { 'x-forwarded-for': '203.0.113.9' },
    ]) {
      expect((await ask('GET', '/v1/session', { headers, of: careful })).body.data.sign_up).toBe(false);
      expect((await ask('POST', '/v1/users', { body, headers, of: careful })).body.code).toBe('sign_up_closed');
    }
    expect((await signUp('a@example.com', careful)).body.data.user.role).toBe('operator');
    expect((await signUp('b@example.com', careful)).body.code).toBe('sign_up_closed');
    const off = await start({ signUp: 'local', localSignIn: false });
    expect((await signUp('a@example.com', off)).body.code).toBe('sign_up_closed');
  });

  it('never give a new user an account that bears their address already', async () => {
    const { account } = await server.newAccount('b@example.com');
    await signUp('a@example.com');
    const { body } = await signUp('b@example.com');
    expect(body.data.user.account_id).not.toBe(account.id);
  });

  it('give a user a place who had none when the process ended, and free an address whose password was never kept', async () => {
    await signUp('a@example.com');
    const cookie = cookieOf(await signUp('b@example.com'));
    await db.store
      .updateTable('users')
      .set({ role: null, account_id: null })
      .where('email', '=', 'b@example.com')
      .execute();
    const me = await ask('GET', '/v1/session', { cookie });
    expect(me.body.data.user).toMatchObject({ role: 'member' });
    await db.store.deleteFrom('credentials').execute();
    expect((await signUp('b@example.com')).body.code).toBe('email_taken');
    await db.store
      .updateTable('users')
      .set({ created_at: Date.now() - 61_000 })
      .execute();
    expect((await signUp('b@example.com')).status).toBe(200);
  });

  it('are listed without their tokens, and each can be ended, but nobody else’s', async () => {
    const first = cookieOf(await signUp('a@example.com'));
    const second = cookieOf(await signIn('a@example.com', PASSWORD, { 'user-agent': `x${'y'.repeat(1000)}` }));
    const stranger = cookieOf(await signUp('b@example.com'));
    const { body } = await ask('GET', '/v1/sessions', { cookie: second });
    expect(body.data.sessions.map(({ current }: { current: boolean }) => current)).toEqual([true, false]);
    expect(body.data.sessions[0].user_agent).toHaveLength(300);
    const { token } = await db.store.selectFrom('sessions').select('token').executeTakeFirstOrThrow();
    expect(JSON.stringify(body)).not.toContain(token);
    const id = body.data.sessions[1].session_id;
    const theft = await ask('DELETE', `/v1/sessions/${id}`, { cookie: stranger });
    expect(theft).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
    expect((await ask('GET', '/v1/account', { cookie: first })).status).toBe(200);
    expect((await ask('DELETE', `/v1/sessions/${id}`, { cookie: second })).status).toBe(200);
    expect((await ask('GET', '/v1/account', { cookie: first })).status).toBe(401);
    await signIn('a@example.com');
    await signIn('a@example.com');
    expect((await ask('DELETE', '/v1/sessions', { cookie: second })).body.data).toEqual({ ended: 2 });
    expect((await ask('GET', '/v1/account', { cookie: second })).status).toBe(200);
    expect((await ask('GET', '/v1/account', { cookie: stranger })).status).toBe(200);
  });

  it('expire, and make room', async () => {
    const cookie = cookieOf(await signUp('a@example.com'));
    await db.store
      .updateTable('sessions')
      .set({ expires_at: Date.now() - 1 })
      .execute();
    expect((await ask('GET', '/v1/account', { cookie })).status).toBe(401);
    await signIn('a@example.com');
    expect(await db.store.selectFrom('sessions').select('id').execute()).toHaveLength(1);
  });

  it('end with a change of the password, but for the one that changed it', async () => {
    const one = cookieOf(await signUp('a@example.com'));
    const other = cookieOf(await signIn('a@example.com'));
    const next = 'another sentence';
    const wrong = await ask('POST', '/v1/session/password', { cookie: one, body: { current: 'wrong', next } });
    expect(wrong.body.code).toBe('sign_in_failed');
    const changed = await ask('POST', '/v1/session/password', { cookie: one, body: { current: PASSWORD, next } });
    const kept = cookieOf(changed);
    for (const [cookie, status] of [
      [kept, 200],
      [one, 401],
      [other, 401],
    ] as const)
      expect((await ask('GET', '/v1/account', { cookie })).status).toBe(status);
    expect((await signIn('a@example.com')).status).toBe(401);
    expect((await signIn('a@example.com', next)).status).toBe(200);
  });

  it('let a password be tried ten times, whatever is tried then', async () => {
    await signUp('a@example.com');
    for (let tries = 0; tries < 10; tries += 1) expect((await signIn('a@example.com', 'wrong one')).status).toBe(401);
    const right = await signIn('a@example.com');
    expect(right).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await signUp('b@example.com')).status).toBe(200);
    expect((await signIn('b@example.com')).status).toBe(200);
  });

  it('let one address sign up ten times an hour', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) statuses.push((await signUp(`u${index}@example.com`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  });

  describe('and requests of other sites’ pages', () => {
    let cookie: string;
    beforeEach(async () => {
      cookie = cookieOf(await ask('POST', '/v1/session/local'));
    });

    const call = { phones: ['13800138000'], user_requirement: 'x' };
    const foreign: [string, Record<string, string | undefined>][] = [
      ['a form or an image', { 'x-requested-with': undefined }],
      ['another value', { 'x-requested-with': 'XMLHttpRequest' }],
      ['a page elsewhere', { 'sec-fetch-site': 'cross-site' }],
      ['another port of this machine, or a subdomain', { 'sec-fetch-site': 'same-site' }],
      ['a link', { 'sec-fetch-site': 'none' }],
      ['an old browser', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
      ['a sandboxed frame', { 'sec-fetch-site': undefined, origin: 'null' }],
    ];
    it.each(foreign)('change nothing: %s', async (_who, headers) => {
      const answer = await ask('POST', '/v1/calls', { cookie, body: call, headers });
      expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } });
      expect(await db.store.selectFrom('calls').select('id').execute()).toEqual([]);
      for (const path of ['/v1/session', '/v1/users', '/v1/session/local'])
        expect((await ask('POST', path, { body: {}, headers })).body.code).toBe('cross_site_request');
    });

    it('read nothing', async () => {
      for (const site of ['cross-site', 'same-site']) {
        const answer = await ask('GET', '/v1/account', { cookie, headers: { 'sec-fetch-site': site } });
        expect(answer.body.code).toBe('cross_site_request');
      }
      // A recording that is opened by its address, or shown by a page of ours, has no header of its own.
      for (const site of ['none', 'same-origin', undefined])
        expect(
          (
            await ask('GET', '/v1/account', {
              cookie,
              headers: { 'sec-fetch-site': site, 'x-requested-with': undefined },
            })
          ).status,
        ).toBe(200);
    });

    it('are answered no CORS header, also where they ask first', async () => {
      const asked = await fetch(`${server.url}/v1/calls`, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect([...asked.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });

  describe('and keys', () => {
    it('stay apart: a key is no cookie, a cookie no key, and a bad key is not mended by a good cookie', async () => {
      const cookie = cookieOf(await signUp('a@example.com'));
      const { key } = server;
      for (const name of ['ringback', '__Host-ringback', 'X-API-Key', 'api_key'])
        expect((await ask('GET', '/v1/account', { cookie: `${name}=${key}` })).body.code).toBe('unauthorized');
      const value = cookie.slice('ringback='.length);
      for (const headers of [{ 'x-api-key': value }, { authorization: `Bearer ${value}` }])
        expect((await ask('GET', '/v1/account', { headers })).status).toBe(401);
      expect((await ask('GET', '/v1/account', { cookie, headers: { 'x-api-key': 'sk_wrong' } })).status).toBe(401);
      const both = await ask('GET', '/v1/account', { cookie, headers: { 'x-api-key': key } });
      expect(both.body.data.account_id).toBe(server.account.id);
    });

    it('are not asked where they come from, and do not open what is for people', async () => {
      const headers = { 'x-api-key': server.key, 'sec-fetch-site': 'cross-site', 'x-requested-with': undefined };
      expect((await ask('GET', '/v1/account', { headers })).status).toBe(200);
      expect((await ask('GET', '/v1/sessions', { headers: { 'x-api-key': server.key } })).body.code).toBe(
        'sign_in_required',
      );
    });

    it('alone open the skill’s own API', async () => {
      const cookie = cookieOf(await signUp('a@example.com'));
      expect((await ask('GET', '/api/v1/account/balance', { cookie })).body.code).toBe('unauthorized');
    });
  });

  describe('of the owner at this machine', () => {
    const local = (headers: Record<string, string | undefined> = {}, of = server) =>
      ask('POST', '/v1/session/local', { headers, of });

    it('begin without a password, in the account default, until somebody has signed up', async () => {
      expect((await ask('GET', '/v1/session')).body.data).toMatchObject({ user: null, local_sign_in: true });
      const answer = await local();
      expect(answer.body.data.user).toMatchObject({ email: null, role: 'operator', account: 'default' });
      const cookie = cookieOf(answer);
      expect((await local()).body.data.user).toEqual(answer.body.data.user);
      expect((await ask('GET', '/v1/account', { cookie })).body.data.name).toBe('default');
      expect((await signIn('owner@localhost', '')).status).toBe(400);
      expect((await signIn('owner@localhost', 'anything at all')).body.code).toBe('sign_in_failed');
      const signedUp = await signUp('a@example.com');
      expect(signedUp.body.data.user).toMatchObject({ role: 'operator', account: 'default' });
      expect((await ask('GET', '/v1/account', { cookie })).status).toBe(401);
      expect((await local()).body.code).toBe('local_sign_in_refused');
      expect((await ask('GET', '/v1/session')).body.data.local_sign_in).toBe(false);
    });

    it.each(['localhost', '127.0.0.1', 'LOCALHOST:7464', '127.8.8.8:1', '[::1]:7464'])('at %s', async (host) => {
      expect((await local({ host, origin: `http://${host}` })).status).toBe(200);
    });

    const elsewhere: [string, Record<string, string | undefined>][] = [
      ['a name that leads here', { host: 'evil.example', origin: 'http://evil.example' }],
      ['a name that begins like ours', { host: 'localhost.evil.example', origin: 'http://localhost.evil.example' }],
      ['another address', { host: '192.168.1.2:7464', origin: 'http://192.168.1.2:7464' }],
      ['every address', { host: '0.0.0.0:7464', origin: 'http://0.0.0.0:7464' }],
      ['a proxy that says so', { 'x-forwarded-for': '203.0.113.9' }],
      ['a proxy that says so, empty', { 'x-forwarded-for': '' }],
      ['a proxy by the standard', { forwarded: 'for=203.0.113.9' }],
      ['a proxy by its name', { via: '1.1 proxy' }],
      ['nginx', { 'x-real-ip': '203.0.113.9' }],
      ['Cloudflare', { 'cf-connecting-ip': '203.0.113.9' }],
      ['Tailscale', { 'tailscale-user-login': 'a@example.com' }],
      ['a proxy that replaced Host but not Origin', { origin: 'https://calls.example.com' }],
    ];
    it.each(elsewhere)('not through %s', async (_who, headers) => {
      expect((await local(headers)).body.code).toBe('local_sign_in_refused');
      const cookie = cookieOf(await local());
      expect((await ask('GET', '/v1/account', { cookie, headers })).body.code).toBe('unauthorized');
      expect((await ask('GET', '/v1/session', { headers })).body.data.local_sign_in).toBe(false);
    });

    it('not over HTTP/1.0, as nginx passes requests on', async () => {
      const answer = await new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect(server.port, '127.0.0.1', () =>
          socket.write(
            `POST /v1/session/local HTTP/1.0\r\nHost: 127.0.0.1:${server.port}\r\nX-Requested-With: ringback\r\n\r\n`,
          ),
        );
        socket.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        socket.on('error', reject).on('end', () => resolve(text));
      });
      expect(answer).toContain('"local_sign_in_refused"');
    });

    it('not where it is switched off', async () => {
      const off = await start({ localSignIn: false });
      expect((await local({}, off)).body.code).toBe('local_sign_in_refused');
      expect((await ask('GET', '/v1/session', { of: off })).body.data.local_sign_in).toBe(false);
      const session = await ask('GET', '/v1/account', { cookie: cookieOf(await local()), of: off });
      expect(session.body.code).toBe('unauthorized');
    });
  });

  it('name what is wrong in the language of the page', async () => {
    const zh = await ask('POST', '/v1/session', {
      body: { email: 'a@example.com', password: 'x' },
      headers: { 'accept-language': 'zh-CN' },
    });
    expect(zh.body.message).toBe('邮箱或密码不正确');
  });
});
