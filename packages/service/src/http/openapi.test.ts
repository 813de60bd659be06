import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFailureCode, STATUS } from './errors.js';
import { bodyOf, startTestServer, type TestServer } from './test-server.js';

interface Operation {
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters?: { in: string; name: string; schema: unknown }[];
  requestBody?: { content: Record<string, { schema: unknown; example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown; example?: unknown }> }>;
}

let server: TestServer;
let document: {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
};
let ajv: Ajv2020;

beforeAll(async () => {
  server = await startTestServer();
  document = await bodyOf(await fetch(`${server.url}/openapi.json`));
  ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  // The document as a whole, so that the schemas within can refer to one another.
  ajv.addSchema(document, 'openapi');
});
afterAll(() => server.close());

function operations(): [string, string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
  );
}

const pointer = (...parts: string[]): string =>
  `openapi#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** Every problem that an answer has with what the document says of it. */
async function mismatches(method: string, path: string, response: Response): Promise<string> {
  const status = String(response.status);
  const said = document.paths[path]?.[method]?.responses[status];
  if (said === undefined) return `${method} ${path} may not answer ${status}`;
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (said.content === undefined) return '';
  if (said.content[type] === undefined) return `${method} ${path} ${status} may not be ${type}`;
  const text = await response.text();
  if (type !== 'application/json') return '';
  const validate = ajv.getSchema(pointer('paths', path, method, 'responses', status, 'content', type, 'schema'));
  if (validate === undefined) return `${method} ${path} ${status} has no schema`;
  const body = JSON.parse(text);
  if (body.success === false && !said.description.includes(`\`${body.code}\``))
    return `${method} ${path} may not fail with ${body.code}`;
  return validate(body) ? '' : `${method} ${path} ${status}: ${ajv.errorsText(validate.errors)} in ${text}`;
}

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 with servers, security schemes and every route, and nothing that is not served', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: '/', description: expect.any(String) }]);
    expect(Object.keys(document.components.securitySchemes)).toEqual(['apiKey', 'bearer', 'session']);
    const documented = operations().map(([method, path]) => `${method.toUpperCase()} ${path}`);
    expect(documented.sort()).toEqual(
      [
        'DELETE /v1/do-not-call/{phone}',
        'GET /v1/account/limits',
        'GET /v1/do-not-call',
        'GET /v1/settings',
        'PATCH /v1/account/limits',
        'PATCH /v1/settings',
        'POST /v1/do-not-call',
        'POST /v1/settings/checks',
        'DELETE /v1/calls/{call_id}/recording',
        'DELETE /v1/keys/{key_id}',
        'DELETE /v1/session',
        'DELETE /v1/sessions',
        'DELETE /v1/sessions/{session_id}',
        'DELETE /v1/webphone/links/{link_id}',
        'GET /',
        'GET /api/v1/account/balance',
        'GET /api/v1/callinfo/balance',
        'GET /api/v1/callinfo/skill_version',
        'GET /healthz',
        'GET /metrics',
        'GET /openapi.json',
        'GET /readyz',
        'GET /v1/account',
        'GET /v1/account/holds',
        'GET /v1/account/ledger',
        'GET /v1/account/spending',
        'GET /v1/accounts',
        'GET /v1/accounts/{account_id}',
        'GET /v1/accounts/{account_id}/holds',
        'GET /v1/accounts/{account_id}/ledger',
        'GET /v1/accounts/{account_id}/spending',
        'GET /v1/keys',
        'PATCH /v1/accounts/{account_id}',
        'PATCH /v1/keys/{key_id}',
        'POST /v1/accounts/{account_id}/top-ups',
        'POST /v1/keys',
        'GET /v1/calls',
        'GET /v1/calls/export',
        'GET /v1/calls/{call_id}/export',
        'GET /v1/calls/{call_id}/recording/peaks',
        'GET /v1/calls/{call_id}/timeline',
        'GET /v1/campaigns',
        'POST /v1/calls/check',
        'POST /v1/rehearsals',
        'GET /v1/calls/{call_id}',
        'GET /v1/calls/{call_id}/events',
        'GET /v1/calls/{call_id}/recording',
        'GET /v1/session',
        'GET /v1/sessions',
        'GET /v1/webphone/links',
        'POST /api/v1/callinfo/initiate_call',
        'POST /api/v1/callinfo/search_callinfo',
        'POST /api/v1/callinfo/stream_chat_history',
        'POST /v1/calls',
        'GET /v1/live',
        'POST /v1/calls/{call_id}/hand-back',
        'POST /v1/calls/{call_id}/hangup',
        'POST /v1/calls/{call_id}/keys',
        'POST /v1/calls/{call_id}/listen',
        'POST /v1/calls/{call_id}/take-over',
        'POST /v1/calls/{call_id}/whisper',
        'POST /v1/session',
        'POST /v1/session/local',
        'POST /v1/session/password',
        'POST /v1/users',
        'POST /v1/webphone/links',
        'POST /v1/webphone/tickets',
      ].sort(),
    );
    for (const [method, path] of operations())
      expect(
        server.app.hasRoute({ method: method.toUpperCase() as 'GET', url: path.replaceAll(/\{(\w+)\}/g, ':$1') }),
      ).toBe(true);
    const served = server.app.printRoutes({ commonPrefix: false }).match(/\((?:GET|POST|PATCH|DELETE)[^)]*\)/g) ?? [];
    const count = served.flatMap((methods) => methods.match(/GET|POST|PATCH|DELETE/g) ?? []).length;
    expect(count).toBe(documented.length);
  });

  it('has operations that a generator can use: unique ids, summaries, path parameters, schemas that compile', () => {
    const ids = operations().map(([, , operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [method, path, operation] of operations()) {
      expect(operation.summary).not.toBe('');
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? []).toEqual(inPath);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description).not.toBe('');
        for (const type of Object.keys(content ?? {}))
          expect(
            ajv.getSchema(pointer('paths', path, method, 'responses', status, 'content', type, 'schema')),
          ).toBeDefined();
        for (const [, code] of description.matchAll(/`([a-z_]+)`/g))
          if (Number(status) >= 400 && status !== '503') {
            expect(isFailureCode(code as string)).toBe(true);
            expect(STATUS[code as keyof typeof STATUS]).toBe(Number(status));
          }
      }
    }
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name as string);
  });

  it('gives examples that fit their own schemas', () => {
    for (const [method, path, { requestBody, responses }] of operations()) {
      const body = requestBody?.content['application/json'];
      if (body?.example !== undefined) {
        const validate = ajv.getSchema(
          pointer('paths', path, method, 'requestBody', 'content', 'application/json', 'schema'),
        );
        expect(validate?.(body.example), ajv.errorsText(validate?.errors)).toBe(true);
      }
      for (const [status, { content }] of Object.entries(responses)) {
        const json = content?.['application/json'];
        if (json?.example === undefined) continue;
        const validate = ajv.getSchema(
          pointer('paths', path, method, 'responses', status, 'content', 'application/json', 'schema'),
        );
        expect(validate?.(json.example), ajv.errorsText(validate?.errors)).toBe(true);
      }
    }
  });

  it('says what is answered, for good requests and bad ones', async () => {
    const headers = { 'x-api-key': server.key, 'content-type': 'application/json' };
    const ask = async (
      method: string,
      path: string,
      init: { id?: string; query?: string; body?: unknown; headers?: Record<string, string> } = {},
    ) => {
      const url = server.url + path.replace(/\{\w+\}/, init.id ?? '') + (init.query ?? '');
      const response = await fetch(url, {
        method: method.toUpperCase(),
        headers: { ...headers, ...init.headers },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      });
      expect(await mismatches(method, path, response.clone() as Response)).toBe('');
      return response;
    };
    const order = { phones: '13800138000,13900139000,13800138000', user_requirement: 'x', metadata: { a: [1] } };
    const { data } = await bodyOf(await ask('post', '/api/v1/callinfo/initiate_call', { body: order }));
    const [id, open] = data.call_ids as [string, string];
    const call = server.call(id);
    await call.dial();
    await call.answer();
    call.say('assistant', '您好').say('user', '好');
    await call.end('completed', {
      summary: 's',
      goal_achieved: 0,
      result: '{"a":{"b":1}}',
      latency: '[{"turn":1,"toFirstAudio":1.5,"toCarrier":null,"toHeard":2}]',
    });
    for (const one of [id, open]) {
      await ask('post', '/api/v1/callinfo/search_callinfo', { body: { call_id: one } });
      await ask('get', '/v1/calls/{call_id}', { id: one });
    }
    await ask('post', '/v1/calls', { body: { phones: ['13800138000'], user_requirement: 'x', priority: 5 } });
    await ask('get', '/v1/calls', { query: '?limit=2' });
    await ask('get', '/v1/calls', { query: '?status=ended' });
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/openapi.json', '/v1/account', '/v1/account/ledger'])
      await ask('get', path);
    for (const path of ['/api/v1/account/balance', '/api/v1/callinfo/balance', '/api/v1/callinfo/skill_version'])
      await ask('get', path);
    await ask('post', '/api/v1/callinfo/stream_chat_history', { body: { call_id: id } });
    await ask('post', '/api/v1/callinfo/stream_chat_history', {
      body: { call_id: id },
      headers: { 'last-event-id': '5.2' },
    });
    await ask('get', '/v1/calls/{call_id}/events', { id });

    // By session: everything that people may do, and what they may not.
    const signedUp = await ask('post', '/v1/users', {
      body: { email: 'a@example.com', password: 'a long sentence' },
      headers: { 'x-requested-with': 'ringback' },
    });
    const cookie = signedUp.headers.getSetCookie()[0]?.split(';')[0] as string;
    const browser = { cookie, 'x-requested-with': 'ringback', 'x-api-key': '' };
    const asPerson = async (
      method: string,
      path: string,
      init: { id?: string; query?: string; body?: unknown; headers?: Record<string, string> } = {},
    ) => ask(method, path, { ...init, headers: { ...browser, ...init.headers } });
    const { account } = server;
    const made = await bodyOf(await asPerson('post', '/v1/keys', { body: { name: 'x' } }));
    for (const path of ['/v1/session', '/v1/sessions', '/v1/keys', '/v1/accounts', '/v1/account', '/v1/account/holds'])
      expect((await asPerson('get', path)).status, path).toBe(200);
    expect((await asPerson('get', '/v1/account/spending', { query: '?days=7' })).status).toBe(200);
    for (const path of ['', '/ledger', '/spending', '/holds'])
      expect((await asPerson('get', `/v1/accounts/{account_id}${path}`, { id: account.id })).status, path).toBe(200);
    for (const [method, path, id, body] of [
      ['patch', '/v1/keys/{key_id}', made.data.key_id, { name: 'y' }],
      ['delete', '/v1/keys/{key_id}', made.data.key_id, undefined],
      ['patch', '/v1/accounts/{account_id}', account.id, { language: 'en' }],
      ['post', '/v1/accounts/{account_id}/top-ups', account.id, { amount: 5 }],
      ['delete', '/v1/sessions', '', undefined],
      ['post', '/v1/session/password', '', { current: 'a long sentence', next: 'another sentence' }],
    ] as const) {
      const answer = await asPerson(method, path, { id, body, headers: { 'idempotency-key': 'k' } });
      expect(answer.status, path).toBe(200);
    }
    for (const [method, path, body] of [
      ['patch', '/v1/keys/{key_id}', { name: 'y' }],
      ['delete', '/v1/keys/{key_id}', undefined],
      ['delete', '/v1/sessions/{session_id}', undefined],
      ['post', '/v1/accounts/{account_id}/top-ups', { amount: 0 }],
      ['get', '/v1/accounts/{account_id}', undefined],
      ['post', '/v1/session', { email: 'a@example.com', password: 'x' }],
      ['post', '/v1/users', { email: 'a@example.com', password: 'a long sentence' }],
      ['post', '/v1/session/local', {}],
      ['delete', '/v1/session', undefined],
    ] as const) {
      const answer = await asPerson(method, path, { id: 'x', body });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
    }

    const bad: Parameters<typeof ask>[] = [
      ['post', '/api/v1/callinfo/initiate_call', { body: {} }],
      ['post', '/api/v1/callinfo/initiate_call', { body: { phones: '1', user_requirement: 'x' } }],
      ['post', '/api/v1/callinfo/initiate_call', { body: { phones: '110', user_requirement: 'x' } }],
      ['post', '/api/v1/callinfo/initiate_call', { body: { ...order, callback_url: 'x' } }],
      ['post', '/api/v1/callinfo/initiate_call', { body: order, headers: { 'x-skill-version': '9' } }],
      ['post', '/api/v1/callinfo/initiate_call', { body: order, headers: { 'x-api-key': '' } }],
      ['post', '/api/v1/callinfo/initiate_call', { body: order, headers: { 'content-type': 'text/plain' } }],
      ['post', '/api/v1/callinfo/initiate_call', { body: 'x'.repeat(1_100_000) }],
      ['post', '/api/v1/callinfo/search_callinfo', { body: { call_id: 'x' } }],
      ['post', '/api/v1/callinfo/stream_chat_history', { body: { call_id: 'x' } }],
      ['post', '/api/v1/callinfo/stream_chat_history', { body: { call_id: id }, headers: { 'last-event-id': 'x' } }],
      ['get', '/v1/calls', { query: '?limit=0' }],
      ['get', '/v1/calls', { query: '?page=2' }],
      ['get', '/v1/calls/{call_id}', { id: 'x' }],
      ['get', '/v1/calls/{call_id}/events', { id: 'x' }],
      ['post', '/v1/calls/{call_id}/hangup', { id: 'x' }],
      ['post', '/v1/calls/{call_id}/hangup', { id: 'x', body: { now: true } }],
      ['get', '/v1/account', { headers: { 'x-api-key': 'x' } }],
    ];
    for (const [method, path, init] of bad) {
      const response = await ask(method, path, init);
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
  });
});
