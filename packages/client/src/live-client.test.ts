import { describe, expect, it } from 'vitest';
import type { LiveEvent } from './index.js';
import { broken, keepAlive, ok, refused, scriptedService, stream } from './testing/scripted-service.js';

const told = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const snapshot = { now: '2026-11-21T10:00:00.000Z', queued_total: 0, calls: [] };
const update = { calls: [{ call_id: 'c1', callee_level: 3 }], ended: [] };

describe('live', () => {
  it('begins anew with a snapshot after a lost connection, and ends with its loop alone', async () => {
    const { live, sent } = scriptedService([
      stream([keepAlive, told('snapshot', snapshot), told('news', {}), told('update', update), broken()]),
      stream([told('snapshot', snapshot)]),
      stream([told('snapshot', snapshot)]),
    ]);
    const events: LiveEvent['type'][] = [];
    for await (const event of live.live()) {
      events.push(event.type);
      if (events.length === 4) break;
    }
    expect(events).toEqual(['snapshot', 'update', 'snapshot', 'snapshot']);
    expect(sent.map(({ url }) => url)).toEqual(Array(3).fill('http://ringback.test/v1/live'));
    expect(sent.every(({ headers }) => !headers.has('last-event-id'))).toBe(true);
  });

  it('asks for all accounts where it is told to, and gives up where that is refused', async () => {
    const { live, sent } = scriptedService([refused(403, 'operator_only')]);
    await expect(live.live({ allAccounts: true }).next()).rejects.toMatchObject({ code: 'operator_only' });
    expect(sent[0]?.url).toBe('http://ringback.test/v1/live?accounts=all');
  });
});

describe('what steps into a call', () => {
  it('is asked in the words of the API', async () => {
    const { live, sent } = scriptedService([
      ok({ token: 't', listening_id: 'l' }),
      ...Array.from({ length: 6 }, () => ok({ call_id: 'c1' })),
    ]);
    expect(await live.listen('c/1')).toMatchObject({ token: 't', listening_id: 'l' });
    await live.whisper('c1', 'x');
    await live.whisper('c1', 'x', { speakNow: true });
    await live.pressKeys('c1', '1#');
    await live.takeOver('c1', 'l');
    await live.handBack('c1');
    await live.handBack('c1', 'note');
    expect(sent.map(({ method, url, body }) => [method, url.slice(30), body])).toEqual([
      ['POST', 'c%2F1/listen', undefined],
      ['POST', 'c1/whisper', { text: 'x' }],
      ['POST', 'c1/whisper', { text: 'x', speak_now: true }],
      ['POST', 'c1/keys', { digits: '1#' }],
      ['POST', 'c1/take-over', { listening_id: 'l' }],
      ['POST', 'c1/hand-back', {}],
      ['POST', 'c1/hand-back', { note: 'note' }],
    ]);
  });

  it('is sent once, whatever becomes of it', async () => {
    for (const answer of [broken(), refused(503, 'storage_busy', { 'Retry-After': '1' })]) {
      const { live, sent } = scriptedService([answer, ok({})]);
      await expect(live.pressKeys('c1', '1')).rejects.toMatchObject({ name: 'RingbackApiError' });
      expect(sent).toHaveLength(1);
    }
  });
});
