import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_OUTCOME } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Billing } from '../billing/billing.js';
import { searchableText, writeWords } from '../calls/call-words.js';
import { uuidIds } from '../calls/ids.js';
import { until } from '../dispatch/test-dispatch.js';
import { insertAccount, insertCall } from '../dispatch/test-rows.js';
import { Recordings } from '../recordings/recordings.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import { type Keeping, Retention, type Swept } from './retention.js';

const DAY = 86_400_000;

describe.each(testEngines)('what is kept of calls on $engine', ({ open }) => {
  let clock: ManualClock;
  let db: TestStore;
  let folder: string;
  let recordings: Recordings;
  let billing: Billing;
  let swept: Swept[];

  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.clear();
    clock = new ManualClock();
    folder = await mkdtemp(join(tmpdir(), 'ringback-retention-'));
    recordings = new Recordings(folder);
    billing = new Billing({ store: db, clock, ids: uuidIds(clock) });
    swept = [];
    await insertAccount(db.store, 'a', { balance_li: 100_000 });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const retention = (keep: Keeping, node = 'n1') =>
    new Retention({ storage: db, clock, recordings, node, keep, onSwept: (one) => swept.push(one) });

  /** A call that ended so many days ago, with words, an outcome, a recording and a delivered callback. */
  async function ended(id: string, daysAgo: number, node = 'n1'): Promise<void> {
    await insertCall(db.store, 'a', id);
    await db.transaction((trx) => billing.settle(trx, id, 1));
    await writeFile(recordings.path(id), 'RIFF');
    await db.store
      .updateTable('calls')
      .set({
        status: 'ended',
        ended_at: clock.now() - daysAgo * DAY,
        summary: '机密',
        result: '{"answer":"机密"}',
        recording_url: `/v1/calls/${id}/recording`,
        node_id: node,
        cost_li: 300,
      })
      .where('id', '=', id)
      .execute();
    const outcome = { ...NO_OUTCOME, summary: '机密', facts: { answer: '机密' } };
    const events = [
      ['state', { type: 'state', at: 0, state: 'dialing' }],
      ['utterance', { type: 'utterance', at: 1, utterance: { text: '机密' } }],
      ['note', { type: 'note', at: 2, values: { answer: '机密' } }],
      ['ended', { type: 'ended', at: 3, end: { endReason: 'completed', outcome } }],
    ] as const;
    for (const [index, [type, data]] of events.entries())
      await db.store
        .insertInto('call_events')
        .values({ call_id: id, seq: index + 1, at: index, type, data: JSON.stringify(data) })
        .execute();
    await writeWords(db.store, id, searchableText('通知', '机密', [{ text: '机密' }]));
    await callback(id, { delivered_at: 1 });
  }

  const callback = (id: string, state: { delivered_at?: number }) =>
    db.store
      .insertInto('outbox')
      .values({
        id: `o-${id}`,
        account_id: 'a',
        call_id: id,
        url: 'https://example.com',
        body: '{"call_content":"机密"}',
        attempts: 1,
        next_at: 0,
        delivered_at: null,
        failed_at: null,
        last_error: null,
        created_at: 0,
        ...state,
      })
      .execute();

  const everything = async (id: string): Promise<string> => {
    const [call, events, words, outbox] = await Promise.all([
      db.store.selectFrom('calls').selectAll().where('id', '=', id).execute(),
      db.store.selectFrom('call_events').selectAll().where('call_id', '=', id).execute(),
      db.store.selectFrom('call_words').selectAll().where('call_id', '=', id).execute(),
      db.store.selectFrom('outbox').selectAll().where('call_id', '=', id).execute(),
    ]);
    return JSON.stringify([call, events, words, outbox]);
  };

  it('is everything, where nobody says otherwise', async () => {
    await ended('c1', 4000);
    expect(await retention({ wordsMs: null, recordingsMs: null }).sweep()).toEqual({ words: 0, recordings: 0 });
    expect(await everything('c1')).toContain('机密');
    expect(await readdir(folder)).toEqual(['c1.wav']);
  });

  it('is no word of calls that are older, and all of those that are not', async () => {
    await ended('old', 31);
    await ended('new', 29);
    await insertCall(db.store, 'a', 'queued');
    const keep = retention({ wordsMs: 30 * DAY, recordingsMs: null });
    expect(await keep.sweep()).toEqual({ words: 1, recordings: 0 });
    const old = await everything('old');
    expect(old).not.toContain('机密');
    expect(old).toContain('ended');
    expect(await everything('new')).toContain('机密');
    expect((await readdir(folder)).sort()).toEqual(['new.wav', 'old.wav']);
    expect(await keep.sweep()).toEqual({ words: 0, recordings: 0 });
    // With whom, for what, why it ended and what it cost stays, and so does every movement of money.
    expect(await db.store.selectFrom('calls').selectAll().where('id', '=', 'old').executeTakeFirst()).toMatchObject({
      phone: '+8613800138000',
      requirement: '通知您明天上午9点开会',
      cost_li: 300,
      summary: null,
      result: null,
      words_removed_at: clock.now(),
    });
    expect((await billing.entries('a', { limit: 100 })).filter(({ callId }) => callId === 'old')).toHaveLength(3);
    expect(await billing.check()).toEqual([]);
  });

  it('is no recording of older calls, each node of its own', async () => {
    await ended('old', 8);
    await ended('elsewhere', 8, 'n2');
    await ended('new', 6);
    expect(await retention({ wordsMs: null, recordingsMs: 7 * DAY }).sweep()).toEqual({ words: 0, recordings: 1 });
    expect((await readdir(folder)).sort()).toEqual(['elsewhere.wav', 'new.wav']);
    const rows = await db.store.selectFrom('calls').select(['id', 'recording_url']).orderBy('id').execute();
    expect(rows.map(({ id, recording_url }) => [id, recording_url !== null])).toEqual([
      ['elsewhere', true],
      ['new', true],
      ['old', false],
    ]);
  });

  it('waits for a callback that was not delivered yet', async () => {
    await ended('c1', 31);
    await db.store.updateTable('outbox').set({ delivered_at: null }).execute();
    const keep = retention({ wordsMs: 30 * DAY, recordingsMs: null });
    expect(await keep.sweep()).toMatchObject({ words: 0 });
    await db.store.updateTable('outbox').set({ failed_at: 1 }).execute();
    expect(await keep.sweep()).toMatchObject({ words: 1 });
    expect(await everything('c1')).not.toContain('机密');
  });

  it('goes in batches, at the start, every hour, and at once where it is changed', { timeout: 60_000 }, async () => {
    for (let index = 0; index < 120; index += 1) await ended(`c${index}`, 31);
    const keep = retention({ wordsMs: null, recordingsMs: null });
    keep.start();
    keep.change({ wordsMs: 30 * DAY, recordingsMs: 30 * DAY });
    await until(() => swept.length === 1);
    expect(swept).toEqual([{ words: 120, recordings: 120 }]);
    await ended('later', 29.99);
    await clock.advance(DAY);
    await until(() => swept.length === 2);
    await keep.stop();
    expect(await everything('later')).not.toContain('机密');
    expect(await readdir(folder)).toEqual([]);
  });
});
