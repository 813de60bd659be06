import { readAudioFrame, writeAudioFrame } from './audio-frame.js';
import { browserClock, type PageClock } from './connection.js';
import { type CarrierMessage, type PageMessage, PROTOCOL_VERSION, type SpeakingEnd } from './messages.js';
import { letGo, openWebSocket, type SocketLike, say } from './socket.js';
import { WebphoneError } from './webphone-error.js';

/** The service sends a beat every 5 s. Three of them missed, and the connection is dead. */
const SILENT_MS = 15_000;
/** A connection that broke is made anew at once, and then this often. */
const RESUME_EVERY_MS = 250;

export interface ListeningListener {
  /** The call is heard from now on, or again. */
  open?(speaking: boolean): void;
  /** The connection broke, and is being made anew: `open` or `failed` follows. */
  lost?(): void;
  /** Oneself speaks in the AI's place from now on, or no longer, and why. */
  speaking?(speaking: boolean, why: SpeakingEnd | undefined): void;
  /** 20 ms of what is heard on the line, as µ-law. */
  sound?(mulaw: Uint8Array): void;
  /** The call is over. */
  ended?(): void;
  /** `refused` by the service, or `connection_lost` for good. */
  failed?(error: WebphoneError): void;
}

export interface ListeningOptions {
  /** `wss://…/listening`. */
  url: string;
  /** The ticket's token. */
  token: string;
  listener: ListeningListener;
  webSocket?: (url: string) => SocketLike;
  clock?: PageClock;
}

/**
 * A page's connection to a call that it listens to, and speaks on: `idle` → `connecting` → `open` ⇄ `resuming` → `closed`. Where it breaks it comes
 * back by the token that it was given, as long as the service waits.
 */
export class ListeningConnection {
  readonly #options: ListeningOptions;
  readonly #listener: ListeningListener;
  readonly #clock: PageClock;
  #state: 'idle' | 'connecting' | 'open' | 'resuming' | 'closed' = 'idle';
  #socket: SocketLike | null = null;
  #stopTimer: () => void = () => undefined;
  #token: string;
  #resumeWithinMs = 0;
  #lostAt: number | null = null;
  #sequence = 0;

  constructor(options: ListeningOptions) {
    this.#options = options;
    this.#listener = options.listener;
    this.#clock = options.clock ?? browserClock;
    this.#token = options.token;
  }

  connect(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'connecting';
    this.#open();
  }

  /** @param mulaw 20 ms. @param timestamp in 1/8000 s. Does nothing while there is no connection. */
  sendSound(mulaw: Uint8Array, timestamp: number): void {
    if (this.#state !== 'open' || this.#socket?.readyState !== 1) return;
    this.#socket.send(writeAudioFrame(this.#sequence, timestamp, mulaw));
    this.#sequence += 1;
  }

  /** Listens no more. Where oneself spoke the AI takes the call back. */
  close(): void {
    this.#state = 'closed';
    this.#stopTimer();
    this.#dropSocket();
  }

  #open(): void {
    const socket = (this.#options.webSocket ?? openWebSocket)(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      const token = this.#token;
      this.#write({ type: 'hello', version: PROTOCOL_VERSION, token, codecs: ['pcmu'], received: 0, played: 0 });
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#socket === socket) this.#told(data);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
    socket.onerror = () => undefined;
    this.#watch();
  }

  #told(data: string | ArrayBuffer): void {
    this.#watch();
    if (typeof data !== 'string') {
      const frame = readAudioFrame(data);
      if (frame !== null) this.#listener.sound?.(frame.mulaw);
      return;
    }
    const message = JSON.parse(data) as CarrierMessage;
    switch (message.type) {
      case 'listening':
        this.#state = 'open';
        this.#token = message.resume;
        this.#resumeWithinMs = message.resumeWithinMs;
        this.#lostAt = null;
        this.#listener.open?.(message.speaking);
        break;
      case 'speaking':
        this.#listener.speaking?.(message.speaking, message.why);
        break;
      case 'ended':
        this.close();
        this.#listener.ended?.();
        break;
      case 'refused':
        this.#fail('refused', message.message);
        break;
      case 'beat':
        this.#write({ type: 'beat' });
        break;
    }
  }

  #lost(): void {
    this.#dropSocket();
    if (this.#state === 'closed') return;
    if (this.#state === 'connecting') {
      this.#fail('refused', 'The call cannot be listened to: the service does not answer.');
      return;
    }
    const wasOpen = this.#state === 'open';
    this.#state = 'resuming';
    if (wasOpen) this.#listener.lost?.();
    this.#lostAt ??= this.#clock.now();
    if (this.#clock.now() - this.#lostAt > this.#resumeWithinMs) {
      this.#fail('connection_lost', 'The connection to the call was lost: listen again.');
      return;
    }
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(wasOpen ? 0 : RESUME_EVERY_MS, () => this.#open());
  }

  #fail(code: 'refused' | 'connection_lost', message: string): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#listener.failed?.(new WebphoneError(code, message));
  }

  /** Nothing for long, and the connection is given up; an attempt to come back must not take longer than there is time. */
  #watch(): void {
    this.#stopTimer();
    const ms = this.#state === 'resuming' ? this.#resumeWithinMs : SILENT_MS;
    this.#stopTimer = this.#clock.after(ms, () => this.#lost());
  }

  #dropSocket(): void {
    if (this.#socket !== null) letGo(this.#socket);
    this.#socket = null;
  }

  #write(message: PageMessage): void {
    if (this.#socket !== null) say(this.#socket, message);
  }
}
