import type { CallEnd, CallEvent, Clock, ModelUsage, TurnLatency } from '@ringback/engine';
import type { Selectable, Transaction } from 'kysely';
import type { Billing } from '../billing/billing.js';
import type { CallRecordWithTranscript } from '../calls/call-record.js';
import { toCallRecord } from '../calls/call-row.js';
import { searchableText, writeWords } from '../calls/call-words.js';
import { readTranscript } from '../calls/transcript.js';
import { usageTotal } from '../calls/usage-total.js';
import type { DoNotCall } from '../compliance/do-not-call.js';
import { isWebphoneNumber } from '../compliance/webphone-number.js';
import type { CallLog } from '../events/durable-call-log.js';
import { instant } from '../storage/instant.js';
import type { OpenStore } from '../storage/open-store.js';
import type { CallTable, Schema } from '../storage/schema.js';
import { releaseSlots } from './slots.js';

const MINUTE_MS = 60_000;

export interface EndCallDependencies {
  storage: OpenStore;
  clock: Clock;
  log: CallLog;
  billing: Pick<Billing, 'settle'>;
  doNotCall: Pick<DoNotCall, 'add'>;
  /** Told of calls whose callers asked to be told. */
  callbacks?: Callbacks;
}

interface Callbacks {
  /** Puts the settled record into the outbox, in the transaction that settles it. */
  put(trx: Transaction<Schema>, record: CallRecordWithTranscript): Promise<void>;
  /** After the commit. */
  wake(): void;
}

export interface Ending {
  callId: string;
  end: CallEnd;
  /** Fits the call's result schema, or null. */
  result: Record<string, unknown> | null;
  turns: readonly TurnLatency[];
  /** What the model used, also before the answer. */
  usages: readonly ModelUsage[];
  /** A recording was begun. */
  recorded: boolean;
  /** Only where it still waits in the queue. */
  onlyQueued?: boolean;
}

/**
 * Minutes to be charged: every minute of talk that began, one at least where the call was answered. A call that is `interrupted` was broken
 * off by our own fault or stop, and costs nothing, however long it was.
 */
function chargedMinutes(end: CallEnd): number {
  if (end.answeredAt === null || end.endReason === 'interrupted') return 0;
  return Math.max(1, Math.ceil(Math.round(end.talkMs) / MINUTE_MS));
}

/** Whole seconds, rounded up; 0 if it was never answered. */
function durationSeconds(end: CallEnd): number {
  return end.answeredAt === null ? 0 : Math.ceil(Math.round(end.talkMs) / 1000);
}

/**
 * Makes a call final, in one transaction: its record, its money, its slots, the do-not-call list, the callback, and the `ended` event of its
 * log, which followers are told after the commit. Whoever sees the end reads a settled record. Everything logged before must be flushed.
 *
 * Done once: answers null where the call is over already (or, with `onlyQueued`, was claimed meanwhile), having changed nothing.
 * The slots are given back before the money is touched: claims lock in that order, too.
 */
export async function endCall(
  { storage, clock, log, billing, doNotCall, callbacks }: EndCallDependencies,
  { onlyQueued = false, ...ending }: Ending,
): Promise<CallRecordWithTranscript | null> {
  const { callId, end } = ending;
  const ended: CallEvent & { type: 'ended' } = { type: 'ended', at: end.endedAt, end };
  const logEnd = log.prepareEnd(callId, ended);
  const record = await storage.transaction(async (trx) => {
    const row = await trx
      .selectFrom('calls')
      .selectAll()
      .where('id', '=', callId)
      .$if(storage.engine === 'postgresql', (query) => query.forUpdate())
      .executeTakeFirst();
    if (row === undefined || row.status === 'ended' || (onlyQueued && row.status !== 'queued')) return null;
    if (row.status !== 'queued')
      await releaseSlots(trx, {
        accountId: row.account_id,
        carrier: row.carrier as string,
        node: row.node_id as string,
      });
    // Nothing was held for a rehearsal.
    const { costLi } = row.rehearsal === null ? await billing.settle(trx, callId, chargedMinutes(end)) : { costLi: 0 };
    const final = { ...instants(row, end, instant(clock)), ...outcome(ending), cost_li: costLi, billed: 1 };
    await trx
      .updateTable('calls')
      .set({ ...final, status: 'ended' })
      .where('id', '=', callId)
      .execute();
    await logEnd.store(trx);
    // Whoever has a simulated callee's number asked for nothing, and a browser is called while its page is open: that is for its user to close.
    if (end.outcome.doNotCall && row.rehearsal === null && !isWebphoneNumber(row.phone))
      await doNotCall.add(trx, { accountId: row.account_id, phone: row.phone, callId });
    const record = {
      ...toCallRecord({ ...row, ...final, status: 'ended' }),
      transcript: await readTranscript(trx, callId),
    };
    await writeWords(trx, callId, searchableText(record.requirement, record.summary, record.transcript));
    if (row.callback_url !== null) await callbacks?.put(trx, record);
    return record;
  });
  if (record !== null) {
    logEnd.tell();
    if (record.callbackUrl !== null) callbacks?.wake();
  }
  return record;
}

/** The engine counts from the call's start; the record says when that was by the service's own clock. */
function instants(
  row: Selectable<CallTable>,
  end: CallEnd,
  now: number,
): Pick<Selectable<CallTable>, 'answered_at' | 'ended_at'> {
  if (row.started_at === null) return { answered_at: null, ended_at: now };
  return {
    answered_at: end.answeredAt === null ? null : row.started_at + Math.round(end.answeredAt),
    ended_at: row.started_at + Math.round(end.endedAt),
  };
}

/** Where the API gives a call's recording. */
function recordingPath(callId: string): string {
  return `/v1/calls/${callId}/recording`;
}

function outcome({ callId, end, result, turns, usages, recorded }: Ending) {
  const usage = usageTotal(usages);
  const { goalAchieved, summary } = end.outcome;
  return {
    end_reason: end.endReason,
    end_detail: end.detail,
    duration_seconds: durationSeconds(end),
    summary: summary === '' ? null : summary,
    goal_achieved: goalAchieved === null ? null : Number(goalAchieved),
    result: result === null ? null : JSON.stringify(result),
    latency: JSON.stringify(turns),
    model_usage: usage === null ? null : JSON.stringify(usage),
    recording_url: recorded ? recordingPath(callId) : null,
  };
}
