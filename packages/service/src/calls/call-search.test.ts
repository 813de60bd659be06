import { NO_OUTCOME, realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import type { Insertable } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Billing } from '../billing/billing.js';
import { DoNotCall } from '../compliance/do-not-call.js';
import { endCall } from '../dispatch/end-call.js';
import { insertAccount, insertCall } from '../dispatch/test-rows.js';
import { CallLog } from '../events/durable-call-log.js';
import type { CallTable } from '../storage/schema.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { type CallFilter, CallSearch } from './call-search.js';
import { searchableText, writeWords } from './call-words.js';
import { uuidIds } from './ids.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(testEngines)('a search for calls on $engine', ({ open }) => {
  let db: TestStore;
  let clock: ManualClock;
  let search: CallSearch;
  let ids: ReturnType<typeof uuidIds>;

  beforeAll(async () => {
    db = await open(realClock());
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-11-01T00:00:00Z'));
    ids = uuidIds(clock);
    await db.clear();
    search = new CallSearch(db);
    await insertAccount(db.store, 'a', { balance_li: 1_000_000 });
    await insertAccount(db.store, 'b');
  });

  /** A call that is over unless told otherwise. Each is a minute newer than the one before. */
  async function call(values: Partial<Insertable<CallTable>> & { said?: string[] } = {}, account = 'a') {
    const { said = [], ...columns } = values;
    await clock.advance(60_000);
    const id = ids.next();
    const row = {
      status: 'ended',
      created_at: clock.now(),
      summary: null,
      requirement: '通知开会',
      ...columns,
    } as const;
    await insertCall(db.store, account, id, row);
    if (row.status === 'ended') {
      const transcript = said.map((text) => ({ text }));
      await writeWords(db.store, id, searchableText(row.requirement, row.summary, transcript));
    }
    return id;
  }

  const idsOf = async (filter: Omit<CallFilter, 'accountId'> & { accountId?: string | null }, limit = 50) =>
    (await search.page({ accountId: 'a', ...filter }, { limit })).map(({ callId }) => callId);

  it('gives one account’s calls newest first, page by page, or those of every account', async () => {
    const mine = [await call(), await call(), await call()];
    const theirs = await call({}, 'b');
    expect(await idsOf({})).toEqual([...mine].reverse());
    expect(
      (await search.page({ accountId: 'a' }, { limit: 2, before: mine[2] as string })).map((one) => one.callId),
    ).toEqual([mine[1], mine[0]]);
    expect(await idsOf({ accountId: null })).toEqual([theirs, ...[...mine].reverse()]);
    expect(await idsOf({ accountId: 'nobody' })).toEqual([]);
  });

  it('finds numbers by a part of them, in any notation', async () => {
    const mobile = await call({ phone: '+8613800138000', phone_written: '13800138000' });
    const landline = await call({ phone: '+861062345678', phone_written: '010-62345678' });
    expect(await idsOf({ number: '138-0013 8000' })).toEqual([mobile]);
    expect(await idsOf({ number: '(010) 6234' })).toEqual([landline]);
    expect(await idsOf({ number: '+86' })).toEqual([landline, mobile]);
    expect(await idsOf({ number: '999' })).toEqual([]);
  });

  it('finds words in what was asked for, in the summary and in what was said, in any case and width', async () => {
    const meeting = await call({ requirement: '通知张总明天上午9点开会', said: ['您好，请问是张总吗？', '是我。'] });
    const dentist = await call({ requirement: 'Remind her', summary: 'She comes on FRIDAY.', said: ['Café, ok'] });
    expect(await idsOf({ words: '张总' })).toEqual([meeting]);
    expect(await idsOf({ words: '９点' })).toEqual([meeting]);
    expect(await idsOf({ words: '是我 开会' })).toEqual([meeting]);
    expect(await idsOf({ words: '是我 friday' })).toEqual([]);
    expect(await idsOf({ words: 'friday CAFÉ' })).toEqual([dentist]);
    expect(await idsOf({ words: 'emind' })).toEqual([dentist]);
  });

  it('takes every sign of a search for itself', async () => {
    const percent = await call({ requirement: '100% 满意_度 \\ "x"' });
    await call({ requirement: '100 满意度' });
    for (const words of ['100%', '满意_度', '\\', '"x"']) expect(await idsOf({ words })).toEqual([percent]);
  });

  it('finds a call that is not over by what it is for', async () => {
    const queued = await call({ requirement: 'Invite Mr. Wang', status: 'queued' });
    expect(await idsOf({ words: 'mr. WANG' })).toEqual([queued]);
    expect(await idsOf({ words: 'wang', status: 'ended' })).toEqual([]);
  });

  it('filters by status, end, goal, campaign and day, and by all at once', async () => {
    const first = await call({ end_reason: 'completed', goal_achieved: 1, campaign: '年会' });
    await clock.advance(DAY_MS);
    const second = await call({ end_reason: 'busy', campaign: '年会' });
    const third = await call({ end_reason: 'completed', goal_achieved: 0 });
    const running = await call({ status: 'in_progress', campaign: '年会' });
    expect(await idsOf({ status: 'in_progress' })).toEqual([running]);
    expect(await idsOf({ status: 'ended' })).toEqual([third, second, first]);
    expect(await idsOf({ endReason: 'completed' })).toEqual([third, first]);
    expect(await idsOf({ goal: 'yes' })).toEqual([first]);
    expect(await idsOf({ goal: 'no' })).toEqual([third]);
    expect(await idsOf({ goal: 'unknown' })).toEqual([second]);
    expect(await idsOf({ campaign: '年会' })).toEqual([running, second, first]);
    const { createdAt } = (await search.page({ accountId: 'a', goal: 'no' }, { limit: 1 }))[0] as { createdAt: number };
    expect(await idsOf({ from: createdAt })).toEqual([running, third]);
    expect(await idsOf({ to: createdAt })).toEqual([second, first]);
    expect(await idsOf({ from: createdAt, to: createdAt + 1, endReason: 'completed', words: '开会' })).toEqual([third]);
    expect(await idsOf({ campaign: '年会', status: 'ended', words: '开会' })).toEqual([second, first]);
  });

  it('looks on over any number of calls that it does not find, and no further than it is asked', async () => {
    const rows = Array.from({ length: 2_500 }, () => ({ id: ids.next(), created_at: clock.now() }));
    const template = { account_id: 'a', phone: '+8613900139000', phone_written: '', requirement: 'x', priority: 0 };
    const filled = rows.map((row) => ({ ...template, ...row, not_before: 0, status: 'ended' as const, billed: 1 }));
    for (let start = 0; start < filled.length; start += 500)
      await db.store
        .insertInto('calls')
        .values(filled.slice(start, start + 500))
        .execute();
    const oldest = rows[0]?.id as string;
    const middle = rows[1_200]?.id as string;
    await db.store.updateTable('calls').set({ phone: '+8613800138000' }).where('id', 'in', [oldest, middle]).execute();
    expect(await idsOf({ number: '138' })).toEqual([middle, oldest]);
    expect(await idsOf({ number: '138' }, 1)).toEqual([middle]);
    expect(await idsOf({ number: '+86' }, 3)).toEqual(
      rows
        .slice(-3)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(
      (await search.page({ accountId: 'a', number: '139' }, { limit: 2_000, before: rows[1_999]?.id as string }))
        .length,
    ).toBe(1_997);
  });

  it('gives all with their transcripts, some at a time', async () => {
    const calls: string[] = [];
    for (let index = 0; index < 230; index += 1) calls.unshift(await call());
    const utterance = (text: string) =>
      JSON.stringify({ type: 'utterance', at: 0, utterance: { utteranceId: text, role: 'user', text, startedAt: 0 } });
    await db.store
      .insertInto('call_events')
      .values([
        { call_id: calls[0] as string, seq: 2, at: 0, type: 'utterance', data: utterance('two') },
        { call_id: calls[0] as string, seq: 1, at: 0, type: 'utterance', data: utterance('one') },
        { call_id: calls[229] as string, seq: 1, at: 0, type: 'utterance', data: utterance('last') },
      ])
      .execute();
    const sizes: number[] = [];
    const given: { callId: string; words: string[] }[] = [];
    for await (const batch of search.all({ accountId: 'a' })) {
      sizes.push(batch.length);
      for (const { callId, transcript } of batch) given.push({ callId, words: transcript.map(({ text }) => text) });
    }
    expect(sizes).toEqual([100, 100, 30]);
    expect(given.map(({ callId }) => callId)).toEqual(calls);
    expect([given[0]?.words, given[1]?.words, given[229]?.words]).toEqual([['one', 'two'], [], ['last']]);
  });

  it('lists the campaigns of an account, the one used last first', async () => {
    await call({ campaign: 'spring' });
    await call({ campaign: '年会' });
    await call();
    await call({ campaign: 'spring' });
    const lastAt = clock.now();
    await call({ campaign: 'theirs' }, 'b');
    expect(await search.campaigns('a')).toEqual([
      { campaign: 'spring', calls: 2, lastAt },
      { campaign: '年会', calls: 1, lastAt: lastAt - 120_000 },
    ]);
    expect((await search.campaigns(null)).map(({ campaign }) => campaign)).toEqual(['theirs', 'spring', '年会']);
  });

  it('finds what was said from the transaction on that ends the call', async () => {
    const id = await call({ status: 'queued', requirement: 'Ask for the date' });
    const log = new CallLog({ storage: db, clock });
    log.open(id);
    const utterance = {
      utteranceId: 'u',
      role: 'user' as const,
      text: 'Thursday',
      startedAt: 0,
      endedAt: 1,
      interrupted: false,
    };
    log.append(id, { type: 'utterance', at: 1, utterance });
    await log.flush(id);
    expect(await idsOf({ words: 'thursday' })).toEqual([]);
    const outcome = { ...NO_OUTCOME, summary: 'It is settled.' };
    const end = { endReason: 'completed', detail: '', answeredAt: null, endedAt: 2, talkMs: 0, outcome } as const;
    const house = {
      storage: db,
      clock,
      log,
      billing: new Billing({ store: db, clock, ids }),
      doNotCall: new DoNotCall({ store: db, clock }),
    };
    await endCall(house, { callId: id, end, result: null, turns: [], usages: [], recorded: false });
    expect(await idsOf({ words: 'thursday settled date' })).toEqual([id]);
    await log.close();
  });
});
