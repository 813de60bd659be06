import { randomUUID } from 'node:crypto';
import { type McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { ServerContext } from './options.js';

/** A session that nobody used for so long, and in which nothing runs, is closed; its client begins another. */
const IDLE_MS = 30 * 60_000;

/** A session is a few kilobytes; this many are a mistake, or an attack. */
const AT_MOST = 1_000;

interface Session {
  /** Digest of the key that opened it: nobody else's requests belong to it. */
  holder: string;
  server: McpServer;
  transport: WebStandardStreamableHTTPServerTransport;
  context: ServerContext;
  usedAt: number;
}

export interface SessionsOptions {
  create(context: ServerContext): McpServer;
  maxRequestBytes: number;
  now(): number;
}

/** The sessions of clients that speak a protocol of 2025: what a server asks of its client comes back in another request of the same session. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  async handle(request: Request, holder: string, context: () => ServerContext): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id === null) return this.#open(request, holder, context());
    const session = this.#sessions.get(id);
    // Another's session is answered as one that is not there.
    if (session === undefined || session.holder !== holder) return refusal(404, -32001, 'Session not found');
    session.usedAt = this.#options.now();
    return session.transport.handleRequest(request);
  }

  async #open(request: Request, holder: string, context: ServerContext): Promise<Response> {
    this.#closeIdle(this.#sessions.size < AT_MOST ? IDLE_MS : 0);
    if (this.#sessions.size >= AT_MOST) return refusal(503, -32000, 'Too many sessions are open; try again later');
    const server = this.#options.create(context);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: this.#options.maxRequestBytes,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { holder, server, transport, context, usedAt: this.#options.now() });
      },
    });
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    const response = await transport.handleRequest(request);
    // It was no beginning of a session, and has been told so.
    if (transport.sessionId === undefined) await server.close();
    return response;
  }

  #closeIdle(idleMs: number): void {
    const before = this.#options.now() - idleMs;
    for (const { usedAt, context, server } of this.#sessions.values())
      if (usedAt <= before && context.running.size === 0) void server.close();
  }

  /** Cancels what runs, and resolves when it has ended. */
  async close(): Promise<void> {
    const all = [...this.#sessions.values()];
    await Promise.all(all.map(({ server }) => server.close()));
    await Promise.allSettled(all.flatMap(({ context }) => [...context.running]));
  }
}

/** A failure of the transport, in the protocol's envelope. */
export function refusal(status: number, code: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status, headers });
}
