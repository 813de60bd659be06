import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, startTestServer, type TestCall, type TestServer } from '../test-server.js';
import { TestStream } from '../test-stream.js';

let clock: ManualClock;
let server: TestServer;

beforeEach(async () => {
  clock = new ManualClock();
  server = await startTestServer({ clock });
});
afterEach(() => server.close());

async function newCall(key = server.key): Promise<TestCall> {
  const response = await fetch(`${server.url}/api/v1/callinfo/initiate_call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: '{"phones":"13800138000","user_requirement":"通知开会"}',
  });
  return server.call((await bodyOf(response)).data.call_ids[0]);
}

function open(call: TestCall, headers: Record<string, string> = {}): TestStream {
  return new TestStream(`${server.url}/api/v1/callinfo/stream_chat_history`, {
    headers: { 'x-api-key': server.key, ...headers },
    body: JSON.stringify({ call_id: call.callId }),
  });
}

/** Opened, and past the first keep-alive: the server then follows the call. */
async function opened(call: TestCall, headers: Record<string, string> = {}): Promise<TestStream> {
  const stream = open(call, headers);
  await stream.opened();
  return stream;
}

const withoutComments = (text: string): string => text.replaceAll(': keep-alive\n\n', '');
const keepAlives = (text: string): number => text.split(': keep-alive\n').length - 1;

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** Until the server has let go of every stream. */
async function released(): Promise<void> {
  while ((await gauge('ringback_streams_open')) !== 0);
}

describe('stream_chat_history', () => {
  it('opens at once, keeps alive twice a second, tells utterances as they are final, then [DONE]', async () => {
    const call = await newCall();
    const stream = open(call);
    const response = await stream.opened();
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    await clock.advance(3000);
    await stream.until((text) => keepAlives(text) >= 6);
    expect(stream.text).toBe(': keep-alive\n\n'.repeat(6));
    await call.dial();
    await call.ring();
    await clock.advance(500);
    await call.answer();
    call.say('assistant', '您好，请问是张总吗？');
    await stream.until('张总');
    call.say('user', '是我，"请讲"\n谢谢\u2028👋');
    await stream.until('👋');
    const before = keepAlives(stream.text);
    await clock.advance(2000);
    await stream.until((text) => keepAlives(text) >= before + 3);
    await call.end('completed');
    expect(withoutComments(await stream.ended())).toBe(
      [
        'id: 4\ndata: {"role": "assistant", "content": "您好，请问是张总吗？"}\n\n',
        'id: 5\ndata: {"role": "user", "content": "是我，\\"请讲\\"\\n谢谢\u2028👋"}\n\n',
        'id: 6.2\ndata: {"role": "system", "content": "[DONE]"}\n\n',
      ].join(''),
    );
  });

  it('replays a call that is over whole, then [DONE]', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    call.say('assistant', '一').say('user', '').say('user', '二');
    await call.end('callee_hung_up');
    const text = await (await opened(call)).ended();
    expect(text).toBe(
      'id: 3\ndata: {"role": "assistant", "content": "一"}\n\nid: 5\ndata: {"role": "user", "content": "二"}\n\nid: 6.2\ndata: {"role": "system", "content": "[DONE]"}\n\n',
    );
  });

  it.each([
    ['busy', '对方正忙'],
    ['no_answer', '无人接听'],
    ['rejected', '对方拒接'],
    ['unreachable', '号码无法接通'],
    ['carrier_failure', '线路故障，通话未能完成'],
    ['cancelled', '通话在拨出前已取消'],
    ['interrupted', '服务中断，通话未能完成'],
  ] as const)('says first why a call came to nothing: %s', async (reason, sentence) => {
    const call = await newCall();
    const stream = await opened(call);
    if (reason !== 'cancelled') await call.dial();
    await call.end(reason);
    const seq = reason === 'cancelled' ? 1 : 2;
    expect(withoutComments(await stream.ended())).toBe(
      `id: ${seq}.1\ndata: {"role": "system", "content": "${sentence}"}\n\nid: ${seq}.2\ndata: {"role": "system", "content": "[DONE]"}\n\n`,
    );
  });

  it('says why in the language of the account', async () => {
    const { key } = await server.newAccount('english', 'en');
    const call = await newCall(key);
    await call.end('cancelled');
    expect(await (await opened(call, { 'x-api-key': key, 'accept-language': 'zh' })).ended()).toContain(
      'data: {"role": "system", "content": "The call was cancelled before it was dialled"}',
    );
  });

  it('says [TIMEOUT] and closes where nobody answers for 30 s; the call goes on', async () => {
    const call = await newCall();
    await call.dial();
    await call.ring();
    const stream = await opened(call);
    await clock.advance(29_999);
    expect(stream.closed).toBe(false);
    await clock.advance(1);
    const text = await stream.ended();
    expect(withoutComments(text)).toBe('id: 0\ndata: {"role": "system", "content": "[TIMEOUT]"}\n\n');
    expect(keepAlives(text)).toBeGreaterThanOrEqual(59);

    const resumed = await opened(call, { 'last-event-id': '0' });
    await call.answer();
    call.say('assistant', '您好');
    await resumed.until('您好');
    await clock.advance(60_000);
    expect(resumed.closed).toBe(false);
    await call.end('completed');
    expect(await resumed.ended()).not.toContain('TIMEOUT');
  });

  it('has no time-out for a call that was answered before, however long it is silent', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    const stream = await opened(call);
    await clock.advance(120_000);
    expect(stream.closed).toBe(false);
    await call.end('no_response');
    expect(withoutComments(await stream.ended())).toContain('接通后一直无人说话');
  });

  it('gives every reader the same, wherever it joins, and resumes without a gap or a repeat', async () => {
    const call = await newCall();
    const early = await opened(call);
    await call.dial();
    await call.answer();
    for (let i = 0; i < 5; i += 1) call.say(i % 2 === 0 ? 'assistant' : 'user', `第${i}句`);
    await early.until('第4句');
    const late = await opened(call);
    await late.until('第4句');
    const ids = [...late.text.matchAll(/^id: (\S+)$/gm)].map((match) => match[1] as string);
    const resumed = await Promise.all(ids.map((id) => opened(call, { 'last-event-id': id })));
    for (let i = 5; i < 8; i += 1) call.say('user', `第${i}句`);
    await call.end('time_limit');
    const whole = withoutComments(await early.ended());
    expect([...whole.matchAll(/^id: /gm)]).toHaveLength(10);
    expect(withoutComments(await late.ended())).toBe(whole);
    for (const [index, stream] of resumed.entries()) {
      const cut = whole.indexOf('\n\n', whole.indexOf(`id: ${ids[index]}\n`)) + 2;
      expect(withoutComments(await stream.ended())).toBe(whole.slice(cut));
    }
    // From within the lines of the end, and after the last of them.
    const reason = /id: (\d+\.1)\n/.exec(whole)?.[1] as string;
    expect(await (await opened(call, { 'last-event-id': reason })).ended()).toBe(
      whole.slice(whole.indexOf(`id: ${reason.replace('.1', '.2')}`)),
    );
    const done = open(call, { 'last-event-id': reason.replace('.1', '.2') });
    expect((await done.opened()).statusCode).toBe(204);
  });

  it('gives partial utterances to readers that ask, and to no others', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    const plain = await opened(call);
    const asking = await opened(call, { accept: 'text/event-stream; partial=1' });
    call.say('assistant', '一');
    await asking.until('一');
    call.partial('user', '二');
    await asking.until('二');
    call.partial('user', '二三').say('user', '二三四');
    await call.end('completed');
    expect(withoutComments(await asking.ended())).toBe(
      [
        'id: 3\ndata: {"role": "assistant", "content": "一", "utterance_id": "u1"}\n\n',
        'id: 3\nevent: partial\ndata: {"role": "user", "content": "二", "utterance_id": "u2"}\n\n',
        'id: 3\nevent: partial\ndata: {"role": "user", "content": "二三", "utterance_id": "u2"}\n\n',
        'id: 6\ndata: {"role": "user", "content": "二三四", "utterance_id": "u2"}\n\n',
        'id: 7.2\ndata: {"role": "system", "content": "[DONE]"}\n\n',
      ].join(''),
    );
    expect(withoutComments(await plain.ended())).not.toMatch(/partial|utterance_id/);
  });

  it('ends for a call whose log holds no end, as it ends for everyone after', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    call.say('assistant', '您好');
    await server.logs.flush();
    await server.store.store
      .updateTable('calls')
      .set({ status: 'ended', end_reason: 'interrupted', ended_at: 1, duration_seconds: 0 })
      .where('id', '=', call.callId)
      .execute();
    const text = await (await opened(call)).ended();
    expect(text).toBe(
      'id: 3\ndata: {"role": "assistant", "content": "您好"}\n\nid: 3.1\ndata: {"role": "system", "content": "服务中断，通话未能完成"}\n\nid: 3.2\ndata: {"role": "system", "content": "[DONE]"}\n\n',
    );
    expect(await (await opened(call, { 'last-event-id': '3.1' })).ended()).toMatch(/^id: 3\.2\n[^\n]*\[DONE\]/);
  });

  it('refuses an unknown call and a foreign one in the envelope, before any stream', async () => {
    const { key } = await server.newAccount('stranger');
    const call = await newCall();
    for (const headers of [{ 'x-api-key': key }, {}] as Record<string, string>[]) {
      const callId = 'x-api-key' in headers ? call.callId : 'nowhere';
      const response = await fetch(`${server.url}/api/v1/callinfo/stream_chat_history`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': server.key, ...headers },
        body: JSON.stringify({ call_id: callId }),
      });
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect((await bodyOf(response)).code).toBe('call_not_found');
    }
    expect(await gauge('ringback_streams_open')).toBe(0);
  });

  it.each(['x', '-1', '1.22', '1,2', '9999999999999999'])('refuses Last-Event-ID %s', async (id) => {
    const call = await newCall();
    const response = await open(call, { 'last-event-id': id }).opened();
    expect(response.statusCode).toBe(400);
  });
});

describe('readers', () => {
  it('that leave in the middle leave nothing behind', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    const streams = await Promise.all(Array.from({ length: 20 }, () => opened(call)));
    call.say('assistant', '您好');
    await Promise.all(streams.map((stream) => stream.until('您好')));
    expect(await gauge('ringback_streams_open')).toBe(20);
    const pending = clock.pending;
    for (const stream of streams) stream.leave();
    await released();
    // The ticker of all streams is gone with the last of them.
    expect(clock.pending).toBe(pending - 1);
    const again = await opened(call);
    await call.end('completed');
    expect(await again.ended()).toContain('[DONE]');
    await released();
    expect(server.logs.size).toBe(0);
  });

  it('that leave before the answer leave no timer behind', async () => {
    const call = await newCall();
    const before = clock.pending;
    const stream = await opened(call);
    await clock.advance(500);
    await stream.until('keep-alive');
    stream.leave();
    await released();
    expect(clock.pending).toBe(before);
    expect(server.logs.size).toBe(0);
  });

  it('that leave while their call is still looked up leave nothing behind', async () => {
    let asked = (): void => {};
    let answer = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const call = await newCall();
    const late = await startTestServer({
      clock,
      authenticator: server.accounts,
      logs: server.logs,
      calls: {
        accept: () => Promise.reject(new Error('not asked')),
        check: () => Promise.reject(new Error('not asked')),
        rehearse: () => Promise.reject(new Error('not asked')),
        forgetRecording: () => Promise.reject(new Error('not asked')),
        async find(accountId, callId) {
          asked();
          await mayAnswer;
          return server.calls.find(accountId, callId);
        },
      },
    });
    const before = clock.pending;
    const gone = new Promise<void>((resolve) => {
      late.app.server.once('connection', (socket) => socket.once('close', () => resolve()));
    });
    const stream = new TestStream(`${late.url}/api/v1/callinfo/stream_chat_history`, {
      headers: { 'x-api-key': server.key },
      body: JSON.stringify({ call_id: call.callId }),
    });
    await isAsked;
    stream.leave();
    await gone;
    answer();
    const opened = `route="/api/v1/callinfo/stream_chat_history",status="200"} 1`;
    while (!(await late.app.inject('/metrics')).body.includes(opened)) await setImmediate();
    expect((await late.app.inject('/metrics')).body).toContain('ringback_streams_open 0');
    expect(clock.pending).toBe(before);
    await late.close();
  });

  it('that send something unreadable keep their stream', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    const body = JSON.stringify({ call_id: call.callId });
    const socket = net.connect(server.port, '127.0.0.1');
    let text = '';
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const told = new Promise<void>((resolve) => {
      socket.setEncoding('utf8');
      socket.on('data', (part: string) => {
        text += part;
        if (text.includes('text/event-stream')) resolve();
      });
    });
    socket.write(
      `POST /api/v1/callinfo/stream_chat_history HTTP/1.1\r\nHost: x\r\nX-API-Key: ${server.key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await told;
    for (let i = 0; i < 3; i += 1) socket.write('\x00\x01 garbage\r\n\r\n');
    await server.app.inject('/healthz');
    call.say('assistant', '您好');
    await call.end('completed');
    await closed;
    expect(text).toContain('您好');
    // The whole stream and the end of its last chunk; what the rest was is said after it, if at all.
    expect(text).toMatch(/\[DONE\]"\}\n\n\r\n0\r\n\r\n(HTTP\/1\.1 400 .*)?$/s);
  });

  it('are ended when the server closes, and it waits for nothing else', async () => {
    const call = await newCall();
    const stream = await opened(call);
    await server.app.close();
    expect(await stream.ended()).not.toContain('[DONE]');
  });

  it('may not be too many in one account', async () => {
    const narrow = await startTestServer({ config: { streamsPerAccount: 2 } });
    const response = await fetch(`${narrow.url}/api/v1/callinfo/initiate_call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': narrow.key },
      body: '{"phones":"13800138000","user_requirement":"x"}',
    });
    const call_id = (await bodyOf(response)).data.call_ids[0] as string;
    const ask = () =>
      new TestStream(`${narrow.url}/api/v1/callinfo/stream_chat_history`, {
        headers: { 'x-api-key': narrow.key },
        body: JSON.stringify({ call_id }),
      });
    const two = [ask(), ask()];
    for (const stream of two) expect((await stream.opened()).statusCode).toBe(200);
    const third = ask();
    const refusal = await third.opened();
    expect(refusal.statusCode).toBe(429);
    expect(refusal.headers['retry-after']).toBe('5');
    expect(JSON.parse(await third.ended())).toMatchObject({ code: 'too_many_streams', data: { limit: 2 } });
    two[0]?.leave();
    for (;;) {
      const next = ask();
      if ((await next.opened()).statusCode === 200) break;
      await next.ended();
    }
    await narrow.close();
  });

  it('that do not read are cut off past the backlog, and slow nobody down', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    const good = await opened(call);
    const slow = await opened(call);
    call.say('assistant', '开始');
    await slow.until('开始');
    slow.pause();
    const long = '字'.repeat(30_000);
    let said = 0;
    // What the sockets of both sides hold comes first: some megabytes on loopback.
    while (!(await server.app.inject('/metrics')).body.includes('ringback_stream_cut_offs_total{reason="backlog"} 1')) {
      call.say('user', `${long}${said}。`);
      await good.until(`${said}。`);
      said += 1;
    }
    await call.end('completed');
    const text = withoutComments(await good.ended());
    expect([...text.matchAll(/"role": "user"/g)]).toHaveLength(said);
    slow.resume();
    const got = withoutComments(await slow.ended());
    expect(got).not.toContain('[DONE]');

    // What it had whole is what it resumes after.
    const whole = got.slice(0, got.lastIndexOf('\n\n') + 2);
    const last = [...whole.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] as string;
    const rest = withoutComments(await (await opened(call, { 'last-event-id': last })).ended());
    expect(whole + rest).toBe(text);
  });

  it('that stall without owing much are given up after a minute', async () => {
    const call = await newCall();
    await call.dial();
    await call.answer();
    const text = '字'.repeat(100_000);
    for (let i = 0; i < 60; i += 1) call.say('user', text);
    await call.end('completed');
    const stream = await opened(call);
    stream.pause();
    await clock.advance(59_000);
    expect(await gauge('ringback_streams_open')).toBe(1);
    await clock.advance(2000);
    expect(await gauge('ringback_streams_open')).toBe(0);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('ringback_stream_cut_offs_total{reason="stalled"} 1');
    stream.leave();
  });
});
