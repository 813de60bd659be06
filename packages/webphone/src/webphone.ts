import { type ConnectionListener, type ConnectionOptions, WebphoneConnection } from './connection.js';
import { PhoneAudio, type PhoneAudioOptions } from './phone-audio.js';
import type { WebphoneError } from './webphone-error.js';

export interface WebphoneOptions
  extends Omit<ConnectionOptions, 'listener'>,
    Pick<PhoneAudioOptions, 'workletUrl' | 'onReport'> {
  listener: Omit<ConnectionListener, 'sound' | 'mark' | 'clear'> & {
    /** Something is wrong with microphone or loudspeaker in a call; that goes on. */
    trouble?(error: WebphoneError): void;
  };
}

/** A phone in a page: it is rung, and carries a call between microphone, loudspeaker and carrier. The microphone is open in a call alone. */
export class Webphone {
  readonly #options: WebphoneOptions;
  readonly #connection: WebphoneConnection;
  #audio: PhoneAudio | null = null;
  /** What was, or is being, answered here. */
  #call: string | null = null;
  /** Whoever closes the tab hangs up: nobody speaks from a page that is gone, nor from one that is kept asleep for the way back. */
  readonly #left = (): void => this.#connection.hangUp();

  constructor(options: WebphoneOptions) {
    this.#options = options;
    const { listener } = options;
    this.#connection = new WebphoneConnection({
      ...options,
      listener: {
        ...listener,
        sound: (mulaw) => this.#audio?.play(mulaw),
        mark: (mark) => {
          if (this.#audio === null) this.#connection.played(mark);
          else this.#audio.mark(mark);
        },
        clear: () => this.#audio?.clear(),
        ended: (call, cause) => {
          if (call === this.#call) void this.#silence();
          listener.ended?.(call, cause);
        },
      },
    });
  }

  connect(): void {
    this.#connection.connect();
  }

  /**
   * Answers; to be called from a user's click.
   *
   * @param deviceId of a microphone; default: the browser's.
   * @throws WebphoneError where there is no microphone to speak into: it rings on.
   */
  async answer(call: string, deviceId?: string): Promise<void> {
    await this.#silence();
    const audio = new PhoneAudio({
      ...this.#options,
      onFrame: (mulaw, timestamp) => this.#connection.sendSound(mulaw, timestamp),
      onPlayed: (mark) => this.#connection.played(mark),
      onTrouble: (error) => this.#options.listener.trouble?.(error),
    });
    this.#audio = audio;
    this.#call = call;
    addEventListener('pagehide', this.#left);
    try {
      await audio.open(deviceId);
    } catch (error) {
      if (this.#audio === audio) await this.#silence();
      throw error;
    }
    this.#connection.answer(call);
  }

  decline(call: string, busy = false): void {
    this.#connection.decline(call, busy);
  }

  /** @param digit one of `0-9*#A-D`. */
  key(digit: string): void {
    this.#connection.key(digit);
  }

  mute(muted: boolean): void {
    this.#audio?.mute(muted);
  }

  /** Sounds again behind `sound_blocked`; from a click. */
  async wake(): Promise<void> {
    await this.#audio?.wake();
  }

  async useMicrophone(deviceId: string | undefined): Promise<void> {
    await this.#audio?.useMicrophone(deviceId);
  }

  hangUp(): void {
    this.#connection.hangUp();
  }

  /** Hangs up, and is rung no more. */
  async close(): Promise<void> {
    this.#connection.close();
    await this.#silence();
  }

  async #silence(): Promise<void> {
    const audio = this.#audio;
    this.#audio = null;
    this.#call = null;
    removeEventListener('pagehide', this.#left);
    await audio?.close();
  }
}
