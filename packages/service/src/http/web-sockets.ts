import { IncomingMessage } from 'node:http';
import { type Clock, PublicListener, type PublicRoutes } from '@ringback/engine';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/**
 * A request of the service's server. As soon as a server takes WebSockets, Node.js gives it every request that offers to change to whatever protocol, and answers
 * none of them any more. Some HTTP clients (Java's) offer `h2c` with each first request, and are to be answered as before: only what asks for a WebSocket is
 * an upgrade.
 */
export class ServiceRequest extends IncomingMessage {
  // Set by the parser before there are headers, and asked for once there are.
  declare upgradeOffered: boolean | null;

  // Node.js has it as a plain property, which its own code sets and reads: an accessor serves both.
  get upgrade(): boolean {
    return this.upgradeOffered === true && (this.method === 'CONNECT' || asksForWebSocket(this));
  }

  set upgrade(offered: boolean | null) {
    this.upgradeOffered = offered;
  }
}

function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.trim().toLowerCase() === 'websocket';
}

/**
 * Serves WebSockets at the service's own address, each route below its own prefix. Who may open one is for the route to find out, by a ticket: a browser sends
 * cookies along with what any site's page opens, so that neither those nor an `Origin` are looked at here. Other requests below a prefix are answered by the
 * HTTP server as any other.
 *
 * When the server closes, all are told goodbye, and cut after a second.
 */
export function mountWebSockets(
  app: FastifyInstance,
  { routes, clock, logger }: { routes: readonly PublicRoutes[]; clock: Clock; logger: Logger },
): void {
  const sockets = new PublicListener({
    routes,
    clock,
    onError: (error) => logger.error({ err: error }, 'something failed at a WebSocket'),
  });
  app.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  app.addHook('preClose', () => sockets.close());
}
