import type { OpenStore } from '../storage/open-store.js';
import { beginning, type LiveCall } from './live-call.js';

/** Queued calls that are shown: who looks at a queue looks at its beginning. */
const MOST_QUEUED_SHOWN = 500;

export interface Waiting {
  /** The first of them, as they will be claimed. */
  queued: LiveCall[];
  /** All of them. */
  queuedTotal: number;
}

/**
 * The calls that wait. One query of one index for the page and one for the count: asked at most once a second, and only while somebody looks.
 *
 * @param accountId null: of all accounts.
 */
export async function readWaiting(storage: OpenStore, accountId: string | null): Promise<Waiting> {
  const queued = storage.store
    .selectFrom('calls')
    .where('status', '=', 'queued')
    .$if(accountId !== null, (query) => query.where('account_id', '=', accountId as string));
  const { total } = await queued.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow();
  const rows = await queued
    .select(['id', 'account_id', 'phone', 'requirement', 'not_before'])
    .orderBy('priority', 'desc')
    .orderBy('id')
    .limit(MOST_QUEUED_SHOWN)
    .execute();
  return {
    queuedTotal: Number(total),
    queued: rows.map((row) => ({
      ...NOTHING_YET,
      callId: row.id,
      accountId: row.account_id,
      phone: row.phone,
      requirement: beginning(row.requirement),
      state: 'queued',
      notBefore: row.not_before,
      startedAt: null,
      answeredAt: null,
      here: true,
    })),
  };
}

/** Calls that other nodes run, from what those have written: no words, no levels. */
export async function readElsewhere(storage: OpenStore, accountId: string | null, node: string): Promise<LiveCall[]> {
  const rows = await storage.store
    .selectFrom('calls')
    .select(['id', 'account_id', 'phone', 'requirement', 'status', 'started_at', 'answered_at'])
    .where('status', 'in', ['dialing', 'ringing', 'in_progress'])
    .where('node_id', '!=', node)
    .$if(accountId !== null, (query) => query.where('account_id', '=', accountId as string))
    .execute();
  return rows.map((row) => ({
    ...NOTHING_YET,
    callId: row.id,
    accountId: row.account_id,
    phone: row.phone,
    requirement: beginning(row.requirement),
    state: row.status as LiveCall['state'],
    notBefore: null,
    startedAt: row.started_at,
    answeredAt: row.answered_at,
    here: false,
  }));
}

const NOTHING_YET = { words: null, callee: 0, assistant: 0, speaker: null, listeners: [] } as const;
