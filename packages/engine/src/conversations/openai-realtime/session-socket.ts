import type { Duplex } from 'node:stream';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock, Timer } from '../../clock.js';
import { connecting, readDirectly } from '../../web-sockets/arrivals.js';
import { AudioFrames } from '../../web-sockets/audio-frames.js';
import type { DirectMessages } from '../../web-sockets/direct-reader.js';
import { webSockets } from '../../web-sockets/web-sockets.js';
import {
  type AudioDelta,
  audioDelta,
  DELTA_FORM,
  receivedAudioDelta,
  receivedWordsDelta,
  type WordsDelta,
  wordsDelta,
} from './audio-delta.js';
import { currentName } from './dialect.js';
import { closeFailure, fatalOf, handshakeFailure, type SessionFailure } from './failure.js';

/**
 * From connecting to the service's first event. Connections to the live service take 0.2 to 0.6 s; one that took ten times as long is given
 * up, and there is time for another while the phone still rings.
 */
const OPEN_WITHIN_MS = 5_000;

/** After our close frame: how long the service may take to answer it before the socket is cut. Nothing is lost with it. */
const CLOSE_WITHIN_MS = 1_000;

/**
 * A socket that has not taken what was written for so long that this much waits is dead: two minutes of telephone audio as JSON text. It
 * would only grow.
 */
const MOST_UNSENT_BYTES = 1_500_000;

/** Larger than any event: a megabyte of audio, as LocalAI sends a whole answer in one. */
const LARGEST_EVENT_BYTES = 16 * 1024 * 1024;

export interface SocketEvents {
  /** The service's first event came: it may be configured. `expiresAt`: instant at which it ends, where that is told. */
  opened(expiresAt: number | null): void;
  audio(delta: AudioDelta): void;
  /** Words beside the audio. Those with an escaped character come as an `event`. */
  words(delta: WordsDelta): void;
  event(event: RealtimeServerEvent): void;
  unreadable(): void;
  /** The socket is gone or was never there. Told once, never after `close`. */
  lost(failure: SessionFailure): void;
}

export interface SocketAddress {
  url: string;
  headers: Readonly<Record<string, string>>;
}

const APPENDS = new AudioFrames('{"type":"input_audio_buffer.append","audio":"', '"}', true);

/** A client event without its `event_id`. */
export type ClientEvent = Readonly<Record<string, unknown>> & { type: string };

/** One socket to the service: from connecting to its end. */
export class SessionSocket implements DirectMessages {
  readonly form = DELTA_FORM;
  /** Resolves when nothing of it is left. */
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  /** What it runs over, while audio may be sent there: null before the handshake is done, and once either side closes it. */
  #connection: Duplex | null = null;
  readonly #events: SocketEvents;
  #opening: Timer | null;
  #opened = false;
  #over = false;
  /** What the service said before it closed. */
  #said: SessionFailure | null = null;

  constructor({ url, headers }: SocketAddress, clock: Clock, events: SocketEvents) {
    this.#events = events;
    // The types do not know `closeTimeout` yet.
    const options: ClientOptions & { closeTimeout: number } = {
      headers: { ...headers },
      // Audio does not get smaller, and each context would cost memory and time.
      perMessageDeflate: false,
      maxPayload: LARGEST_EVENT_BYTES,
      closeTimeout: CLOSE_WITHIN_MS,
      createConnection: connecting(url) as ClientOptions['createConnection'],
    };
    const socket = new (webSockets().WebSocket)(url, options);
    this.#socket = socket;
    socket.on('error', () => this.#lose({ code: 'socket_error', fatal: null }));
    socket.on('unexpected-response', (request, response) => {
      response.resume();
      request.destroy();
      this.#lose(handshakeFailure(response.statusCode ?? 0));
    });
    socket.on('upgrade', ({ socket: connection }) => {
      socket.once('open', () => this.#readDirectly(connection));
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary && !this.#over) this.#receive(data);
    });
    socket.on('close', (code, reason) => this.#lose(closeFailure(code, reason.toString())));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    this.#opening = clock.after(OPEN_WITHIN_MS, () => this.#lose({ code: 'open_timeout', fatal: null }));
  }

  /** The audio of one frame: its base64 goes from one JSON text into the next. */
  append(audio: MulawAudio): void {
    const connection = this.#connection;
    if (connection === null) return;
    if (connection.writableLength <= MOST_UNSENT_BYTES) APPENDS.write(connection, audio);
    else this.#lose({ code: 'socket_stuck', fatal: null });
  }

  send(event: ClientEvent, eventId: string): void {
    this.#write(JSON.stringify({ ...event, event_id: eventId }));
  }

  close(): void {
    this.#end();
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.close(1000);
    else this.#socket.terminate();
  }

  /** It is of no use any more, whatever it says. */
  giveUp(code: string): void {
    this.#lose({ code, fatal: null });
  }

  #write(text: string): void {
    if (this.#writable()) this.#socket.send(text);
  }

  #writable(): boolean {
    if (this.#over || this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#socket.bufferedAmount <= MOST_UNSENT_BYTES) return true;
    this.#lose({ code: 'socket_stuck', fatal: null });
    return false;
  }

  #readDirectly(connection: Duplex): void {
    if (this.#over) return;
    this.#connection = connection;
    connection.once('end', () => this.closing());
    readDirectly(this.#socket, connection, this);
  }

  take(data: Buffer, start: number, end: number): boolean {
    return !this.#over && this.#opened && this.#takeDelta(data, start, end);
  }

  closing(): void {
    this.#connection = null;
  }

  #takeDelta(data: Buffer, start: number, end: number): boolean {
    const delta = receivedAudioDelta(data, start, end);
    if (delta !== null) {
      this.#events.audio(delta);
      return true;
    }
    const words = receivedWordsDelta(data, start, end);
    if (words !== null) this.#events.words(words);
    return words !== null;
  }

  #receive(data: RawData): void {
    // What is cut out is plain ASCII, which is read faster as Latin-1; `ws` gives a message of text as one buffer.
    const delta = audioDelta((data as Buffer).toString('latin1'));
    if (delta !== null) {
      this.#events.audio(delta);
      return;
    }
    const text = data.toString();
    const words = wordsDelta(text);
    if (words !== null) {
      this.#events.words(words);
      return;
    }
    const event = parsed(text);
    if (event === null) {
      this.#events.unreadable();
      return;
    }
    if (event.type === 'error') {
      const code = event.error?.code ?? '';
      const fatal = fatalOf(code);
      if (fatal !== null || code === 'session_expired') this.#said = { code, fatal };
      if (fatal !== null) {
        this.#lose({ code, fatal });
        return;
      }
    } else if (!this.#opened) this.#open(event);
    if (event.type === 'response.output_audio.delta') {
      this.#events.audio({
        responseId: event.response_id,
        itemId: event.item_id,
        audio: MulawAudio.fromBase64(event.delta),
      });
    } else this.#events.event(event);
  }

  #open(event: RealtimeServerEvent): void {
    this.#opened = true;
    this.#opening?.cancel();
    this.#opening = null;
    const expiresAt = (event as { session?: { expires_at?: number } }).session?.expires_at;
    this.#events.opened(typeof expiresAt === 'number' && expiresAt > 0 ? expiresAt * 1000 : null);
  }

  #lose(failure: SessionFailure): void {
    if (this.#over) return;
    this.#end();
    this.#socket.terminate();
    this.#events.lost(this.#said ?? failure);
  }

  /** The listeners stay: a socket that is being closed may still report an error, which must reach nobody. */
  #end(): void {
    this.#over = true;
    this.#connection = null;
    this.#opening?.cancel();
    this.#opening = null;
  }
}

function parsed(text: string): RealtimeServerEvent | null {
  try {
    const event = JSON.parse(text) as RealtimeServerEvent;
    if (typeof event?.type !== 'string') return null;
    const type = currentName(event.type);
    return type === event.type ? event : ({ ...event, type } as RealtimeServerEvent);
  } catch {
    return null;
  }
}
