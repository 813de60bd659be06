import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import type { MulawAudio } from '../../audio/mulaw-audio.js';
import type { Clock, Timer } from '../../clock.js';
import type { RingbackError } from '../../errors.js';
import type { AudioDelta, WordsDelta } from './audio-delta.js';
import { type SessionFailure, sessionLost, unreachable } from './failure.js';
import { type ClientEvent, SessionSocket, type SocketAddress } from './session-socket.js';

/** The longest that the live service keeps a session, where it does not tell (https://platform.openai.com/docs/guides/realtime). */
const LONGEST_SESSION_MS = 3_600_000;

/** In a row, before it is given up. */
const MOST_FAILURES = 2;

export interface LineEvents {
  /** A session is there and must be set up: the first, or another in place of one that was lost. */
  opened(): void;
  /** In place of the old one, at a quiet moment: another session, which must be set up and told of the conversation so far. */
  replaced(): void;
  /** The session broke off; another is on its way. `first`: there was none yet. */
  lost(failure: SessionFailure): void;
  /** It is time for another session, and one is ready: call `replace` at a quiet moment. */
  replacementReady(): void;
  event(event: RealtimeServerEvent): void;
  audio(delta: AudioDelta): void;
  words(delta: WordsDelta): void;
  unreadable(): void;
  failed(error: RingbackError): void;
}

interface Attempt {
  socket: SessionSocket;
  opened: boolean;
}

/**
 * A line to the service that outlives its sessions: it connects, connects again when a session is lost, and makes another ready before the
 * service ends one. Two failures in a row are the end of it, and one where trying again is of no use.
 */
export class SessionLine {
  readonly #address: SocketAddress;
  readonly #clock: Clock;
  readonly #renewalMarginMs: number;
  readonly #events: LineEvents;
  readonly #closing = new Set<Promise<void>>();
  #current: Attempt | null = null;
  /** That of `#current`, which audio goes to. */
  #socket: SessionSocket | null = null;
  #replacement: Attempt | null = null;
  #expiry: Timer | null = null;
  #failures = 0;
  #everOpened = false;
  #over = false;

  constructor(address: SocketAddress, clock: Clock, renewalMarginMs: number, events: LineEvents) {
    this.#address = address;
    this.#clock = clock;
    this.#renewalMarginMs = renewalMarginMs;
    this.#events = events;
  }

  /** Resolves when nothing of it is left, after `close`. */
  get closed(): Promise<void> {
    return Promise.all(this.#closing).then(() => undefined);
  }

  /** Another session is ready, and it is time for it. */
  get hasReplacement(): boolean {
    return this.#replacement?.opened === true;
  }

  connect(): void {
    if (this.#over || this.#current !== null) return;
    const attempt: Attempt = { opened: false, socket: this.#newSocket() };
    this.#use(attempt);
  }

  send(event: ClientEvent, eventId: string): void {
    this.#current?.socket.send(event, eventId);
  }

  append(audio: MulawAudio): void {
    this.#socket?.append(audio);
  }

  /** Its session does what it should: what failed before is forgotten. */
  works(): void {
    this.#failures = 0;
  }

  /** Nothing comes of it any more, though its socket looks well. */
  giveUp(code: string): void {
    this.#current?.socket.giveUp(code);
  }

  /** Goes over to the session that was made ready. */
  replace(): void {
    const ready = this.#replacement;
    if (this.#over || ready?.opened !== true) return;
    this.#replacement = null;
    const old = this.#current;
    this.#use(ready);
    old?.socket.close();
    this.#events.replaced();
  }

  close(): void {
    this.#over = true;
    this.#expiry?.cancel();
    this.#expiry = null;
    for (const attempt of [this.#current, this.#replacement]) attempt?.socket.close();
    this.#use(null);
    this.#replacement = null;
  }

  #newSocket(): SessionSocket {
    const isCurrent = (): boolean => this.#current?.socket === socket;
    const socket: SessionSocket = new SessionSocket(this.#address, this.#clock, {
      opened: (expiresAt) => this.#opened(socket, expiresAt),
      audio: (delta) => {
        if (isCurrent()) this.#events.audio(delta);
      },
      words: (delta) => {
        if (isCurrent()) this.#events.words(delta);
      },
      event: (event) => {
        if (isCurrent()) this.#events.event(event);
      },
      unreadable: () => {
        if (isCurrent()) this.#events.unreadable();
      },
      lost: (failure) => this.#lost(socket, failure),
    });
    this.#closing.add(socket.closed);
    void socket.closed.then(() => this.#closing.delete(socket.closed));
    return socket;
  }

  #use(attempt: Attempt | null): void {
    this.#current = attempt;
    this.#socket = attempt?.socket ?? null;
  }

  #opened(socket: SessionSocket, expiresAt: number | null): void {
    if (this.#over) return;
    const now = this.#clock.now();
    const leftMs = (expiresAt ?? now + LONGEST_SESSION_MS) - now;
    if (this.#replacement?.socket === socket) {
      this.#replacement.opened = true;
      this.#awaitExpiry(leftMs);
      this.#events.replacementReady();
      return;
    }
    if (this.#current?.socket !== socket) return;
    this.#current.opened = true;
    this.#everOpened = true;
    this.#awaitExpiry(leftMs);
    this.#events.opened();
  }

  /** At least half of a session is used, however short it is. */
  #awaitExpiry(leftMs: number): void {
    this.#expiry?.cancel();
    const afterMs = Math.max(leftMs - this.#renewalMarginMs, leftMs / 2);
    this.#expiry = this.#clock.after(afterMs, () => {
      if (this.#over || this.#current === null || this.#replacement !== null) return;
      this.#replacement = { opened: false, socket: this.#newSocket() };
    });
  }

  #lost(socket: SessionSocket, failure: SessionFailure): void {
    if (this.#over) return;
    if (this.#replacement?.socket === socket) {
      // The old one still works: when it ends, it is as any that is lost.
      this.#replacement = null;
      return;
    }
    if (this.#current?.socket !== socket) return;
    this.#use(null);
    if (failure.fatal !== null) {
      this.#fail(failure.fatal);
      return;
    }
    this.#expiry?.cancel();
    this.#expiry = null;
    this.#failures += 1;
    this.#events.lost(failure);
    if (this.#over) return;
    const ready = this.#replacement;
    this.#replacement = null;
    if (ready !== null) {
      this.#use(ready);
      if (ready.opened) this.#events.opened();
    } else if (this.#failures > MOST_FAILURES || (!this.#everOpened && this.#failures >= MOST_FAILURES)) {
      this.#fail(this.#everOpened ? sessionLost() : unreachable());
    } else this.connect();
  }

  #fail(error: RingbackError): void {
    this.close();
    this.#events.failed(error);
  }
}
