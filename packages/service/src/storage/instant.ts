import type { Clock } from '@ringback/engine';

/** Now, as the tables keep it: whole milliseconds since 1970. The clock itself may give fractions, which an integer column refuses. */
export function instant(clock: Clock): number {
  return Math.floor(clock.now());
}
