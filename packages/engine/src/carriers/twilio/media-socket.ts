import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock, Timer } from '../../clock.js';
import { readDirectly } from '../../web-sockets/arrivals.js';
import type { AudioFrames } from '../../web-sockets/audio-frames.js';
import type { DirectMessages } from '../../web-sockets/direct-reader.js';
import { MEDIA_FORM, MediaReader, readStreamMessage, type StreamMessage, type StreamStart } from './incoming-media.js';
import type { MessageSink } from './outgoing-media.js';

/** Twilio sends `connected` and `start` at once; whoever has not said whose call it is by then is not Twilio. */
const START_WITHIN_MS = 5_000;
/** Twilio sends a frame every 20 ms, silence included: nothing at all for twice this long is a connection whose other end is gone. */
const LIVENESS_CHECK_MS = 5_000;
/** After our closing frame; then the connection is cut. */
const CLOSE_WITHIN_MS = 2_000;
/** RFC 6455: a policy was violated. */
const POLICY_VIOLATION = 1008;

const MEDIA = new MediaReader();

/** The call that a media socket belongs to. */
export interface StreamOwner {
  /** The callee's 20 ms, and their instant in milliseconds of the stream. They are there until it returns, or as they are `kept`. */
  streamBrought(audio: MulawAudio, timestamp: number): void;
  markReturned(name: string): void;
  keyPressed(digit: string): void;
  /** Twilio ended the stream: with no verb behind it, the call. */
  streamStopped(): void;
  /** The connection is gone. */
  streamClosed(): void;
}

export interface MediaSocketSetting {
  clock: Clock;
  /** Whose stream it is; null where nobody's, and the socket is closed. */
  onStart: (start: StreamStart, socket: MediaSocket) => StreamOwner | null;
  /** It did not say in time, or not as Twilio does, whose it is. */
  onRefused: (why: 'no_start' | 'bad_message') => void;
  onError: (error: unknown) => void;
  /** It is closed for good; told once. */
  onGone: () => void;
}

/** One media socket of Twilio's: `waiting` for its `start` → `open` → `closed`, from each to `closed`. */
export class MediaSocket implements MessageSink, DirectMessages {
  readonly form = MEDIA_FORM;
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #setting: MediaSocketSetting;
  #state: 'waiting' | 'open' | 'closed' = 'waiting';
  #owner: StreamOwner | null = null;
  #timer: Timer;
  #heard = true;
  /** Twilio closes it. */
  #closing = false;

  /** @param connection what `socket` runs over. */
  constructor(socket: WebSocket, connection: Duplex, setting: MediaSocketSetting) {
    this.#socket = socket;
    this.#connection = connection;
    this.#setting = setting;
    socket.on('error', (error) => setting.onError(error));
    socket.on('message', (data, isBinary) => this.#received(data as Buffer, isBinary));
    socket.on('close', () => this.#gone());
    readDirectly(socket, connection, this);
    this.#timer = setting.clock.after(START_WITHIN_MS, () => this.#refuse('no_start'));
  }

  take(data: Buffer, start: number, end: number): boolean {
    if (this.#state !== 'open') return false;
    this.#heard = true;
    try {
      const audio = MEDIA.read(data, start, end);
      if (audio === null) return false;
      this.#owner?.streamBrought(audio, MEDIA.timestamp);
    } catch (error) {
      this.#setting.onError(error);
    }
    return true;
  }

  closing(): void {
    this.#closing = true;
  }

  /** Bytes that the system has not taken yet. */
  get unsent(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  sendAudio(frames: AudioFrames, audio: MulawAudio): void {
    if (!this.#closing && this.#socket.readyState === this.#socket.OPEN) frames.write(this.#connection, audio);
  }

  /** Its owner is told nothing more. */
  close(code = 1000): void {
    if (this.#state === 'closed') return;
    this.#leave();
    this.#socket.close(code);
    this.#timer = this.#setting.clock.after(CLOSE_WITHIN_MS, () => this.#socket.terminate());
  }

  /** Cuts the connection: its owner is told that it is gone. */
  terminate(): void {
    this.#socket.terminate();
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (this.#state === 'closed') return;
    this.#heard = true;
    const message = isBinary ? undefined : readStreamMessage(data);
    try {
      if (this.#state === 'open') this.#tell(message);
      else this.#begin(message);
    } catch (error) {
      this.#setting.onError(error);
    }
  }

  #begin(message: StreamMessage | null | undefined): void {
    if (message === null || message?.event === 'connected') return;
    if (message?.event !== 'start') {
      this.#refuse('bad_message');
      return;
    }
    const owner = this.#setting.onStart(message.start, this);
    if (owner === null) {
      this.close(POLICY_VIOLATION);
      return;
    }
    // Closed by the owner itself meanwhile.
    if (this.#state !== 'waiting') return;
    this.#state = 'open';
    this.#owner = owner;
    this.#timer.cancel();
    this.#timer = this.#setting.clock.every(LIVENESS_CHECK_MS, () => {
      if (!this.#heard) this.terminate();
      this.#heard = false;
    });
  }

  #tell(message: StreamMessage | null | undefined): void {
    const owner = this.#owner;
    if (owner === null || message === null) return;
    switch (message?.event) {
      case 'media':
        owner.streamBrought(MulawAudio.fromBase64(message.payload), message.timestamp);
        break;
      case 'mark':
        owner.markReturned(message.name);
        break;
      case 'dtmf':
        owner.keyPressed(message.digit);
        break;
      case 'stop':
        owner.streamStopped();
        break;
      case undefined:
        // One message that cannot be read is not worth a call.
        this.#setting.onError(new Error('a message on the media socket cannot be read'));
        break;
    }
  }

  #refuse(why: 'no_start' | 'bad_message'): void {
    if (this.#state !== 'waiting') return;
    this.#setting.onRefused(why);
    this.close(POLICY_VIOLATION);
  }

  #leave(): void {
    this.#state = 'closed';
    this.#owner = null;
    this.#timer.cancel();
  }

  #gone(): void {
    const owner = this.#owner;
    this.#leave();
    this.#setting.onGone();
    try {
      owner?.streamClosed();
    } catch (error) {
      this.#setting.onError(error);
    }
  }
}
