import { DtmfDetector, FRAME_BYTES, FRAME_MS, MULAW_SILENCE, type Timer } from '@ringback/engine';
import type { ManualClock } from '@ringback/engine/testing';
import { type CallEndCause, type SocketLike, WebphoneConnection, type WebphoneError } from '@ringback/webphone';
import { WebSocket } from 'ws';
import { type FarEnd, trimmed } from '../../behaviours/carrier-rig.js';

/** What a page does when it is rung. */
export type PageHabit = { does: 'answers' | 'declines' | 'says_busy'; afterMs: number } | { does: 'nothing' };

export interface StandinPageOptions {
  url: string;
  token: () => string | Promise<string>;
  clock: ManualClock;
  habit: PageHabit;
  onAnswered?: (page: StandinPage) => void;
}

/**
 * A browser's page without a browser: the page's own connection over a real WebSocket, with a microphone and a loudspeaker that keep the time of a test's clock. It
 * plays what comes at once, 20 ms a frame.
 */
export class StandinPage implements FarEnd {
  readonly connection: WebphoneConnection;
  readonly keys: string[] = [];
  readonly events: string[] = [];
  /** Calls that rang, in order. */
  readonly rung: string[] = [];
  readonly ends: CallEndCause[] = [];
  readonly sockets: WebSocket[] = [];
  failure: WebphoneError | null = null;
  gone = false;
  /** There is no network: nobody answers. */
  offline = false;
  readonly #clock: ManualClock;
  readonly #sound: Uint8Array[] = [];
  readonly #detector = new DtmfDetector();
  #toSend: number[] = [];
  #timestamp = 0;
  #playedUntil = 0;
  #microphone: Timer | null = null;
  #marks: Timer[] = [];
  readonly #timers: Timer[] = [];

  constructor(options: StandinPageOptions) {
    const { clock, habit } = options;
    this.#clock = clock;
    this.connection = new WebphoneConnection({
      url: options.url,
      token: options.token,
      clock: {
        now: () => clock.now(),
        after: (ms, run) => {
          const timer = clock.after(ms, run);
          return () => timer.cancel();
        },
      },
      webSocket: (url) => {
        const socket = new WebSocket(this.offline ? 'ws://127.0.0.1:1' : url, { perMessageDeflate: false });
        this.sockets.push(socket);
        return socket as unknown as SocketLike;
      },
      listener: {
        open: () => this.events.push('open'),
        lost: () => this.events.push('lost'),
        resumed: () => this.events.push('resumed'),
        ring: (call) => {
          this.rung.push(call);
          this.events.push('ring');
          if (habit.does === 'nothing') return;
          this.#timers.push(
            clock.after(habit.afterMs, () => {
              if (habit.does === 'answers') this.connection.answer(call);
              else this.connection.decline(call, habit.does === 'says_busy');
            }),
          );
        },
        answered: () => {
          this.events.push('answered');
          options.onAnswered?.(this);
          this.#microphone = clock.every(FRAME_MS, () => this.#speak());
        },
        ended: (_call, cause) => {
          this.ends.push(cause);
          this.events.push('ended');
          if (this.connection.call !== null) return;
          this.gone = true;
          this.#silence();
        },
        sound: (mulaw) => this.#play(mulaw),
        mark: (mark) => {
          const wait = this.#playedUntil - clock.now();
          if (wait <= 0) this.connection.played(mark);
          else this.#marks.push(clock.after(wait, () => this.connection.played(mark)));
        },
        clear: () => {
          for (const mark of this.#marks) mark.cancel();
          this.#marks = [];
          this.#playedUntil = clock.now();
        },
        failed: (error) => {
          this.failure = error;
        },
      },
    });
    this.connection.connect();
  }

  get heard(): Uint8Array {
    return trimmed(Buffer.concat(this.#sound));
  }

  send(bytes: Uint8Array): void {
    for (const byte of bytes) this.#toSend.push(byte);
  }

  say(): void {
    throw new Error('a page sends no captions');
  }

  press(digit: string): void {
    this.connection.key(digit);
  }

  hangUp(): void {
    this.connection.hangUp();
  }

  /** Cuts the connection, as a network does. */
  cut(): void {
    this.sockets.at(-1)?.terminate();
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#silence();
    this.connection.close();
  }

  #speak(): void {
    const frame = new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
    frame.set(this.#toSend.splice(0, FRAME_BYTES));
    this.connection.sendSound(frame, this.#timestamp);
    this.#timestamp += FRAME_BYTES;
  }

  #play(mulaw: Uint8Array): void {
    this.#playedUntil = Math.max(this.#clock.now(), this.#playedUntil) + FRAME_MS;
    this.#sound.push(Uint8Array.from(mulaw));
    this.keys.push(...this.#detector.push(mulaw));
  }

  #silence(): void {
    this.#microphone?.cancel();
    for (const mark of this.#marks) mark.cancel();
    this.#marks = [];
  }
}
