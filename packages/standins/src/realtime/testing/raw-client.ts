import { WebSocket } from 'ws';
import type { ServerEvent } from '../wire.js';

export type EventOf<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

/** A bare client of the protocol: sends what it is told, keeps what comes, and waits for events by type, each once, in their order. */
export class RawClient {
  readonly events: ServerEvent[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #read = 0;
  #arrived: (() => void)[] = [];
  #isClosed = false;
  pings = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.events.push(JSON.parse(data.toString()) as ServerEvent);
      this.#wake();
    });
    socket.on('ping', () => {
      this.pings += 1;
      this.#wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** @param url with `/v1`, as `start` gave it. */
  static to(
    url: string,
    options: {
      model?: string | null;
      key?: string | null;
      headers?: Record<string, string>;
      protocols?: string[];
      answersPings?: boolean;
    } = {},
  ): RawClient {
    const { model = 'gpt-realtime-2.1', key = 'sk-test', headers = {}, protocols = [], answersPings = true } = options;
    const query = model === null ? '' : `?model=${model}`;
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    return new RawClient(
      new WebSocket(`${url}/realtime${query}`, protocols, {
        headers: { ...authorization, ...headers },
        autoPong: answersPings,
      }),
    );
  }

  send(event: Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(event));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** The next event of this type that was not waited for yet; what lies before it is passed over. */
  async next<T extends ServerEvent['type']>(type: T): Promise<EventOf<T>> {
    for (;;) {
      while (this.#read < this.events.length) {
        const event = this.events[this.#read] as ServerEvent;
        this.#read += 1;
        if (event.type === type) return event as EventOf<T>;
      }
      if (this.#isClosed) throw new Error(`closed before ${type}; seen: ${this.types().join(', ')}`);
      await this.#more();
    }
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#more();
  }

  of<T extends ServerEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** Types since the first event of `type`, repeated ones once. */
  typesFrom(type: ServerEvent['type']): string[] {
    const types = this.types();
    return types.slice(types.indexOf(type)).filter((each, at, all) => each !== all[at - 1]);
  }

  /** Sets the session up for telephone audio, and waits until that is in effect. */
  async telephone(session: Record<string, unknown> = {}, input: Record<string, unknown> = {}): Promise<void> {
    await this.next('session.created');
    this.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        ...session,
        audio: {
          input: { format: { type: 'audio/pcmu' }, ...input },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
      },
    });
    await this.next('session.updated');
  }

  /** µ-law in frames of 20 ms, as a phone sends it. */
  say(mulaw: Uint8Array): void {
    for (let at = 0; at < mulaw.length; at += 160) {
      this.send({
        type: 'input_audio_buffer.append',
        audio: Buffer.from(mulaw.subarray(at, at + 160)).toString('base64'),
      });
    }
  }

  ask(text: string): void {
    this.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    });
    this.send({ type: 'response.create' });
  }

  close(): void {
    this.#socket.close();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  #wake(): void {
    const waiting = this.#arrived;
    this.#arrived = [];
    for (const resolve of waiting) resolve();
  }
}
