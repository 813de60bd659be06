import { RingbackError } from '@ringback/engine';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Refuses what an account asks beyond its rate. `allow` throws `rate_limited` with `details.retryAfterSeconds`. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | null;

  /** @param perSecond requests a second in one account; 0: no limit */
  constructor(perSecond: number) {
    this.#limiter = perSecond === 0 ? null : new RateLimiterMemory({ points: perSecond, duration: 1 });
  }

  async allow(accountId: string): Promise<void> {
    if (this.#limiter === null) return;
    try {
      await this.#limiter.consume(accountId);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new RingbackError('rate_limited', `Too many requests: try again in ${retryAfterSeconds} s.`, {
        retryable: true,
        details: { retryAfterSeconds },
      });
    }
  }
}
