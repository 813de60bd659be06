import { readAudioFrame, writeAudioFrame } from './audio-frame.js';
import { type CallEndCause, type CarrierMessage, type PageMessage, PROTOCOL_VERSION } from './messages.js';
import { letGo, openWebSocket, type SocketLike, say } from './socket.js';
import { WebphoneError } from './webphone-error.js';

/** The carrier sends a beat every 5 s. Three of them missed, and the connection is dead. */
const SILENT_MS = 15_000;
/** In a call a connection is made anew at once, and then this often. */
const RESUME_EVERY_MS = 250;
/** Outside of a call: at once, and then ever more slowly. */
const RECONNECT_MS = [500, 1_000, 2_000, 5_000, 10_000];

/** A normal closure (RFC 6455, 7.4.1): an invitation had its call. A carrier that stops, or a network that breaks, closes otherwise. */
const NOTHING_MORE = 1000;

/** Time: milliseconds that never go back, and a timer, whose function stops it. */
export interface PageClock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

export interface ConnectionListener {
  /** A page of this line is registered; calls ring from now on. */
  open?(line: string): void;
  ring?(call: string, from: string | undefined): void;
  answered?(call: string): void;
  /** The connection broke. In a call it is being made anew, and `resumed` or `ended` follows. */
  lost?(): void;
  resumed?(call: string): void;
  ended?(call: string, cause: CallEndCause): void;
  /** The caller's 20 ms of µ-law. */
  sound?(mulaw: Uint8Array): void;
  /** To be reported by `played`, once all sound before it was. */
  mark?(mark: number): void;
  /** What is not played yet shall be dropped, and its marks with it. */
  clear?(): void;
  /** The carrier has nothing more for this page: an invitation had its call. */
  closed?(): void;
  /** It is given up: `refused` by the carrier, or there was no token. */
  failed?(error: WebphoneError): void;
}

export interface ConnectionOptions {
  /** `wss://…/webphone`. */
  url: string;
  /** What proves who this is: a new ticket each time, or an invitation's token. */
  token: () => string | Promise<string>;
  listener: ConnectionListener;
  webSocket?: (url: string) => SocketLike;
  clock?: PageClock;
}

/**
 * A page's connection to the carrier: it says who it is, is rung, and in a call carries sound both ways. It connects again by itself, in a call with the
 * call's own token, by which that goes on.
 */
export class WebphoneConnection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #clock: PageClock;
  #state: 'idle' | 'connecting' | 'open' | 'waiting' | 'closed' = 'idle';
  #socket: SocketLike | null = null;
  #stopTimer: () => void = () => undefined;
  #tries = 0;
  readonly #ringing = new Set<string>();
  #call: { id: string; resume: string; resumeWithinMs: number; lostAt: number | null } | null = null;
  #sequence = 0;
  #received = 0;
  #played = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#listener = options.listener;
    this.#clock = options.clock ?? browserClock;
  }

  /** The call that was answered here, and is not over. */
  get call(): string | null {
    return this.#call?.id ?? null;
  }

  /** Does nothing where it is connected, or about to be. */
  connect(): void {
    if (this.#state === 'idle') void this.#open();
  }

  answer(call: string): void {
    this.#send({ type: 'answer', call });
  }

  decline(call: string, busy = false): void {
    this.#send(busy ? { type: 'decline', call, reason: 'busy' } : { type: 'decline', call });
  }

  /** @param mulaw 20 ms. @param timestamp in 1/8000 s, counted from any instant. Does nothing outside of a call. */
  sendSound(mulaw: Uint8Array, timestamp: number): void {
    if (this.#call === null || this.#state !== 'open') return;
    this.#socket?.send(writeAudioFrame(this.#sequence, timestamp, mulaw));
    this.#sequence += 1;
  }

  /** All sound before this mark was played. */
  played(mark: number): void {
    this.#played = Math.max(this.#played, mark);
    this.#send({ type: 'played', mark });
  }

  /** @param digit one of `0-9*#A-D`. */
  key(digit: string): void {
    this.#send({ type: 'key', digit });
  }

  hangUp(): void {
    this.#send({ type: 'hang_up' });
    // Without a connection the carrier ends it in its own time; here it is over.
    if (this.#state !== 'open') this.#endCall('you_hung_up');
  }

  /** Hangs up, and connects no more. */
  close(): void {
    if (this.#state === 'closed') return;
    if (this.#call !== null) this.hangUp();
    this.#state = 'closed';
    this.#stopTimer();
    this.#dropSocket();
  }

  async #open(): Promise<void> {
    this.#state = 'connecting';
    let token: string;
    try {
      token = this.#call?.resume ?? (await this.#options.token());
    } catch (error) {
      this.#failed(new WebphoneError('no_token', 'There is no ticket for this line: sign in again.', error));
      return;
    }
    if (this.#state !== 'connecting') return;
    const socket = (this.#options.webSocket ?? openWebSocket)(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      const { id } = this.#call ?? {};
      const marks = id === undefined ? { received: 0, played: 0 } : { received: this.#received, played: this.#played };
      this.#write({ type: 'hello', version: PROTOCOL_VERSION, token, codecs: ['pcmu'], ...marks });
    };
    socket.onmessage = ({ data }: { data: string | ArrayBuffer }) => this.#message(data);
    socket.onclose = ({ code }: { code: number }) => {
      if (this.#socket !== socket) return;
      if (code === NOTHING_MORE) this.#over();
      else this.#lost();
    };
    // What an error means is told by the close behind it.
    socket.onerror = () => undefined;
    this.#watch();
  }

  #message(data: string | ArrayBuffer): void {
    this.#watch();
    if (typeof data !== 'string') {
      const frame = readAudioFrame(data);
      if (frame !== null && this.#call !== null) this.#listener.sound?.(frame.mulaw);
      return;
    }
    const message = JSON.parse(data) as CarrierMessage;
    switch (message.type) {
      case 'welcome':
        this.#state = 'open';
        this.#tries = 0;
        this.#listener.open?.(message.line);
        break;
      case 'refused':
        this.#refused(message.code, message.message);
        break;
      case 'ring':
        this.#ringing.add(message.call);
        this.#listener.ring?.(message.call, message.from);
        break;
      case 'answered':
        this.#ringing.delete(message.call);
        this.#call = { id: message.call, resume: message.resume, resumeWithinMs: message.resumeWithinMs, lostAt: null };
        this.#received = 0;
        this.#played = 0;
        this.#listener.answered?.(message.call);
        break;
      case 'resumed':
        if (this.#call !== null) this.#call.lostAt = null;
        this.#listener.resumed?.(message.call);
        break;
      case 'mark':
        this.#received = message.mark;
        this.#listener.mark?.(message.mark);
        break;
      case 'clear':
        this.#listener.clear?.();
        break;
      case 'ended':
        this.#ringing.delete(message.call);
        if (this.#call?.id === message.call) this.#call = null;
        this.#listener.ended?.(message.call, message.cause);
        break;
      case 'beat':
        this.#write({ type: 'beat' });
        break;
    }
  }

  #refused(code: string, message: string): void {
    // The call is over by now: whatever else it was that brought this page here may still be good.
    if (this.#call !== null && code === 'unknown_token') {
      this.#dropSocket();
      this.#endCall('connection_lost');
      this.#wait(0);
      return;
    }
    this.#failed(new WebphoneError('refused', message));
  }

  #failed(error: WebphoneError): void {
    this.#dropSocket();
    this.#stopTimer();
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#endCall('connection_lost');
    this.#listener.failed?.(error);
  }

  /** The carrier has nothing more for this page. */
  #over(): void {
    this.#dropSocket();
    this.#stopTimer();
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#endCall('failed');
    this.#listener.closed?.();
  }

  #lost(): void {
    this.#dropSocket();
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    // What rang here rings again once the connection is back.
    for (const call of this.#ringing) this.#listener.ended?.(call, 'connection_lost');
    this.#ringing.clear();
    if (wasOpen) this.#listener.lost?.();
    if (this.#call === null) {
      this.#wait(RECONNECT_MS[Math.min(this.#tries, RECONNECT_MS.length - 1)] as number);
      return;
    }
    this.#call.lostAt ??= this.#clock.now();
    if (this.#clock.now() - this.#call.lostAt > this.#call.resumeWithinMs) this.#endCall('connection_lost');
    this.#wait(wasOpen ? 0 : RESUME_EVERY_MS);
  }

  #wait(ms: number): void {
    this.#state = 'waiting';
    this.#tries += 1;
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(ms, () => void this.#open());
  }

  /** Nothing for long, and the connection is given up. In a call an attempt must not take longer than there is time. */
  #watch(): void {
    this.#stopTimer();
    const ms = this.#state === 'connecting' && this.#call !== null ? this.#call.resumeWithinMs : SILENT_MS;
    this.#stopTimer = this.#clock.after(ms, () => this.#lost());
  }

  #endCall(cause: CallEndCause): void {
    const call = this.#call;
    this.#call = null;
    if (call !== null) this.#listener.ended?.(call.id, cause);
  }

  #dropSocket(): void {
    if (this.#socket !== null) letGo(this.#socket);
    this.#socket = null;
  }

  #send(message: PageMessage): void {
    if (this.#state === 'open') this.#write(message);
  }

  #write(message: PageMessage): void {
    if (this.#socket !== null) say(this.#socket, message);
  }
}

declare const performance: { now(): number };
declare const setTimeout: (run: () => void, ms: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;

export const browserClock: PageClock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
