import type { Calls } from '../calls/calls.js';
import { type CallingTimes, formatHours } from '../compliance/calling-hours.js';
import type { Config } from '../config/config.js';
import type { Line } from '../http/http-options.js';
import type { Keeping, Retention } from '../retention/retention.js';
import type { Settings } from './settings.js';

/** What goes by settings that take effect at once. */
export interface Followers {
  calls: Pick<Calls, 'changeCountries'>;
  callingTimes: Pick<CallingTimes, 'change'>;
  retention: Pick<Retention, 'change'>;
  /** What is told of the hours. */
  line: Line;
}

/** Lets what the console changes take effect, where it does at once: from the next request, the next claim and the next sweep on. */
export function followSettings(
  settings: Pick<Settings, 'onChange'>,
  { calls, callingTimes, retention, line }: Followers,
): void {
  settings.onChange((config) => {
    calls.changeCountries(config.countries);
    // Simulated callees are called at any hour: nobody is woken.
    const hours = line.simulated ? null : config.callingHours;
    callingTimes.change(hours, config.timeZone);
    line.callingHours = hours === null ? null : formatHours(hours);
    retention.change(keepingOf(config));
  });
}

export function keepingOf({ keepWordsMs, keepRecordingsMs }: Config): Keeping {
  return { wordsMs: keepWordsMs, recordingsMs: keepRecordingsMs };
}
