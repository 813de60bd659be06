import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallSearch } from '../calls/call-search.js';
import { bodyOf, startTestServer, type TestServer } from './test-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ config: { requestTimeoutMs: 400 } });
});
afterAll(() => server.close());

interface RawAnswer {
  status: number;
  headers: string;
  body: string;
}

/** Sends bytes as they are and gives everything that comes back until the server closes, or `answers` answers are complete. */
function raw(bytes: string | Buffer, { answers = 1, end = false } = {}): Promise<RawAnswer[]> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1');
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve(parse(text));
    };
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      if (parse(text).length >= answers) done();
    });
    socket.on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? done() : reject(error)));
    socket.write(bytes);
    if (end) socket.end();
  });
}

function parse(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const head = /^HTTP\/1\.1 (\d+) [^\r]*\r\n(.*?)\r\n\r\n/s.exec(rest);
    if (head === null) return answers;
    const headers = head[2]?.toLowerCase() ?? '';
    const length = Number(/content-length: (\d+)/.exec(headers)?.[1] ?? 0);
    const bytes = Buffer.from(rest.slice(head[0].length));
    if (bytes.length < length) return answers;
    answers.push({ status: Number(head[1]), headers, body: bytes.subarray(0, length).toString() });
    rest = bytes.subarray(length).toString();
  }
}

const initiate = (extra: string): string =>
  `POST /api/v1/callinfo/initiate_call HTTP/1.1\r\nHost: x\r\nX-API-Key: ${server.key}\r\n${extra}`;

async function failure(bytes: string | Buffer, status: number, code: string): Promise<RawAnswer> {
  const [answer] = await raw(bytes);
  expect(answer, `no answer to ${bytes.toString().slice(0, 80)}`).toBeDefined();
  const body = JSON.parse((answer as RawAnswer).body);
  expect({ status: answer?.status, code: body.code, success: body.success }).toEqual({ status, code, success: false });
  expect(body.message).toMatch(/\p{Script=Han}/u);
  expect(answer?.headers).toContain('x-content-type-options: nosniff');
  expect(answer?.headers).not.toMatch(/^server:|x-powered-by/m);
  return answer as RawAnswer;
}

describe('requests that are hardly any', () => {
  it.each([
    ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400, 'bad_request'],
    ['no such method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'bad_request',
    ],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad_request',
    ],
    ['a negative length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400, 'bad_request'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    ['an Expect that nobody meets', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n', 417, 'expectation_failed'],
    ['too many headers', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['too long a path', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'headers_too_large'],
    ['a path that decodes to nothing', 'GET /v1/calls/%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
    ['a path with a lone percent sign', 'GET /% HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
    ['an unknown path', 'GET /nope?phones=13800138000 HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'not_found'],
    ['a path with a slash too many', 'GET //healthz HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'not_found'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'not_found'],
    [
      'an unknown path with a broken body',
      'POST /nope HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
      404,
      'not_found',
    ],
    ['a method that Fastify does not know', 'PURGE / HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'method_not_allowed'],
  ])('%s', async (_what, bytes, status, code) => {
    await failure(Buffer.from(bytes, 'latin1'), status, code);
  });

  it('chunks that are none', async () => {
    await failure(
      initiate('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
      400,
      'bad_request',
    );
  });

  it('a body without a media type, and one that is not there at all', async () => {
    await failure(initiate('Content-Length: 2\r\n\r\n{}'), 415, 'unsupported_media_type');
    await failure(initiate('\r\n'), 400, 'invalid_request');
    await failure(initiate('Content-Type: application/json\r\nContent-Length: 0\r\n\r\n'), 400, 'invalid_request');
  });

  it('a body that stops half-way is answered 408 in its time, and nothing comes of it', async () => {
    const body = '{"phones":"13800138000","user_requirement":"x"}';
    const answer = await failure(
      initiate(`Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`),
      408,
      'request_timeout',
    );
    expect(answer.headers).toContain('connection: close');
    await failure('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow', 408, 'request_timeout');
    expect(await server.search.page({ accountId: server.account.id }, { limit: 1 })).toEqual([]);
  });

  it('a client that is gone before its body is leaves nothing behind', async () => {
    const before = server.logged.length;
    await raw(initiate('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"phones":'), { end: true });
    await new Promise<void>((resolve) => {
      const socket = net.connect(server.port, '127.0.0.1', () => {
        socket.write(initiate('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"phones":'), () => {
          socket.resetAndDestroy();
          resolve();
        });
      });
    });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await server.search.page({ accountId: server.account.id }, { limit: 1 })).toEqual([]);
    expect(server.logged.slice(before).filter((line) => JSON.parse(line).level > 30)).toEqual([]);
  });

  it('garbage after a request does not spoil its answer, and ends the connection', async () => {
    const answers = await raw('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n\x00\x01garbage\r\n\r\n', { answers: 2 });
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it('two requests in one packet get two answers', async () => {
    const answers = await raw('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nope HTTP/1.1\r\nHost: x\r\n\r\n', {
      answers: 2,
    });
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  });

  it('the connection goes on after a body that was too large', async () => {
    const large = `${initiate('Content-Type: application/json\r\nContent-Length: 3000000\r\n\r\n')}${'x'.repeat(3_000_000)}`;
    const answers = await raw(`${large}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`, { answers: 2 });
    expect(answers.map(({ status }) => status)).toEqual([413, 200]);
  });
});

describe('methods', () => {
  const ask = (method: string, path: string) =>
    fetch(server.url + path, { method, headers: { 'x-api-key': server.key } });

  it.each([
    ['GET', '/api/v1/callinfo/initiate_call', 'OPTIONS, POST'],
    ['PUT', '/api/v1/callinfo/search_callinfo', 'OPTIONS, POST'],
    ['HEAD', '/api/v1/callinfo/stream_chat_history', 'OPTIONS, POST'],
    ['POST', '/api/v1/callinfo/skill_version', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1/calls', 'GET, HEAD, OPTIONS, POST'],
    ['PATCH', '/v1/calls/some-id', 'GET, HEAD, OPTIONS'],
    ['HEAD', '/v1/calls/some-id/events', 'GET, OPTIONS'],
    ['QUERY', '/v1/calls', 'GET, HEAD, OPTIONS, POST'],
  ])('%s %s is 405 with Allow', async (method, path, allow) => {
    const response = await ask(method, path);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    if (method !== 'HEAD') expect((await bodyOf(response)).data).toEqual({ allow });
    else expect(await response.text()).toBe('');
  });

  it('HEAD answers as GET does, without a body', async () => {
    for (const path of ['/healthz', '/api/v1/callinfo/skill_version', '/api/v1/account/balance', '/openapi.json']) {
      const [head, get] = [await ask('HEAD', path), await ask('GET', path)];
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
      expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
      await get.arrayBuffer();
    }
  });

  it('OPTIONS names the methods and opens no door to other origins', async () => {
    const response = await fetch(`${server.url}/v1/calls`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('what fails on our side', () => {
  it('is 500 with an id that stands in the log, and tells nothing of itself', async () => {
    const secret = 'SELECT secrets FROM vault';
    const failing = await startTestServer({
      calls: {
        accept: () => Promise.reject(new Error(secret)),
        check: () => Promise.reject(new Error(secret)),
        rehearse: () => Promise.reject(new Error(secret)),
        forgetRecording: () => Promise.reject(new Error(secret)),
        find: () =>
          Promise.reject(Object.assign(new Error(secret), { name: 'RingbackError', code: 'impossible_transition' })),
      },
      search: Object.assign(new CallSearch(server.store), {
        page: () => {
          throw new TypeError(secret);
        },
      }),
    });
    const headers = { 'content-type': 'application/json', 'x-api-key': failing.key };
    const answers = [
      await fetch(`${failing.url}/api/v1/callinfo/initiate_call`, {
        method: 'POST',
        headers,
        body: '{"phones":"1","user_requirement":"x"}',
      }),
      await fetch(`${failing.url}/api/v1/callinfo/stream_chat_history`, {
        method: 'POST',
        headers,
        body: '{"call_id":"1"}',
      }),
      await fetch(`${failing.url}/v1/calls`, { headers }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(500);
      const text = await answer.text();
      expect(text).not.toContain('vault');
      const { code, data } = JSON.parse(text);
      expect(code).toBe('internal');
      const line = failing.logged.find((one) => JSON.parse(one).id === data.id);
      expect(line).toContain(secret);
    }
    await failing.close();
  });
});
