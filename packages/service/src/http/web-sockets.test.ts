import { connect } from 'node:net';
import type { PublicRoutes } from '@ringback/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, type TestServer } from './test-server.js';

/** Says back what it is told. */
const echo: PublicRoutes = {
  prefix: '/echo',
  handle: async () => ({ status: 404 }),
  upgrade: ({ target, headers }) =>
    target === '/echo'
      ? { accept: (socket) => socket.on('message', (data) => socket.send(`${headers.cookie ?? ''}${String(data)}`)) }
      : { status: 404 },
};

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ sockets: [echo] });
});
afterEach(() => server.close());

/** What comes back for some bytes, until the server says no more. */
function answerTo(...lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(lines.join('\r\n')));
    let text = '';
    socket.setEncoding('utf8').on('data', (data) => {
      text += data;
    });
    socket.on('error', reject).on('close', () => resolve(text));
  });
}

function open(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket)).once('error', reject);
  });
}

describe('a WebSocket at the service’s address', () => {
  it('is the route’s below whose prefix it is opened', async () => {
    const socket = await open('/echo');
    const heard = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send('hello');
    expect(await heard).toBe('hello');
    socket.close();
  });

  it('is refused where nothing takes any', async () => {
    for (const path of ['/', '/v1/account', '/v1/calls', '/echo/more', '/echoes'])
      await expect(open(path), path).rejects.toThrow('404');
  });

  it('is told goodbye when the service stops, which does not wait for it', async () => {
    const socket = await open('/echo');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.app.close();
    expect(await closed).toBe(1001);
  });
});

describe('a request that offers to change to another protocol', () => {
  const offer = ['Connection: close, Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];

  it('is answered as if it offered nothing, also with a body', async () => {
    const got = await answerTo('GET /healthz HTTP/1.1', 'Host: x', ...offer, '', '');
    expect(got).toMatch(/^HTTP\/1\.1 200 OK/);
    const body = JSON.stringify({ phones: ['13800138000'], user_requirement: 'x' });
    const posted = await answerTo(
      'POST /v1/calls HTTP/1.1',
      'Host: x',
      `X-API-Key: ${server.key}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      ...offer,
      '',
      body,
    );
    expect(posted).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(posted).toContain('"call_ids":["');
  });

  it('to WebSocket where there is none is answered 404, and with no key of its own 400', async () => {
    const asks = ['Connection: Upgrade', 'Upgrade: websocket'];
    expect(await answerTo('GET /healthz HTTP/1.1', 'Host: x', ...asks, '', '')).toMatch(/^HTTP\/1\.1 404/);
    expect(await answerTo('GET /echo HTTP/1.1', 'Host: x', ...asks, '', '')).toMatch(/^HTTP\/1\.1 400/);
  });
});
