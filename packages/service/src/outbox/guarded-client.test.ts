import { once } from 'node:events';
import type { AddressInfo, LookupFunction, Socket } from 'node:net';
import { createServer } from 'node:net';
import { realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GuardedClient, type GuardedClientOptions } from './guarded-client.js';
import { isPublicAddress } from './public-address.js';
import { openTestReceiver, type TestReceiver } from './test-receiver.js';
import { checkUserUrl } from './user-url.js';

describe('an address', () => {
  it.each(['8.8.8.8', '223.5.5.5', '2606:4700::1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
    '%s is public',
    (text) => {
      expect(isPublicAddress(text)).toBe(true);
    },
  );

  it.each([
    ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '169.254.170.2', '100.64.0.1', '100.100.100.200', '192.0.0.192', '192.0.2.1', '198.18.0.1'],
    ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::127.0.0.1', '::7f00:1'],
    ...['64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '2002:7f00:1::', '2001::1', '::ffff:0:127.0.0.1'],
    ...[
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '2001:db8::1',
      '100::1',
      '4000::1',
    ],
    ...['', 'localhost', 'example.com', '8.8.8', '8.8.8.8.8'],
  ])('"%s" is not', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });
});

/** Ways to spell this machine and its network that a careless check lets pass. */
const PRIVATE_HOSTS = [
  ...['127.0.0.1', '127.1', '0x7f.1', '0x7f000001', '2130706433', '0177.0.0.1', '127.0.0.1.', '①②⑦.⓪.⓪.①'],
  ...['0', '0.0.0.0', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'api.localhost', '169.254.169.254', '[fd00:ec2::254]', '10.0.0.1'],
  ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '192.168.0.1', '100.100.100.200', '168.63.129.16'],
];

describe("a user's URL", () => {
  it.each(['https://example.com/hook?a=1', 'http://example.com:8080', 'https://8.8.8.8/', 'https://例え.jp/'])(
    '%s may be asked',
    (text) => {
      expect(checkUserUrl(text, new Set()).href).toBe(new URL(text).href);
    },
  );

  it.each([
    ...['', 'example.com', '/hook', 'ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'data:,x'],
    ...[
      'https://user@example.com/',
      'https://user:pw@example.com/',
      'https://:pw@example.com/',
      'http://',
      'https://?x',
    ],
    `https://example.com/${'x'.repeat(2_048)}`,
    ...PRIVATE_HOSTS.map((host) => `http://${host}/`),
  ])('"%s" may not', (text) => {
    expect(() => checkUserUrl(text, new Set())).toThrow(expect.objectContaining({ code: 'invalid_callback_url' }));
  });

  it('may be on this machine where its owner allowed that host, or that port of it', () => {
    expect(checkUserUrl('http://127.0.0.1:9000/', new Set(['127.0.0.1'])).port).toBe('9000');
    expect(checkUserUrl('http://127.0.0.1:9000/', new Set(['127.0.0.1:9000'])).port).toBe('9000');
    expect(checkUserUrl('http://[::1]:9000/', new Set(['[::1]:9000'])).port).toBe('9000');
    expect(checkUserUrl('https://localhost/', new Set(['localhost:443'])).host).toBe('localhost');
    expect(() => checkUserUrl('http://127.0.0.1:9001/', new Set(['127.0.0.1:9000']))).toThrow();
    expect(() => checkUserUrl('http://u:p@127.0.0.1:9000/', new Set(['127.0.0.1:9000']))).toThrow();
  });
});

describe('the guarded client', () => {
  let receiver: TestReceiver;
  const clients: GuardedClient[] = [];

  beforeAll(async () => {
    receiver = await openTestReceiver();
  });

  beforeEach(() => {
    receiver.received.length = 0;
    receiver.answer = (_, response) => void response.writeHead(204).end();
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });

  afterAll(() => receiver.close());

  const client = (options: Partial<GuardedClientOptions> = {}) => {
    const one = new GuardedClient({ clock: realClock(), ...options });
    clients.push(one);
    return one;
  };
  const allowing = (clock = realClock()) => client({ clock, allowPrivateHosts: [`127.0.0.1:${receiver.port}`] });
  const POST = { method: 'POST', headers: { 'x-test': 'yes' }, body: '{"a":1}' } as const;

  /** Resolves every name to these addresses. */
  const resolvesTo =
    (...addresses: string[]): LookupFunction =>
    (_, options, callback) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      if (options.all === true) callback(null, found);
      else callback(null, found[0]?.address ?? '', found[0]?.family);
    };

  it('asks a receiver that its owner allowed, and reads its answer', async () => {
    receiver.answer = (_, response) => void response.writeHead(418, { 'retry-after': '7' }).end('short and stout');
    const response = await allowing().request(receiver.url, POST);
    expect(response).toMatchObject({ status: 418, text: 'short and stout', headers: { 'retry-after': '7' } });
    expect(receiver.received).toMatchObject([{ path: '/hook', body: '{"a":1}', headers: { 'x-test': 'yes' } }]);
  });

  it.each(PRIVATE_HOSTS)('never connects to http://%s', async (host) => {
    const before = receiver.connections();
    await expect(client().request(`http://${host}:${receiver.port}/`, POST)).rejects.toMatchObject({
      code: 'invalid_callback_url',
      retryable: false,
    });
    expect(receiver.connections()).toBe(before);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a metadata service', ['169.254.169.254']],
    ['IPv6 loopback', ['::1']],
    ['v4-mapped loopback', ['::ffff:127.0.0.1']],
    ['a public address and loopback', ['8.8.8.8', '127.0.0.1']],
    ['nothing', []],
  ])('never connects to a name that resolves to %s', async (_, addresses) => {
    const before = receiver.connections();
    const guarded = client({ lookup: resolvesTo(...addresses) });
    await expect(guarded.request(`http://rebind.example:${receiver.port}/`, POST)).rejects.toMatchObject({
      code: 'address_refused',
      retryable: false,
    });
    await expect(guarded.request(`https://rebind.example:${receiver.port}/`, POST)).rejects.toMatchObject({
      code: 'address_refused',
    });
    expect(receiver.connections()).toBe(before);
  });

  it('connects to the address that it judged: resolving twice gains nothing', async () => {
    let asked = 0;
    const changing: LookupFunction = (hostname, options, callback) => {
      asked += 1;
      resolvesTo(asked === 1 ? '127.0.0.1' : '8.8.8.8')(hostname, options, callback);
    };
    const before = receiver.connections();
    const guarded = client({ lookup: changing });
    await expect(guarded.request(`http://rebind.example:${receiver.port}/`, POST)).rejects.toMatchObject({
      code: 'address_refused',
    });
    expect(asked).toBe(1);
    expect(receiver.connections()).toBe(before);
  });

  it('reaches an allowed name wherever it resolves to', async () => {
    const guarded = client({ lookup: resolvesTo('127.0.0.1'), allowPrivateHosts: ['receiver.internal'] });
    expect((await guarded.request(`http://receiver.internal:${receiver.port}/x`, POST)).status).toBe(204);
    expect(receiver.received).toHaveLength(1);
  });

  it('follows no redirect, not even to where it may go', async () => {
    receiver.answer = (_, response) =>
      void response.writeHead(307, { location: `http://127.0.0.1:${receiver.port}/elsewhere` }).end();
    expect((await allowing().request(receiver.url, POST)).status).toBe(307);
    expect(receiver.received.map((one) => one.path)).toEqual(['/hook']);
  });

  it('reads no more than the beginning of an answer without end', async () => {
    receiver.answer = (_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const { status, text } = await allowing().request(receiver.url, POST);
    expect(status).toBe(200);
    expect(text).toBe('x'.repeat(16_384));
  });

  it('counts a status as an answer although the rest of it never comes', async () => {
    receiver.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    };
    expect((await allowing().request(receiver.url, POST)).status).toBe(200);
  });

  it('gives up on a receiver that never answers', async () => {
    receiver.answer = () => {};
    const clock = new ManualClock();
    const asked = receiver.next();
    const outcome = allowing(clock)
      .request(receiver.url, POST)
      .catch((error) => error);
    await asked;
    await clock.advance(20_000);
    expect(await outcome).toMatchObject({ code: 'receiver_timeout', retryable: true });
    expect(clock.pending).toBe(0);
  });

  it('says that nobody is there, without the address', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const guarded = client({ allowPrivateHosts: ['127.0.0.1'] });
    const error = await guarded.request(`http://127.0.0.1:${port}/`, POST).catch((e) => e);
    expect(error).toMatchObject({ code: 'receiver_unreachable', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.message).not.toContain('127.0.0.1');
  });

  it('bears a receiver that speaks no HTTP', async () => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.resume();
      socket.end('220 mail.example ESMTP\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const guarded = client({ allowPrivateHosts: ['127.0.0.1'] });
    await expect(guarded.request(`http://127.0.0.1:${port}/`, POST)).rejects.toMatchObject({
      code: 'receiver_unreachable',
    });
    await new Promise((resolve) => server.close(resolve));
  });
});
