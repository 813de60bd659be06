import { calleeZones } from './time-zones.js';
import { isWebphoneNumber } from './webphone-number.js';

/** Hours of the callee's own day, in minutes from midnight: from `from` on, until before `to`. */
export interface CallingHours {
  /** 0 to 1439. */
  from: number;
  /** More than `from`, at most 1440. */
  to: number;
}

/** Where a country has more zones than its hours overlap in, a few days are looked through before that is said. */
const LOOKED_AHEAD_MS = 72 * 60 * 60 * 1000;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** `08:00-21:00`; null for what is none. `24:00` may end it. */
export function readHours(text: string): CallingHours | null {
  const found = /^(\d{2}):(\d{2})\s*[-–]\s*(\d{2}):(\d{2})$/.exec(text);
  if (found === null) return null;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = found.slice(1).map(Number);
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  return fromMinute < 60 && toMinute < 60 && from < to && to <= DAY_MINUTES ? { from, to } : null;
}

export function formatHours({ from, to }: CallingHours): string {
  const written = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `${written(from)}-${written(to)}`;
}

/**
 * The first instant from `at` on that lies within the hours in all of these time zones; null where there is none.
 *
 * @param at milliseconds since 1970
 */
export function opensAt(hours: CallingHours, zones: readonly string[], at: number): number | null {
  let candidate = at;
  while (candidate < at + LOOKED_AHEAD_MS) {
    const next = Math.max(...zones.map((zone) => opensInZone(hours, zone, candidate)));
    if (next === candidate) return candidate;
    candidate = next;
  }
  return null;
}

/** The first instant from `at` on that lies within the hours in this time zone. */
function opensInZone({ from, to }: CallingHours, zone: string, at: number): number {
  const local = at + offsetAt(zone, at);
  const midnight = Math.floor(local / (DAY_MINUTES * MINUTE_MS)) * DAY_MINUTES * MINUTE_MS;
  const sinceMidnight = (local - midnight) / MINUTE_MS;
  if (sinceMidnight >= from && sinceMidnight < to) return at;
  const opening = midnight + (from + (sinceMidnight < from ? 0 : DAY_MINUTES)) * MINUTE_MS;
  const guess = opening - offsetAt(zone, at);
  // The clocks may be put forward or back before it opens. Where they skip the opening itself, it opens within the hour after.
  const corrected = opening - offsetAt(zone, guess);
  return corrected > at ? corrected : guess;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** By how much the zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** When a number may be called. */
export class CallingTimes {
  #hours: CallingHours | null;
  #preferred: string | undefined;
  /** Of the last instant asked about: the numbers of one list share a few sets of zones. */
  readonly #answers = new Map<string, number | null>();
  #answersOf = Number.NaN;

  /**
   * @param hours null: at any hour
   * @param preferred as {@link calleeZones} has it
   */
  constructor(hours: CallingHours | null, preferred: string | undefined) {
    this.#hours = hours;
    this.#preferred = preferred;
  }

  /** From now on. Calls that wait for other hours are looked at again when those begin. */
  change(hours: CallingHours | null, preferred: string | undefined): void {
    this.#hours = hours;
    this.#preferred = preferred;
    this.#answers.clear();
  }

  /**
   * The first instant from `at` on at which it may; null where its country has no hour that is within the calling hours everywhere.
   *
   * @param e164 the number
   * @param at milliseconds since 1970
   */
  opensAt(e164: string, at: number): number | null {
    // Whoever is called in a browser has opened its page to be called.
    if (this.#hours === null || isWebphoneNumber(e164)) return at;
    const { all } = calleeZones(e164, this.#preferred);
    const name = all.join();
    if (at !== this.#answersOf) this.#answers.clear();
    this.#answersOf = at;
    let opens = this.#answers.get(name);
    if (opens === undefined) {
      opens = opensAt(this.#hours, all, at);
      this.#answers.set(name, opens);
    }
    return opens;
  }

  /** The callee's likeliest time zone, as the IANA names it. */
  zoneOf(e164: string): string {
    return calleeZones(e164, this.#preferred).likeliest;
  }
}
