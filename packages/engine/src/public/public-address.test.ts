import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Timer } from '../clock.js';
import type { RingbackError } from '../errors.js';
import { ManualClock } from '../testing/index.js';
import { CheckedAddress, type CheckedAddressOptions } from './public-address.js';
import { PublicListener } from './public-listener.js';
import type { PublicRequest } from './public-routes.js';
import { ReverseProxy, selfSigned } from './test-proxy.js';

describe('CheckedAddress', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let tls: { key: string; cert: string };

  beforeAll(() => {
    tls = selfSigned();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  /** This process behind its listener, and a proxy in front of it. */
  async function behindProxy(
    options: CheckedAddressOptions & { secure?: boolean; basePath?: string; clock?: ManualClock } = {},
  ): Promise<{ address: CheckedAddress; proxy: ReverseProxy; url: string; port: number; clock: ManualClock }> {
    const { secure = false, basePath = '', clock = new ManualClock(), ...rest } = options;
    const address = new CheckedAddress({ clock, ...(secure ? { ca: tls.cert } : {}), ...rest });
    const listener = new PublicListener({ routes: [address.routes], basePath });
    closers.push(() => listener.close());
    const { port } = await listener.listen();
    const proxy = new ReverseProxy(port, secure ? tls : null);
    closers.push(() => proxy.close());
    const url = `${secure ? 'https' : 'http'}://127.0.0.1:${await proxy.listen()}${basePath}`;
    address.change(url);
    return { address, proxy, url, port, clock };
  }

  async function fault(address: CheckedAddress): Promise<RingbackError> {
    const error = await address.verify().then(
      () => null,
      (thrown: RingbackError) => thrown,
    );
    expect(error).toMatchObject({ code: 'public_path_dead', retryable: true });
    return error as RingbackError;
  }

  it.each([
    { secure: false, basePath: '' },
    { secure: true, basePath: '' },
    { secure: true, basePath: '/supercall' },
  ])('sees that its own path works, https $secure, below "$basePath"', async (options) => {
    const { address, proxy } = await behindProxy(options);
    await address.verify();
    expect([proxy.requests, proxy.upgrades]).toEqual([1, 1]);
  });

  it('checks again only 30 s after the last sign of life', async () => {
    const { address, clock } = await behindProxy();
    await address.verify();
    await clock.advance(30_000);
    await address.verify();
    expect(address.checks).toBe(1);
    await clock.advance(1);
    await address.verify();
    expect(address.checks).toBe(2);
    await clock.advance(29_000);
    address.seen();
    await clock.advance(30_000);
    await address.verify();
    expect(address.checks).toBe(2);
  });

  it('checks once for fifty who ask at once, and gives all of them the same answer', async () => {
    const { address, proxy } = await behindProxy();
    await Promise.all(Array.from({ length: 50 }, () => address.verify()));
    expect([address.checks, proxy.requests, proxy.upgrades]).toEqual([1, 1, 1]);

    const dead = await behindProxy();
    dead.proxy.answer = (_request, response) => response.writeHead(502).end();
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => dead.address.verify()));
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(50);
    expect([dead.address.checks, dead.proxy.requests]).toEqual([1, 1]);
  });

  it('says that the proxy does not reach this process', async () => {
    const { address, proxy } = await behindProxy();
    proxy.pointTo(1);
    const error = await fault(address);
    expect(error.message).toMatch(/answers HTTP 502: it does not reach this process/);
    expect(error.details).toMatchObject({ why: 'status', half: 'http', status: 502 });
  });

  it('says that HTTP works and upgrades do not', async () => {
    const { address, proxy } = await behindProxy();
    proxy.refuse = (_request, socket) => void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    const error = await fault(address);
    expect(error.message).toMatch(
      /HTTP works, and WebSockets do not\. The WebSocket was refused with HTTP 400\. Let .*upgrades/,
    );
    expect(error.details).toMatchObject({ why: 'websocket_refused', half: 'websocket', status: 400 });

    proxy.refuse = (_request, socket) => void socket.destroy();
    expect((await fault(address)).details).toMatchObject({ why: 'websocket_broken', half: 'websocket' });

    proxy.refuse = null;
    await address.verify();
  });

  it('is not fooled by another process, not even by one that serves the same self-test or echoes what it is sent', async () => {
    const { address, proxy } = await behindProxy();
    const twin = await behindProxy();
    proxy.pointTo(twin.port);
    expect((await fault(address)).details).toMatchObject({ why: 'another_process', half: 'http', status: 404 });

    proxy.answer = (request, response) => response.end(String(request.headers['x-ringback-self-test']));
    expect((await fault(address)).details).toMatchObject({ why: 'another_process', half: 'http' });
    proxy.answer = (request, response) => response.end(String(request.headers['x-ringback-self-test-nonce']));
    expect((await fault(address)).message).toMatch(/HTTP reaches another process than this one/);
  });

  it('opens its WebSocket where media sockets come in, and names its setting as its owner does', async () => {
    const address = new CheckedAddress({
      webSocketPath: '/voice/stream',
      setting: 'publicUrl',
      header: 'x-other-test',
    });
    await expect(address.verify()).rejects.toThrow('Set publicUrl, or');
    const stream = {
      prefix: '/voice/stream',
      handle: async () => ({ status: 404 }),
      upgrade: (request: PublicRequest) => address.routes.upgrade(request),
    };
    const listener = new PublicListener({
      routes: [stream, { ...address.routes, prefix: '/base/self-test', upgrade: () => ({ status: 404 }) }],
    });
    closers.push(() => listener.close());
    const { port } = await listener.listen();
    address.change(`http://127.0.0.1:${port}/base`);
    await address.verify();
    expect(address.checks).toBe(1);
  });

  it('tells a stranger nothing', async () => {
    const { url } = await behindProxy();
    for (const headers of [{}, { 'x-ringback-self-test': 'guessed', 'x-ringback-self-test-nonce': 'a'.repeat(20) }]) {
      const response = await fetch(`${url}/self-test`, { method: 'POST', headers: headers as Record<string, string> });
      expect([response.status, await response.text()]).toEqual([404, '']);
    }
  });

  it("names ngrok's warning page and its errors", async () => {
    const { address, proxy } = await behindProxy();
    proxy.answer = (_request, response) =>
      response.writeHead(511, { 'ngrok-error-code': 'ERR_NGROK_6024' }).end('<!DOCTYPE html>');
    expect((await fault(address)).details).toMatchObject({ why: 'ngrok_warning_page' });
    proxy.answer = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><p>You are about to visit … (ERR_NGROK_6024)</p>');
    expect((await fault(address)).message).toMatch(/browser warning page \(ERR_NGROK_6024\)/);
    proxy.answer = (_request, response) =>
      response.writeHead(404, { 'ngrok-error-code': 'ERR_NGROK_3200' }).end('<!DOCTYPE html>');
    expect((await fault(address)).message).toMatch(/no tunnel open for this address/);
  });

  it('gives up on a half that hangs', async () => {
    const { address, proxy, clock } = await behindProxy();
    const came = new Promise<void>((resolve) => {
      proxy.answer = () => resolve();
    });
    const failed = fault(address);
    await came;
    await clock.advance(5_000);
    const error = await failed;
    expect(error.message).toMatch(/hangs in the answer of http.*nothing within 5 s/);
    expect(error.details).toMatchObject({ why: 'timeout', half: 'http' });

    proxy.answer = null;
    const upgraded = new Promise<void>((resolve) => {
      proxy.refuse = () => resolve();
    });
    const second = fault(address);
    await upgraded;
    // Until the other half is done.
    while (clock.pending > 1) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(5_000);
    expect((await second).details).toMatchObject({ why: 'timeout', half: 'websocket' });
    expect(clock.pending).toBe(0);
  });

  it('says where a connection failed: name, port, certificate, a reset', async () => {
    const { address, proxy } = await behindProxy();
    address.change('https://nowhere.invalid');
    expect((await fault(address)).details).toMatchObject({ why: 'dns', half: 'http' });

    const reserved = createServer();
    await new Promise<void>((resolve) => reserved.listen(0, '127.0.0.1', resolve));
    const { port } = reserved.address() as { port: number };
    await new Promise((resolve) => reserved.close(resolve));
    address.change(`http://127.0.0.1:${port}`);
    const refused = await fault(address);
    expect(refused.details).toMatchObject({ why: 'tcp' });
    expect(refused.message).toMatch(/ECONNREFUSED/);

    const distrusted = await behindProxy({ secure: true, ca: undefined });
    const error = await fault(distrusted.address);
    expect(error.details).toMatchObject({ why: 'tls' });
    expect(error.message).toMatch(/SELF_SIGNED_CERT/);

    const again = await behindProxy();
    again.proxy.answer = (request) => request.socket.destroy();
    expect((await fault(again.address)).message).toMatch(/broke the connection in place of an answer/);
    expect(proxy.requests).toBe(0);
  });

  it('counts what it saw for the URL it saw it on', async () => {
    const { address, proxy, url } = await behindProxy();
    await address.verify();
    address.change('http://127.0.0.1:1');
    expect((await fault(address)).details).toMatchObject({ why: 'tcp' });

    // The tunnel moves while its old path is being tested: the answer is about the new one.
    const hung = new Promise<() => void>((resolve) => {
      proxy.answer = (_request, response) => resolve(() => void response.writeHead(502).end());
    });
    address.change(url);
    const verified = address.verify();
    const release = await hung;
    const moved = await behindProxy();
    moved.proxy.pointTo(moved.port);
    proxy.answer = null;
    address.change(`${url}/`.replace('127.0.0.1', 'localhost'));
    release();
    await verified;
    expect(address.url).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('waits for a path that is coming up, and says why it did not', async () => {
    const { address, proxy } = await behindProxy({ clock: new PauselessClock() });
    let tries = 0;
    proxy.answer = (_request, response) => {
      tries += 1;
      if (tries === 3) proxy.answer = null;
      response.writeHead(502).end();
    };
    await address.reachable(10_000);
    expect([tries, address.checks]).toEqual([3, 4]);

    const dead = await behindProxy({ clock: new PauselessClock() });
    dead.proxy.answer = (_request, response) => response.writeHead(502).end();
    await expect(dead.address.reachable(3_000)).rejects.toMatchObject({ code: 'public_path_dead' });
    expect(dead.address.checks).toBe(4);
  });

  it('has no URL before the tunnel has told one, and takes only one that carriers may use', async () => {
    const address = new CheckedAddress({ clock: new ManualClock() });
    expect(address.url).toBeNull();
    expect((await fault(address)).message).toMatch(/not known yet.*RINGBACK_PUBLIC_URL/);
    expect(new CheckedAddress({ url: 'https://Calls.Example.com/base/' }).url).toBe('https://calls.example.com/base');
    for (const url of [
      'calls.example.com',
      'http://calls.example.com',
      'https://a:b@c.example',
      'https://c.example/?x',
      'wss://c.example',
    ]) {
      expect(() => address.change(url), url).toThrowError(expect.objectContaining({ code: 'invalid_public_url' }));
    }
  });
});

/** Moves on by itself over the pause between two tries, and only over that: real sockets answer in between. */
class PauselessClock extends ManualClock {
  override after(ms: number, run: () => void): Timer {
    const timer = super.after(ms, run);
    if (ms === 1_000) void this.advance(ms);
    return timer;
  }
}
