import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { Keys } from './keys.js';
import { type Confirm, type Language, realTiming, type ServerContext } from './options.js';
import { createServer } from './server.js';
import { refusal, Sessions } from './sessions.js';

export interface HttpOptions {
  /** Where the Ringback service is. Each caller brings a key of its own. */
  serviceUrl: string;
  /** Address to listen on. */
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Names, without ports, under which this server is reached beside those of this machine's loopback. */
  hostNames: readonly string[];
  confirm: Confirm;
  language: Language;
  /** Told what the protocol layer could not handle. */
  onError(error: Error): void;
}

export interface HttpServing {
  /** Where clients connect, e.g. `http://127.0.0.1:7466/mcp`. */
  url: string;
  /** Cancels what runs, which hangs up the calls that are waited for, and stops listening. */
  close(): Promise<void>;
}

const PATH = '/mcp';

/** A request is a few kilobytes: a requirement of 4,000 characters and a result schema of 16 KB. */
const MAX_REQUEST_BYTES = 262_144;

/** Between signs of life on a stream; proxies cut what is silent for 30 to 60 s. */
const KEEP_ALIVE_MS = 15_000;

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

type Authenticated = IncomingMessage & { auth?: { token: string; clientId: string; scopes: string[] } };

/**
 * Serves MCP over streamable HTTP at `/mcp`. Who asks proves it with an API key of the Ringback service, as `Authorization: Bearer`; each key sees
 * its own account. What comes under a foreign name (`Host`), or from a page of another site (`Origin`), is refused: a page that a browser on this
 * machine shows could else reach it.
 *
 * @throws the error of `listen`, e.g. with code `EADDRINUSE`
 */
export async function serveOverHttp(options: HttpOptions): Promise<HttpServing> {
  const { serviceUrl, confirm, language, onError } = options;
  const now = (): number => performance.now();
  const keys = new Keys(serviceUrl, language, now);
  const stateKey = randomBytes(32);
  const running = new Set<Promise<unknown>>();
  const contextOf = (key: string): Omit<ServerContext, 'running'> => ({
    client: keys.client(key),
    confirm,
    // Who agreed at this machine's terminal is not who asks here.
    agreedBefore: () => false,
    language,
    stateKey,
    timing: realTiming,
  });

  const modern = createMcpHandler(({ authInfo }) => createServer({ ...contextOf(authInfo?.token ?? ''), running }), {
    legacy: 'reject',
    onerror: onError,
    keepAliveMs: KEEP_ALIVE_MS,
    maxRequestBodySize: MAX_REQUEST_BYTES,
  });
  const sessions = new Sessions({ create: createServer, maxRequestBytes: MAX_REQUEST_BYTES, now });
  const handle = toNodeHandler(
    {
      async fetch(request, given) {
        const { token = '', clientId = '' } = given?.authInfo ?? {};
        if (await isLegacyRequest(request, undefined, { maxRequestBodySize: MAX_REQUEST_BYTES }))
          return sessions.handle(request, clientId, () => ({ ...contextOf(token), running: new Set() }));
        return modern.fetch(request, given);
      },
    },
    { onerror: onError, maxRequestBodySize: MAX_REQUEST_BYTES },
  );

  const names = [...LOOPBACK_NAMES, ...options.hostNames];
  const hostAllowed = hostHeaderValidation(names);
  const originAllowed = originValidation(names);
  const server = createHttpServer(async (request: Authenticated, response) => {
    if (!hostAllowed(request, response) || !originAllowed(request, response)) return;
    const refuse = async (answer: Response): Promise<void> => {
      request.resume();
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    };
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH)
      return refuse(refusal(404, -32000, `There is nothing here; MCP is at ${PATH}`));
    try {
      const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const holder = token === '' ? null : await keys.holder(token);
      if (holder === null) {
        const challenge = `Bearer realm="ringback"${token === '' ? '' : ', error="invalid_token"'}`;
        const message = 'Send an API key of the Ringback service as Authorization: Bearer';
        return await refuse(refusal(401, -32001, message, { 'www-authenticate': challenge }));
      }
      request.auth = { token, clientId: holder, scopes: [] };
      await handle(request, response);
    } catch (error) {
      onError(error as Error);
      if (response.headersSent) response.destroy();
      else await refuse(refusal(502, -32603, 'The Ringback service cannot be asked'));
    }
  });
  await listen(server, options);
  return {
    url: addressOf(server, options.host),
    async close() {
      server.close();
      await modern.close();
      await sessions.close();
      await Promise.allSettled(running);
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${PATH}`;
}
