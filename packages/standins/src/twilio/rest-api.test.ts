import { ManualClock } from '@ringback/engine/testing';
import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench, CONNECT, FROM, TO } from './testing/bench.js';

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at.stop());

/** What the SDK throws, in short. */
async function refusal(request: Promise<unknown>): Promise<[number, number, string]> {
  const error = await request.then(
    () => new Error('it was accepted'),
    (thrown: Error & { status: number; code: number }) => thrown,
  );
  const { status, code, message } = error as Error & { status: number; code: number };
  return [status, code, message];
}

describe('creating a call with the twilio package', () => {
  it('gives a queued call with every field that the package reads', async () => {
    const call = await at.client.calls.create({ to: TO, from: FROM, url: 'https://calls.example.com/twiml' });
    expect(call).toMatchObject({
      accountSid: at.standin.accountSid,
      to: TO,
      toFormatted: '(202) 555-0100',
      from: FROM,
      status: 'queued',
      direction: 'outbound-api',
      apiVersion: '2010-04-01',
      queueTime: '0',
      startTime: null,
      endTime: null,
      duration: null,
      price: null,
      priceUnit: 'USD',
      answeredBy: null,
      uri: `/2010-04-01/Accounts/${at.standin.accountSid}/Calls/${call.sid}.json`,
    });
    expect(call.sid).toMatch(/^CA[0-9a-f]{32}$/);
    expect(call.phoneNumberSid).toMatch(/^PN[0-9a-f]{32}$/);
    expect(call.dateCreated).toBeInstanceOf(Date);
    expect(call.subresourceUris.streams).toBe(call.uri.replace('.json', '/Streams.json'));
  });

  it('dials what was asked for, and the caller that was given', async () => {
    await at.call({ timeout: 25, callerId: FROM });
    const { request } = await at.leg();
    expect(request).toMatchObject({ to: TO, from: FROM, ringTimeoutMs: 25_000 });
  });

  it.each([
    [{ to: '02025550100' }, 21211, 'The phone number you are attempting to call, 02025550100, is not valid.'],
    [{ from: 'nobody' }, 21212, "The 'From' number nobody is not a valid phone number."],
    [
      { from: '+12025550177' },
      21210,
      "The source phone number provided, +12025550177, is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.",
    ],
    [{ to: '' }, 21201, "No 'To' number is specified"],
    [{ from: '' }, 21213, "'From' phone number is required"],
    [{ url: '' }, 21205, 'Url parameter is required'],
    [{ url: 'calls.example.com' }, 21205, 'Url is not a valid URL: calls.example.com'],
    [{ url: 'http://127.0.0.1:1/' }, 21205, 'Url is not a valid URL: http://127.0.0.1:1/'],
    [
      { statusCallback: 'https://my_host.example.com/' },
      21205,
      'StatusCallback is not a valid URL: https://my_host.example.com/',
    ],
    [{ method: 'PUT' }, 21209, 'Method is invalid: it must be one of GET, POST'],
    [{ timeout: 601 }, 21208, 'Timeout is invalid: it must be a whole number from 1 to 600'],
    [{ sendDigits: '12x' }, 21206, 'SendDigits is invalid: 12x'],
    [{ timeLimit: 0 }, 20001, 'TimeLimit is invalid: it must be a whole number from 1 to 86400'],
    [
      { statusCallbackEvent: ['ringing', 'ended'] },
      20001,
      'StatusCallbackEvent ended is invalid: initiated, ringing, answered, completed',
    ],
    [{ machineDetection: 'Yes' }, 20001, 'MachineDetection is invalid: it must be one of Enable, DetectMessageEnd'],
    [
      { machineDetectionSpeechThreshold: 999 },
      20001,
      'MachineDetectionSpeechThreshold is invalid: it must be a whole number from 1000 to 6000',
    ],
    [{ asyncAmd: 'maybe' }, 20001, 'AsyncAmd is invalid: it must be one of true, false'],
    [
      { url: undefined, twiml: `<Response>${' '.repeat(4000)}</Response>` },
      20001,
      'Twiml is longer than 4000 characters',
    ],
    [{ url: undefined, applicationSid: 'AP1' }, 21218, 'ApplicationSid is not valid: this account has no applications'],
    [
      { record: true, trim: 'trim-silence' },
      20001,
      'Trim: this stand-in of Twilio does not trim recordings. Give do-not-trim.',
    ],
  ])('refuses %j', async (over, code, message) => {
    expect(await refusal(at.call(over))).toEqual([400, code, message]);
    expect(at.standin.calls).toEqual([]);
  });

  it('passes over parameters that it does not know, and tells the test', async () => {
    const body = new URLSearchParams({ To: TO, From: FROM, Twiml: CONNECT, StatusCallbackEvents: 'ringing' });
    const answer = await post(`/2010-04-01/Accounts/${at.standin.accountSid}/Calls.json`, body);
    expect(answer.status).toBe(201);
    expect(at.standin.ignoredParameters(((await answer.json()) as { sid: string }).sid)).toEqual([
      'StatusCallbackEvents',
    ]);
  });

  it('has no idempotency: the same request twice is two calls', async () => {
    const [first, second] = [await at.call(), await at.call()];
    expect(first.sid).not.toBe(second.sid);
    expect(at.standin.calls).toHaveLength(2);
  });

  function post(path: string, body: URLSearchParams | string, headers = {}): Promise<Response> {
    const { accountSid, authToken } = at.standin;
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    return fetch(at.client.api.baseUrl + path, { method: 'POST', body, headers: { authorization, ...headers } });
  }

  it('reads forms alone', async () => {
    const path = `/2010-04-01/Accounts/${at.standin.accountSid}/Calls.json`;
    const answer = await post(path, JSON.stringify({ To: TO }), { 'content-type': 'application/json' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        code: 21201,
        message: "No 'To' number is specified",
        more_info: 'https://www.twilio.com/docs/errors/21201',
        status: 400,
      },
    ]);
  });

  it('refuses a body over 1 MB, and deletes nothing', async () => {
    const path = `/2010-04-01/Accounts/${at.standin.accountSid}/Calls.json`;
    expect((await post(path, new URLSearchParams({ To: 'x'.repeat(1_000_001) }))).status).toBe(413);
    const { sid } = await at.call();
    expect((await refusal(at.client.calls(sid).remove()))[0]).toBe(405);
  });
});

describe('credentials', () => {
  it('that are wrong are refused with 20003', async () => {
    const stranger = twilio(at.standin.accountSid, 'wrong');
    stranger.api.baseUrl = at.client.api.baseUrl;
    expect(await refusal(stranger.calls.list())).toEqual([401, 20003, 'Authenticate']);
  });

  it('may be an API key, while webhooks are signed with the auth token', async () => {
    await at.stop();
    at = await bench({ apiKeys: { SK1: 'secret' } });
    const keyed = twilio('SK1', 'secret', { accountSid: at.standin.accountSid });
    keyed.api.baseUrl = at.client.api.baseUrl;
    const { sid } = await keyed.calls.create({ to: TO, from: FROM, url: 'https://calls.example.com/twiml' });
    (await at.leg()).answer();
    const asked = await at.receiver.until(() => at.receiver.received[0]);
    expect([asked.params.CallSid, asked.valid]).toEqual([sid, true]);
  });

  it('show the account and its numbers', async () => {
    expect(await at.client.api.accounts(at.standin.accountSid).fetch()).toMatchObject({
      status: 'active',
      type: 'Full',
    });
    expect(await at.client.incomingPhoneNumbers.list({ phoneNumber: FROM })).toMatchObject([{ phoneNumber: FROM }]);
    expect(await at.client.incomingPhoneNumbers.list({ phoneNumber: '+12025550177' })).toEqual([]);
  });
});

describe('a call by its sid', () => {
  it('is shown as it goes on', async () => {
    const { sid } = await at.call();
    const leg = await at.leg();
    leg.ring();
    expect((await at.client.calls(sid).fetch()).status).toBe('ringing');
    leg.answer();
    const during = await at.client.calls(sid).fetch();
    expect([during.status, during.startTime instanceof Date, during.endTime]).toEqual(['in-progress', true, null]);
    leg.end();
    const after = await at.client.calls(sid).fetch();
    expect([after.status, after.endTime instanceof Date]).toEqual(['completed', true]);
  });

  it('is not found where there is none, nor in another account', async () => {
    const none = `CA${'0'.repeat(32)}`;
    expect(await refusal(at.client.calls(none).fetch())).toEqual([
      404,
      20404,
      `The requested resource /2010-04-01/Accounts/${at.standin.accountSid}/Calls/${none}.json was not found`,
    ]);
    expect((await refusal(at.client.api.accounts(`AC${'0'.repeat(32)}`).calls.list()))[1]).toBe(20404);
  });

  it('is cancelled while it rings, and completed once it was answered', async () => {
    const ringing = await at.call();
    (await at.leg(0)).ring();
    expect((await at.client.calls(ringing.sid).update({ status: 'canceled' })).status).toBe('canceled');
    const { sid } = await at.streaming();
    expect((await at.client.calls(sid).update({ status: 'canceled' })).status).toBe('in-progress');
    await at.client.calls(sid).update({ status: 'completed' });
    expect((await at.standin.ended(sid)).status).toBe('completed');
  });

  it('cannot be changed any more once it is over: 21220', async () => {
    const { sid, leg } = await at.streaming();
    leg.end();
    await at.standin.ended(sid);
    expect(await refusal(at.client.calls(sid).update({ status: 'completed' }))).toEqual([
      400,
      21220,
      'Call is not in-progress. Cannot hang up.',
    ]);
    expect(await refusal(at.client.calls(sid).update({ twiml: '<Response/>' }))).toEqual([
      400,
      21220,
      'Call is not in-progress. Cannot redirect.',
    ]);
  });

  it('cannot be redirected before it is answered', async () => {
    const { sid } = await at.call();
    expect((await refusal(at.client.calls(sid).update({ twiml: '<Response/>' })))[1]).toBe(21220);
  });

  it('goes on with other TwiML in the middle of what is being said', async () => {
    const twiml = '<Response><Say>A long sentence that nobody will hear to its end.</Say></Response>';
    const { sid } = await at.call({ url: undefined, twiml });
    const leg = await at.leg();
    leg.answer();
    await at.client.calls(sid).update({ twiml: '<Response><Say>Good day</Say><Say>Goodbye</Say></Response>' });
    await at.standin.ended(sid);
    expect(leg.given.slice(1).map(({ words, audio, heardMs }) => [words, heardMs === audio.durationMs])).toEqual([
      ['Good day', true],
      ['Goodbye', true],
    ]);
    expect(leg.given[0]?.heardMs).toBeLessThan(leg.given[0]?.audio.durationMs as number);
  });

  it('goes on with other TwiML when it is redirected: its stream is stopped first', async () => {
    const { sid, stream, leg } = await at.streaming();
    await at.client.calls(sid).update({ twiml: '<Response><Say>Good day</Say></Response>' });
    await at.receiver.until(() => stream.closeCode !== undefined);
    expect(stream.messages.at(-1)?.event).toBe('stop');
    expect(await at.standin.ended(sid)).toMatchObject({ status: 'completed' });
    expect(leg.words).toBe('Good day');
  });

  it('costs its begun minutes where a price is set', async () => {
    await at.stop();
    const clock = new ManualClock();
    at = await bench({ clock, pricePerMinute: 0.014 });
    const calling = at.call({ statusCallback: undefined });
    await clock.advanceUntil(() => at.carrier.legs.length === 1, 1_000, 1);
    const { sid } = await calling;
    at.carrier.leg.answer();
    await clock.advance(61_000);
    at.carrier.leg.end();
    expect(await at.client.calls(sid).fetch()).toMatchObject({ duration: '61', price: '-0.02800' });
  });
});

describe('the list of calls', () => {
  it('is newest first, in pages that the package follows', async () => {
    const sids: string[] = [];
    for (let index = 0; index < 5; index += 1) sids.unshift((await at.call()).sid);
    const all = await at.client.calls.list({ pageSize: 2 });
    expect(all.map(({ sid }) => sid)).toEqual(sids);
    const second = await (await at.client.calls.page({ pageSize: 2 })).nextPage();
    expect(second?.instances.map(({ sid }) => sid)).toEqual(sids.slice(2, 4));
    const first = await second?.previousPage();
    expect(first?.instances.map(({ sid }) => sid)).toEqual(sids.slice(0, 2));
  });

  it('is filtered by numbers, status and time', async () => {
    await at.stop();
    at = await bench({ callsPerSecond: 0.001 });
    const { sid } = await at.call({ to: '+12025550101' });
    await at.call();
    (await at.leg()).answer();
    const sidsOf = async (filter: Record<string, unknown>): Promise<string[]> =>
      (await at.client.calls.list(filter)).map((call) => call.sid);
    expect(await sidsOf({ to: '+12025550101' })).toEqual([sid]);
    expect(await sidsOf({ to: '+12025550102' })).toEqual([]);
    expect(await sidsOf({ from: FROM })).toHaveLength(2);
    expect(await sidsOf({ status: 'in-progress' })).toEqual([sid]);
    const now = at.clock.now();
    const [before, after] = [new Date(now - 60_000), new Date(now + 60_000)];
    expect(await sidsOf({ startTimeAfter: before, startTimeBefore: after })).toEqual([sid]);
    expect(await sidsOf({ startTimeAfter: after })).toEqual([]);
    expect(await sidsOf({ startTimeBefore: before })).toEqual([]);
  });

  it('refuses filters that cannot be read', async () => {
    expect((await refusal(at.client.calls.list({ pageSize: 1001 })))[1]).toBe(20001);
    expect((await refusal(at.client.calls.list({ status: 'over' as 'busy' })))[1]).toBe(20001);
  });
});
