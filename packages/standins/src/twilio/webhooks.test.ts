import { encodeWav, realClock } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench, CONNECT, FROM, TO } from './testing/bench.js';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at.stop());

const codes = (): number[] => at.standin.debugger.map(({ code }) => code);
const statusCallbacks = () => at.receiver.received.filter(({ path }) => path === '/status');
/** Requests of their own may overtake each other. */
const toldOf = (status: string) => statusCallbacks().find(({ params }) => params.CallStatus === status)?.params;

describe('status callbacks', () => {
  it('tell a call from dial to end, signed, numbered and one by one', async () => {
    const { sid, leg } = await at.streaming();
    leg.end();
    await at.standin.ended(sid);
    const told = statusCallbacks().sort((a, b) => Number(a.params.SequenceNumber) - Number(b.params.SequenceNumber));
    expect(told.map(({ params }) => [params.SequenceNumber, params.CallStatus])).toEqual([
      ['0', 'initiated'],
      ['1', 'ringing'],
      ['2', 'in-progress'],
      ['3', 'completed'],
    ]);
    for (const { valid, method, params, headers } of told) {
      expect([valid, method, headers['content-type']]).toEqual([
        true,
        'POST',
        'application/x-www-form-urlencoded; charset=UTF-8',
      ]);
      expect(params).toMatchObject({
        CallSid: sid,
        AccountSid: at.standin.accountSid,
        From: FROM,
        To: TO,
        Caller: FROM,
        Called: TO,
        ApiVersion: '2010-04-01',
        Direction: 'outbound-api',
        CallbackSource: 'call-progress-events',
      });
      expect(params.Timestamp).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    }
    expect(new Set(told.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(4);
    expect(told[3]?.params).toMatchObject({
      SipResponseCode: '200',
      CallDuration: expect.any(String),
      Duration: expect.any(String),
    });
  });

  it('are the last one alone where none was chosen, and then it is number 0', async () => {
    const { sid, leg } = await at.streaming({ statusCallbackEvent: undefined });
    leg.end();
    await at.standin.ended(sid);
    expect(statusCallbacks().map(({ params }) => [params.SequenceNumber, params.CallStatus])).toEqual([
      ['0', 'completed'],
    ]);
  });

  it('come as GET where that is asked for, signed over the whole URL', async () => {
    const { sid, leg } = await at.streaming({
      statusCallbackMethod: 'GET',
      statusCallback: 'https://calls.example.com/status?id=7',
    });
    leg.end();
    await at.standin.ended(sid);
    expect(statusCallbacks()).toHaveLength(4);
    expect(statusCallbacks().every(({ valid, method, params }) => valid && method === 'GET' && params.id === '7')).toBe(
      true,
    );
  });

  it.each([
    ['busy', 'busy', '486'],
    ['rejected', 'busy', '603'],
    ['no_answer', 'no-answer', '487'],
    ['unreachable', 'failed', '404'],
    ['failed', 'failed', '503'],
  ] as const)('tell a leg that ended as %s as %s (%s)', async (cause, status, sip) => {
    const { sid } = await at.call();
    (await at.leg()).end(cause);
    expect((await at.standin.ended(sid)).status).toBe(status);
    expect(toldOf(status)).toMatchObject({ SipResponseCode: sip, CallDuration: '0' });
  });

  it('tell of a call that was cancelled while it rang', async () => {
    const { sid } = await at.call();
    (await at.leg()).ring();
    await at.client.calls(sid).update({ status: 'canceled' });
    await at.standin.ended(sid);
    expect(toldOf('canceled')).toMatchObject({ SipResponseCode: '487' });
  });

  it('go to another address once the call was told so', async () => {
    const { sid, leg } = await at.streaming();
    await at.client.calls(sid).update({ statusCallback: 'https://calls.example.com/other' });
    leg.end();
    await at.standin.ended(sid);
    expect(at.receiver.statuses('/other')).toEqual(['completed']);
  });

  it('do not hear twice of what the network tells twice, and nothing after the end', async () => {
    const { sid } = await at.call();
    const leg = await at.leg();
    leg.ring();
    leg.ring();
    leg.answer();
    leg.answer();
    leg.ring();
    leg.end();
    leg.end('busy');
    leg.answer();
    await at.standin.ended(sid);
    expect(at.receiver.statuses().sort()).toEqual(['completed', 'in-progress', 'initiated', 'ringing']);
    expect((await at.client.calls(sid).fetch()).status).toBe('completed');
  });

  it('that nobody takes are told to the debugger, and hold nothing up', async () => {
    at.receiver.answers.set('/status', (_, response) => response.writeHead(500).end());
    const { sid, leg } = await at.streaming();
    leg.end();
    expect((await at.standin.ended(sid)).status).toBe('completed');
    expect(codes()).toEqual([11200, 11200, 11200, 11200]);
  });
});

describe('calls per second', () => {
  it('queue what comes faster, tell how long, and dial in order', async () => {
    await at.stop();
    const clock = new ManualClock();
    at = await bench({ clock, callsPerSecond: 1 });
    const create = (to: string) => at.client.calls.create({ to, from: FROM, url: 'https://calls.example.com/twiml' });
    const calls = [await create('+12025550101'), await create('+12025550102'), await create('+12025550103')];
    expect(calls.map(({ queueTime }) => queueTime)).toEqual(['0', '1000', '2000']);
    await clock.advance(0);
    expect(at.carrier.legs.map(({ request }) => request.to)).toEqual(['+12025550101']);
    await clock.advance(1_000);
    await clock.advance(999);
    expect(at.carrier.legs).toHaveLength(2);
    await clock.advance(1);
    expect(at.carrier.legs.at(-1)?.request.to).toBe('+12025550103');
  });

  it('let a queued call be cancelled: it is never dialled, nobody is told, and the next one takes its place', async () => {
    await at.stop();
    const clock = new ManualClock();
    at = await bench({ clock, callsPerSecond: 1 });
    await at.call();
    const second = await at.call();
    const third = await at.call({ to: '+12025550103' });
    expect((await at.client.calls(second.sid).update({ status: 'canceled' })).status).toBe('canceled');
    await at.standin.ended(second.sid);
    await clock.advance(1_000);
    expect(at.carrier.legs.map(({ request }) => request.callId)).toEqual([expect.any(String), third.sid]);
    expect(at.receiver.received.some(({ params }) => params.CallSid === second.sid)).toBe(false);
  });
});

describe('time', () => {
  it('limits a call, by TimeLimit, from its answer on', async () => {
    await at.stop();
    const clock = new ManualClock();
    at = await bench({ clock });
    const calling = at.call({ timeLimit: 90 });
    await clock.advanceUntil(() => at.carrier.legs.length === 1, 1_000, 1);
    const { sid } = await calling;
    const { leg } = at.carrier;
    await clock.advance(10_000);
    leg.answer();
    await clock.advance(89_999);
    expect(leg.hungUpAt).toBe(null);
    await clock.advance(2);
    expect(await at.standin.ended(sid)).toMatchObject({ status: 'completed', duration: '90' });
  });

  it('limits how long TwiML may take to 15 s, then the fallback is asked', async () => {
    await at.stop();
    const networkClock = new ManualClock();
    at = await bench({ networkClock });
    at.receiver.answers.set('/slow', () => undefined);
    at.receiver.twiml.set('/fallback', '<Response><Hangup/></Response>');
    const { sid } = await at.call({
      url: 'https://calls.example.com/slow',
      fallbackUrl: 'https://calls.example.com/fallback',
    });
    (await at.leg()).answer();
    await at.receiver.until(() => at.receiver.received.some(({ path }) => path === '/slow'));
    await networkClock.advance(14_999);
    expect(codes()).toEqual([]);
    await networkClock.advance(1);
    await at.standin.ended(sid);
    expect(codes()).toEqual([11205]);
    expect(at.receiver.received.filter(({ path }) => path === '/fallback')).toHaveLength(1);
  });
});

describe('TwiML', () => {
  beforeEach(async () => {
    await at.stop();
    // Much is spoken here that nobody listens to.
    at = await bench({ clock: realClock(100) });
  });

  /** Answers with this document, and gives the words that were played. */
  async function played(document: string, over: Record<string, unknown> = {}): Promise<string> {
    at.receiver.twiml.set('/twiml', document);
    const { sid } = await at.call(over);
    const leg = await at.leg();
    leg.answer();
    await at.standin.ended(sid);
    return leg.words;
  }
  const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.';

  it('is asked for when the call is answered, signed, with what there is to know', async () => {
    const { sid } = await at.streaming();
    const asked = at.receiver.received.find(({ path }) => path === '/twiml');
    expect([asked?.valid, asked?.method]).toEqual([true, 'POST']);
    expect(asked?.params).toEqual({
      CallSid: sid,
      AccountSid: at.standin.accountSid,
      From: FROM,
      To: TO,
      Caller: FROM,
      Called: TO,
      CallStatus: 'in-progress',
      ApiVersion: '2010-04-01',
      Direction: 'outbound-api',
    });
  });

  it('may be asked for by GET, without what is behind # in its URL', async () => {
    await at.streaming({ url: 'https://calls.example.com/twiml?a=b#rc=2', method: 'GET' });
    const asked = at.receiver.received.find(({ path }) => path === '/twiml');
    expect([asked?.valid, asked?.method, asked?.params.a, asked?.params.To]).toEqual([true, 'GET', 'b', TO]);
  });

  it('may come with the call', async () => {
    expect(await played('', { url: undefined, twiml: '<Response><Say>Given</Say></Response>' })).toBe('Given');
    expect(at.receiver.received.some(({ path }) => path === '/twiml')).toBe(false);
  });

  it('that comes beside a Url is ignored', async () => {
    expect(
      await played('<Response><Say>Fetched</Say></Response>', { twiml: '<Response><Say>Given</Say></Response>' }),
    ).toBe('Fetched');
  });

  it('is played verb by verb, and the call ends after the last', async () => {
    at.receiver.twiml.set('/next', '<Response><Say>Three</Say><Hangup/><Say>Never</Say></Response>');
    expect(
      await played(
        '<Response><Say loop="2">One</Say><Pause length="1"/><Say>Two</Say><Redirect>/next</Redirect><Say>Never</Say></Response>',
      ),
    ).toBe('OneOneTwoThree');
    expect(codes()).toEqual([]);
  });

  it('goes on at the action of <Connect> once its stream is over', async () => {
    at.receiver.twiml.set('/twiml', CONNECT.replace('<Connect>', '<Connect action="/after">'));
    at.receiver.twiml.set('/after', '<Response><Say>After</Say></Response>');
    const { sid, leg, stream } = await at.streaming();
    stream.socket.close();
    await at.standin.ended(sid);
    expect(leg.words).toBe('After');
  });

  it('plays sound files and keys', async () => {
    const tone = Int16Array.from({ length: 16_000 }, (_, index) => 8000 * Math.sin(index / 5));
    at.receiver.answers.set('/tone.wav', (_, response) =>
      response.writeHead(200, { 'content-type': 'audio/wav' }).end(encodeWav(tone, 16_000)),
    );
    await played('<Response><Play>/tone.wav</Play><Play digits="1w2"/></Response>');
    expect(at.carrier.leg.given.map(({ audio }) => Math.round(audio.durationMs))).toEqual([1000, 320 + 500 + 320]);
    expect(codes()).toEqual([]);
  });

  it('waits for SendDigits', async () => {
    at.receiver.twiml.set('/twiml', '<Response><Say>Hello</Say></Response>');
    const { sid } = await at.call({ sendDigits: 'W1#' });
    (await at.leg()).answer();
    await at.standin.ended(sid);
    expect(at.carrier.leg.given.map(({ audio, words }) => [words, audio.durationMs])).toEqual([
      [undefined, 1000 + 320 + 320],
      ['Hello', 300],
    ]);
  });

  it.each([
    ['no XML', '<Response>', 12100],
    ['another root', '<Answer/>', 12100],
    ['an unknown verb', '<Response><Shout>Hi</Shout></Response>', 12200],
    ['a verb that is not played here', '<Response><Gather/></Response>', 12200],
    ['a ws address', '<Response><Connect><Stream url="ws://calls.example.com/media"/></Connect></Response>', 31922],
    [
      'another track',
      '<Response><Connect><Stream url="wss://calls.example.com/m" track="both_tracks"/></Connect></Response>',
      12200,
    ],
    [
      'two streams',
      `<Response><Connect>${'<Stream url="wss://calls.example.com/m"/>'.repeat(2)}</Connect></Response>`,
      12200,
    ],
    [
      'a parameter without a name',
      '<Response><Connect><Stream url="wss://a.example.com/"><Parameter value="1"/></Stream></Connect></Response>',
      12200,
    ],
    [
      'a parameter that is too long',
      `<Response><Connect><Stream url="wss://a.example.com/"><Parameter name="a" value="${'1'.repeat(500)}"/></Stream></Connect></Response>`,
      12200,
    ],
    ['nothing to say', '<Response><Say> </Say></Response>', 13520],
    ['a sound that is none', '<Response><Play>/twiml</Play></Response>', 12300],
  ])('with %s is an application error', async (_, document, code) => {
    expect(await played(document)).toBe(APOLOGY);
    expect(codes()).toEqual([code]);
    expect(at.receiver.upgraded).toEqual([]);
  });

  it('of another content type is one as well', async () => {
    at.receiver.answers.set('/twiml', (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    );
    expect(await played('')).toBe(APOLOGY);
    expect(codes()).toEqual([12300]);
  });

  it('that nobody answers is asked for at the fallback, and then is one', async () => {
    at.receiver.answers.set('/twiml', (_, response) => response.writeHead(500).end());
    at.receiver.answers.set('/fallback', (_, response) => response.destroy());
    expect(await played('', { fallbackUrl: 'https://calls.example.com/fallback' })).toBe(APOLOGY);
    expect(codes()).toEqual([11200, 11205, 11200]);
  });

  it('with attributes that do not belong there is played, and the debugger told', async () => {
    at.receiver.twiml.set(
      '/twiml',
      '<Response>stray<Say volume="11">Hi</Say><Connect><Stream url="wss://calls.example.com/media?token=1"/></Connect></Response>',
    );
    const { stream } = await at.streaming();
    expect([stream.path, stream.valid]).toEqual(['/media', true]);
    expect(at.standin.debugger.map(({ level, message }) => [level, message])).toEqual([
      ['warning', 'Schema validation warning: text in <Response> is ignored'],
      ['warning', 'Schema validation warning: attribute volume is not allowed in <Say>'],
      ['warning', 'Schema validation warning: <Stream url> takes no query: it is left out. Use <Parameter>'],
    ]);
  });

  it('ends with the call: what is being said is not waited for', async () => {
    at.receiver.twiml.set('/twiml', '<Response><Say loop="0">On and on</Say></Response>');
    const { sid } = await at.call();
    const leg = await at.leg();
    leg.answer();
    await at.receiver.until(() => at.receiver.received.some(({ path }) => path === '/twiml'));
    leg.end();
    expect((await at.standin.ended(sid)).status).toBe('completed');
  });
});
