import type { Clock } from '../../clock.js';
import type { CarrierCallState, LostCall } from '../carrier.js';
import { progressOf } from './call-status.js';
import type { CallFacts, TwilioRest } from './twilio-rest.js';

/** The creating request goes out once the public path was checked (seconds), and again after being told to wait (7 s at most); with what clocks differ. */
const BEFORE_MS = 5_000;
const AFTER_MS = 60_000;
/** Twilio's list lags behind by seconds: of a call that was to be dialled just now, its silence is believed only when it repeats itself. */
const RECENT_MS = 30_000;
const LISTS_MS: readonly number[] = [0, 2_000, 4_000];

export interface LookUpSetting {
  clock: Clock;
  rest: TwilioRest;
  /** Placed by this process, and so not the lost one. */
  isOurs: (sid: string) => boolean;
}

/**
 * What Twilio knows of a call from before a crash; it is ended where it is under way. Without Twilio's name of it, it is the call to that number that was taken
 * when it was dialled.
 */
export async function lookUpLostCall(lost: LostCall, setting: LookUpSetting): Promise<CarrierCallState> {
  const { rest } = setting;
  if (lost.reference === null) return byNumber(lost, setting);
  const found = await rest.fetch(lost.reference);
  // Twilio once gave this name: that it does not know it now tells nothing of the call.
  return found === null ? 'unknown' : ended(found, rest);
}

async function byNumber(lost: LostCall, { clock, isOurs, rest }: LookUpSetting): Promise<CarrierCallState> {
  const from = Math.floor((lost.dialledAt - BEFORE_MS) / 1000) * 1000;
  const until = lost.dialledAt + AFTER_MS;
  const lists = clock.now() - lost.dialledAt < RECENT_MS ? LISTS_MS : LISTS_MS.slice(0, 1);
  for (const delay of lists) {
    if (delay > 0) await new Promise<void>((resolve) => void clock.after(delay, resolve));
    const found = (await rest.list(lost.to, from)).filter(
      ({ createdAt, direction, sid }) =>
        direction.startsWith('outbound') && !isOurs(sid) && (createdAt === null || createdAt <= until),
    );
    if (found.length === 0) continue;
    const states = await Promise.all(found.map((one) => ended(one, rest)));
    return states.includes('under_way') ? 'under_way' : 'over';
  }
  return 'never_dialled';
}

async function ended({ sid, status }: CallFacts, rest: TwilioRest): Promise<CarrierCallState> {
  if (progressOf(status) === 'over') return 'over';
  return (await rest.complete(sid)) ? 'under_way' : 'over';
}
