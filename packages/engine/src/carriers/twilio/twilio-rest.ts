import type { Twilio } from 'twilio';
import type { CallListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/call.js';
import type { Clock } from '../../clock.js';
import { isBusy, isOver, type RestFailure, restFailure } from './rest-failure.js';
import type { TwilioCarrierOptions } from './twilio-options.js';
import type { ValidateRequest } from './webhook-signature.js';

/**
 * For every request but the one that dials: Twilio answers in a fraction of a second as a rule, and whoever waits here waits with a callee on the
 * line or a call's end untold.
 */
const ANSWER_WITHIN_MS = 10_000;
/** Beyond which the connection is given up in any case; the package's own default. */
const REQUEST_TIMEOUT_MS = 30_000;
/** 429 was refused and may be asked again. Twilio counts requests under way, so that a short while is enough. */
export const BUSY_RETRIES_MS: readonly number[] = [1_000, 2_000, 4_000];
/** A page of calls to one number: more of them than a process makes in the minutes that are looked at. */
const LISTED_CALLS = 50;

/** Of a call as Twilio's API shows it. */
export interface CallFacts {
  sid: string;
  status: string;
  /** How long it waits for its turn, by Twilio's account. */
  queueTimeMs: number;
  /** When Twilio took it, milliseconds since 1970 in whole seconds; null where it does not say. */
  createdAt: number | null;
  direction: string;
}

export type CreateParameters = CallListInstanceCreateOptions;

interface Loaded {
  client: Twilio;
  validateRequest: ValidateRequest;
  release: () => void;
}

/**
 * Twilio's REST API through its own package, which is loaded (25 MB of memory, a sixth of a second) when it is first needed. Rejects with what the package throws: see
 * {@link restFailure}.
 */
export class TwilioRest {
  readonly #options: TwilioCarrierOptions;
  readonly #clock: Clock;
  #loading: Promise<Loaded> | undefined;
  #loaded: Loaded | undefined;

  constructor(options: TwilioCarrierOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  /** Of the package; undefined before it was loaded. */
  get validateRequest(): ValidateRequest | undefined {
    return this.#loaded?.validateRequest;
  }

  async load(): Promise<ValidateRequest> {
    return (await this.#load()).validateRequest;
  }

  /** Dials. Nothing is repeated here, and no limit set: see `twilio-call.ts`. */
  async create(parameters: CreateParameters): Promise<CallFacts> {
    const { client } = await this.#load();
    try {
      return facts(await client.calls.create(parameters));
    } catch (error) {
      throw withoutRequest(error);
    }
  }

  /** Null where Twilio knows no such call. */
  async fetch(sid: string): Promise<CallFacts | null> {
    const { client } = await this.#load();
    try {
      return facts(await this.#patient(() => client.calls(sid).fetch()));
    } catch (error) {
      if (restFailure(error).status === 404) return null;
      throw error;
    }
  }

  /**
   * Ends a call, whether it is queued, rings or talks. Resolves to whether it was still under way: a call that is over already is as good.
   */
  async complete(sid: string): Promise<boolean> {
    const { client } = await this.#load();
    try {
      await this.#patient(() => client.calls(sid).update({ status: 'completed' }));
      return true;
    } catch (error) {
      if (isOver(restFailure(error))) return false;
      throw error;
    }
  }

  /**
   * Calls that were made to a number since an instant, newest first. It is compared here with the instant when they were taken: Twilio's own filter
   * compares when they began, and so leaves out those that still wait for their turn.
   */
  async list(to: string, since: number, from?: string): Promise<CallFacts[]> {
    const { client } = await this.#load();
    const query = { to, limit: LISTED_CALLS, ...(from === undefined ? {} : { from }) };
    const found = await this.#patient(() => client.calls.list(query));
    return found.map(facts).filter(({ createdAt }) => createdAt === null || createdAt >= since);
  }

  /** Gives up the connections that wait to be used again. */
  close(): void {
    this.#loaded?.release();
  }

  #load(): Promise<Loaded> {
    this.#loading ??= this.#open();
    return this.#loading;
  }

  async #open(): Promise<Loaded> {
    const { accountSid, apiKey, apiUrl, authToken } = this.#options;
    const { default: twilio } = await import('twilio');
    const httpClient = new twilio.RequestClient({ timeout: REQUEST_TIMEOUT_MS });
    const username = apiKey?.sid ?? accountSid;
    // The package insists on AC in its constructor; SignalWire's projects have other ids, and nothing else asks for it.
    const client = twilio(username, apiKey?.secret ?? authToken, { accountSid: `AC${'0'.repeat(32)}`, httpClient });
    client.accountSid = accountSid;
    if (apiUrl !== undefined) client.api.baseUrl = apiUrl.replace(/\/+$/, '');
    const agent = httpClient.axios.defaults.httpsAgent as { destroy(): void };
    this.#loaded = { client, validateRequest: twilio.validateRequest, release: () => agent.destroy() };
    return this.#loaded;
  }

  /** Asks again where Twilio has too much to do, and gives up after {@link ANSWER_WITHIN_MS} each time. */
  async #patient<T>(ask: () => Promise<T>): Promise<T> {
    for (const waitMs of BUSY_RETRIES_MS) {
      try {
        return await this.#limited(ask);
      } catch (error) {
        if (!isBusy(restFailure(error))) throw error;
        await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
      }
    }
    return this.#limited(ask);
  }

  #limited<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const limit = this.#clock.after(ANSWER_WITHIN_MS, () => reject(noAnswer()));
      ask()
        .finally(() => limit.cancel())
        .then(resolve, (error: unknown) => reject(withoutRequest(error)));
    });
  }
}

/**
 * What the package throws holds the whole request, the account's credentials among its headers and the callee's number in its body: none of it
 * leaves this file.
 */
function withoutRequest(error: unknown): Error {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  return Object.assign(new Error(`Twilio's API: ${failureText(restFailure(error))}`), {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof code === 'number' || typeof code === 'string' ? { code } : {}),
  });
}

function noAnswer(): Error & { code: string } {
  return Object.assign(new Error(`Twilio's API did not answer within ${ANSWER_WITHIN_MS} ms`), { code: 'ETIMEDOUT' });
}

function facts(call: {
  sid: string;
  status: string;
  queueTime: string;
  dateCreated: Date | null;
  direction: string;
}): CallFacts {
  const { sid, status, queueTime, dateCreated, direction } = call;
  const createdAt = dateCreated === null ? Number.NaN : Number(dateCreated);
  return {
    sid,
    status,
    queueTimeMs: Number(queueTime) || 0,
    createdAt: Number.isNaN(createdAt) ? null : createdAt,
    direction,
  };
}

/** What is known of a failure, for messages: never Twilio's own text. */
export function failureText({ code, status, system }: RestFailure): string {
  if (code !== undefined) return `Twilio ${code}`;
  if (status !== undefined) return `HTTP ${status}`;
  return system ?? 'no answer';
}
