import { type CallEvent, NO_OUTCOME, seededRandom } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import type { KyselyPlugin, Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Schema } from '../storage/schema.js';
import { type TestStore, testEngines } from '../storage/test-stores.js';
import type { LoggedEvent } from './call-log.js';
import { CallLog, type CallLogOptions, GAP_AFTER_CRASH } from './durable-call-log.js';
import type { WrittenEvent } from './event-writer.js';

const said = (text: string, at = 0): CallEvent => ({
  type: 'utterance',
  at,
  utterance: { utteranceId: text, role: 'user', text, startedAt: at, endedAt: at, interrupted: false },
});
const partial = (text: string): CallEvent => ({ type: 'partial', at: 0, utteranceId: text, role: 'user', text });
const ended: CallEvent & { type: 'ended' } = {
  type: 'ended',
  at: 9.5,
  end: { endReason: 'completed', detail: '', answeredAt: 1, endedAt: 9.5, talkMs: 8.5, outcome: NO_OUTCOME },
};
const words = (events: readonly { event: CallEvent }[]): string[] =>
  events.map(({ event }) =>
    event.type === 'utterance' ? event.utterance.text : event.type === 'partial' ? `~${event.text}` : event.type,
  );
const seqs = (events: readonly LoggedEvent[]): number[] => events.map(({ seq }) => seq);

describe.each(testEngines)('CallLog on $engine', ({ open }) => {
  let db: TestStore;
  let count = 0;
  const newCall = (): string => {
    count += 1;
    return `call-${count}`;
  };
  beforeAll(async () => {
    db = await open();
  });
  afterAll(() => db.close());

  function make(options: Partial<CallLogOptions> = {}): { log: CallLog; clock: ManualClock } {
    const clock = new ManualClock();
    return { log: new CallLog({ storage: db, clock, ...options }), clock };
  }

  async function rows(callId: string): Promise<{ seq: number; event: CallEvent }[]> {
    const found = await db.store
      .selectFrom('call_events')
      .selectAll()
      .where('call_id', '=', callId)
      .orderBy('seq')
      .execute();
    return found.map(({ seq, data }) => ({ seq, event: JSON.parse(data) as CallEvent }));
  }

  async function end(log: CallLog, callId: string): Promise<void> {
    await log.flush(callId);
    const prepared = log.prepareEnd(callId, ended);
    await db.transaction((trx) => prepared.store(trx));
    prepared.tell();
  }

  /** The storage with every answer to a read held back until `let go`: what was read may be old by then. */
  function slowReads(): { storage: CallLogOptions['storage']; letGo: () => void; waiting: () => number } {
    const held: (() => void)[] = [];
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return result;
      },
    };
    return {
      storage: { store: db.store.withPlugin(plugin), transaction: db.transaction },
      letGo: () => {
        for (const resolve of held.splice(0)) resolve();
      },
      waiting: () => held.length,
    };
  }
  const turns = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('tells at once and stores within a tenth of a second', async () => {
    const { log, clock } = make();
    const call = newCall();
    log.open(call);
    const live: LoggedEvent[] = [];
    await log.follow(call, 0, (logged) => live.push(logged));
    log.append(call, said('one', 0.4));
    log.append(call, said('two', 20.6));
    expect(words(live)).toEqual(['one', 'two']);
    expect(words(await log.read(call, 0))).toEqual(['one', 'two']);
    expect(await rows(call)).toEqual([]);
    await clock.advance(99);
    expect(await rows(call)).toEqual([]);
    await clock.advance(1);
    await log.flush(call);
    expect(words(await rows(call))).toEqual(['one', 'two']);
    const at = await db.store.selectFrom('call_events').select('at').where('call_id', '=', call).execute();
    expect(at.map((row) => row.at)).toEqual([0, 21]);
  });

  it('writes a full batch without waiting, and a flushed call at once', async () => {
    const batches: number[] = [];
    const { log } = make({ batchEvents: 3, project: async (_, events) => void batches.push(events.length) });
    const call = newCall();
    log.open(call);
    for (const word of ['a', 'b', 'c']) log.append(call, said(word));
    await turns(() => batches.length === 1);
    log.append(call, said('d'));
    await log.flush(call);
    expect(batches).toEqual([3, 1]);
    expect(words(await rows(call))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('flushes many calls together', async () => {
    const batches: number[] = [];
    const { log } = make({ project: async (_, events) => void batches.push(events.length) });
    const calls = Array.from({ length: 50 }, newCall);
    for (const call of calls) log.open(call);
    for (const call of calls) log.append(call, said('x'));
    await Promise.all(calls.map((call) => log.flush(call)));
    expect(batches).toEqual([50]);
    await log.flush();
    await log.flush('unknown');
  });

  it('keeps partials for live followers alone, each with a number of its own', async () => {
    const { log } = make();
    const call = newCall();
    log.open(call);
    const live: LoggedEvent[] = [];
    await log.follow(call, 0, (logged) => live.push(logged));
    log.append(call, partial('he'));
    log.append(call, partial('hel'));
    log.append(call, said('hello'));
    expect(words(live)).toEqual(['~he', '~hel', 'hello']);
    expect(seqs(live)).toEqual([1, 2, 3]);
    const late: LoggedEvent[] = [];
    await log.follow(call, 0, (logged) => late.push(logged));
    expect(words(late)).toEqual(['hello']);
    await log.flush();
    expect(seqs((await rows(call)) as LoggedEvent[])).toEqual([3]);
  });

  it('takes a queued call’s followers along, and resumes after any number', async () => {
    const { log } = make();
    const call = newCall();
    const early: LoggedEvent[] = [];
    await log.follow(call, 0, (logged) => early.push(logged));
    log.open(call);
    for (const word of ['a', 'b', 'c']) log.append(call, said(word));
    const resumed: LoggedEvent[] = [];
    await log.follow(call, 2, (logged) => resumed.push(logged));
    log.append(call, said('d'));
    expect(words(early)).toEqual(['a', 'b', 'c', 'd']);
    expect(words(resumed)).toEqual(['c', 'd']);
  });

  it('stops telling who has left', async () => {
    const { log } = make();
    const call = newCall();
    const live: LoggedEvent[] = [];
    const following = await log.follow(call, 0, (logged) => {
      live.push(logged);
      following.close();
    });
    log.open(call);
    log.append(call, said('a'));
    log.append(call, said('b'));
    following.close();
    expect(words(live)).toEqual(['a']);
    const other = newCall();
    (await log.follow(other, 0, () => {})).close();
    expect(log.size).toBe(1);
  });

  it('lets a follower go that throws, and nobody else', async () => {
    const failures: string[] = [];
    const { log } = make({ onFailure: (what) => failures.push(what) });
    const call = newCall();
    log.open(call);
    const live: LoggedEvent[] = [];
    await log.follow(call, 0, () => {
      throw new Error('broken');
    });
    await log.follow(call, 0, (logged) => live.push(logged));
    log.append(call, said('a'));
    log.append(call, said('b'));
    expect(words(live)).toEqual(['a', 'b']);
    expect(failures).toEqual(['follower']);
  });

  it('tells a thousand followers of one call each thing once', async () => {
    const { log } = make();
    const call = newCall();
    const heard = Array.from({ length: 1000 }, () => [] as number[]);
    await Promise.all(heard.map((mine) => log.follow(call, 0, ({ seq }) => mine.push(seq))));
    log.open(call);
    for (let index = 0; index < 50; index += 1) log.append(call, said(String(index)));
    await end(log, call);
    const all = Array.from({ length: 51 }, (_, index) => index + 1);
    expect(heard.every((mine) => JSON.stringify(mine) === JSON.stringify(all))).toBe(true);
  });

  it('tells the end after its commit only, lets memory go, and replays whole from storage', async () => {
    const { log } = make();
    const call = newCall();
    log.open(call);
    const live: LoggedEvent[] = [];
    const following = await log.follow(call, 0, (logged) => live.push(logged));
    log.append(call, said('a'));
    await log.flush(call);
    const prepared = log.prepareEnd(call, ended);
    await db.transaction((trx) => prepared.store(trx));
    expect(words(live)).toEqual(['a']);
    prepared.tell();
    expect(words(live)).toEqual(['a', 'ended']);
    expect(log.size).toBe(0);
    following.close();
    const later: LoggedEvent[] = [];
    (await log.follow(call, 0, (logged) => later.push(logged))).close();
    expect(words(later)).toEqual(['a', 'ended']);
    expect(seqs(later)).toEqual([1, 2]);
    expect(words(await log.read(call, 1))).toEqual(['ended']);
    expect(log.size).toBe(0);
    expect(() => log.append(call, said('late'))).toThrowError(/not open/);
  });

  it('ends a call that was never dialled for those who wait for it', async () => {
    const { log } = make();
    const call = newCall();
    const live: LoggedEvent[] = [];
    await log.follow(call, 0, (logged) => live.push(logged));
    const given = log.prepareEnd(call, ended);
    // Given up: the call was claimed meanwhile, and goes on as if nothing had been.
    void given;
    log.open(call);
    log.append(call, said('a'));
    await end(log, call);
    expect(words(live)).toEqual(['a', 'ended']);

    const taken = newCall();
    await log.follow(taken, 0, (logged) => live.push(logged));
    const prepared = log.prepareEnd(taken, ended);
    await db.transaction((trx) => prepared.store(trx));
    prepared.tell();
    expect(words(live)).toEqual(['a', 'ended', 'ended']);
    expect(log.size).toBe(0);
  });

  it('refuses what cannot be', async () => {
    const { log } = make();
    const call = newCall();
    expect(() => log.append(call, said('a'))).toThrowError(expect.objectContaining({ code: 'call_log_not_open' }));
    log.open(call);
    expect(() => log.open(call)).toThrowError(expect.objectContaining({ code: 'call_log_open' }));
    await expect(log.resume(call)).rejects.toMatchObject({ code: 'call_log_open' });
  });

  it('never gives a number twice, also across a crash', async () => {
    const { log: first } = make();
    const call = newCall();
    first.open(call);
    const seen: LoggedEvent[] = [];
    await first.follow(call, 0, (logged) => seen.push(logged));
    first.append(call, said('stored'));
    await first.flush(call);
    first.append(call, said('lost'));
    first.append(call, partial('lost too'));
    first.abandon();
    await expect(first.flush(call)).rejects.toMatchObject({ code: 'service_stopped' });

    const { log: second } = make();
    const again: LoggedEvent[] = [];
    await second.follow(call, 0, (logged) => again.push(logged));
    const resumed: LoggedEvent[] = [];
    await second.follow(call, seen.at(-1)?.seq ?? 0, (logged) => resumed.push(logged));
    await second.resume(call);
    await end(second, call);
    expect(words(again)).toEqual(['stored', 'ended']);
    expect(words(resumed)).toEqual(['ended']);
    expect(seqs(again)).toEqual([1, 1 + GAP_AFTER_CRASH]);
    expect(seqs(resumed)[0]).toBeGreaterThan(Math.max(...seqs(seen)));
  });

  it('tries a refused batch again, loses nothing, doubles nothing and keeps the order', async () => {
    let attempts = 0;
    const failures: string[] = [];
    const flaky: CallLogOptions['storage'] = {
      store: db.store,
      async transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
        attempts += 1;
        if (attempts === 1) throw new Error('the disk is full');
        const result = await db.transaction(work);
        // Committed, but the answer is lost on its way.
        if (attempts === 2) throw new Error('the connection broke');
        return result;
      },
    };
    const { log, clock } = make({ storage: flaky, onFailure: (what) => failures.push(what) });
    const call = newCall();
    log.open(call);
    log.append(call, said('a'));
    log.append(call, said('b'));
    let flushed = false;
    const flush = log.flush(call).then(() => {
      flushed = true;
    });
    await turns(() => failures.length === 1);
    log.append(call, said('c'));
    expect(flushed).toBe(false);
    await clock.advance(250);
    await turns(() => failures.length === 2);
    await clock.advance(500);
    await flush;
    await log.flush();
    expect(words(await rows(call))).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual(['write', 'write']);
  });

  it('writes what follows from events in the same transaction', async () => {
    const seen: WrittenEvent[] = [];
    let broken = true;
    const { log, clock } = make({
      project: async (trx, events) => {
        seen.push(...events);
        await trx
          .insertInto('pace')
          .values({ carrier: `projected-${events[0]?.callId}`, next_at: 1 })
          .execute();
        if (broken) throw new Error('after the insert');
      },
    });
    const call = newCall();
    log.open(call);
    log.append(call, said('a'));
    const flush = log.flush(call);
    await turns(() => seen.length === 1);
    await turns(() => clock.pending === 1);
    expect(await rows(call)).toEqual([]);
    broken = false;
    await clock.advance(250);
    await flush;
    expect(words(await rows(call))).toEqual(['a']);
    const projected = await db.store
      .selectFrom('pace')
      .selectAll()
      .where('carrier', '=', `projected-${call}`)
      .execute();
    expect(projected).toHaveLength(1);
  });

  it('keeps a bounded number of events in memory and reads older ones from storage', async () => {
    const { log } = make({ keptEvents: 10 });
    const call = newCall();
    log.open(call);
    for (let index = 1; index <= 25; index += 1) log.append(call, said(String(index)));
    await log.flush(call);
    for (let index = 26; index <= 30; index += 1) log.append(call, said(String(index)));
    const all: LoggedEvent[] = [];
    const few: LoggedEvent[] = [];
    await log.follow(call, 0, (logged) => all.push(logged));
    await log.follow(call, 27, (logged) => few.push(logged));
    log.append(call, said('31'));
    expect(seqs(all)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
    expect(seqs(few)).toEqual([28, 29, 30, 31]);
    expect(seqs(await log.read(call, 3))).toEqual(Array.from({ length: 28 }, (_, index) => index + 4));
  });

  it('has no gap and no repeat where events happen, are stored, leave memory and end while storage is read', async () => {
    const random = seededRandom(7);
    for (let round = 0; round < 40; round += 1) {
      const slow = slowReads();
      const { log } = make({ storage: slow.storage, keptEvents: 2 });
      const call = newCall();
      const total = 1 + Math.floor(random() * 12);
      const heard: { from: number; got: number[] }[] = [];
      const followings: Promise<unknown>[] = [];
      const follow = (): void => {
        const from = Math.floor(random() * 3);
        const got: number[] = [];
        heard.push({ from, got });
        followings.push(log.follow(call, from, ({ seq }) => got.push(seq)));
      };
      follow();
      log.open(call);
      for (let index = 1; index <= total; index += 1) {
        if (random() < 0.5) follow();
        log.append(call, said(String(index)));
        if (random() < 0.5) await log.flush(call);
        // Half of the time in the middle of somebody's replay, through a microtask of its own.
        if (random() < 0.5) await Promise.resolve().then(() => slow.letGo());
        if (random() < 0.5) await new Promise((resolve) => setImmediate(resolve));
      }
      follow();
      const last = end(log, call);
      await turns(() => {
        slow.letGo();
        return log.size === 0;
      });
      await last;
      let settled = false;
      void Promise.all(followings).then(() => {
        settled = true;
      });
      await turns(() => {
        slow.letGo();
        return settled;
      });
      for (const { from, got } of heard)
        expect(got).toEqual(Array.from({ length: Math.max(0, total + 1 - from) }, (_, index) => from + 1 + index));
    }
  });

  it('misses nothing that is appended in the very microtask in which a replay ends', async () => {
    const slow = slowReads();
    const { log } = make({ storage: slow.storage, keptEvents: 1 });
    const call = newCall();
    log.open(call);
    for (const word of ['a', 'b', 'c', 'd']) log.append(call, said(word));
    await log.flush(call);
    for (let hops = 0; hops < 12; hops += 1) {
      const got: number[] = [];
      const following = log.follow(call, 0, ({ seq }) => got.push(seq));
      await turns(() => slow.waiting() > 0);
      slow.letGo();
      let chain = Promise.resolve();
      for (let hop = 0; hop < hops; hop += 1) chain = chain.then(() => {});
      await chain.then(() => log.append(call, said(`live ${hops}`)));
      (await following).close();
      expect(got).toEqual(Array.from({ length: 5 + hops }, (_, index) => index + 1));
    }
  });

  it('tells what another node logs, while somebody follows', async () => {
    const { log: theirs } = make();
    const { log: ours, clock } = make({ tailMs: 1000 });
    const call = newCall();
    theirs.open(call);
    theirs.append(call, said('a'));
    await theirs.flush();
    const live: LoggedEvent[] = [];
    await ours.follow(call, 0, (logged) => live.push(logged));
    theirs.append(call, said('b'));
    await theirs.flush();
    expect(words(live)).toEqual(['a']);
    await clock.advance(1000);
    await turns(() => live.length === 2);
    await end(theirs, call);
    await turns(() => clock.pending === 1);
    await clock.advance(1000);
    await turns(() => live.length === 3);
    expect(words(live)).toEqual(['a', 'b', 'ended']);
    await turns(() => ours.size === 0);
    expect(clock.pending).toBe(0);
  });

  it('gives up at its end what the database does not take', async () => {
    const refused: CallLogOptions['storage'] = {
      store: db.store,
      transaction: () => Promise.reject(new Error('the disk is full')),
    };
    const { log, clock } = make({ storage: refused });
    const call = newCall();
    log.open(call);
    log.append(call, said('lost'));
    const closed = expect(log.close(5000)).rejects.toMatchObject({ code: 'service_stopped' });
    await clock.advance(5000);
    await closed;
  });

  it('writes what is left when it is closed', async () => {
    const { log } = make();
    const call = newCall();
    log.open(call);
    log.append(call, said('last'));
    await log.close();
    expect(words(await rows(call))).toEqual(['last']);
  });
});
