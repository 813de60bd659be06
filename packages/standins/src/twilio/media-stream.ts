import { type Clock, FRAME_MS, type Leg, MulawAudio, type Timer } from '@ringback/engine';
import WebSocket from 'ws';
import type { SpokenWords } from '../spoken-words.js';
import type { Report } from './debugger.js';
import type { TwilioFaults } from './faults.js';
import { signedUrl, twilioSignature } from './signature.js';
import { readStreamMessage } from './stream-message.js';
import type { StreamNoun } from './twiml.js';
import { reached, type Webhooks } from './webhooks.js';

/** For connection and handshake together; the vendor names no figure, ten seconds is what its other connections get twice over. */
const HANDSHAKE_MS = 10_000;
/** For the other side's part of closing. */
const CLOSE_MS = 2_000;
/** A server that reads nothing is given up once so much waits for it: two minutes of frames. */
const MOST_UNREAD_BYTES = 2_000_000;

export interface MediaStreamOptions {
  noun: StreamNoun;
  accountSid: string;
  callSid: string;
  streamSid: string;
  authToken: string;
  leg: Leg;
  clock: Clock;
  networkClock: Clock;
  hosts: Readonly<Record<string, string>>;
  words: SpokenWords | undefined;
  webhooks: Webhooks;
  faults: () => TwilioFaults;
  report: Report;
  /** The socket is open. */
  onOpen: () => void;
  /** Takes what goes on beside the call, and may outlast it. */
  aside: (work: Promise<unknown>) => void;
}

type State = 'connecting' | 'open' | 'over';

/**
 * Twilio's side of one bidirectional media stream: `connecting` → `open` → `over`, or straight to `over`. It connects, tells `connected` and
 * `start`, sends what the callee says as it comes, plays what it is sent in order, returns marks, and tells `stop` where it is this side
 * that ends the stream.
 */
export class MediaStream {
  readonly #options: MediaStreamOptions;
  #state: State = 'connecting';
  #socket: WebSocket | undefined;
  #sequence = 0;
  #chunk = 0;
  /** Frames of the callee since the stream began, with those that were lost. */
  #frames = 0;
  #losing = 0;
  #startedAt = 0;
  #firstTimestamp = 0;
  /** Names of marks that are out, each as often as it was sent. */
  readonly #marks = new Map<string, number>();
  #over: () => void = () => undefined;
  #handshake: Timer | undefined;

  constructor(options: MediaStreamOptions) {
    this.#options = options;
  }

  /** Opens the stream. Resolves when it is over, for whatever reason. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#over = resolve;
      this.#connect();
    });
  }

  /** The callee's side, 20 ms at a time. */
  audio(audio: MulawAudio): void {
    if (this.#state !== 'open') return;
    const frame = this.#frames;
    this.#frames += 1;
    if (frame === 0) this.#firstTimestamp = Math.max(0, Math.round(this.#options.clock.now() - this.#startedAt));
    const gaps = this.#options.faults().timestampGaps;
    if (gaps !== undefined && this.#losing === 0 && this.#chunk > 0 && this.#chunk % gaps.everyFrames === 0) {
      this.#losing = gaps.lostFrames + 1;
    }
    if (this.#losing > 1) {
      this.#losing -= 1;
      return;
    }
    this.#losing = 0;
    this.#chunk += 1;
    this.#sequence += 1;
    const timestamp = this.#firstTimestamp + frame * FRAME_MS;
    // Put together by hand, fifty times a second: nothing in it needs escaping.
    this.#write(
      `{"event":"media","sequenceNumber":"${this.#sequence}","media":{"track":"inbound","chunk":"${this.#chunk}","timestamp":"${timestamp}","payload":"${audio.base64}"},"streamSid":"${this.#options.streamSid}"}`,
    );
  }

  key(digit: string): void {
    this.#send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } });
  }

  /** A mark of this stream's came back from the line. */
  mark(name: string): void {
    const out = this.#marks.get(name);
    if (out === undefined) return;
    if (out === 1) this.#marks.delete(name);
    else this.#marks.set(name, out - 1);
    this.#send({ event: 'mark', mark: { name } });
  }

  /** Ends it from this side, as when the call is over or goes on with another document. */
  stop(): void {
    const { accountSid, callSid } = this.#options;
    this.#send({ event: 'stop', stop: { accountSid, callSid } });
    this.#finish(1000);
  }

  /** Breaks the connection without a word, as a network does. */
  break(): void {
    this.#socket?.terminate();
  }

  #connect(): void {
    const { noun, authToken, faults, hosts, networkClock, report } = this.#options;
    const { deadWebhooks, trailingSlashInSignedUrl, signedPort } = faults();
    if (deadWebhooks?.includes('stream') === true) {
      this.#fail('streamRefused', 'no connection to the media socket');
      return;
    }
    const slash = trailingSlashInSignedUrl === true && !noun.url.endsWith('/') ? '/' : '';
    const { target, host } = reached(noun.url, hosts);
    if (target.protocol.startsWith('http')) target.protocol = target.protocol.replace('http', 'ws');
    const socket = new WebSocket(target, {
      perMessageDeflate: false,
      headers: {
        host,
        'user-agent': 'Twilio.TmeWs/1.0',
        'x-twilio-signature': twilioSignature(authToken, signedUrl(noun.url + slash, signedPort)),
      },
    });
    this.#socket = socket;
    this.#handshake = networkClock.after(HANDSHAKE_MS, () => this.#fail('streamTimeout', 'no answer in 10 s'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#state === 'open') report('streamProtocol', error.message);
      else if (error.code === 'ECONNREFUSED') this.#fail('streamRefused', error.message);
      else this.#fail('streamHandshake', error.message);
    });
    socket.on('open', () => this.#opened());
    socket.on('message', (data, isBinary) => this.#received(data as Buffer, isBinary));
    socket.on('close', (code) => this.#closed(code));
  }

  #opened(): void {
    if (this.#state !== 'connecting') return;
    this.#handshake?.cancel();
    this.#state = 'open';
    const { accountSid, callSid, clock, noun, onOpen, streamSid } = this.#options;
    this.#startedAt = clock.now();
    this.#write('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    this.#send({
      event: 'start',
      start: {
        accountSid,
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: noun.parameters,
      },
    });
    this.#tellStatus('stream-started');
    onOpen();
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (this.#state !== 'open') return;
    const { leg, report, streamSid, words } = this.#options;
    const message = isBinary ? 'a binary message' : readStreamMessage(data.toString('utf8'), streamSid);
    if (typeof message === 'string') {
      report('streamMessage', message);
      this.#tellStatus('stream-error', `31951 ${message}`);
      this.#finish(1003);
    } else if (message.event === 'media') {
      leg.play(MulawAudio.fromBase64(message.payload), words?.wordsOf(message.payload) || undefined);
    } else if (message.event === 'mark') {
      this.#marks.set(message.name, (this.#marks.get(message.name) ?? 0) + 1);
      leg.mark(message.name);
    } else leg.clear();
  }

  #closed(code: number): void {
    if (this.#state === 'over') return;
    const before = this.#state;
    if (before === 'open' && code === 1006) {
      this.#options.report('streamClose', 'the connection was lost');
      this.#tellStatus('stream-error', '31921 the connection was lost');
    }
    this.#finish(1000);
  }

  #fail(problem: 'streamRefused' | 'streamTimeout' | 'streamHandshake', detail: string): void {
    if (this.#state !== 'connecting') return;
    this.#options.report(problem, detail);
    this.#tellStatus('stream-error', detail);
    this.#finish(1000);
  }

  #finish(code: number): void {
    if (this.#state === 'over') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    this.#handshake?.cancel();
    // What was not played belongs to the stream.
    this.#options.leg.clear();
    this.#marks.clear();
    const socket = this.#socket;
    if (socket !== undefined && socket.readyState !== WebSocket.CLOSED) {
      const limit = this.#options.networkClock.after(CLOSE_MS, () => socket.terminate());
      socket.once('close', () => limit.cancel());
      if (wasOpen) socket.close(code);
      else socket.terminate();
    }
    if (wasOpen) this.#tellStatus('stream-stopped');
    this.#over();
  }

  #send(message: Record<string, unknown>): void {
    if (this.#state !== 'open') return;
    this.#sequence += 1;
    const { streamSid } = this.#options;
    this.#write(JSON.stringify({ ...message, sequenceNumber: String(this.#sequence), streamSid }));
  }

  #write(text: string): void {
    const socket = this.#socket as WebSocket;
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MOST_UNREAD_BYTES) {
      this.#options.report('streamBroken', 'the server does not read');
      socket.terminate();
      return;
    }
    socket.send(text);
  }

  #tellStatus(event: 'stream-started' | 'stream-stopped' | 'stream-error', error?: string): void {
    const { accountSid, aside, callSid, clock, noun, report, streamSid, webhooks } = this.#options;
    if (noun.statusCallback === undefined) return;
    const params = {
      AccountSid: accountSid,
      CallSid: callSid,
      StreamSid: streamSid,
      StreamName: noun.name ?? streamSid,
      StreamEvent: event,
      ...(error === undefined ? {} : { StreamError: error }),
      Timestamp: new Date(clock.now()).toISOString(),
    };
    aside(webhooks.ask({ kind: 'stream-status', ...noun.statusCallback, report, params }));
  }
}
