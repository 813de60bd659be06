import type { Clock, Ids } from '@ringback/engine';
import { v7 } from 'uuid';

/** Random bytes taken from the system at once: asking for 16 each time costs more than the rest of an id. */
const POOL_BYTES = 4096;

/**
 * UUIDv7 (RFC 9562) as text: they sort by the clock's time, and those of one millisecond by the order in which they were made (its 32-bit
 * `seq`, RFC 9562 § 6.2 method 1), so "newest first" is "greatest id first". A clock that stands still or steps back makes no
 * smaller id.
 */
export function uuidIds(clock: Clock): Ids {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = -1;
  let seq = 0;
  return {
    next() {
      if (used === POOL_BYTES) {
        crypto.getRandomValues(pool);
        used = 0;
      }
      const random = pool.subarray(used, used + 16);
      used += 16;
      const ms = Math.floor(clock.now());
      if (ms > lastMs) {
        lastMs = ms;
        // Half of the range is left free above the random start, so it cannot overflow within a millisecond.
        seq = ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
      } else {
        seq += 1;
      }
      return v7({ random, msecs: lastMs, seq });
    },
  };
}
