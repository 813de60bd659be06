import { WebphoneCarrier } from '@ringback/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { play, ramp, sound } from '../../behaviours/carrier-rig.js';
import { type WebphoneBench, webphoneBench } from './bench.js';

let bench: WebphoneBench;

beforeEach(async () => {
  bench = await webphoneBench();
});

afterEach(async () => {
  const { carrier, clock } = bench;
  await bench.close();
  expect([bench.errors, carrier.legs, carrier.sockets, clock.pending]).toEqual([[], 0, 0, 0]);
});

/** A peer that says whatever it likes. */
async function stranger(
  ...messages: (string | Buffer)[]
): Promise<{ answers: unknown[]; code: () => number | null; socket: WebSocket }> {
  const socket = new WebSocket(bench.url);
  const answers: unknown[] = [];
  let code: number | null = null;
  socket.on('message', (data, isBinary) => answers.push(isBinary ? data : JSON.parse(String(data))));
  socket.on('close', (given) => {
    code = given;
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  for (const message of messages) socket.send(message);
  await bench.clock.settle();
  return { answers, code: () => code, socket };
}

const hello = (token: string, more: object = {}): string =>
  JSON.stringify({ type: 'hello', version: 1, token, codecs: ['pcmu'], ...more });

describe('a line', () => {
  it('rings on all its pages; who answers first has it, and the others are told', async () => {
    const { clock, page, dial } = bench;
    const [first, second] = [page('me', { does: 'answers', afterMs: 1_000 }), page('me', { does: 'nothing' })];
    await clock.settle();
    const line = dial();
    await line.untilAnswered();
    await clock.settle();
    expect([first.rung, second.rung, second.ends]).toEqual([['call'], ['call'], ['answered_elsewhere']]);
    expect(bench.farEnds).toEqual([first]);
    second.connection.answer('call');
    await clock.advance(100);
    expect(line.all('answered')).toHaveLength(1);
  });

  it('without a page waits three seconds for one that is being reloaded', async () => {
    const { clock, page, dial } = bench;
    const line = dial();
    await clock.advance(2_900);
    page('me');
    await line.untilAnswered();
    line.leg.hangUp();
    const none = dial({ callId: 'other', to: 'webphone:other' });
    await clock.advance(2_990);
    expect(none.over).toBe(false);
    await clock.advance(20);
    expect(none.end).toEqual({ cause: 'unreachable', detail: 'no page is open for this line' });
  });

  it('whose page is in a call is busy; a call that rang there too becomes busy as the other is answered', async () => {
    const { clock, page, dial } = bench;
    page('me', { does: 'answers', afterMs: 1_000 });
    await clock.settle();
    const first = dial();
    await clock.advance(500);
    const second = dial({ callId: 'second' });
    await first.untilAnswered();
    await clock.advance(20);
    expect(second.end?.cause).toBe('busy');
    expect(await dial({ callId: 'third' }).untilOver()).toBe('busy');
    expect(first.over).toBe(false);
  });

  it('has at most eight pages', async () => {
    const { clock, page, carrier } = bench;
    const pages = Array.from({ length: 9 }, () => page('me'));
    await clock.settle();
    expect(carrier.pages('me')).toBe(8);
    expect(pages.filter(({ failure }) => failure !== null)).toHaveLength(1);
    expect(bench.refusals).toEqual(['too_many_pages']);
  });
});

describe('who calls', () => {
  it('is what the call says, cut to what a page shows; else what the carrier is called', async () => {
    await bench.close();
    bench = await webphoneBench({ callerName: 'Ringback' });
    const { clock, dial } = bench;
    const { answers } = await stranger(hello(bench.carrier.ticket('me').token));
    dial({ from: 'x'.repeat(90) });
    dial({ callId: 'other' });
    await clock.advance(20);
    expect(answers.slice(1)).toEqual([
      { type: 'ring', call: 'call', from: 'x'.repeat(80) },
      { type: 'ring', call: 'other', from: 'Ringback' },
    ]);
  });
});

describe('a ticket', () => {
  it('lets in once, and within a minute', async () => {
    const { token } = bench.carrier.ticket('me');
    expect((await stranger(hello(token))).answers).toMatchObject([{ type: 'welcome', line: 'me' }]);
    expect((await stranger(hello(token))).answers).toMatchObject([{ type: 'refused', code: 'unknown_token' }]);
    const late = bench.carrier.ticket('me');
    await bench.clock.advance(60_000);
    const refused = await stranger(hello(late.token));
    expect(refused.answers).toMatchObject([{ code: 'unknown_token' }]);
    expect(refused.code()).toBe(1008);
  });

  it('is not guessed from its id, nor taken for another', async () => {
    const { token } = bench.carrier.ticket('me');
    const [id] = token.split('.');
    for (const wrong of [`${id}.${'A'.repeat(43)}`, `${id}.`, id as string, '', 'x'.repeat(3_000), `${token}A`]) {
      expect((await stranger(hello(wrong))).answers).toMatchObject([{ code: 'unknown_token' }]);
    }
    expect((await stranger(hello(token))).answers).toMatchObject([{ type: 'welcome' }]);
  });

  it('is given for no line of an invitation, and for no other name', () => {
    for (const line of ['', 'Me', 'a b', 'invited-abc', 'x'.repeat(65), '../x']) {
      expect(() => bench.carrier.ticket(line)).toThrow(expect.objectContaining({ code: 'invalid_webphone_options' }));
    }
  });
});

describe('an invitation', () => {
  it('may be opened again until it is answered, and never after', async () => {
    const { carrier, clock, dial, open } = bench;
    const { to, token } = carrier.invite(600_000);
    const before = open(token);
    await clock.settle();
    before.close();
    const page = open(token, { does: 'answers', afterMs: 100 });
    const line = dial({ to });
    await line.untilAnswered();
    expect(bench.used).toHaveLength(1);
    expect((await stranger(hello(token))).answers).toMatchObject([{ code: 'unknown_token' }]);
    line.leg.hangUp();
    await clock.advance(20);
    expect([page.ends, page.events.at(-1)]).toEqual([['hung_up'], 'ended']);
    expect(await dial({ to, callId: 'again' }).untilOver()).toBe('unreachable');
    expect(bench.used).toHaveLength(1);
  });

  it('has one call, however often it is dialled', async () => {
    const { to } = bench.carrier.invite(600_000);
    const first = bench.dial({ to });
    const second = bench.dial({ to, callId: 'second' });
    expect(await second.untilOver()).toBe('unreachable');
    expect(first.over).toBe(false);
  });

  it('that is not opened, or expires, ends its call as not answered', async () => {
    const { carrier, clock, dial, open } = bench;
    const unopened = dial({ to: carrier.invite(600_000).to });
    await clock.advance(30_000);
    expect(unopened.end).toEqual({ cause: 'no_answer', detail: 'the invitation was not opened' });
    const { to, token } = carrier.invite(60_000);
    open(token, { does: 'nothing' });
    const line = dial({ to, callId: 'second', ringTimeoutMs: 600_000 });
    await clock.advance(59_000);
    expect(line.over).toBe(false);
    await clock.advance(1_100);
    expect(line.end?.cause).toBe('no_answer');
    expect((await stranger(hello(token))).answers).toMatchObject([{ code: 'unknown_token' }]);
  });

  it('tells that it was opened as long as it has no call, so that the call may wait for that', async () => {
    const { carrier, clock, dial, open } = bench;
    const { to, token, record } = carrier.invite(600_000);
    const page = open(token, { does: 'nothing' });
    await clock.settle();
    expect(bench.opened).toEqual([record.id]);
    const line = dial({ to });
    await clock.settle();
    page.close();
    open(token);
    await line.untilAnswered();
    expect(bench.opened).toEqual([record.id]);
  });

  it('is taken back as long as it has no call: its pages are closed, and nobody comes in again', async () => {
    const { carrier, clock, dial, open } = bench;
    const { to, token, record } = carrier.invite(600_000);
    const page = open(token, { does: 'nothing' });
    await clock.settle();
    carrier.withdraw(record.id);
    await clock.advance(20);
    expect(page.sockets.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED]);
    expect((await stranger(hello(token))).answers).toMatchObject([{ code: 'unknown_token' }]);
    expect(await dial({ to }).untilOver()).toBe('unreachable');
    const called = carrier.invite(600_000);
    const line = dial({ to: called.to, callId: 'called' });
    carrier.withdraw(called.record.id);
    open(called.token);
    await line.untilAnswered();
  });

  it('outlives its process by its record, in which the secret is not', async () => {
    const before = new WebphoneCarrier({ clock: bench.clock });
    const { token, record, to } = before.invite(600_000);
    expect(JSON.stringify(record)).not.toContain((token.split('.')[1] as string).slice(0, 8));
    bench.carrier.readmit(record);
    bench.open(token);
    await bench.dial({ to }).untilAnswered();
  });

  it('is valid for a minute at least, and for a week at most', () => {
    for (const ms of [59_999, 604_800_001, Number.NaN]) {
      expect(() => bench.carrier.invite(ms)).toThrow(expect.objectContaining({ code: 'invalid_webphone_options' }));
    }
  });
});

describe('a connection that breaks', () => {
  it('in a call is made anew, and the call goes on: sound waits, marks return once', async () => {
    const { line, page } = await bench.talk();
    play(line, sound(1_000));
    line.leg.mark('a');
    await bench.clock.advance(500);
    page.cut();
    play(line, sound(500));
    line.leg.mark('b');
    await bench.clock.advance(3_000);
    expect(page.events).toEqual(['open', 'ring', 'answered', 'lost', 'open', 'resumed']);
    expect(line.all('mark')).toEqual(['a', 'b']);
    // Everything but what was on its way.
    expect(page.heard.length).toBeGreaterThanOrEqual(1_500 * 8 - 2 * 160);
    page.send(ramp(800));
    const before = line.frames.length;
    await bench.clock.advance(1_000);
    expect(Math.abs(line.frames.length - before - 50)).toBeLessThanOrEqual(1);
    expect(line.over).toBe(false);
  });

  it('gives back marks whose sound was lost on the way', async () => {
    const { line, page } = await bench.talk();
    play(line, sound(20));
    line.leg.mark('a');
    // Sent, and cut before it is read.
    await bench.clock.advanceUntil(() => page.heard.length > 0, 100, 1);
    page.cut();
    line.leg.mark('lost');
    await bench.clock.advance(2_000);
    expect(line.all('mark')).toEqual(['a', 'lost']);
  });

  it('gives back marks that were played while there was no connection', async () => {
    const { line, page } = await bench.talk();
    play(line, sound(20));
    line.leg.mark('a');
    await bench.clock.advanceUntil(() => page.heard.length > 0, 100, 1);
    page.offline = true;
    page.cut();
    await bench.clock.advance(1_000);
    expect(line.all('mark')).toEqual([]);
    page.offline = false;
    await bench.clock.advance(500);
    expect([line.all('mark'), page.events.at(-1)]).toEqual([['a'], 'resumed']);
  });

  it('and is not back ends the call after five seconds; silence is heard meanwhile', async () => {
    const { line, page } = await bench.talk();
    const before = line.frames.length;
    page.offline = true;
    page.cut();
    await bench.clock.advance(4_900);
    expect([line.over, page.ends]).toEqual([false, []]);
    expect(Math.abs(line.frames.length - before - 245)).toBeLessThanOrEqual(25);
    await bench.clock.advance(200);
    expect(line.end?.cause).toBe('failed');
    expect(line.end?.detail).toContain('not back within 5000 ms');
    await bench.clock.advance(500);
    expect(page.ends).toEqual(['connection_lost']);
    // It registers again for the next call, once there is a network.
    page.offline = false;
    await bench.clock.advance(10_100);
    expect([page.events.at(-1), bench.carrier.pages('me')]).toEqual(['open', 1]);
  });

  it('without a word is found out within 15 s', async () => {
    const { answers, socket } = await stranger(hello(bench.carrier.ticket('me').token));
    expect(bench.carrier.pages('me')).toBe(1);
    socket.pause();
    await bench.clock.advance(15_100);
    expect(bench.carrier.pages('me')).toBe(0);
    expect(answers).toHaveLength(1);
    socket.terminate();
  });

  it('is not taken over with a token of a call that is over, or of another', async () => {
    const { line } = await bench.talk();
    const peer = await stranger(hello(bench.carrier.ticket('you').token));
    bench.dial({ callId: 'yours', to: 'webphone:you' });
    await bench.clock.advance(20);
    peer.socket.send(JSON.stringify({ type: 'answer', call: 'yours' }));
    await bench.clock.advance(20);
    const { resume } = peer.answers.find((one) => (one as { type: string }).type === 'answered') as { resume: string };
    const second = await stranger(hello(resume));
    expect(second.answers).toMatchObject([
      { type: 'welcome', line: 'you' },
      { type: 'resumed', call: 'yours' },
    ]);
    expect(peer.code()).toBe(1000);
    second.socket.send(JSON.stringify({ type: 'hang_up' }));
    await bench.clock.advance(20);
    expect((await stranger(hello(resume))).answers).toMatchObject([{ code: 'unknown_token' }]);
    expect(line.over).toBe(false);
  });
});

describe('whoever is no page', () => {
  it.each([
    ['says something else first', ['{"type":"answer","call":"call"}'], 'no_hello'],
    ['speaks no JSON', ['hello'], 'bad_message'],
    ['sends sound first', [Buffer.alloc(168)], 'bad_message'],
    ['says hello without a token', ['{"type":"hello","version":1,"codecs":["pcmu"]}'], 'bad_message'],
    ['speaks another version', [hello('x', { version: 2 })], 'unsupported_version'],
    ['knows no common sound', [hello('x', { codecs: ['opus'] })], 'no_common_codec'],
    ['sends very much at once', [`"${'x'.repeat(5_000)}"`], 'bad_message'],
  ])('%s is turned away', async (_, messages, code) => {
    const { answers, code: closed } = await stranger(...messages);
    await bench.clock.settle();
    expect([answers, closed(), bench.refusals]).toMatchObject([[{ type: 'refused', code }], 1008, [code]]);
  });

  it('says nothing is turned away after five seconds', async () => {
    const { answers, code } = await stranger();
    await bench.clock.advance(5_100);
    expect([answers, code()]).toMatchObject([[{ code: 'no_hello' }], 1008]);
  });

  it('floods is turned away', async () => {
    const { token } = bench.carrier.ticket('me');
    const { answers, code } = await stranger(hello(token), ...Array<string>(2_000).fill('{"type":"beat"}'));
    await bench.clock.settle();
    expect(answers.at(-1)).toMatchObject({ code: 'too_many_messages' });
    expect(code()).toBe(1008);
  });

  it('asks for another path, or for a page, is told 404', async () => {
    expect(bench.carrier.upgrade({ method: 'GET', target: '/webphone/x', headers: {}, body: Buffer.alloc(0) })).toEqual(
      { status: 404 },
    );
    expect(await bench.carrier.handle()).toMatchObject({ status: 404 });
  });

  it('answers, declines or hangs up a call that does not ring there changes nothing', async () => {
    const { line } = await bench.talk();
    const { socket } = await stranger(hello(bench.carrier.ticket('you').token));
    for (const message of [
      { type: 'answer', call: 'call-me' },
      { type: 'decline', call: 'call-me' },
      { type: 'hang_up' },
      { type: 'key', digit: '1' },
      { type: 'played', mark: 99 },
      { type: 'later', version: 2 },
    ]) {
      socket.send(JSON.stringify(message));
    }
    socket.send(Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]), Buffer.alloc(160, 9)]));
    await bench.clock.advance(500);
    expect([line.over, line.all('key'), [...line.heard]]).toEqual([false, [], []]);
  });
});

describe('options', () => {
  it.each([{ resumeWithinMs: -1 }, { resumeWithinMs: 30_001 }, { callerName: 'x'.repeat(81) }])(
    '%j are refused',
    (options) => {
      expect(() => new WebphoneCarrier({ clock: bench.clock, ...options })).toThrow(
        expect.objectContaining({ code: 'invalid_webphone_options' }),
      );
    },
  );
});
