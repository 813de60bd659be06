import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { type WebSocket, WebSocketServer } from 'ws';

/** One webhook as it arrived. */
export interface Received {
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  params: Record<string, string>;
  /** As `twilio.validateRequest` has it, over the public URL. */
  valid: boolean;
}

/** A media socket as it arrived. */
export interface Upgraded {
  socket: WebSocket;
  path: string;
  valid: boolean;
  /** `twilio.validateRequest` over the URL with a slash behind it. */
  validWithSlash: boolean;
  /** Everything that came, in order. */
  messages: StreamEvent[];
  closeCode: number | undefined;
}

interface StreamEvent {
  event: string;
  sequenceNumber?: string;
  streamSid?: string;
  start?: { streamSid: string; callSid: string; customParameters: Record<string, string> } & Record<string, unknown>;
  media?: { track: string; chunk: string; timestamp: string; payload: string };
  mark?: { name: string };
  dtmf?: { track: string; digit: string };
  stop?: Record<string, string>;
}

type Answer = (received: Received, response: ServerResponse) => void;

/**
 * A user's server: keeps what Twilio asks it, checks every signature with Twilio's own package, and answers what a test says. It goes by
 * the public name `calls.example.com`.
 */
export class Receiver {
  readonly authToken: string;
  readonly received: Received[] = [];
  readonly upgraded: Upgraded[] = [];
  /** TwiML by path; others are answered 204. */
  readonly twiml = new Map<string, string>();
  /** Over everything else, by path. */
  readonly answers = new Map<string, Answer>();
  readonly #changes = new EventEmitter();
  #server: Server | undefined;
  #sockets: WebSocketServer | undefined;

  constructor(authToken: string) {
    this.authToken = authToken;
  }

  get origin(): string {
    const { port } = (this.#server as Server).address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** For the stand-in's `hosts`. */
  get hosts(): Record<string, string> {
    return { 'calls.example.com': this.origin };
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { pathname: path, search } = new URL(request.url ?? '/', this.origin);
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        const signature = String(request.headers['x-twilio-signature']);
        const publicUrl = `https://${request.headers.host}${path}${search}`;
        const received: Received = {
          path,
          method: request.method ?? '',
          headers: request.headers,
          params: { ...Object.fromEntries(new URLSearchParams(search)), ...form },
          valid: twilio.validateRequest(this.authToken, signature, publicUrl, form),
        };
        this.received.push(received);
        this.#answer(received, response);
        this.#changes.emit('change');
      });
    });
    this.#server = server;
    this.#sockets = new WebSocketServer({ server, perMessageDeflate: false });
    this.#sockets.on('connection', (socket, request) => {
      const signature = String(request.headers['x-twilio-signature']);
      const publicUrl = `wss://${request.headers.host}${request.url}`;
      const upgraded: Upgraded = {
        socket,
        path: request.url ?? '',
        valid: twilio.validateRequest(this.authToken, signature, publicUrl, {}),
        validWithSlash: twilio.validateRequest(this.authToken, signature, `${publicUrl}/`, {}),
        messages: [],
        closeCode: undefined,
      };
      socket.on('message', (data) => {
        upgraded.messages.push(JSON.parse(String(data)) as StreamEvent);
        this.#changes.emit('change');
      });
      socket.on('close', (code) => {
        upgraded.closeCode = code;
        this.#changes.emit('change');
      });
      this.upgraded.push(upgraded);
      this.#changes.emit('change');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return this;
  }

  /** Waits until it is so: asked again at everything that comes in. */
  async until<T>(found: () => T | undefined | false): Promise<T> {
    for (;;) {
      const value = found();
      if (value !== undefined && value !== false) return value;
      await once(this.#changes, 'change');
    }
  }

  /** The media socket of that number, once it has told `start`. */
  async stream(index = 0): Promise<Upgraded & { streamSid: string; send(message: Record<string, unknown>): void }> {
    const { upgraded, start } = await this.until(() => {
      const one = this.upgraded[index];
      const begun = one?.messages.find(({ event }) => event === 'start');
      return one && begun && { upgraded: one, start: begun };
    });
    const streamSid = start.streamSid as string;
    return Object.assign(upgraded, {
      streamSid,
      send: (message: Record<string, unknown>) => upgraded.socket.send(JSON.stringify({ ...message, streamSid })),
    });
  }

  /** The `CallStatus` of every status callback, in the order of arrival. */
  statuses(path = '/status'): string[] {
    return this.received.filter((one) => one.path === path).map(({ params }) => params.CallStatus as string);
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets?.clients ?? []) client.terminate();
    this.#sockets?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server !== undefined) await once(this.#server, 'close');
  }

  #answer(received: Received, response: ServerResponse): void {
    const answer = this.answers.get(received.path);
    if (answer !== undefined) {
      answer(received, response);
      return;
    }
    const twiml = this.twiml.get(received.path);
    if (twiml === undefined) response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': 'text/xml' }).end(twiml);
  }
}
