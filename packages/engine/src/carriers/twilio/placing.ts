import type { Clock, Timer } from '../../clock.js';
import type { PublicAddress } from '../../public/public-routes.js';
import type { LegEnd } from '../carrier.js';
import { refusedEnd } from './error-codes.js';
import { isBusy, type RestFailure, restFailure } from './rest-failure.js';
import { BUSY_RETRIES_MS, type CallFacts, type CreateParameters, type TwilioRest } from './twilio-rest.js';

/** Creating takes Twilio well under a second. Later answers still count, but from now on the call is looked for. */
const CREATED_WITHIN_MS = 10_000;
/**
 * When a call whose creation was not answered is looked for, counted from the time before. Twilio's list lags behind by seconds; its first status callback
 * comes within one. Half a minute without either: it was never dialled, or nobody can tell.
 */
const SEARCHES_MS: readonly number[] = [0, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Twilio's instants are whole seconds of its own clock, to which ours is set by NTP. */
const CLOCK_SKEW_MS = 3_000;

const NOT_FOUND =
  "Twilio did not answer the request to dial, and its list does not show the call: it is not known whether the phone rang. Look at the calls' log in the Twilio console before calling again";

export interface PlacingSetting {
  clock: Clock;
  rest: TwilioRest;
  publicAddress: PublicAddress;
  parameters: (publicUrl: string) => CreateParameters;
  /** Calls to the same number that may be this one, newest first: made since then, and nobody else's. */
  candidates: (since: number) => Promise<CallFacts[]>;
  /** False once somebody has hung up: then nothing more is asked of Twilio. */
  wanted: () => boolean;
  /** Twilio has it. @param guessed it was found in the list. Also told when it comes after all, after `stop`. */
  onPlaced: (facts: CallFacts, guessed: boolean) => void;
  /** @param doubt it is not known whether Twilio has it. */
  onFailed: (end: LegEnd, doubt: boolean) => void;
  onError: (error: unknown) => void;
}

/**
 * Brings one call to Twilio, once: `checking` the public path → `creating` → `searching`, where the creating request was not answered → `over`, from
 * each. The request is repeated only where Twilio said that it did nothing (429).
 */
export class Placing {
  readonly #setting: PlacingSetting;
  #state: 'checking' | 'creating' | 'searching' | 'over' = 'checking';
  #publicUrl = '';
  #sentAt: number | null = null;
  #wait: Timer | null = null;

  constructor(setting: PlacingSetting) {
    this.#setting = setting;
  }

  /** At which Twilio reaches us. */
  get publicUrl(): string {
    return this.#publicUrl;
  }

  /** A request is out that Twilio may act on. */
  get mayExist(): boolean {
    return this.#sentAt !== null;
  }

  async start(): Promise<void> {
    const { onError, rest } = this.#setting;
    if (this.#state !== 'checking' || !(await this.#reachable())) return;
    try {
      await rest.load();
    } catch (error) {
      onError(error);
      this.#fail('not dialled: the package twilio cannot be loaded; install Ringback again');
    }
    if (this.#state !== 'checking') return;
    this.#state = 'creating';
    this.#create(0);
  }

  /** It was found otherwise, or is not wanted any more. */
  stop(): void {
    this.#state = 'over';
    this.#wait?.cancel();
    this.#wait = null;
  }

  /** On a public path that does not work Twilio would reach nobody: it is not asked to dial. */
  async #reachable(): Promise<boolean> {
    const { publicAddress } = this.#setting;
    try {
      await publicAddress.verify();
    } catch (error) {
      this.#fail(`not dialled: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
    this.#publicUrl = publicAddress.url ?? '';
    if (this.#publicUrl === '') this.#fail('not dialled: there is no public address');
    return this.#publicUrl !== '';
  }

  #create(times: number): void {
    const { clock, onPlaced, parameters, rest } = this.#setting;
    this.#sentAt = clock.now();
    this.#waitFor(CREATED_WITHIN_MS, () => this.#search(0));
    rest.create(parameters(this.#publicUrl)).then(
      (facts) => {
        this.stop();
        onPlaced(facts, false);
      },
      (error: unknown) => this.#notCreated(restFailure(error), times),
    );
  }

  #notCreated(failure: RestFailure, times: number): void {
    if (this.#state !== 'creating') return;
    const retryMs = isBusy(failure) && this.#setting.wanted() ? BUSY_RETRIES_MS[times] : undefined;
    if (failure.kind === 'unknown') this.#search(0);
    else if (retryMs === undefined) this.#end(refusedEnd(failure), false);
    else {
      this.#sentAt = null;
      this.#waitFor(retryMs, () => this.#create(times + 1));
    }
  }

  /** Its creation was not answered. It may have been dialled all the same: it is looked for, never dialled again. */
  #search(times: number): void {
    this.#state = 'searching';
    const delay = SEARCHES_MS[times];
    if (delay === undefined) this.#end({ cause: 'failed', detail: NOT_FOUND }, true);
    else this.#waitFor(delay, () => void this.#look(times));
  }

  async #look(times: number): Promise<void> {
    const { candidates, onError, onPlaced } = this.#setting;
    const since = Math.floor(((this.#sentAt ?? 0) - CLOCK_SKEW_MS) / 1000) * 1000;
    let found: CallFacts | undefined;
    try {
      [found] = await candidates(since);
    } catch (error) {
      onError(error);
    }
    if (this.#state !== 'searching') return;
    if (found === undefined) this.#search(times + 1);
    else {
      this.stop();
      onPlaced(found, true);
    }
  }

  #fail(detail: string): void {
    if (this.#state !== 'over') this.#end({ cause: 'failed', detail }, false);
  }

  #end(end: LegEnd, doubt: boolean): void {
    this.stop();
    this.#setting.onFailed(end, doubt);
  }

  #waitFor(ms: number, then: () => void): void {
    this.#wait?.cancel();
    this.#wait = this.#setting.clock.after(ms, then);
  }
}
