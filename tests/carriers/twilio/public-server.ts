import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PublicAddress, PublicRequest, PublicResponse, PublicRoutes } from '@ringback/engine';
import { type WebSocket, WebSocketServer } from 'ws';

/** The name by which Twilio knows the server; what it signs. */
const PUBLIC_HOST = 'calls.example.com';

/** Serves what a carrier answers at its public address, on this machine: the stand-in's `hosts` lead there. */
export class PublicServer implements PublicAddress {
  url: string | null = `https://${PUBLIC_HOST}`;
  /** What `verify` throws; null: the public path works. */
  dead: Error | null = null;
  verified = 0;
  requests = 0;
  /** Upgrades get no answer. */
  hangsUpgrades = false;
  /** Everything that came in, in order, with what was answered; upgrades without. */
  readonly received: { request: PublicRequest; answer?: PublicResponse }[] = [];
  readonly sockets = new Set<WebSocket>();
  readonly #server: Server;
  readonly #upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #hanging: Duplex[] = [];
  #routes: PublicRoutes | null = null;

  constructor() {
    this.#server = createServer((request, response) => {
      void read(request).then(async (one) => {
        const received: PublicServer['received'][number] = { request: one };
        this.received.push(received);
        const answer = await (this.#routes as PublicRoutes).handle(one);
        received.answer = answer;
        response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'text/plain; charset=utf-8' });
        response.end(answer.body);
      });
    });
    this.#server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => undefined);
      const one = asked(request, Buffer.alloc(0));
      this.received.push({ request: one });
      if (this.hangsUpgrades) {
        this.#hanging.push(socket);
        return;
      }
      const answer = (this.#routes as PublicRoutes).upgrade(one);
      if ('status' in answer) {
        socket.end(`HTTP/1.1 ${answer.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#upgrades.handleUpgrade(request, socket, head, (ws) => {
        this.sockets.add(ws);
        ws.on('close', () => this.sockets.delete(ws));
        answer.accept(ws, socket);
      });
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** For the stand-in. */
  get hosts(): Record<string, string> {
    return { [PUBLIC_HOST]: this.origin, [`${PUBLIC_HOST}:443`]: this.origin, [`${PUBLIC_HOST}:8443`]: this.origin };
  }

  /** What came to a path that begins so. */
  at(path: string): PublicServer['received'] {
    return this.received.filter(({ request }) => request.target.startsWith(path));
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  serve(routes: PublicRoutes): void {
    this.#routes = routes;
  }

  async verify(): Promise<void> {
    this.verified += 1;
    if (this.dead !== null) throw this.dead;
  }

  seen(): void {
    this.requests += 1;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    for (const socket of this.#hanging) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function read(request: IncomingMessage): Promise<PublicRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return asked(request, Buffer.concat(chunks));
}

function asked(request: IncomingMessage, body: Buffer): PublicRequest {
  return { method: request.method ?? '', target: request.url ?? '', headers: request.headers, body };
}
