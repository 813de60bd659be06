import type { WebSocket } from 'ws';
import { TELEPHONE_RATE } from '../audio/mulaw-audio.js';
import { type AudioFrame, writeAudioFrame } from '../carriers/webphone/audio-frame.js';
import {
  isSecretOf,
  type NewSecret,
  newSecret,
  readToken,
  type TokenRecord,
  tokenRecord,
} from '../carriers/webphone/hashed-token.js';
import { type PageRefusal, PROTOCOL_VERSION } from '../carriers/webphone/page-message.js';
import { type Hello, type PageOwner, PageSocket } from '../carriers/webphone/page-socket.js';
import type { Clock, Timer } from '../clock.js';
import { RingbackError } from '../errors.js';
import type { PublicRequest, PublicResponse, PublicRoutes, UpgradeAnswer } from '../public/public-routes.js';
import type { CallSupervision, Listening, SpeakingEnd, Supervisor } from './supervisor.js';

/** For a page to open its socket, once it was given its ticket: a round trip of a slow network, several times over. */
const TICKET_MS = 60_000;
/** Tickets that wait at once: each is an entry of a map, and whoever asks for so many is not listening to calls. */
const MOST_TICKETS = 10_000;
/** A connection that broke may come back for so long, as long as the AI waits for whoever speaks in its place. */
const RESUME_WITHIN_MS = 2_000;
/** Going away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;
const UNITS_PER_FRAME = TELEPHONE_RATE / 50;

/** What a page needs to listen. The token is told once, here. */
export interface ListeningTicket {
  /** Names the listening, for taking over. No secret. */
  listeningId: string;
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface ListeningDeskOptions {
  clock: Clock;
  newSecret?: NewSecret;
  onError?(error: unknown): void;
}

/**
 * Pages that listen to calls, and speak on them, over WebSockets: the webphone's frames and its guards. A ticket is good for one connection
 * within a minute; with the token that this connection is given it may come back once it broke.
 *
 * A listening: `waiting` for its page → `open` ⇄ `lost` → over; over from each.
 */
export class ListeningDesk implements PublicRoutes {
  readonly prefix = '/listening';
  readonly #clock: Clock;
  readonly #newSecret: NewSecret;
  readonly #onError: (error: unknown) => void;
  readonly #places = new Map<string, Place>();
  readonly #sockets = new Set<PageSocket>();
  #closed = false;

  constructor(options: ListeningDeskOptions) {
    this.#clock = options.clock;
    this.#newSecret = options.newSecret ?? newSecret;
    this.#onError = options.onError ?? (() => undefined);
  }

  /** Listenings that wait or are open. */
  get size(): number {
    return this.#places.size;
  }

  /**
   * A ticket to listen to a call, for one page. Give it only to whoever may hear that call.
   *
   * @throws RingbackError `too_many_tickets`.
   */
  ticket(callId: string, call: CallSupervision, by: Supervisor): ListeningTicket {
    const now = this.#clock.now();
    for (const [id, place] of this.#places) if (place.expired(now)) this.#places.delete(id);
    if (this.#places.size >= MOST_TICKETS) {
      throw new RingbackError('too_many_tickets', `${MOST_TICKETS} tickets wait to be used: try again in a minute.`);
    }
    const secret = this.#newSecret();
    // Twelve characters of other randomness: an id is never given twice.
    const id = this.#newSecret().slice(0, 12);
    const expiresAt = now + TICKET_MS;
    const place = new Place(callId, call, by, tokenRecord(id, secret, expiresAt), this.#clock, () =>
      this.#places.delete(id),
    );
    this.#places.set(id, place);
    return { listeningId: id, token: `${id}.${secret}`, expiresAt };
  }

  /**
   * Whoever listens there speaks to the callee from now on.
   *
   * @throws RingbackError `listening_over` where there is no such listening at this call, or its page is not connected, and as
   *   `Listening.takeOver`.
   */
  takeOver(callId: string, listeningId: string): void {
    const place = this.#places.get(listeningId);
    if (place?.callId !== callId || place.listening === null) {
      throw new RingbackError('listening_over', 'Nobody listens there: listen to the call first.');
    }
    place.listening.takeOver();
    place.tellSpeaking();
  }

  async handle(): Promise<PublicResponse> {
    return { status: 404, body: 'not found' };
  }

  upgrade({ target }: PublicRequest): UpgradeAnswer {
    if (!/^\/listening\/?$/.test(target)) return { status: 404 };
    if (this.#closed) return { status: 503 };
    return { accept: (webSocket) => this.#accept(webSocket) };
  }

  #accept(webSocket: WebSocket): void {
    const socket: PageSocket = new PageSocket(webSocket, {
      clock: this.#clock,
      onHello: (hello, one) => this.#hello(hello, one),
      onRefused: () => undefined,
      onError: this.#onError,
      onGone: () => this.#sockets.delete(socket),
    });
    this.#sockets.add(socket);
  }

  close(): void {
    this.#closed = true;
    for (const place of [...this.#places.values()]) place.over();
    for (const socket of this.#sockets) socket.close(GOING_AWAY);
  }

  #hello({ version, codecs, token }: Hello, socket: PageSocket): PageOwner | PageRefusal {
    if (version !== PROTOCOL_VERSION) return 'unsupported_version';
    if (!codecs.includes('pcmu')) return 'no_common_codec';
    const parts = readToken(token);
    const place = parts === null ? undefined : this.#places.get(parts.id);
    if (place === undefined || parts === null || !place.admits(parts.secret, this.#clock.now())) return 'unknown_token';
    const secret = this.#newSecret();
    try {
      return place.open(socket, secret, `${parts.id}.${secret}`);
    } catch {
      // The call was over before its page came.
      return 'unknown_token';
    }
  }
}

/** One listening. */
class Place {
  readonly callId: string;
  readonly #call: CallSupervision;
  readonly #by: Supervisor;
  readonly #clock: Clock;
  readonly #onOver: () => void;
  #record: TokenRecord;
  listening: Listening | null = null;
  #socket: PageSocket | null = null;
  #lost: Timer | null = null;
  #sequence = 0;
  #timestamp = 0;

  constructor(
    callId: string,
    call: CallSupervision,
    by: Supervisor,
    record: TokenRecord,
    clock: Clock,
    onOver: () => void,
  ) {
    this.callId = callId;
    this.#call = call;
    this.#by = by;
    this.#record = record;
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** Its ticket was never used, and is good no more. */
  expired(now: number): boolean {
    return this.#record.expiresAt <= now;
  }

  admits(secret: string, now: number): boolean {
    return isSecretOf(this.#record, secret) && !this.expired(now);
  }

  /** @param token by which the page comes back. @throws RingbackError `call_not_in_progress`. */
  open(socket: PageSocket, secret: string, token: string): PageOwner {
    this.listening ??= this.#call.listen(this.#by, {
      heard: (mulaw) => this.#send(mulaw),
      spoke: (end) => this.#tell(false, end),
      ended: () => {
        this.#socket?.send({ type: 'ended', call: this.callId, cause: 'hung_up' });
        this.over();
      },
    });
    this.#lost?.cancel();
    const before = this.#socket;
    this.#socket = socket;
    before?.close();
    // The token before this one is used up. It is good as long as the listening, with which it is forgotten.
    this.#record = tokenRecord(this.#record.id, secret, Number.POSITIVE_INFINITY);
    const { speaking } = this.listening;
    socket.send({ type: 'listening', call: this.callId, resume: token, resumeWithinMs: RESUME_WITHIN_MS, speaking });
    return {
      message: () => undefined,
      sound: (frame: AudioFrame) => {
        if (this.#socket === socket) this.listening?.sound(frame.mulaw);
      },
      closed: () => {
        if (this.#socket !== socket) return;
        this.#socket = null;
        this.#lost = this.#clock.after(RESUME_WITHIN_MS, () => this.over());
      },
    };
  }

  tellSpeaking(): void {
    this.#tell(true);
  }

  over(): void {
    this.#onOver();
    this.#lost?.cancel();
    const socket = this.#socket;
    this.#socket = null;
    this.listening?.close();
    this.listening = null;
    socket?.close();
  }

  #tell(speaking: boolean, why?: SpeakingEnd): void {
    this.#socket?.send({ type: 'speaking', speaking, ...(why === undefined ? {} : { why }) });
  }

  #send(mulaw: Uint8Array): void {
    this.#timestamp += UNITS_PER_FRAME;
    const socket = this.#socket;
    // What a connection that stands still does not take is left out: who listens hears what is, not what was.
    if (socket === null || socket.stalled) return;
    socket.sendSound(writeAudioFrame(this.#sequence, this.#timestamp, mulaw));
    this.#sequence += 1;
  }
}
