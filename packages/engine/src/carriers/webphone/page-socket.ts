import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../../clock.js';
import { type AudioFrame, readAudioFrame } from './audio-frame.js';
import { type CarrierMessage, type PageMessage, type PageRefusal, readPageMessage } from './page-message.js';

/** A page says hello in its first packet. Whoever has not by then is no page. */
const HELLO_WITHIN_MS = 5_000;
/** Each side tells the other that it is there. Proxies close what is silent for a minute; a page asleep in the background still answers messages. */
const BEAT_MS = 5_000;
/** Beats unanswered after which the connection is taken for dead: 10 to 15 s idle. */
const MOST_SILENT_BEATS = 2;
/** Between two beats a page in a call sends 250 frames, or behind a stall some more. So many are somebody's flood. */
const MOST_MESSAGES_A_BEAT = 1_500;
/** After our closing frame; then the connection is cut. */
const CLOSE_WITHIN_MS = 2_000;
/** Five seconds of sound: a connection with so much unsent stands still. */
const MOST_UNSENT_BYTES = 50_000;
/** RFC 6455: a policy was violated. */
const POLICY_VIOLATION = 1008;

/** What to do about a refusal, for whoever reads the page's console. */
const REFUSALS: Record<PageRefusal, string> = {
  no_hello: 'The first message must be a hello, within 5 s.',
  bad_message: 'A message cannot be read: see the protocol.',
  unsupported_version: 'This page speaks another version: reload it.',
  no_common_codec: 'This page offers no sound that is understood: pcmu is.',
  unknown_token: 'This link or ticket is not valid, no longer valid, or was used.',
  too_many_pages: 'Too many pages are open for this line: close some.',
  too_many_messages: 'This page sends more than a phone does.',
};

export type Hello = Extract<PageMessage, { type: 'hello' }>;

/** Whose connection it is. */
export interface PageOwner {
  message(message: Exclude<PageMessage, { type: 'hello' | 'beat' }>): void;
  sound(frame: AudioFrame): void;
  /** The connection is gone. */
  closed(): void;
}

export interface PageSocketSetting {
  clock: Clock;
  /** Whose it is, or why nobody's. It may send and close from inside. */
  onHello: (hello: Hello, socket: PageSocket) => PageOwner | PageRefusal;
  onRefused: (why: PageRefusal) => void;
  onError: (error: unknown) => void;
  /** It is closed for good; told once. */
  onGone: () => void;
}

/** One connection of a page: `waiting` for its hello → `open` → `closed`, from each to `closed`. */
export class PageSocket {
  readonly #socket: WebSocket;
  readonly #setting: PageSocketSetting;
  #state: 'waiting' | 'open' | 'closed' = 'waiting';
  #owner: PageOwner | null = null;
  #timer: Timer;
  #silentBeats = 0;
  #messages = 0;

  constructor(socket: WebSocket, setting: PageSocketSetting) {
    this.#socket = socket;
    this.#setting = setting;
    socket.on('error', (error) => setting.onError(error));
    socket.on('message', (data, isBinary) => this.#guarded(() => this.#received(data as Buffer, isBinary)));
    socket.on('close', () => this.#gone());
    this.#timer = setting.clock.after(HELLO_WITHIN_MS, () => this.refuse('no_hello'));
  }

  /** More waits to be sent than may. */
  get stalled(): boolean {
    return this.#socket.bufferedAmount > MOST_UNSENT_BYTES;
  }

  send(message: CarrierMessage): void {
    if (this.#writable) this.#socket.send(JSON.stringify(message));
  }

  sendSound(frame: Buffer): void {
    if (this.#writable) this.#socket.send(frame);
  }

  refuse(code: PageRefusal): void {
    if (this.#state === 'closed') return;
    this.send({ type: 'refused', code, message: REFUSALS[code] });
    this.#setting.onRefused(code);
    this.#end(POLICY_VIOLATION);
  }

  /** Closes; its owner is told that it is gone. */
  close(code = 1000): void {
    if (this.#state !== 'closed') this.#end(code);
  }

  /** Cuts the connection. */
  terminate(): void {
    this.#socket.terminate();
  }

  get #writable(): boolean {
    return this.#state !== 'closed' && this.#socket.readyState === this.#socket.OPEN;
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (this.#state === 'closed') return;
    this.#silentBeats = 0;
    this.#messages += 1;
    if (this.#messages > MOST_MESSAGES_A_BEAT) {
      this.refuse('too_many_messages');
      return;
    }
    if (isBinary) {
      const frame = readAudioFrame(data);
      if (this.#owner === null || frame === null) this.refuse('bad_message');
      else this.#owner.sound(frame);
      return;
    }
    const message = readPageMessage(data.toString('utf8'));
    if (message === undefined) this.refuse('bad_message');
    else if (this.#owner === null) this.#begin(message);
    else if (message !== null && message.type !== 'beat' && message.type !== 'hello') this.#owner.message(message);
  }

  #begin(message: PageMessage | null): void {
    if (message?.type !== 'hello') {
      this.refuse('no_hello');
      return;
    }
    const owner = this.#setting.onHello(message, this);
    if (typeof owner === 'string') {
      this.refuse(owner);
      return;
    }
    this.#owner = owner;
    // Closed by its owner meanwhile.
    if (this.#state !== 'waiting') return;
    this.#state = 'open';
    this.#timer.cancel();
    this.#timer = this.#setting.clock.every(BEAT_MS, () => this.#beat());
  }

  #beat(): void {
    this.#messages = 0;
    this.#silentBeats += 1;
    if (this.#silentBeats > MOST_SILENT_BEATS) this.terminate();
    else this.send({ type: 'beat' });
  }

  /** The owner learns it at once: whoever is closed shall be counted no more. */
  #end(code: number): void {
    this.#leave();
    this.#socket.close(code);
    this.#timer = this.#setting.clock.after(CLOSE_WITHIN_MS, () => this.#socket.terminate());
  }

  #leave(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#timer.cancel();
    const owner = this.#owner;
    this.#owner = null;
    this.#guarded(() => owner?.closed());
  }

  #gone(): void {
    this.#leave();
    this.#timer.cancel();
    this.#setting.onGone();
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#setting.onError(error);
    }
  }
}
