import {
  type CallEndCause,
  type SoundReport,
  Webphone,
  WebphoneError,
  type WebphoneErrorCode,
} from '@ringback/webphone';
import workletUrl from '@ringback/webphone/worklet?worker&url';
import { RingTone } from './ring-tone.js';

export interface PhoneState {
  /** `off`: it is rung by nobody; `over`: a link had its call; `failed`: `trouble` says why, and it may be turned on again. */
  line: 'off' | 'connecting' | 'ready' | 'lost' | 'over' | 'failed';
  /** What rings, and who calls as far as is known. */
  ringing: { call: string; from: string | null } | null;
  /** It is being answered: the browser may ask for the microphone. */
  answering: boolean;
  /** The call that is had here; `since` as `Date.now()` has it. */
  talk: { call: string; since: number } | null;
  muted: boolean;
  trouble: WebphoneErrorCode | null;
  /** How the last call ended here. */
  ended: CallEndCause | null;
}

const OFF: PhoneState = {
  line: 'off',
  ringing: null,
  answering: false,
  talk: null,
  muted: false,
  trouble: null,
  ended: null,
};

/** Peaks of both voices, 0 to 1. */
export interface Levels {
  heard: number;
  spoken: number;
}

const SILENT: Levels = { heard: 0, spoken: 0 };

/** A phone of this page, as its parts look at it: a state that is replaced whenever something happens, and levels ten times a second in a call. */
export class Phone {
  readonly #token: () => string | Promise<string>;
  readonly #watchers = new Set<() => void>();
  readonly #levelWatchers = new Set<() => void>();
  readonly #tone = new RingTone();
  #webphone: Webphone | null = null;
  #state = OFF;
  #levels = SILENT;
  #ready: { resolve(): void; reject(error: unknown): void }[] = [];

  /** @param token a ticket for each connection, or that of a link. */
  constructor(token: () => string | Promise<string>) {
    this.#token = token;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly state = (): PhoneState => this.#state;
  readonly watchLevels = (watcher: () => void): (() => void) => {
    this.#levelWatchers.add(watcher);
    return () => this.#levelWatchers.delete(watcher);
  };
  readonly levels = (): Levels => this.#levels;

  /**
   * Is rung from now on. Resolves once it is registered.
   *
   * @throws WebphoneError `refused`, `no_token`
   */
  turnOn(): Promise<void> {
    if (this.#state.line === 'ready') return Promise.resolve();
    const ready = new Promise<void>((resolve, reject) => this.#ready.push({ resolve, reject }));
    // Whoever does not wait for it sees it in the state.
    ready.catch(() => undefined);
    if (this.#webphone === null) this.#connect();
    return ready;
  }

  async turnOff(): Promise<void> {
    const webphone = this.#webphone;
    this.#webphone = null;
    this.#tone.stop();
    this.#settle(new WebphoneError('closed', 'The phone was turned off.'));
    this.#change({ ...OFF });
    await webphone?.close();
  }

  /** To be called from a click. */
  async answer(): Promise<void> {
    const { ringing, answering } = this.#state;
    if (ringing === null || answering) return;
    this.#tone.stop();
    this.#change({ answering: true, trouble: null });
    try {
      await this.#webphone?.answer(ringing.call);
    } catch (error) {
      this.#change({ answering: false, trouble: codeOf(error) });
    }
  }

  decline(): void {
    const { ringing } = this.#state;
    if (ringing !== null) this.#webphone?.decline(ringing.call);
  }

  hangUp(): void {
    this.#webphone?.hangUp();
  }

  key(digit: string): void {
    this.#webphone?.key(digit);
  }

  mute(muted: boolean): void {
    this.#webphone?.mute(muted);
    this.#change({ muted });
  }

  /** Sounds again where the browser had stopped it; from a click. */
  async wake(): Promise<void> {
    this.#change({ trouble: null });
    await this.#webphone?.wake();
  }

  /** @param deviceId '': the browser's own choice. */
  async chooseMicrophone(deviceId: string): Promise<void> {
    try {
      // biome-ignore lint/correctness/useHookAtTopLevel: a method, no hook
      await this.#webphone?.useMicrophone(deviceId === '' ? undefined : deviceId);
      this.#change({ trouble: null });
    } catch (error) {
      this.#change({ trouble: codeOf(error) });
    }
  }

  #connect(): void {
    this.#change({ line: 'connecting', trouble: null, ended: null });
    const { protocol, host } = window.location;
    const webphone: Webphone = new Webphone({
      url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/webphone`,
      workletUrl,
      token: this.#token,
      onReport: (report) => this.#report(report),
      listener: {
        open: () => {
          this.#change({ line: 'ready' });
          this.#settle(null);
        },
        ring: (call, from) => {
          // One at a time: what rings beside it is answered elsewhere, or rings out.
          if (this.#state.ringing !== null || this.#state.talk !== null) return;
          this.#change({ ringing: { call, from: from ?? null }, ended: null });
          this.#tone.start();
        },
        answered: (call) => {
          this.#tone.stop();
          this.#change({ ringing: null, answering: false, talk: { call, since: Date.now() }, muted: false });
        },
        lost: () => this.#change({ line: 'lost' }),
        resumed: () => this.#change({ line: 'ready' }),
        ended: (call, cause) => this.#ended(call, cause),
        closed: () => this.#gone(webphone, 'over', null),
        failed: (error) => {
          this.#gone(webphone, 'failed', error.code);
          this.#settle(error);
        },
        trouble: (error) => this.#change({ trouble: error.code }),
      },
    });
    this.#webphone = webphone;
    webphone.connect();
  }

  #ended(call: string, cause: CallEndCause): void {
    const { ringing, talk } = this.#state;
    if (ringing?.call !== call && talk?.call !== call) return;
    this.#tone.stop();
    // What was no fault of the call's own stays to be read.
    this.#change({ ringing: null, answering: false, talk: null, ended: cause });
    this.#levels = SILENT;
    for (const tell of this.#levelWatchers) tell();
  }

  #gone(webphone: Webphone, line: 'over' | 'failed', trouble: WebphoneErrorCode | null): void {
    if (this.#webphone !== webphone) return;
    this.#webphone = null;
    this.#tone.stop();
    this.#change({ line, ringing: null, answering: false, talk: null, trouble });
    void webphone.close();
  }

  #report({ heardLevel, spokenLevel }: SoundReport): void {
    this.#levels = { heard: heardLevel, spoken: spokenLevel };
    for (const tell of this.#levelWatchers) tell();
  }

  #settle(error: WebphoneError | null): void {
    for (const { resolve, reject } of this.#ready.splice(0)) {
      if (error === null) resolve();
      else reject(error);
    }
  }

  #change(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const tell of this.#watchers) tell();
  }
}

function codeOf(error: unknown): WebphoneErrorCode {
  return error instanceof WebphoneError ? error.code : 'microphone_failed';
}
