import { RingbackError } from '@ringback/engine';

/**
 * Hashing a password takes 32 MB and a thread of Node's four for a good part of a tenth of a second: many at once would hold up the disk writes of running
 * calls, which need the same threads. This many may wait, about three seconds' worth; more is a flood.
 */
const WAITING_AT_MOST = 32;

/** Runs what it is given in order, one at a time. `run` rejects with `rate_limited` where too much waits already. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_AT_MOST)
      throw new RingbackError('rate_limited', 'Too many people sign in at once: try again in 5 s.', {
        retryable: true,
        details: { retryAfterSeconds: 5 },
      });
    this.#waiting += 1;
    const mine = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = mine.catch(() => {});
    return mine;
  }
}
