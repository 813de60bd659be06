import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ClientOptions, WebSocket } from 'ws';
import { connecting, readDirectly, takeOver } from './arrivals.js';
import { webSockets } from './web-sockets.js';

const PREFIX = '{"audio';

interface Side {
  webSocket: WebSocket;
  connection: Duplex;
  /** The connection as HTTP handed it over. */
  accepted: Duplex;
  /** Whether its messages are read directly. */
  direct: boolean;
  /** What came, `d` before what was read directly and `w` before what came through `ws`. */
  log: string[];
}

/** A key that both sides know in place of a certificate (RFC 4279). */
const SHARED = {
  ciphers: 'PSK-AES128-GCM-SHA256',
  minVersion: 'TLSv1.2' as const,
  maxVersion: 'TLSv1.2' as const,
};
const KEY = Buffer.from('a key for these tests');

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function side(webSocket: WebSocket, connection: Duplex, accepted: Duplex, masked: boolean): Side {
  const log: string[] = [];
  webSocket.on('message', (data) => log.push(`w${String(data as Buffer)}`));
  webSocket.on('error', (error) => log.push(`error ${error.message}`));
  const direct = readDirectly(webSocket, connection, {
    form: { prefix: Buffer.from(PREFIX), masked },
    take: (data, start, end) => log.push(`d${data.toString('utf8', start, end)}`) > 0,
    closing: () => undefined,
  });
  return { webSocket, connection, accepted, direct, log };
}

/** Both sides of a WebSocket, each read directly where that can be. */
async function connected(secure = false): Promise<{ server: Server; near: Side; far: Side }> {
  const { WebSocket, WebSocketServer } = webSockets();
  const server: Server = secure ? createSecureServer({ ...SHARED, pskCallback: () => KEY }) : createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const far = new Promise<Side>((resolve) => {
    server.on('upgrade', (request, socket, head) => {
      const connection = takeOver(socket);
      sockets.handleUpgrade(request, connection, head, (webSocket) =>
        resolve(side(webSocket, connection, socket, true)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `${secure ? 'wss' : 'ws'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = {
    perMessageDeflate: false,
    createConnection: connecting(url),
    ...(secure && {
      ...SHARED,
      pskCallback: () => ({ psk: KEY, identity: 'test' }),
      checkServerIdentity: () => undefined,
    }),
  } as unknown as ClientOptions;
  const webSocket = new WebSocket(url, options);
  let connection: Duplex | undefined;
  webSocket.on('upgrade', ({ socket }) => {
    connection = socket;
  });
  await once(webSocket, 'open');
  const near = side(webSocket, connection as Duplex, connection as Duplex, false);
  closing.push(() => {
    webSocket.terminate();
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return { server, near, far: await far };
}

const said = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => (index % 3 === 0 ? `other ${index}` : `${PREFIX}":"${index}"}`));
const read = (messages: readonly string[]): string[] =>
  messages.map((message) => `${message.startsWith(PREFIX) ? 'd' : 'w'}${message}`);

describe.each([
  ['in the clear', false],
  ['over TLS', true],
])('a connection, %s,', (_, secure) => {
  it('gives media to whoever reads it directly, and all else to ws, in their order', async () => {
    const { near, far } = await connected(secure);
    // A server's own connection over TLS is left as it is.
    expect([near.direct, far.direct]).toEqual([true, !secure]);
    const messages = said(300);
    for (const message of messages) {
      near.webSocket.send(message);
      far.webSocket.send(message);
    }
    await vi.waitFor(() => expect([near.log.length, far.log.length]).toEqual([300, 300]));
    expect(near.log).toEqual(read(messages));
    expect(far.log).toEqual(secure ? messages.map((message) => `w${message}`) : read(messages));
  });

  it('stops reading while nobody wants more, and loses nothing by it', async () => {
    const { near, far } = await connected(secure);
    near.webSocket.pause();
    const messages = said(3_000).map((message) => `${message}${'.'.repeat(2_000)}`);
    for (const message of messages) far.webSocket.send(message);
    // More than the systems of both sides take: it waits with whoever sends.
    await vi.waitFor(() => expect(far.webSocket.bufferedAmount).toBeGreaterThan(100_000));
    near.webSocket.resume();
    await vi.waitFor(() => expect(near.log).toHaveLength(messages.length), 10_000);
    expect(near.log.map((one) => one.slice(1))).toEqual(messages);
  });

  it('is closed by either side, and its server closes then', async () => {
    const { server, near, far } = await connected(secure);
    expect(await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(1);
    const closed = [near, far].map(async ({ webSocket }) => (await once(webSocket, 'close'))[0] as number);
    far.webSocket.close(1000);
    expect(await Promise.all(closed)).toEqual([1000, 1000]);
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(['connection', 'accepted'] as const)('that is cut by its %s is told as cut to both sides', async (cut) => {
    const { server, near, far } = await connected(secure);
    const closed = [near, far].map(async ({ webSocket }) => (await once(webSocket, 'close'))[0] as number);
    far[cut].destroy();
    expect(await Promise.all(closed)).toEqual([1006, 1006]);
    await new Promise((resolve) => server.close(resolve));
  });
});

it('of another kind is left as it is, and read by ws alone', () => {
  const plain = new Duplex();
  expect(takeOver(plain)).toBe(plain);
  const secure = new TLSSocket(new Duplex());
  expect(takeOver(secure)).toBe(secure);
  const never = { once: () => undefined } as unknown as WebSocket;
  const form = { prefix: Buffer.from(PREFIX), masked: true };
  expect(readDirectly(never, plain, { form, take: () => true, closing: () => undefined })).toBe(false);
});
