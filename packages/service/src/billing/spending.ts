import type { Clock } from '@ringback/engine';
import { sql } from 'kysely';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { Li } from './money.js';

const DAY_MS = 86_400_000;

/** What calls cost on one day. */
export interface DaySpent {
  /** `2026-11-25`, of the time zone that was asked for. */
  day: string;
  spentLi: Li;
  calls: number;
}

/** What is held for one call that is queued or under way. */
export interface Hold {
  callId: string;
  phone: string;
  status: string;
  heldLi: Li;
  /** When its first minute was held. */
  since: number;
}

/** Where an account's money goes: reads of the ledger. */
export class Spending {
  readonly #open: OpenStore;
  readonly #clock: Clock;

  constructor(dependencies: { store: OpenStore; clock: Clock }) {
    this.#open = dependencies.store;
    this.#clock = dependencies.clock;
  }

  /**
   * The days on which something was charged, oldest first; today is the last that counts.
   *
   * @param days how many, with today
   * @param offsetMs of the wanted time zone from UTC; one for all days, so a day on which clocks change is an hour off
   */
  async byDay(accountId: string, days: number, offsetMs: number): Promise<DaySpent[]> {
    const today = Math.floor((instant(this.#clock) + offsetMs) / DAY_MS);
    const since = (today - days + 1) * DAY_MS - offsetMs;
    // Both engines divide integers down to an integer here: what is divided is not negative.
    const day = sql<number>`(created_at + cast(${offsetMs} as bigint)) / cast(${DAY_MS} as bigint)`;
    const rows = await this.#open.store
      .selectFrom('ledger')
      .select([
        day.as('day'),
        sql<number>`cast(sum(-amount_li) as bigint)`.as('spent_li'),
        (eb) => eb.fn.countAll<number>().as('calls'),
      ])
      .where('account_id', '=', accountId)
      .where('kind', '=', 'charge')
      .where('created_at', '>=', since)
      .groupBy(sql`1`)
      .orderBy(sql`1`)
      .execute();
    return rows.map((row) => ({
      day: new Date(row.day * DAY_MS).toISOString().slice(0, 10),
      spentLi: row.spent_li,
      calls: Number(row.calls),
    }));
  }

  /** Calls for which money is held, oldest first: at most `limit`. The sum of all is the account's `heldLi`. */
  async holds(accountId: string, limit: number): Promise<Hold[]> {
    const rows = await this.#open.store
      .selectFrom('calls')
      .innerJoin('ledger', 'ledger.call_id', 'calls.id')
      .select([
        'calls.id',
        'calls.phone_written',
        'calls.status',
        sql<number>`cast(sum(-ledger.amount_li) as bigint)`.as('held_li'),
        (eb) => eb.fn.min('ledger.created_at').as('since'),
      ])
      .where('calls.account_id', '=', accountId)
      .where('calls.status', 'in', ['queued', 'dialing', 'ringing', 'in_progress'])
      .where('ledger.kind', '=', 'hold')
      .groupBy(['calls.id', 'calls.phone_written', 'calls.status'])
      .orderBy('calls.id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      callId: row.id,
      phone: row.phone_written,
      status: row.status,
      heldLi: row.held_li,
      since: Number(row.since),
    }));
  }
}
