import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestServer, type TestServer } from './test-server.js';
import { TestStream } from './test-stream.js';

interface Operation {
  method: string;
  path: string;
  security: Record<string, string[]>[];
  example: unknown;
}

const PASSWORD = 'correct horse battery';

let server: TestServer;
let operations: Operation[];
/** Everything that the victim has and nobody else may see or touch, by the name of its path parameter. */
let things: Record<string, string>;
/** Texts of the victim's that no answer to anybody else may hold. */
let secrets: string[];
let victimCookie: string;
/** Numbers of the victim's browsers. */
let victimLine: string[];
let strangers: Record<'by key' | 'by session', Record<string, string>>;

async function signUp(email: string): Promise<{ cookie: string; accountId: string; sessionId: string }> {
  const response = await fetch(`${server.url}/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { data } = await bodyOf(response);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] as string;
  return { cookie, accountId: data.user.account_id, sessionId: data.session_id };
}

beforeAll(async () => {
  server = await startTestServer();
  const document = await bodyOf(await fetch(`${server.url}/openapi.json`));
  operations = Object.entries(document.paths as Record<string, Record<string, never>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]: [string, never]): Operation => {
      const { security, requestBody } = operation as {
        security: Operation['security'];
        requestBody?: { content: { 'application/json': { example?: unknown } } };
      };
      return {
        method: method.toUpperCase(),
        path,
        security,
        example: requestBody?.content['application/json'].example,
      };
    }),
  );
  // The operator sees every account: neither side of this is one.
  await signUp('operator@example.com');
  const victim = await signUp('victim@example.com');
  const stranger = await signUp('stranger@example.com');
  victimCookie = victim.cookie;
  const { key } = await server.accounts.createKey(stranger.accountId, 'stranger');
  const { info } = await server.accounts.createKey(victim.accountId, 'the key of the victim');
  strangers = { 'by key': { 'x-api-key': key }, 'by session': { cookie: stranger.cookie } };
  const placed = await ask(
    'POST',
    '/v1/calls',
    { cookie: victimCookie },
    {
      phones: ['13800138000'],
      user_requirement: 'a secret errand',
    },
  );
  const callId = placed.body.data.call_ids[0] as string;
  await server.call(callId).dial();
  const listed = await ask(
    'POST',
    '/v1/do-not-call',
    { cookie: victimCookie },
    { phone: '13700137000', note: 'a quiet neighbour' },
  );
  const link = await ask('POST', '/v1/webphone/links', { cookie: victimCookie }, {});
  const { link_id, to, path } = link.body.data as { link_id: string; to: string; path: string };
  victimLine = [to, `webphone:${victim.accountId}`];
  things = {
    link_id,
    call_id: callId,
    session_id: victim.sessionId,
    key_id: info.id,
    account_id: victim.accountId,
    phone: listed.body.data.phone,
  };
  secrets = [
    ...Object.values(things),
    '13800138000',
    'a secret errand',
    'victim@example.com',
    'a quiet neighbour',
    info.hint,
    path,
  ];
});
afterAll(() => server.close());

async function ask(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      'x-requested-with': 'ringback',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (streamed) await response.body?.cancel();
  const text = streamed ? '' : await response.text();
  return { status: response.status, streamed, text, body: text.startsWith('{') ? JSON.parse(text) : null };
}

const filled = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(things[name] as string));

describe('another account’s things', () => {
  it('are known to this test: every path parameter of the document has one', () => {
    const names = new Set(operations.flatMap(({ path }) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])));
    expect([...names].filter((name) => things[name as string] === undefined)).toEqual([]);
    expect(operations.filter(({ path }) => path.includes('{')).length).toBeGreaterThan(5);
  });

  it('are reached by their own session', async () => {
    for (const { method, path } of operations)
      if (method === 'GET' && path.startsWith('/v1/calls/{call_id}') && !path.includes('/recording')) {
        const answer = await ask(method, filled(path), { cookie: victimCookie });
        expect(answer.status, path).toBe(200);
      }
  });

  describe.each(['by key', 'by session'] as const)('are unreachable %s', (how) => {
    it('on every operation that names one', async () => {
      for (const { method, path, example } of operations.filter((one) => one.path.includes('{'))) {
        const answer = await ask(method, filled(path), strangers[how], example);
        expect([401, 403, 404], `${method} ${path}: ${answer.text}`).toContain(answer.status);
        expect(answer.streamed, path).toBe(false);
        for (const secret of secrets) expect(answer.text, `${method} ${path}`).not.toContain(secret);
      }
      const { status } = (await server.calls.find(things.account_id as string, things.call_id as string)) ?? {};
      expect(status).toBe('dialing');
      expect((await ask('GET', '/v1/account', { cookie: victimCookie })).status).toBe(200);
      const [info] = await server.accounts.listKeys(things.account_id as string);
      expect(info).toMatchObject({ name: 'the key of the victim', revokedAt: null });
    });

    it('on every other operation that answers from an account', async () => {
      let asked = 0;
      for (const { method, path, security } of operations) {
        if (path.includes('{') || security.length === 0 || path === '/v1/session') continue;
        for (const example of [undefined, { call_id: things.call_id }]) {
          const body = method === 'GET' || method === 'DELETE' ? undefined : (example ?? {});
          const answer = await ask(method, path, strangers[how], body);
          // The one stream of an account is its own: what is in it, the next test looks at.
          expect(answer.streamed, path).toBe(path === '/v1/live');
          for (const secret of secrets) expect(answer.text, `${method} ${path}`).not.toContain(secret);
          asked += 1;
        }
      }
      expect(asked).toBeGreaterThan(10);
    });

    it('in the live view', async () => {
      const stream = new TestStream(`${server.url}/v1/live`, { method: 'GET', headers: strangers[how] });
      await stream.opened();
      await stream.until('event: snapshot');
      await server.calls.find(things.account_id as string, things.call_id as string);
      stream.leave();
      for (const secret of secrets) expect(stream.text).not.toContain(secret);
      expect(await ask('GET', '/v1/live?accounts=all', strangers[how])).toMatchObject({
        status: 403,
        body: { code: 'operator_only' },
      });
      const own = new TestStream(`${server.url}/v1/live`, { method: 'GET', headers: { cookie: victimCookie } });
      await own.opened();
      await own.until(things.call_id as string);
      own.leave();
    });

    it('by a number: their browsers are called by nobody else, and nobody else is called in their place', async () => {
      for (const to of victimLine) {
        const answer = await ask('POST', '/v1/calls', strangers[how], { phones: [to], user_requirement: 'x' });
        expect(answer).toMatchObject({
          status: 403,
          body: { code: 'phone_not_allowed', data: { numbers: [{ phone: to, reason: 'webphone_line' }] } },
        });
      }
      const ticket = await ask('POST', '/v1/webphone/tickets', strangers['by session'], {});
      expect(ticket.body.data.to).not.toBe(victimLine[1]);
    });

    it('by an id as the place of a page', async () => {
      const { body } = await ask('GET', `/v1/calls?before=${things.call_id}z`, strangers[how]);
      expect(body.data.calls).toEqual([]);
    });
  });
});

describe('an operation', () => {
  it('that wants somebody answers nobody, also with a cookie that is none', async () => {
    for (const { method, path, security, example } of operations) {
      if (security.length === 0) continue;
      for (const headers of [{}, { cookie: 'ringback=x.y' }, { cookie: `ringback=${server.key}` }]) {
        const answer = await ask(method, filled(path), headers as Record<string, string>, example);
        expect(answer.status, `${method} ${path}`).toBe(401);
      }
    }
  });

  it('that takes a session takes it from its own pages alone', async () => {
    let tried = 0;
    for (const { method, path, security, example } of operations) {
      if (!security.some((one) => 'session' in one)) continue;
      const headers = { cookie: victimCookie, 'sec-fetch-site': 'cross-site' };
      expect(await ask(method, filled(path), headers, example), `${method} ${path}`).toMatchObject({
        status: 403,
        body: { code: 'cross_site_request' },
      });
      tried += 1;
    }
    expect(tried).toBeGreaterThan(10);
  });
});
