import { createHash } from 'node:crypto';
import { isRingbackApiError, RingbackClient } from '@ringback/client';
import type { Language } from './options.js';

/** A key that was revoked is refused by the service itself at each tool; this is only how soon a connection learns it. */
const KNOWN_FOR_MS = 60_000;

/** A key is 46 characters; what is longer is none, and is not sent on. */
const LONGEST_KEY = 256;

/** So many keys are remembered at most: as many callers as one small server has, with room. */
const REMEMBERED = 10_000;

/** The keys of callers, as their service judges them. */
export class Keys {
  readonly #connect: (key: string) => RingbackClient;
  readonly #now: () => number;
  /** Digests of keys that the service took, and until when that is believed. */
  readonly #known = new Map<string, number>();

  constructor(serviceUrl: string, language: Language, now: () => number) {
    this.#connect = (apiKey) => new RingbackClient({ baseUrl: serviceUrl, apiKey, language });
    this.#now = now;
  }

  client(key: string): RingbackClient {
    return this.#connect(key);
  }

  /**
   * Who has this key: a digest that tells callers apart and from which the key cannot be had. Null: the service does not take it.
   *
   * @throws RingbackApiError where the service cannot be asked
   */
  async holder(key: string): Promise<string | null> {
    if (key.length > LONGEST_KEY || !/^[\x21-\x7e]+$/.test(key)) return null;
    const digest = createHash('sha256').update(key).digest('base64url');
    const until = this.#known.get(digest);
    if (until !== undefined && this.#now() < until) return digest;
    this.#known.delete(digest);
    try {
      await this.#connect(key).account();
    } catch (error) {
      if (isRingbackApiError(error) && error.status === 401) return null;
      throw error;
    }
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(digest, this.#now() + KNOWN_FOR_MS);
    return digest;
  }
}
