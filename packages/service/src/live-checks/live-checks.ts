import {
  CheckedAddress,
  type Clock,
  type Conversation,
  callLimits,
  type Ids,
  isRingbackError,
  OpenaiRealtimeConversations,
  PublicListener,
} from '@ringback/engine';
import type { Config, PublicAddressConfig, RealtimeConfig } from '../config/config.js';
import { realtimeAccess } from '../realtime-parts.js';
import { foreignNumbers, twilioVerdict } from './twilio-account.js';

export const LIVE_CHECKS = ['carrier', 'public_path', 'model'] as const;
export type LiveCheck = (typeof LIVE_CHECKS)[number];

/** What a check found. Its words, and what to do, are in `http/check-words.ts`; the list stands in docs/configuration.md. */
export const CHECK_CODES = [
  'works',
  'simulated',
  'no_model',
  'trial_account',
  'foreign_numbers',
  'restart_first',
  'settings_incomplete',
  'carrier_unreachable',
  'carrier_refused',
  'carrier_unreadable',
  'carrier_suspended',
  'public_path_dead',
  'port_in_use',
  'model_key_refused',
  'model_quota_exceeded',
  'model_unknown',
  'model_refused',
  'model_unreachable',
  'model_silent',
  'check_failed',
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];

export interface CheckResult {
  check: LiveCheck;
  status: 'ok' | 'warning' | 'failed';
  code: CheckCode;
  /** More of what happened: an HTTP status, a reason of the public path. Never a secret, never a number. */
  why: string | null;
  tookMs: number;
}

export interface LiveChecksOptions {
  clock: Clock;
  ids: Ids;
  /** What the next start would go by. @throws RingbackError `invalid_configuration` */
  next(): Promise<Config>;
  /** The public address that this process has, where it has one. */
  address(): CheckedAddress | null;
}

/** Connecting takes 0.2 to 0.6 s, and the conversation itself tries three times within 15 s; whoever waits before a screen waits no longer than this. */
const MODEL_MS = 20_000;

const FINE: readonly CheckCode[] = ['works', 'simulated', 'no_model'];
const DOUBTFUL: readonly CheckCode[] = ['trial_account', 'foreign_numbers', 'restart_first'];

type Found = { code: CheckCode; why?: string };

/**
 * Asks what calls go over whether it would work, with the settings that the next start goes by. Nobody is called: an account is read, a request goes
 * round through the public address, a session with the model is opened and closed.
 */
export class LiveChecks {
  readonly #options: LiveChecksOptions;

  constructor(options: LiveChecksOptions) {
    this.#options = options;
  }

  async run(check: LiveCheck): Promise<CheckResult> {
    const { clock } = this.#options;
    const began = clock.now();
    const { code, why = null } = await this.#find(check);
    const status = FINE.includes(code) ? 'ok' : DOUBTFUL.includes(code) ? 'warning' : 'failed';
    return { check, status, code, why, tookMs: Math.round(clock.now() - began) };
  }

  async #find(check: LiveCheck): Promise<Found> {
    let config: Config;
    try {
      config = await this.#options.next();
    } catch (error) {
      if (isRingbackError(error) && error.code === 'invalid_configuration') return { code: 'settings_incomplete' };
      throw error;
    }
    if (check === 'carrier') return checkCarrier(config);
    if (check === 'public_path') return this.#checkPublicPath(config);
    return config.realtime === null ? { code: 'no_model' } : this.#checkModel(config.realtime);
  }

  async #checkPublicPath({ twilio, publicAddress }: Config): Promise<Found> {
    if (twilio === null) return { code: 'simulated' };
    const running = this.#options.address();
    if (running !== null && (publicAddress.url === undefined || running.url === publicAddress.url))
      return reached(running);
    // The tunnel is part of the service that starts with it.
    if (publicAddress.url === undefined) return { code: 'restart_first' };
    return this.#checkBeforehand(publicAddress, publicAddress.url);
  }

  /** Listens where the service will, for as long as the check takes. */
  async #checkBeforehand({ host, port }: PublicAddressConfig, url: string): Promise<Found> {
    const { clock } = this.#options;
    const address = new CheckedAddress({ url, clock });
    const listener = new PublicListener({ routes: [address.routes], host, port, clock });
    try {
      await listener.listen();
      return await reached(address);
    } catch (error) {
      if (isRingbackError(error) && (error.code === 'port_in_use' || error.code === 'address_unusable'))
        return { code: 'port_in_use', why: `${host}, ${port}` };
      throw error;
    } finally {
      await listener.close();
    }
  }

  async #checkModel(config: RealtimeConfig): Promise<Found> {
    const { clock, ids } = this.#options;
    const conversations = new OpenaiRealtimeConversations({
      ...realtimeAccess(config),
      // Connected and configured, and nothing said: that costs nothing.
      prewarm: 'session',
    });
    let settle: (found: Found) => void = () => {};
    const found = new Promise<Found>((resolve) => {
      settle = resolve;
    });
    const late = clock.after(MODEL_MS, () => settle({ code: 'model_silent' }));
    const nothing = (): void => {};
    let conversation: Conversation | null = null;
    try {
      conversation = conversations.open(
        {
          callId: ids.next(),
          brief: { requirement: 'A check of the connection: nobody is called.' },
          to: '',
          limits: callLimits(),
          clock,
          ids,
        },
        {
          ready: () => settle({ code: 'works' }),
          failed: (error) => settle(modelFailure(error)),
          finish: nothing,
          speech: nothing,
          speechEnded: nothing,
          calleeSpeaking: nothing,
          calleeSilent: nothing,
          calleeSaid: nothing,
          pressKeys: nothing,
          note: nothing,
          usage: nothing,
          stalled: nothing,
        },
      );
      return await found;
    } catch (error) {
      return modelFailure(error);
    } finally {
      late.cancel();
      conversation?.close();
      await conversations.close();
    }
  }
}

async function checkCarrier({ twilio }: Config): Promise<Found> {
  if (twilio === null) return { code: 'simulated' };
  const verdict = await twilioVerdict(twilio);
  switch (verdict.code) {
    case 'carrier_unreachable':
      return { code: verdict.code, why: verdict.failure };
    case 'carrier_unreadable':
      return { code: verdict.code, why: `HTTP ${verdict.status}` };
    case 'carrier_suspended':
      return { code: verdict.code, why: verdict.state };
    case 'works':
      return { code: (await foreignNumbers(twilio)) === 0 ? 'works' : 'foreign_numbers' };
    default:
      return { code: verdict.code };
  }
}

/** Over HTTP and over a WebSocket, and back to this very process. */
async function reached(address: CheckedAddress): Promise<Found> {
  try {
    await address.test();
    return { code: 'works' };
  } catch (error) {
    if (!isRingbackError(error)) throw error;
    return { code: 'public_path_dead', why: String(error.details.why ?? error.code) };
  }
}

function modelFailure(error: unknown): Found {
  const code = isRingbackError(error) ? error.code : '';
  const known = (CHECK_CODES as readonly string[]).includes(code);
  return known ? { code: code as CheckCode } : { code: 'check_failed', why: code === '' ? 'fault' : code };
}
