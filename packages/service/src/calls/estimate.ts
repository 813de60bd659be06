import type { Account } from '../accounts/account.js';
import type { Li } from '../billing/money.js';
import type { Store } from '../storage/schema.js';

/** What calls may cost. Only talk costs: a started minute, from the answer on. */
export interface Estimate {
  rateLi: Li;
  /** Held when the calls are accepted: one minute of each. */
  firstMinutesLi: Li;
  availableLi: Li;
  /** The first minutes can be held. */
  suffices: boolean;
  /** If every callee answers and talks into this minute. */
  ifAllTalk: { minutes: number; costLi: Li }[];
  /** As the account's latest calls went; null where there were too few to go by. */
  byHistory: History | null;
}

export interface History {
  /** How many of the latest calls it goes by. */
  calls: number;
  answered: number;
  /** What as many calls as are asked about cost at the same rate. */
  costLi: Li;
}

/** A short notice, and a talk: what most calls are. */
const TYPICAL_MINUTES = [1, 3] as const;

/** Enough that one odd day does not decide, and one small read. */
const LATEST = 200;

/** With fewer the share of those who answer is a guess. */
const FEWEST = 10;

/** @param longestMinutes started minutes after which any call is ended */
export async function estimate(
  store: Store,
  account: Pick<Account, 'id' | 'rateLi'>,
  calls: number,
  longestMinutes: number,
): Promise<Estimate> {
  const { rateLi } = account;
  const balance = await store
    .selectFrom('accounts')
    .select('balance_li')
    .where('id', '=', account.id)
    .executeTakeFirst();
  const availableLi = balance?.balance_li ?? 0;
  const minutes = [...TYPICAL_MINUTES.filter((one) => one < longestMinutes), longestMinutes];
  return {
    rateLi,
    firstMinutesLi: calls * rateLi,
    availableLi,
    suffices: calls * rateLi <= availableLi,
    ifAllTalk: minutes.map((one) => ({ minutes: one, costLi: calls * one * rateLi })),
    byHistory: await history(store, account, calls),
  };
}

async function history(
  store: Store,
  { id, rateLi }: Pick<Account, 'id' | 'rateLi'>,
  calls: number,
): Promise<History | null> {
  const rows = await store
    .selectFrom('calls')
    .select(['answered_at', 'duration_seconds'])
    .where('account_id', '=', id)
    .where('status', '=', 'ended')
    .where('rehearsal', 'is', null)
    // Neither says anything of how callees are.
    .where('end_reason', 'not in', ['cancelled', 'interrupted'])
    .orderBy('id', 'desc')
    .limit(LATEST)
    .execute();
  if (rows.length < FEWEST) return null;
  const answered = rows.filter((row) => row.answered_at !== null);
  const minutes = answered.reduce((sum, row) => sum + Math.max(1, Math.ceil((row.duration_seconds ?? 0) / 60)), 0);
  return {
    calls: rows.length,
    answered: answered.length,
    costLi: Math.round((calls * rateLi * minutes) / rows.length),
  };
}
