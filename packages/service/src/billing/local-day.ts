import { offsetAt } from '../compliance/calling-hours.js';

const DAY_MS = 86_400_000;

/**
 * The day of a time zone that an instant lies in: from its first instant on, until before `ends`. A day on which clocks change has 23 or 25 hours.
 *
 * @param zone as the IANA names it
 * @param at milliseconds since 1970
 */
export function localDay(zone: string, at: number): { begins: number; ends: number } {
  const midnight = Math.floor((at + offsetAt(zone, at)) / DAY_MS) * DAY_MS;
  const ends = firstInstantOf(zone, midnight + DAY_MS);
  if (at < ends) return { begins: firstInstantOf(zone, midnight), ends };
  // Where clocks go back over midnight, the last hour of a day comes again when the next has begun, and counts for that.
  return { begins: ends, ends: firstInstantOf(zone, midnight + 2 * DAY_MS) };
}

/** The first instant at which the zone's clocks show this or, where they skip it, more. */
function firstInstantOf(zone: string, shown: number): number {
  const near = shown - offsetAt(zone, shown);
  // Clocks change at most once in two days: what they are ahead by is what it was the day before, or what it is the day after.
  const candidates = [near - DAY_MS, near + DAY_MS].map((instant) => shown - offsetAt(zone, instant));
  const reached = candidates.filter((instant) => instant + offsetAt(zone, instant) >= shown);
  return Math.min(...reached);
}
