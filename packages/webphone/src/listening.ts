import { ListeningConnection } from './listening-connection.js';
import type { SpeakingEnd } from './messages.js';
import { PhoneAudio } from './phone-audio.js';
import type { WebphoneError } from './webphone-error.js';
import type { SoundReport } from './worklet/worklet-messages.js';

export interface ListeningEvents {
  open?(speaking: boolean): void;
  lost?(): void;
  speaking?(speaking: boolean, why: SpeakingEnd | undefined): void;
  report?(report: SoundReport): void;
  ended?(): void;
  failed?(error: WebphoneError): void;
  trouble?(error: WebphoneError): void;
}

export interface ListeningPhoneOptions {
  /** `wss://…/listening`. */
  url: string;
  /** The ticket's token. */
  token: string;
  /** Where `@ringback/webphone/worklet` and what it imports are served: of the page's own origin. */
  workletUrl: string | URL;
  events: ListeningEvents;
}

/**
 * A page that listens to a call and may speak on it. `open` must be called from a user's click; it asks for no microphone: that is `openMicrophone`,
 * before the call is taken over.
 */
export class ListeningPhone {
  readonly #audio: PhoneAudio;
  readonly #connection: ListeningConnection;
  /** The microphone is open: what it brings is sent, for the service to give to the callee while it shall. */
  #sends = false;

  constructor({ url, token, workletUrl, events }: ListeningPhoneOptions) {
    this.#audio = new PhoneAudio({
      workletUrl,
      onFrame: (mulaw, timestamp) => {
        if (this.#sends) this.#connection.sendSound(mulaw, timestamp);
      },
      onPlayed: () => undefined,
      onReport: (report) => events.report?.(report),
      onTrouble: (error) => events.trouble?.(error),
    });
    this.#connection = new ListeningConnection({
      url,
      token,
      listener: {
        open: (speaking) => events.open?.(speaking),
        lost: () => events.lost?.(),
        speaking: (speaking, why) => events.speaking?.(speaking, why),
        sound: (mulaw) => this.#audio.play(mulaw),
        ended: () => {
          void this.close();
          events.ended?.();
        },
        failed: (error) => {
          void this.close();
          events.failed?.(error);
        },
      },
    });
  }

  /** Connects, and sounds. @throws WebphoneError. */
  async open(): Promise<void> {
    await this.#audio.openSpeaker();
    this.#connection.connect();
  }

  /** @throws WebphoneError where there is none, or the user does not allow it. */
  async openMicrophone(): Promise<void> {
    await this.#audio.useMicrophone(undefined);
    this.#sends = true;
  }

  /** The microphone sends silence; the call stays one's own. */
  mute(muted: boolean): void {
    this.#audio.mute(muted);
  }

  /** Sends nothing any more. */
  closeMicrophone(): void {
    this.#sends = false;
    this.#audio.dropMicrophone();
  }

  async close(): Promise<void> {
    this.#sends = false;
    this.#connection.close();
    await this.#audio.close();
  }
}
