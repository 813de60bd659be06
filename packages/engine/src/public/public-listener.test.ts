import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RingbackError } from '../errors.js';
import { ManualClock } from '../testing/index.js';
import { PublicListener, type PublicListenerOptions } from './public-listener.js';
import type { PublicRequest, PublicRoutes } from './public-routes.js';

describe('PublicListener', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const seen: PublicRequest[] = [];
  const echo: PublicRoutes = {
    prefix: '/twilio',
    handle: async (request) => {
      seen.push(request);
      return { status: 200, contentType: 'text/xml', body: request.body.toString() };
    },
    upgrade: (request) => {
      if (request.target !== '/twilio/media') return { status: 403 };
      return { accept: (socket) => void socket.on('message', (data) => socket.send(String(data))) };
    },
  };

  async function listening(
    options: Partial<PublicListenerOptions> = {},
  ): Promise<{ listener: PublicListener; port: number; url: string; told: unknown[] }> {
    const told: unknown[] = [];
    const listener = new PublicListener({ routes: [echo], onError: (error) => told.push(error), ...options });
    closers.push(() => listener.close());
    const { host, port } = await listener.listen();
    return { listener, port, url: `http://${host}:${port}`, told };
  }

  const opened = (socket: WebSocket): Promise<void> => new Promise((resolve) => socket.once('open', () => resolve()));
  const refused = (url: string, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { headers });
      socket.on('error', () => {});
      socket.once('open', () => reject(new Error('it was accepted')));
      socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
    });

  /** A raw connection, and everything that came over it until it was closed. */
  function raw(port: number, text: string): { socket: Socket; answer: Promise<string> } {
    const socket = connect(port, '127.0.0.1');
    closers.push(() => socket.destroy());
    socket.on('error', () => {});
    socket.write(text);
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    return { socket, answer: new Promise((resolve) => socket.once('close', () => resolve(answer))) };
  }

  it('gives requests to the routes below whose prefix they are', async () => {
    const { url } = await listening();
    seen.length = 0;
    const response = await fetch(`${url}/twilio/status/abc?x=1&x=2`, { method: 'POST', body: 'CallSid=CA1' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/xml',
      'CallSid=CA1',
    ]);
    expect(seen).toMatchObject([{ method: 'POST', target: '/twilio/status/abc?x=1&x=2' }]);
    for (const path of ['/', '/twiliox', '/other', '/self-test', '//twilio']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    }
    expect((await fetch(`${url}/twilio`)).status).toBe(200);
  });

  it('serves below a base path and nothing beside it', async () => {
    const { url } = await listening({ basePath: '/supercall' });
    seen.length = 0;
    await fetch(`${url}/supercall/twilio/status`);
    expect(seen.map(({ target }) => target)).toEqual(['/twilio/status']);
    expect((await fetch(`${url}/twilio/status`)).status).toBe(404);
    expect((await fetch(`${url}/supercallx/twilio`)).status).toBe(404);
  });

  it('carries WebSockets uncompressed, and refuses them with a plain status', async () => {
    const { url, listener } = await listening();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/twilio/media`);
    await opened(socket);
    expect(socket.extensions).toBe('');
    const echoed = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send('hello');
    expect(await echoed).toBe('hello');
    expect(await refused(`${url.replace('http', 'ws')}/twilio/other`)).toBe(403);
    expect(await refused(`${url.replace('http', 'ws')}/elsewhere`)).toBe(404);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const closing = listener.close();
    expect(await closed).toBe(1001);
    await closing;
  });

  it('refuses what is no WebSocket handshake', async () => {
    const { port } = await listening();
    const h2c = raw(port, 'GET /twilio/media HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    expect(await h2c.answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\nUpgrade: websocket\r\n/);
    const keyless = raw(
      port,
      'GET /twilio/media HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(await keyless.answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(port, 'GET http://a/twilio HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').answer).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await raw(port, 'nonsense\r\n\r\n').answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('takes bodies of 64 kB and none longer, whether their length was told or not', async () => {
    const { url, port } = await listening();
    const most = 'x'.repeat(64 * 1024);
    expect(await (await fetch(`${url}/twilio/a`, { method: 'POST', body: most })).text()).toBe(most);
    const told = raw(port, `POST /twilio/a HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n`);
    expect(await told.answer).toMatch(/^HTTP\/1\.1 413 .*connection: close/s);
    const untold = raw(port, 'POST /twilio/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    untold.socket.write(`10001\r\n${'x'.repeat(0x10001)}\r\n`);
    expect(await untold.answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('waits neither for a body that does not come nor for a route that does not answer', async () => {
    const clock = new ManualClock();
    let asked: () => void;
    const waiting = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const silent: PublicRoutes = {
      prefix: '/silent',
      handle: () => {
        asked();
        return new Promise(() => {});
      },
      upgrade: () => ({ status: 404 }),
    };
    const { url, port } = await listening({ clock, routes: [echo, silent] });
    const slow = raw(port, 'POST /twilio/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
    await until(() => clock.pending === 1);
    await clock.advance(15_000);
    expect(await slow.answer).toMatch(/^HTTP\/1\.1 408 .*connection: close/s);

    const answer = fetch(`${url}/silent`);
    await waiting;
    await clock.advance(15_000);
    expect((await answer).status).toBe(503);
    expect(clock.pending).toBe(0);
  });

  it('outlives routes that throw, reject and break sockets, and tells of them', async () => {
    const broken: PublicRoutes = {
      prefix: '/broken',
      handle: async ({ target }) => {
        if (target === '/broken/late') await new Promise((resolve) => setImmediate(resolve));
        throw new Error('handler');
      },
      upgrade: ({ target }) => {
        if (target === '/broken/upgrade') throw new Error('upgrade');
        return {
          accept: () => {
            throw new Error('accept');
          },
        };
      },
    };
    const { url, told } = await listening({ routes: [broken, echo] });
    expect((await fetch(`${url}/broken/now`)).status).toBe(500);
    expect((await fetch(`${url}/broken/late`)).status).toBe(500);
    expect(await refused(`${url.replace('http', 'ws')}/broken/upgrade`)).toBe(500);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/broken/accept`);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('close', resolve));
    expect(told.map((error) => (error as Error).message)).toEqual(['handler', 'handler', 'upgrade', 'accept']);

    // A frame that is none: `ws` reports it as an error of the socket, which nobody but the listener hears.
    const open = new WebSocket(`${url.replace('http', 'ws')}/twilio/media`);
    open.on('error', () => {});
    await opened(open);
    (open as unknown as { _socket: Socket })._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await new Promise((resolve) => open.once('close', resolve));
    expect((await fetch(`${url}/twilio`)).status).toBe(200);
    expect(told).toHaveLength(5);
  });

  it('outlives callers that break off in the middle', async () => {
    const { url, port } = await listening();
    for (const text of [
      'POST /twilio/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc',
      'POST /twil',
      'GET /twilio/media HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      'GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ]) {
      const { socket, answer } = raw(port, text);
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      socket.resetAndDestroy();
      await answer;
    }
    expect((await fetch(`${url}/twilio`)).status).toBe(200);
  });

  it('drops connections beyond its most, and says so once', async () => {
    const { port, told, listener } = await listening({ maxConnections: 2 });
    const held = [raw(port, 'GET /twi'), raw(port, 'GET /twi')];
    await Promise.all(
      held.map(({ socket }) => new Promise<void>((resolve) => socket.once('connect', () => resolve()))),
    );
    expect(await raw(port, 'GET /twilio HTTP/1.1\r\nHost: a\r\n\r\n').answer).toBe('');
    expect(await raw(port, 'GET /twilio HTTP/1.1\r\nHost: a\r\n\r\n').answer).toBe('');
    expect(told).toMatchObject([{ code: 'public_connections_full' }]);
    await listener.close();
  });

  it('closes within its second, whoever holds on: a slow request, a socket that does not answer, a refused one', async () => {
    const clock = new ManualClock();
    const { listener, port } = await listening({ clock });
    const slow = raw(port, 'POST /twilio/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
    const deaf = raw(
      port,
      'GET /twilio/media HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await new Promise((resolve) => deaf.socket.once('data', resolve));
    await until(() => clock.pending === 1);
    const closing = listener.close();
    expect(listener.close()).toBe(closing);
    await clock.advance(1_000);
    await closing;
    await Promise.all([slow.answer, deaf.answer]);
    expect(listener.port).toBeNull();
    await expect(listener.listen()).rejects.toMatchObject({ code: 'listener_closed' });
  });

  it('serves on a server that is there already', async () => {
    const listener = new PublicListener({ routes: [echo], basePath: '/supercall' });
    const server = createServer((request, response) => listener.handle(request, response));
    server.on('upgrade', (request, socket, head) => listener.upgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await fetch(`http://${host}/supercall/twilio/x`)).status).toBe(200);
    const socket = new WebSocket(`ws://${host}/supercall/twilio/media`);
    await opened(socket);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await listener.close();
    expect(await closed).toBe(1001);
    expect((await fetch(`http://${host}/supercall/twilio/x`)).status).toBe(503);
    expect(await refused(`ws://${host}/supercall/twilio/media`)).toBe(503);
  });

  it('says why it cannot listen', async () => {
    const other = createTcp();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as AddressInfo;
    const failure = (options: Partial<PublicListenerOptions>): Promise<RingbackError> =>
      new PublicListener({ routes: [], ...options }).listen().then(
        () => expect.fail('it listens'),
        (error: RingbackError) => error,
      );
    expect(await failure({ port })).toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining('RINGBACK_PUBLIC_PORT'),
    });
    expect(await failure({ port, settings: { host: 'serve.bind', port: 'serve.port' } })).toMatchObject({
      message: expect.stringContaining('serve.port'),
    });
    expect(await failure({ host: '192.0.2.1' })).toMatchObject({ code: 'address_unusable' });
    for (const prefix of ['twilio', '/twilio/', '/', '/a//b', '/a?b']) {
      expect(() => new PublicListener({ routes: [{ ...echo, prefix }] }), prefix).toThrowError(
        expect.objectContaining({ code: 'invalid_public_route' }),
      );
    }
    expect(() => new PublicListener({ routes: [echo, echo] })).toThrowError(/each its own/);
  });

  it('keeps a connection for the next request', async () => {
    const { port } = await listening();
    const sockets = new Set<Socket>();
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => agent.destroy());
    for (let round = 0; round < 3; round += 1) {
      await new Promise<void>((resolve, reject) => {
        const request = httpRequest({ port, host: '127.0.0.1', path: '/twilio', agent }, (response) => {
          response.resume();
          response.on('end', resolve);
        });
        request.on('socket', (socket) => sockets.add(socket));
        request.on('error', reject);
        request.end();
      });
    }
    expect(sockets.size).toBe(1);
  });
});

/** Turns of the event loop until what real sockets do has come through. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
