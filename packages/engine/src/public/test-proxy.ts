import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** A certificate for 127.0.0.1 that is its own authority, made on the spot. */
export function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-tls-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
        .concat(['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'])
        .concat(['-keyout', key, '-out', cert]),
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A reverse proxy as stands in front of a public listener, which can be half dead. */
export class ReverseProxy {
  /** Requests that came, upgrades among them. */
  requests = 0;
  upgrades = 0;
  /** In place of passing requests on. */
  answer: Answer | null = null;
  /** In place of passing upgrades on. */
  refuse: Upgrade | null = null;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  #port: number;

  constructor(port: number, tls: { key: string; cert: string } | null = null) {
    this.#port = port;
    this.#server = tls === null ? createHttp() : (createHttps(tls) as unknown as Server);
    this.#server.on('connection', (socket: Duplex) => this.#track(socket));
    this.#server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.requests += 1;
      if (this.answer !== null) return this.answer(incoming, outgoing);
      const { method, url: path, headers } = incoming;
      const onward = request({ host: '127.0.0.1', port: this.#port, method, path, headers }, (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      });
      onward.on('error', () => outgoing.writeHead(502).end());
      incoming.pipe(onward);
    });
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrades += 1;
      socket.on('error', () => socket.destroy());
      if (this.refuse !== null) return this.refuse(incoming, socket, head);
      const onward = connect(this.#port, '127.0.0.1');
      this.#track(onward);
      onward.on('error', () => socket.destroy());
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
      for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
        lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`);
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
  }

  /** Passes on to another port from now on. */
  pointTo(port: number): void {
    this.#port = port;
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await closed;
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
