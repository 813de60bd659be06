import { type CallSupervision, RingbackError, type Supervisor } from '@ringback/engine';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CallControl } from '../../calls/calls-port.js';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';
import { TestStream } from '../test-stream.js';
import { liveSnapshot, liveUpdate } from './live-schemas.js';

let server: TestServer;
/** What was done to the one call that is under way, and by whom. */
const done: string[] = [];
let refusal: RingbackError | null = null;
let callId = '';

const note =
  (what: string) =>
  (by: Supervisor, ...values: unknown[]): void => {
    if (refusal !== null) throw refusal;
    done.push([by.name, what, ...values].join(' '));
  };
const supervision: CallSupervision = {
  speaker: null,
  listeners: [],
  levels: () => ({ callee: 0, assistant: 0 }),
  listen: (by) => {
    note('listens')(by);
    return {
      by,
      open: true,
      speaking: false,
      takeOver: () => note('takes over')(by),
      sound() {},
      close() {},
    };
  },
  whisper: note('whispers'),
  pressKeys: note('presses'),
  handBack: note('hands back'),
};
const control: CallControl = {
  hangUp: async () => null,
  async supervise(accountId, id) {
    if ((await server.calls.find(accountId, id)) === null) return null;
    if (id !== callId) throw new RingbackError('call_not_in_progress', 'It waits.');
    return supervision;
  },
};

beforeAll(async () => {
  server = await startTestServer({ control });
  callId = await place();
});
afterAll(() => server.close());
afterEach(() => {
  done.length = 0;
  refusal = null;
});

async function place(): Promise<string> {
  const { data } = await bodyOf(
    await fetch(`${server.url}/v1/calls`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ phones: ['13800138000'], user_requirement: '通知您明天上午9点开会' }),
    }),
  );
  return data.call_ids[0];
}

async function post(what: string, body?: unknown, headers: Record<string, string> = { 'accept-language': 'en' }) {
  const response = await fetch(`${server.url}/v1/calls/${callId}/${what}`, {
    method: 'POST',
    headers: {
      'x-api-key': server.key,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await bodyOf(response) };
}

describe('what one does to a call', () => {
  it('is passed on with who did it, and answered in words', async () => {
    expect(await post('whisper', { text: '  改到周四 ' })).toMatchObject({
      status: 200,
      body: { data: { call_id: callId } },
    });
    expect((await post('whisper', { text: 'x', speak_now: true })).body.message).toBe('The AI was told');
    expect((await post('keys', { digits: '12#' }, { 'accept-language': 'zh' })).body.message).toBe('即将按键');
    expect((await post('hand-back')).status).toBe(200);
    expect((await post('hand-back', { note: '谈好了' })).status).toBe(200);
    expect(done).toEqual([
      'API whispers 改到周四 false',
      'API whispers x true',
      'API presses 12#',
      'API hands back ',
      'API hands back 谈好了',
    ]);
  });

  it('bears the name of whoever is signed in', async () => {
    const signedUp = await fetch(`${server.url}/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'ringback' },
      body: JSON.stringify({ email: 'li@example.com', password: 'correct horse battery', name: 'Li' }),
    });
    const cookie = signedUp.headers.getSetCookie()[0]?.split(';')[0] as string;
    // The first is the operator, of another account.
    expect(
      (await post('keys', { digits: '1' }, { cookie, 'x-api-key': '', 'x-requested-with': 'ringback' })).status,
    ).toBe(404);
    const placed = await fetch(`${server.url}/v1/calls`, {
      method: 'POST',
      headers: { cookie, 'x-requested-with': 'ringback', 'content-type': 'application/json' },
      body: JSON.stringify({ phones: ['13800138000'], user_requirement: 'x' }),
    });
    const before = callId;
    callId = (await bodyOf(placed)).data.call_ids[0];
    try {
      await post('keys', { digits: '1' }, { cookie, 'x-api-key': '', 'x-requested-with': 'ringback' });
      expect(done).toEqual(['Li presses 1']);
    } finally {
      callId = before;
    }
  });

  it.each([
    ['whisper', { text: ' ' }],
    ['whisper', { text: 'x'.repeat(1_001) }],
    ['whisper', { text: 'x', loud: true }],
    ['keys', { digits: '' }],
    ['keys', { digits: '1'.repeat(33) }],
    ['keys', { digits: '1x' }],
    ['take-over', {}],
    ['hand-back', { note: '' }],
  ])('is refused where it cannot be: %s %j', async (what, body) => {
    expect(await post(what, body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(done).toEqual([]);
  });

  it.each([
    ['whisper', { text: 'x' }, 'whisper_unsupported', /takes no instructions/],
    ['whisper', { text: 'x' }, 'call_ending', /last words/],
    ['keys', { digits: '1' }, 'call_not_in_progress', /under way/],
    ['hand-back', {}, 'call_not_taken_over', /AI has it/],
  ])('tells why a call refuses it: %s %j %s', async (what, body, code, message) => {
    refusal = new RingbackError(code, 'as the engine says');
    const answer = await post(what, body);
    expect(answer).toMatchObject({ status: 409, body: { code } });
    expect(answer.body.message).toMatch(message);
  });

  it('waits for a call that is under way, and is nobody else’s', async () => {
    const before = callId;
    callId = await place();
    // Another one: only the first is under way.
    const waiting = callId;
    callId = before;
    for (const what of ['listen', 'whisper', 'keys', 'take-over', 'hand-back']) {
      const body = { whisper: { text: 'x' }, keys: { digits: '1' }, 'take-over': { listening_id: 'x' } }[what];
      const response = await fetch(`${server.url}/v1/calls/${waiting}/${what}`, {
        method: 'POST',
        headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(await bodyOf(response), what).toMatchObject({ code: 'call_not_in_progress' });
    }
    expect((await post('listen', undefined, { 'x-api-key': (await server.newAccount('other')).key })).body.code).toBe(
      'call_not_found',
    );
  });

  it('takes over where somebody listens, over a socket that a ticket opens once', async () => {
    const { body } = await post('listen');
    const { listening_id: listeningId, token, path } = body.data;
    expect(path).toBe('/listening');
    expect(await post('take-over', { listening_id: listeningId })).toMatchObject({
      status: 409,
      body: { code: 'listening_over' },
    });
    const socket = await greet(path, token);
    expect(socket.told).toMatchObject({ type: 'listening', call: callId, speaking: false });
    expect((await post('take-over', { listening_id: listeningId })).status).toBe(200);
    expect(done).toEqual(['API listens', 'API takes over']);
    expect((await greet(path, token)).told).toMatchObject({ type: 'refused', code: 'unknown_token' });
    socket.close();
  });
});

async function greet(path: string, token: string): Promise<{ told: unknown; close(): void }> {
  const socket = new WebSocket(server.url.replace('http', 'ws') + path);
  const told = await new Promise((resolve) => {
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'hello', version: 1, token, codecs: ['pcmu'], received: 0, played: 0 })),
    );
    socket.on('message', (data) => resolve(JSON.parse(String(data))));
  });
  return { told, close: () => socket.close() };
}

describe('GET /v1/live', () => {
  it('begins with a snapshot and goes on with updates, as the document has them', async () => {
    const { account, key } = await server.newAccount('watched');
    const stream = new TestStream(`${server.url}/v1/live`, { method: 'GET', headers: { 'x-api-key': key } });
    const { headers } = await stream.opened();
    expect(headers['content-type']).toMatch(/^text\/event-stream/);
    await stream.until('event: snapshot');
    const placed = await server.calls.accept(account, { phones: '13800138000', requirement: '通知您开会' });
    const [id = ''] = placed.calls.map(({ callId: one }) => one);
    await stream.until(id);
    await server.call(id).dial();
    await stream.until('"state":"dialing"');
    await server.call(id).end('no_answer');
    await stream.until((text) => /"ended":\[\{/.test(text));
    stream.leave();
    const events = stream.text.split('\n\n').flatMap((one) => {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(one) ?? [];
      return name === undefined ? [] : [[name, JSON.parse(data as string)] as const];
    });
    expect(events.map(([name]) => name)).toEqual(['snapshot', ...events.slice(1).map(() => 'update')]);
    for (const [name, data] of events) (name === 'snapshot' ? liveSnapshot : liveUpdate).parse(data);
    expect(events[0]?.[1]).toMatchObject({ queued_total: 0, calls: [] });
  });

  it('counts as one of the account’s streams, and closes with its reader', async () => {
    const small = await startTestServer({ config: { streamsPerAccount: 1 } });
    const options = { method: 'GET', headers: { 'x-api-key': small.key } };
    const first = new TestStream(`${small.url}/v1/live`, options);
    await first.opened();
    const refused = await fetch(`${small.url}/v1/live`, options);
    expect(await bodyOf(refused)).toMatchObject({ code: 'too_many_streams' });
    first.leave();
    await small.close();
  });
});
