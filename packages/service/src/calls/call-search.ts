import type { EndReason } from '@ringback/engine';
import { type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { breathe } from '../storage/breathe.js';
import type { OpenStore } from '../storage/open-store.js';
import type { Schema } from '../storage/schema.js';
import type { CallRecord, CallRecordWithTranscript } from './call-record.js';
import { toCallRecord } from './call-row.js';
import { wordsOf } from './call-words.js';
import { phoneParts } from './phone-part.js';
import { readTranscripts } from './transcript.js';

/** Which calls are looked for; what is absent does not matter. */
export interface CallFilter {
  /** Null: every account's. */
  accountId: string | null;
  status?: CallRecord['status'];
  /** Part of a phone number, in any notation; holds a digit. */
  number?: string;
  /** All of them occur in what the call was for, in what came of it or in what was said; what was said is found once the call is over. */
  words?: string;
  endReason?: EndReason;
  /** `unknown`: the call is over, and it cannot be told. */
  goal?: 'yes' | 'no' | 'unknown';
  campaign?: string;
  /** Accepted at this instant or later; milliseconds since 1970. */
  from?: number;
  /** Accepted before this instant. */
  to?: number;
}

export interface CampaignUse {
  campaign: string;
  calls: number;
  /** When its newest call was accepted. Milliseconds since 1970. */
  lastAt: number;
}

/**
 * Calls that one statement looks at where the filter is no index. SQLite runs on the thread that carries the calls' audio: a thousand take it 3 ms
 * (measured over 100,000 calls of 700 bytes of words each: 0.33 s in all), and between two statements the audio has its turn. A table of word beginnings or of
 * letter pairs would be many times as large as the words themselves, and is written at every call's end.
 */
const WINDOW = 1_000;

/** Records with their transcripts that an export holds at once. */
const EXPORTED_AT_ONCE = 100;

/** An id is made a moment after the instant at which its call was accepted, and a clock may have been set right in between. */
const ID_SLACK_MS = 24 * 60 * 60 * 1000;

const CAMPAIGNS_AT_MOST = 500;

/** Finds calls: newest first, by everything that a record holds. */
export class CallSearch {
  readonly #open: OpenStore;

  constructor(store: OpenStore) {
    this.#open = store;
  }

  /** Without transcripts. @param page `before`: only calls older than this one, the last of the page before */
  async page(filter: CallFilter, { limit, before }: { limit: number; before?: string }): Promise<CallRecord[]> {
    const found: CallRecord[] = [];
    let below = before;
    for (;;) {
      const least = isIndexed(filter) ? null : await this.#windowEnd(filter, below);
      const rows = await this.#within(filter, below, least)
        .where((eb) => eb.and(this.#conditions(eb, filter)))
        .selectAll('calls')
        .orderBy('calls.id', 'desc')
        .limit(limit - found.length)
        .execute();
      found.push(...rows.map(toCallRecord));
      if (least === null || found.length === limit) return found;
      below = least;
      await breathe();
    }
  }

  /** All of them with their transcripts, some at a time, for as long as they are taken. */
  async *all(filter: CallFilter): AsyncGenerator<CallRecordWithTranscript[], void, undefined> {
    let before: string | undefined;
    for (;;) {
      const page = await this.page(filter, { limit: EXPORTED_AT_ONCE, ...(before === undefined ? {} : { before }) });
      if (page.length === 0) return;
      const transcripts = await readTranscripts(
        this.#open.store,
        page.map(({ callId }) => callId),
      );
      yield page.map((record) => ({ ...record, transcript: transcripts.get(record.callId) ?? [] }));
      if (page.length < EXPORTED_AT_ONCE) return;
      before = page.at(-1)?.callId;
    }
  }

  /** The labels that calls have, the one used last first. @param accountId null: every account's */
  async campaigns(accountId: string | null): Promise<CampaignUse[]> {
    const rows = await this.#open.store
      .selectFrom('calls')
      .select(({ fn }) => ['campaign', fn.countAll<number>().as('calls'), fn.max('id').as('last_id')])
      .where('campaign', 'is not', null)
      .$if(accountId !== null, (query) => query.where('account_id', '=', accountId as string))
      .groupBy('campaign')
      .orderBy('last_id', 'desc')
      .limit(CAMPAIGNS_AT_MOST)
      .execute();
    return rows.map(({ campaign, calls, last_id }) => ({
      campaign: campaign as string,
      calls: Number(calls),
      lastAt: instantOfId(last_id),
    }));
  }

  /** The oldest id of the next window below, or null where what is left is no more than one. */
  async #windowEnd(filter: CallFilter, below: string | undefined): Promise<string | null> {
    const end = await this.#within(filter, below, null)
      .select('calls.id')
      .orderBy('calls.id', 'desc')
      .limit(1)
      .offset(WINDOW - 1)
      .executeTakeFirst();
    return end?.id ?? null;
  }

  /** The part of the calls that an index leads to. */
  #within(
    { accountId, campaign, status, from, to }: CallFilter,
    below: string | undefined,
    least: string | null,
  ): SelectQueryBuilder<Schema, 'calls', object> {
    return (
      this.#open.store
        .selectFrom('calls')
        .$if(accountId !== null, (query) => query.where('calls.account_id', '=', accountId as string))
        .$if(campaign !== undefined, (query) => query.where('calls.campaign', '=', campaign as string))
        // As a list of its own: SQLite would else pass over all calls in the order of their ids to find the few that are open.
        .$if(isOpen(status), (query) =>
          query.where(({ eb, selectFrom }) => {
            const open = selectFrom('calls as o')
              .select('o.id')
              .where('o.status', '=', status as CallRecord['status']);
            return eb('calls.id', 'in', accountId === null ? open : open.where('o.account_id', '=', accountId));
          }),
        )
        .$if(from !== undefined, (query) => query.where('calls.id', '>=', idAt((from as number) - ID_SLACK_MS)))
        .$if(to !== undefined, (query) => query.where('calls.id', '<', idAt((to as number) + ID_SLACK_MS)))
        .$if(below !== undefined, (query) => query.where('calls.id', '<', below as string))
        .$if(least !== null, (query) => query.where('calls.id', '>=', least as string))
    );
  }

  #conditions(eb: ExpressionBuilder<Schema, 'calls'>, filter: CallFilter): Expression<SqlBool>[] {
    const { status, number, words, endReason, goal, from, to } = filter;
    const all: Expression<SqlBool>[] = [];
    if (status === 'ended') all.push(eb('calls.status', '=', status));
    if (endReason !== undefined) all.push(eb('calls.end_reason', '=', endReason));
    if (goal === 'unknown') all.push(eb('calls.status', '=', 'ended'), eb('calls.goal_achieved', 'is', null));
    else if (goal !== undefined) all.push(eb('calls.goal_achieved', '=', goal === 'yes' ? 1 : 0));
    if (from !== undefined) all.push(eb('calls.created_at', '>=', from));
    if (to !== undefined) all.push(eb('calls.created_at', '<', to));
    if (number !== undefined)
      all.push(eb.or(phoneParts(number).map((part) => this.#contains(sql.ref('calls.phone'), part))));
    if (words !== undefined) all.push(this.#says(eb, wordsOf(words)));
    return all;
  }

  #says(eb: ExpressionBuilder<Schema, 'calls'>, words: string[]): Expression<SqlBool> {
    const each = (text: Expression<unknown>): Expression<SqlBool> =>
      eb.and(words.map((word) => this.#contains(text, word)));
    return eb.or([
      eb.exists(
        eb
          .selectFrom('call_words')
          .select(sql`1`.as('found'))
          .whereRef('call_words.call_id', '=', 'calls.id')
          .where(each(sql.ref('call_words.words'))),
      ),
      eb.and([eb('calls.status', '<>', 'ended'), each(sql`lower(calls.requirement)`)]),
    ]);
  }

  /** Byte for byte: no wildcard, and no letter that stands for another. */
  #contains(text: Expression<unknown>, part: string): Expression<SqlBool> {
    return this.#open.engine === 'sqlite'
      ? sql<SqlBool>`instr(${text}, ${part}) > 0`
      : sql<SqlBool>`strpos(${text}, ${part}) > 0`;
  }
}

/** Calls that are not over are few, and an index leads to them. */
function isOpen(status: CallRecord['status'] | undefined): boolean {
  return status !== undefined && status !== 'ended';
}

function isIndexed({ status, number, words, endReason, goal, from, to }: CallFilter): boolean {
  const scanned = [number, words, endReason, goal, from, to].some((condition) => condition !== undefined);
  return !scanned && status !== 'ended';
}

/** What an id (UUIDv7) made at this instant begins with: its first 48 bits are the milliseconds since 1970. */
function idAt(instantMs: number): string {
  const ms = Math.min(Math.max(0, Math.floor(instantMs)), 2 ** 48 - 1);
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

function instantOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
