import { createHash } from 'node:crypto';
import { RingbackError } from '@ringback/engine';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** A person who mistypes needs a few; each costs a hash. Behind a reverse proxy all come from one address, so it is not tighter. */
const ATTEMPTS_PER_MINUTE = 30;
/** Wrong passwords for one e-mail address in a quarter of an hour: 960 a day, against which ten characters of any kind hold. */
const FAILURES = { points: 10, duration: 15 * 60 };
/** From one address in an hour. */
const SIGN_UPS = { points: 10, duration: 3600 };

/** How often passwords may be tried, and users made. Counts in memory: of this node alone, and from nothing after a restart. */
export class Attempts {
  readonly #byAddress = new RateLimiterMemory({ points: ATTEMPTS_PER_MINUTE, duration: 60 });
  readonly #failures = new RateLimiterMemory(FAILURES);
  readonly #signUps = new RateLimiterMemory(SIGN_UPS);

  /** Before a password is looked at. @throws RingbackError `rate_limited` */
  async allow(address: string, email: string): Promise<void> {
    const failed = await this.#failures.get(keyOf(email));
    if (failed !== null && failed.consumedPoints >= FAILURES.points) throw refusal(failed);
    await consume(this.#byAddress, address);
  }

  /** Before a user is made. @throws RingbackError `rate_limited` */
  async allowSignUp(address: string): Promise<void> {
    await consume(this.#byAddress, address);
    await consume(this.#signUps, address);
  }

  async failed(email: string): Promise<void> {
    // Refused by `allow` from the next attempt on.
    await this.#failures.consume(keyOf(email)).catch(() => {});
  }

  async succeeded(email: string): Promise<void> {
    await this.#failures.delete(keyOf(email));
  }
}

/** Of one length whatever is typed, and no list of addresses in memory. */
function keyOf(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64');
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    throw error instanceof RateLimiterRes ? refusal(error) : error;
  }
}

function refusal({ msBeforeNext }: RateLimiterRes): RingbackError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new RingbackError('rate_limited', `Too many attempts: try again in ${retryAfterSeconds} s.`, {
    retryable: true,
    details: { retryAfterSeconds },
  });
}
