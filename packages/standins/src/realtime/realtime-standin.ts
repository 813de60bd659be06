import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Clock, createSynthesiser, type Ids, RingbackError, realClock, type Synthesiser } from '@ringback/engine';
import { type WebSocket, WebSocketServer } from 'ws';
import { SpokenWords } from '../spoken-words.js';
import type { RealtimeFaults } from './faults.js';
import { type Admission, admission, refusalOf } from './handshake.js';
import type { RealtimeLatency } from './latency.js';
import type { Mind } from './mind.js';
import { overheard, type Recogniser } from './recogniser.js';
import { RealtimeSessionStandin } from './session.js';
import { Speech } from './speech.js';
import type { ErrorEvent } from './wire.js';

/** An event that passed, as the stand-in saw it. */
export interface ObservedEvent {
  sessionId: string;
  from: 'client' | 'server';
  /** Instant of the stand-in's clock. */
  at: number;
  /** As it was on the wire; of a message that is no JSON, its text. */
  event: unknown;
}

export interface RealtimeStandinOptions {
  /** What it says and does. */
  mind: Mind;
  /** Understands what is said to it. Default: the words that lie in `spokenWords` for the very audio that is appended. */
  recogniser?: Recogniser;
  /** Its voice. Default: the one of this machine (`createSynthesiser()`), made and closed by the stand-in. */
  synthesiser?: Synthesiser;
  /** Where it leaves the words of what it says, for whoever brings the audio to a simulated callee. */
  spokenWords?: SpokenWords;
  clock?: Clock;
  /** Parts of ids (`event_…`, `item_…`). Default: random ones. */
  ids?: Ids;
  latency?: Partial<RealtimeLatency>;
  /** Audio in each delta, in ms: a multiple of 3 (so that base64 is cut without decoding it) from 21 to 1998. Default 150. */
  deltaMs?: number;
  /** The keys that are let in. Default: any that is not empty. */
  apiKeys?: readonly string[];
  /** The models there are. Default: those of the types of `openai`, and gpt-realtime-2.1 and its mini. */
  models?: readonly string[];
  /** Longest life of a session, in ms. Default an hour, as the live service has. */
  sessionMs?: number;
  /** What goes wrong: in every session, or by the number of the connection (the first is 1). */
  faults?: RealtimeFaults | ((connection: number) => RealtimeFaults);
  /** Sees every event, in order. */
  onEvent?: (seen: ObservedEvent) => void;
}

export interface RealtimeListenOptions {
  /** Default 0: the system chooses. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** PEM texts. Some clients speak nothing but TLS. */
  tls?: { key: string; cert: string };
}

/** A session as tests see it. */
export interface LiveSession {
  readonly id: string;
  /** Cuts the socket without a close frame: 1006 at the client. */
  drop(): void;
  /** Ends it as its time limit does: `session_expired`, then the close. */
  expire(): void;
}

const DEFAULT_LATENCY: RealtimeLatency = { connectMs: 0, firstDeltaMs: 300, deltaEveryMs: 15, transcriptionMs: 400 };
const SESSION_MS = 60 * 60 * 1000;
/** As seen of the live service. */
const PING_EVERY_MS = 20_300;
/** 15 MiB of audio as base64 in JSON, and room to refuse what is longer in-band. */
const MOST_MESSAGE_BYTES = 24 * 1024 * 1024;

const MODELS = [
  'gpt-realtime-2.1',
  'gpt-realtime-2.1-mini',
  'gpt-realtime-2',
  'gpt-realtime-1.5',
  'gpt-realtime',
  'gpt-realtime-mini',
];

/**
 * A local stand-in of OpenAI's Realtime API (GA, over WebSocket) for tests, benchmarks and demos: the same events in the same order, the
 * same refusals, real speech, and turns found in the real audio. It is no model: a `Mind` says what is said.
 */
export class RealtimeStandin {
  readonly #options: RealtimeStandinOptions;
  readonly #clock: Clock;
  readonly #latency: RealtimeLatency;
  readonly #spokenWords: SpokenWords;
  readonly #connections = new Map<WebSocket, RealtimeSessionStandin>();
  readonly #sockets = new Set<Duplex>();
  #running: {
    server: ReturnType<typeof createHttpServer>;
    sockets: WebSocketServer;
    speech: Speech;
    url: string;
  } | null = null;
  #ownSynthesiser: Synthesiser | null = null;
  #connected = 0;

  /** @throws RingbackError `invalid_standin_options` for a delta or a session length that cannot be. */
  constructor(options: RealtimeStandinOptions) {
    const { deltaMs = 150, sessionMs = SESSION_MS } = options;
    if (!(Number.isInteger(deltaMs) && deltaMs >= 20 && deltaMs <= 2000 && deltaMs % 3 === 0)) {
      throw new RingbackError('invalid_standin_options', `deltaMs is ${deltaMs}: give a multiple of 3 from 21 to 1998`);
    }
    if (!(sessionMs > 0)) {
      throw new RingbackError('invalid_standin_options', `sessionMs is ${sessionMs}: give more than 0`);
    }
    this.#options = options;
    this.#clock = options.clock ?? realClock();
    this.#latency = { ...DEFAULT_LATENCY, ...options.latency };
    this.#spokenWords = options.spokenWords ?? new SpokenWords();
  }

  get spokenWords(): SpokenWords {
    return this.#spokenWords;
  }

  /** Sessions that are open, oldest first. */
  get sessions(): LiveSession[] {
    return [...this.#connections].map(([socket, session]) => ({
      id: session.id,
      drop: () => {
        session.end();
        socket.terminate();
      },
      expire: () => session.expire(),
    }));
  }

  /**
   * Listens.
   *
   * @returns the base URL for WebSocket clients, up to and with `/v1`: `ws://127.0.0.1:4711/v1`, `wss://` with TLS.
   * @throws RingbackError `invalid_standin_options` where it listens already
   */
  async start({ port = 0, host = '127.0.0.1', tls }: RealtimeListenOptions = {}): Promise<{ url: string }> {
    if (this.#running !== null)
      throw new RingbackError('invalid_standin_options', 'the stand-in listens already: stop it first');
    if (this.#options.synthesiser === undefined)
      this.#ownSynthesiser ??= await createSynthesiser({ clock: this.#clock });
    const synthesiser = this.#options.synthesiser ?? (this.#ownSynthesiser as Synthesiser);
    const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MOST_MESSAGE_BYTES,
      handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
    });
    server.on('request', (_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'Only the WebSocket at /v1/realtime is here.', code: null } }));
    });
    server.on('connection', (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#onUpgrade(request, socket, head);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const { port: bound } = server.address() as AddressInfo;
    const url = `${tls === undefined ? 'ws' : 'wss'}://${host.includes(':') ? `[${host}]` : host}:${bound}/v1`;
    this.#running = { server, sockets, speech: new Speech(synthesiser, this.#options.deltaMs ?? 150), url };
    return { url };
  }

  /** Ends every session without a close frame, and stops listening. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    for (const [socket, session] of this.#connections) {
      session.end();
      socket.terminate();
    }
    this.#connections.clear();
    if (running !== null) {
      running.sockets.close();
      const closed = new Promise<void>((resolve) => running.server.close(() => resolve()));
      for (const socket of this.#sockets) socket.destroy();
      await closed;
    }
    await this.#ownSynthesiser?.close();
    this.#ownSynthesiser = null;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    this.#connected += 1;
    const { faults } = this.#options;
    const faulty = (typeof faults === 'function' ? faults(this.#connected) : faults) ?? {};
    const status = pathOf(request) === '/v1/realtime' ? faulty.handshakeStatus : 404;
    const answer = (): void => {
      const running = this.#running;
      if (running === null || socket.destroyed) {
        socket.destroy();
      } else if (status !== undefined) {
        socket.end(
          `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
        );
      } else {
        running.sockets.handleUpgrade(request, socket, head, (client) => {
          this.#onClient(client, admission(request, this.#options.apiKeys, this.#options.models ?? MODELS), faulty);
        });
      }
    };
    if (this.#latency.connectMs > 0) this.#clock.after(this.#latency.connectMs, answer);
    else answer();
  }

  #onClient(client: WebSocket, admitted: Admission, faults: RealtimeFaults): void {
    const id = `sess_${this.#nextId()}`;
    const deliver = (event: { type: string; event_id: string }): void => {
      if (client.readyState !== client.OPEN) return;
      this.#options.onEvent?.({ sessionId: id, from: 'server', at: this.#clock.now(), event });
      client.send(JSON.stringify(event));
    };
    const refusal = refusalOf(admitted, faults.refuse);
    if (refusal !== null) {
      client.on('error', () => client.terminate());
      const told: ErrorEvent = { type: 'error', event_id: `event_${this.#nextId()}`, error: refusal.error };
      deliver(told);
      client.close(refusal.closeCode, refusal.closeReason);
      return;
    }
    const running = this.#running;
    if (running === null) return;
    let session: RealtimeSessionStandin;
    try {
      session = this.#session(id, admitted.model as string, client, running.speech, faults, deliver);
    } catch {
      // A mind that cannot begin: the service's own trouble, as a client sees it.
      client.on('error', () => client.terminate());
      client.close(1011, 'server_error');
      return;
    }
    this.#connections.set(client, session);
    let answered = true;
    client.on('pong', () => {
      answered = true;
    });
    const pings = this.#clock.every(PING_EVERY_MS, () => {
      // Nothing came back since the last one: the live service gives such a client up.
      if (!answered) client.close(1011, 'keepalive ping timeout');
      answered = false;
      if (client.readyState === client.OPEN) client.ping();
    });
    client.on('error', () => client.terminate());
    client.on('close', () => {
      pings.cancel();
      session.end();
      this.#connections.delete(client);
    });
    client.on('message', (data: Buffer, isBinary: boolean) => {
      const text = data.toString('utf8');
      if (this.#options.onEvent !== undefined) {
        this.#options.onEvent({ sessionId: id, from: 'client', at: this.#clock.now(), event: observed(text) });
      }
      session.receive(text, isBinary);
    });
    session.start();
  }

  #session(
    id: string,
    model: string,
    client: WebSocket,
    speech: Speech,
    faults: RealtimeFaults,
    deliver: (event: { type: string; event_id: string }) => void,
  ): RealtimeSessionStandin {
    return new RealtimeSessionStandin({
      id,
      model,
      clock: this.#clock,
      mind: this.#options.mind,
      recogniser: this.#options.recogniser ?? overheard,
      speech,
      latency: this.#latency,
      faults,
      sessionMs: this.#options.sessionMs ?? SESSION_MS,
      newId: (kind) => `${kind}_${this.#nextId()}`,
      wordsOf: (payload) => this.#spokenWords.wordsOf(payload),
      spoke: (payload, words) => this.#spokenWords.remember(payload, words),
      deliver,
      close: (code, reason) => client.close(code, reason),
      cut: () => client.terminate(),
    });
  }

  #nextId(): string {
    return this.#options.ids?.next() ?? randomBytes(12).toString('base64url');
  }
}

/** Null where the request target is no path at all. */
function pathOf({ url = '/' }: IncomingMessage): string | null {
  return URL.canParse(url, 'http://standin') ? new URL(url, 'http://standin').pathname : null;
}

function observed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
