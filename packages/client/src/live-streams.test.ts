import { describe, expect, it } from 'vitest';
import type { CallEvent, ChatEvent } from './index.js';
import {
  broken,
  event,
  json,
  keepAlive,
  line,
  refused,
  scriptedService,
  silent,
  stream,
} from './testing/scripted-service.js';

async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const said = (content: string, id: string | null, role: 'assistant' | 'user' = 'assistant'): ChatEvent => ({
  type: 'utterance',
  role,
  content,
  id,
  utteranceId: null,
});
const done = { type: 'done', id: '9' };

describe('streamChat', () => {
  it('tells what is said, in order, and ends at [DONE]', async () => {
    const { client, sent, deadlines } = scriptedService([
      stream([
        keepAlive,
        line('assistant', '喂，您好', 1),
        line('user', 'He said "hi"\n\\', 2),
        line('system', 'busy', 3),
        line('system', '[DONE]', 9) + line('assistant', 'never told', 10),
      ]),
    ]);
    expect(await collect(client.streamChat('c1'))).toEqual([
      said('喂，您好', '1'),
      said('He said "hi"\n\\', '2', 'user'),
      { type: 'system', content: 'busy', id: '3' },
      done,
    ]);
    expect(sent[0]).toMatchObject({ method: 'POST', body: { call_id: 'c1' } });
    expect(sent[0]?.headers.get('accept')).toBe('text/event-stream');
    expect(sent[0]?.headers.has('last-event-id')).toBe(false);
    expect(deadlines.size).toBe(0);
  });

  it('ends at [TIMEOUT]', async () => {
    const { client } = scriptedService([stream([keepAlive, keepAlive, line('system', '[TIMEOUT]')])]);
    expect(await collect(client.streamChat('c1'))).toEqual([{ type: 'timeout', id: null }]);
  });

  it('reads events cut at any byte', async () => {
    const bytes = new TextEncoder().encode(line('assistant', '您好 👋', 1) + line('system', '[DONE]', 9));
    const { client } = scriptedService([stream(Array.from(bytes, (byte) => Uint8Array.of(byte)))]);
    expect(await collect(client.streamChat('c1'))).toEqual([said('您好 👋', '1'), done]);
  });

  it('asks for partials only where they are wanted, and tells them apart', async () => {
    const partial = 'id: 0\nevent: partial\ndata: {"role": "user", "content": "对", "utterance_id": "u1"}\n\n';
    const { client, sent } = scriptedService([stream([partial, line('system', '[DONE]', 9)])]);
    expect(await collect(client.streamChat('c1', { partial: true }))).toEqual([
      { type: 'partial', role: 'user', content: '对', utteranceId: 'u1' },
      done,
    ]);
    expect(sent[0]?.headers.get('accept')).toBe('text/event-stream; partial=1');
  });

  it('passes over what a newer service may add', async () => {
    const { client } = scriptedService([
      stream([
        'event: weather\ndata: sunny\n\n',
        'data: {"role": "dog", "content": "woof"}\n\n',
        'data: {"role": "user", "content": 5}\n\n',
        'data: null\n\n',
        'mood: good\n\n',
        line('system', '[DONE]', 9),
      ]),
    ]);
    expect(await collect(client.streamChat('c1'))).toEqual([done]);
  });

  it.each([
    ['breaks', new Error('terminated')],
    ['is closed', undefined],
  ])('goes on where it stopped when the connection %s', async (_, end) => {
    const first = [line('assistant', 'one', 1), line('user', 'two', 2), ...(end === undefined ? [] : [end])];
    const { client, sent, pauses } = scriptedService([
      stream(first),
      broken('ECONNREFUSED'),
      refused(503, 'stopping'),
      stream([line('assistant', 'three', 3), line('system', '[DONE]', 9)]),
    ]);
    expect(await collect(client.streamChat('c1'))).toEqual([
      said('one', '1'),
      said('two', '2', 'user'),
      said('three', '3'),
      done,
    ]);
    expect(sent.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '2', '2', '2']);
    expect(pauses).toEqual([250, 500, 1000]);
  });

  it('takes 204 for the end: there is nothing after the last event', async () => {
    const { client } = scriptedService([stream([line('assistant', 'one', 1)]), new Response(null, { status: 204 })]);
    expect(await collect(client.streamChat('c1'))).toEqual([said('one', '1'), { type: 'done', id: '1' }]);
  });

  it('goes on after an event that was seen elsewhere', async () => {
    const { client, sent } = scriptedService([stream([line('system', '[DONE]', 9)])]);
    await collect(client.streamChat('c1', { lastEventId: '7' }));
    expect(sent[0]?.headers.get('last-event-id')).toBe('7');
  });

  it('takes ten seconds without a sign of life for a dead connection', async () => {
    const service = scriptedService([
      silent(() => service.deadlines.forEach((run) => void run())),
      stream([line('assistant', 'one', 1), 'open']),
      stream([line('system', '[DONE]', 9)]),
    ]);
    const told: ChatEvent[] = [];
    for await (const event of service.client.streamChat('c1')) {
      told.push(event);
      if (event.type === 'utterance') setImmediate(() => service.deadlines.forEach((run) => void run()));
    }
    expect(told).toEqual([said('one', '1'), done]);
    expect(service.sent[2]?.headers.get('last-event-id')).toBe('1');
  });

  it('gives up after ten attempts in a row that brought nothing', async () => {
    const { client, sent } = scriptedService(Array.from({ length: 20 }, () => broken('ECONNREFUSED')));
    await expect(collect(client.streamChat('c1'))).rejects.toMatchObject({ code: 'unreachable' });
    expect(sent).toHaveLength(10);
  });

  it.each([
    [401, 'invalid_api_key'],
    [404, 'call_not_found'],
    [426, 'skill_outdated'],
  ])('fails at once on %i', async (status, code) => {
    const { client, sent } = scriptedService([refused(status, code)]);
    await expect(collect(client.streamChat('c1'))).rejects.toMatchObject({ status, code });
    expect(sent).toHaveLength(1);
  });

  it('fails where the answer is no stream, or one endless line', async () => {
    const page = scriptedService([json({ success: true })]);
    await expect(collect(page.client.streamChat('c1'))).rejects.toMatchObject({ code: 'bad_answer' });
    const endless = scriptedService([stream(Array.from({ length: 3 }, () => 'x'.repeat(500_000)))]);
    await expect(collect(endless.client.streamChat('c1'))).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('closes the connection when the loop is left', async () => {
    let closed = false;
    const open = stream([line('assistant', 'one', 1), 'open']);
    const { client, deadlines } = scriptedService([
      (sent, signal) => {
        signal?.addEventListener('abort', () => {
          closed = true;
        });
        if (typeof open !== 'function') throw new Error('a stream is made by a function');
        return open(sent, signal);
      },
    ]);
    for await (const event of client.streamChat('c1')) {
      expect(event).toEqual(said('one', '1'));
      break;
    }
    expect(closed).toBe(true);
    expect(deadlines.size).toBe(0);
  });

  it('stops with the reason of the signal, before and during', async () => {
    const why = new Error('enough');
    const before = scriptedService([]);
    await expect(collect(before.client.streamChat('c1', { signal: AbortSignal.abort(why) }))).rejects.toBe(why);
    const abort = new AbortController();
    const during = scriptedService([stream([line('assistant', 'one', 1), 'open'])]);
    const reading = (async () => {
      for await (const _ of during.client.streamChat('c1', { signal: abort.signal }))
        setImmediate(() => abort.abort(why));
    })();
    await expect(reading).rejects.toBe(why);
    expect(during.sent).toHaveLength(1);
  });
});

describe('events', () => {
  it('tells everything that happens until the call has ended, and resumes', async () => {
    const { client, sent } = scriptedService([
      stream([
        event({ type: 'state', at_ms: 0, state: 'dialing' }, 1),
        event({ type: 'partial', at_ms: 5, utterance_id: 'u1', role: 'user', text: '对' }, 1),
        event({ type: 'weather', at_ms: 6 }, 2),
        'id: 2\ndata: no JSON\n\n',
        event({ type: 'keys', at_ms: 7, by: 'user', digits: '1' }, 3),
        new Error('terminated'),
      ]),
      stream([event({ type: 'ended', at_ms: 8, end_reason: 'busy' }, 4)]),
    ]);
    const all: CallEvent[] = [];
    for await (const one of client.events('c/1')) all.push(one);
    expect(all).toEqual([
      { type: 'state', at_ms: 0, state: 'dialing', id: '1' },
      { type: 'partial', at_ms: 5, utterance_id: 'u1', role: 'user', text: '对', id: null },
      { type: 'keys', at_ms: 7, by: 'user', digits: '1', id: '3' },
      { type: 'ended', at_ms: 8, end_reason: 'busy', id: '4' },
    ]);
    expect(sent.map(({ url, headers }) => [url, headers.get('last-event-id')])).toEqual([
      ['http://ringback.test/v1/calls/c%2F1/events', null],
      ['http://ringback.test/v1/calls/c%2F1/events', '3'],
    ]);
  });
});
