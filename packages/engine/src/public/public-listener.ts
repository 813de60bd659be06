import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { type Clock, realClock } from '../clock.js';
import { isRingbackError, RingbackError } from '../errors.js';
import { takeOver } from '../web-sockets/arrivals.js';
import { webSockets } from '../web-sockets/web-sockets.js';
import type { PublicRequest, PublicResponse, PublicRoutes, UpgradeAnswer } from './public-routes.js';
import { RefusedRequest, readBody } from './request-body.js';

/** Carriers send their headers in one packet. Longer is somebody who holds connections open on purpose. */
const HEADERS_TIMEOUT_MS = 10_000;
/** A request of at most 64 kB, whole. Twilio itself gives up on us after 15 s, so nobody is left to answer by then. */
const REQUEST_TIMEOUT_MS = 15_000;
/** For the routes to answer: as long as a carrier waits at the most (Twilio 15 s). */
const ANSWER_TIMEOUT_MS = 15_000;
/** Node looks for late requests every 30 s by default, which would make the two above half a minute long. */
const TIMEOUTS_CHECKED_MS = 1_000;
/** Longer than proxies keep a spare connection (nginx 60 s), so that it is never we who close one as a request is put on it. */
const KEEP_ALIVE_MS = 65_000;
/** Three times the most calls that one process is meant to carry: a media socket each, and webhooks beside them. */
const MOST_CONNECTIONS = 1_000;
/** One warning a minute says it; more would let whoever floods us flood the log too. */
const FULL_TOLD_EVERY_MS = 60_000;
/** For those at the other end to see that we close, before their sockets are cut: two round trips of a slow tunnel. */
const GOODBYE_MS = 1_000;
/** Media messages have about 300 bytes, a captioned or marked one a few kB. Anything near this is no carrier's. */
const MOST_MESSAGE_BYTES = 256 * 1024;
/** Going away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

export interface PublicListenerOptions {
  /** What is served, each below its own prefix. */
  routes: readonly PublicRoutes[];
  /** Default `127.0.0.1`, where tunnels and reverse proxies on this machine find it. */
  host?: string;
  /** 0, the default, lets the system choose. */
  port?: number;
  /**
   * What stands before every prefix, e.g. `/supercall`: begins with a slash and does not end with one; empty by default. Routes are given
   * targets without it.
   */
  basePath?: string;
  /** Default 1,000. Connections beyond it are dropped. */
  maxConnections?: number;
  /** What the settings are called where the reader of an error can change them. Default: the port is `RINGBACK_PUBLIC_PORT`, and the host none. */
  settings?: { port: string; host?: string };
  clock?: Clock;
  /** What went wrong in a route or on a socket; told, never thrown. */
  onError?(error: unknown): void;
}

function newSockets(): WebSocketServer {
  return new (webSockets().WebSocketServer)({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
    clientTracking: true,
  });
}

/**
 * The one listener through which carriers reach this process, apart from the API's port so that a tunnel never publishes the API.
 *
 * It listens by itself (`listen`), or serves on a server that is there already: then `handle` and `upgrade` are called with what that
 * server's events gave. Neither throws, and no socket of theirs can end the process.
 */
export class PublicListener {
  readonly #options: PublicListenerOptions;
  readonly #host: string;
  readonly #basePath: string;
  readonly #routes: readonly PublicRoutes[];
  readonly #clock: Clock;
  /** Made for the first that comes. */
  #sockets: WebSocketServer | null = null;
  readonly #refused = new Set<Duplex>();
  #server: Server | null = null;
  #fullToldAt = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> | null = null;

  /** @throws RingbackError `invalid_public_route` for a base path or prefix of another form, or two routes with one prefix. */
  constructor(options: PublicListenerOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#basePath = options.basePath ?? '';
    this.#routes = options.routes;
    this.#clock = options.clock ?? realClock();
    if (this.#basePath !== '') checkPrefix(this.#basePath, 'base path');
    const seen = new Set<string>();
    for (const { prefix } of this.#routes) {
      checkPrefix(prefix, 'prefix');
      if (seen.has(prefix)) throw invalidRoute(`two routes have the prefix ${prefix}: give each its own`);
      seen.add(prefix);
    }
  }

  /** Where it listens; null while it does not. */
  get port(): number | null {
    return (this.#server?.address() as AddressInfo | null)?.port ?? null;
  }

  /**
   * Listens.
   *
   * @throws RingbackError `port_in_use`, `address_unusable`; `listener_closed` after `close`
   */
  async listen(): Promise<{ host: string; port: number }> {
    if (this.#closing !== null || this.#server !== null) {
      throw new RingbackError('listener_closed', 'this listener listens already, or was closed: make a new one');
    }
    const server = createServer({
      connectionsCheckingInterval: TIMEOUTS_CHECKED_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
    server.maxConnections = this.#options.maxConnections ?? MOST_CONNECTIONS;
    server.on('request', (request, response) => this.handle(request, response));
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    server.on('drop', () => this.#full(server.maxConnections));
    const port = this.#options.port ?? 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.#host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    }).catch((error: unknown) => {
      throw this.#cannotListen(error, port);
    });
    server.on('error', (error) => this.#tell(error));
    if (this.#closing !== null) {
      server.close();
      throw new RingbackError('listener_closed', 'the listener was closed while it began to listen');
    }
    this.#server = server;
    return { host: this.#host, port: (server.address() as AddressInfo).port };
  }

  /** Answers one request. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => response.destroy());
    response.on('error', (error) => this.#tell(error));
    this.#answer(request, response).catch((error: unknown) => {
      this.#tell(error);
      response.destroy();
    });
  }

  /** Accepts a WebSocket, or refuses with a plain HTTP status. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Before anything else: from the upgrade on the HTTP server listens to the socket's errors no more.
    socket.on('error', () => socket.destroy());
    const answer = this.#upgradeAnswer(request);
    if ('status' in answer) {
      this.#refuse(socket, answer.status);
      return;
    }
    try {
      // A handshake that is none (no key, another version) is refused by `ws` itself.
      this.#sockets ??= newSockets();
      const connection = takeOver(socket);
      if (connection !== socket) connection.on('error', () => connection.destroy());
      this.#sockets.handleUpgrade(request, connection, head, (webSocket) => {
        webSocket.on('error', (error) => this.#tell(error));
        try {
          answer.accept(webSocket, connection);
        } catch (error) {
          this.#tell(error);
          webSocket.terminate();
        }
      });
    } catch (error) {
      this.#tell(error);
      socket.destroy();
    }
  }

  /** Takes nothing new, says goodbye, and after a second cuts what is left. Resolves, and never rejects, when every socket is gone. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    const gone: Promise<unknown>[] = [...(this.#sockets?.clients ?? [])].map((webSocket) => {
      const end = new Promise((resolve) => webSocket.once('close', resolve));
      webSocket.close(GOING_AWAY);
      return end;
    });
    for (const socket of this.#refused) gone.push(new Promise((resolve) => socket.once('close', resolve)));
    if (server?.listening) {
      gone.push(new Promise((resolve) => server.close(resolve)));
      server.closeIdleConnections();
    }
    const impatience = this.#clock.after(GOODBYE_MS, () => {
      for (const webSocket of this.#sockets?.clients ?? []) webSocket.terminate();
      for (const socket of this.#refused) socket.destroy();
      server?.closeAllConnections();
    });
    await Promise.all(gone);
    impatience.cancel();
    this.#sockets?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (this.#closing !== null) throw new RefusedRequest(503);
      const { routes, target } = this.#find(request);
      const body = await readBody(request, this.#clock, REQUEST_TIMEOUT_MS);
      const answer = await this.#within(routes.handle(publicRequest(request, target, body)));
      respond(response, answer, this.#closing !== null);
    } catch (error) {
      const refused = error instanceof RefusedRequest;
      if (!refused) this.#tell(error);
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      // What was not read of the body is not waited for.
      respond(response, { status: refused ? error.status : 500 }, !request.complete || this.#closing !== null);
    }
  }

  #upgradeAnswer(request: IncomingMessage): UpgradeAnswer {
    try {
      if (this.#closing !== null) return { status: 503 };
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') return { status: 426 };
      const { routes, target } = this.#find(request);
      return routes.upgrade(publicRequest(request, target, Buffer.alloc(0)));
    } catch (error) {
      if (error instanceof RefusedRequest) return { status: error.status };
      this.#tell(error);
      return { status: 500 };
    }
  }

  /** @throws RefusedRequest 400 for a target that is no path, 404 where nothing is served. */
  #find(request: IncomingMessage): { routes: PublicRoutes; target: string } {
    const { url = '' } = request;
    if (!url.startsWith('/')) throw new RefusedRequest(400);
    if (!isBelow(url, this.#basePath)) throw new RefusedRequest(404);
    const target = url.slice(this.#basePath.length);
    const routes = this.#routes.find(({ prefix }) => isBelow(target, prefix));
    if (routes === undefined) throw new RefusedRequest(404);
    return { routes, target };
  }

  #within(answer: Promise<PublicResponse>): Promise<PublicResponse> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(ANSWER_TIMEOUT_MS, () => reject(new RefusedRequest(503)));
      answer.then(resolve, reject).finally(() => timer.cancel());
    });
  }

  #refuse(socket: Duplex, status: number): void {
    this.#refused.add(socket);
    const impatience = this.#clock.after(GOODBYE_MS, () => socket.destroy());
    socket.once('close', () => {
      impatience.cancel();
      this.#refused.delete(socket);
    });
    const upgrade = status === 426 ? 'Upgrade: websocket\r\n' : '';
    // What was sent behind the handshake is read and thrown away: closing over unread bytes would reset the answer on its way.
    socket.resume();
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${upgrade}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  }

  #full(most: number): void {
    const now = this.#clock.now();
    if (now - this.#fullToldAt < FULL_TOLD_EVERY_MS) return;
    this.#fullToldAt = now;
    this.#tell(
      new RingbackError(
        'public_connections_full',
        `The public listener has ${most} connections and drops new ones. See who opens so many: carriers need one for each call.`,
        { retryable: true },
      ),
    );
  }

  #cannotListen(error: unknown, port: number): unknown {
    const { code } = error as NodeJS.ErrnoException;
    if (isRingbackError(error) || code === undefined) return error;
    const names = this.#options.settings ?? { port: 'RINGBACK_PUBLIC_PORT' };
    if (code === 'EADDRINUSE')
      return new RingbackError(
        'port_in_use',
        `Port ${port} of ${this.#host}, the public one, is in use by another program. Stop that, or set ${names.port} to another port (0: the system chooses).`,
        { cause: error },
      );
    const host = names.host === undefined ? '' : `${names.host} to an address of this machine, and `;
    return new RingbackError(
      'address_unusable',
      `The public listener cannot listen at ${this.#host}, port ${port} (${code}). Set ${host}${names.port} to a port that you may use.`,
      { cause: error },
    );
  }

  #tell(error: unknown): void {
    try {
      this.#options.onError?.(error);
    } catch {
      // Whoever is told must not end us by it.
    }
  }
}

/** `/twilio` has below it `/twilio`, `/twilio/…` and `/twilio?…`, and not `/twiliox`. */
function isBelow(target: string, prefix: string): boolean {
  if (!target.startsWith(prefix)) return false;
  const next = target[prefix.length];
  return next === undefined || next === '/' || next === '?';
}

function checkPrefix(prefix: string, what: string): void {
  if (!/^(\/[\w.~-]+)+$/.test(prefix)) {
    throw invalidRoute(`${prefix} is no ${what}: it begins with a slash and does not end with one, e.g. /twilio`);
  }
}

function invalidRoute(message: string): RingbackError {
  return new RingbackError('invalid_public_route', message);
}

function publicRequest(request: IncomingMessage, target: string, body: Buffer): PublicRequest {
  return { method: request.method ?? 'GET', target, headers: request.headers, body };
}

function respond(response: ServerResponse, answer: PublicResponse, last: boolean): void {
  const body = Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, {
    ...(body.length === 0 ? {} : { 'content-type': answer.contentType ?? 'text/plain; charset=utf-8' }),
    // A 204 must not have one (RFC 9110, 8.6).
    ...(answer.status === 204 ? {} : { 'content-length': body.length }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(last ? { connection: 'close' } : {}),
  });
  response.end(body);
}
