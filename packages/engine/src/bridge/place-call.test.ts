import { describe, expect, it } from 'vitest';
import { NO_OUTCOME } from '../call/outcome.js';
import { RingbackError } from '../errors.js';
import { ScriptedCall, silentAudio } from '../testing/index.js';

describe('a call from dial to hang-up', () => {
  it('opens the conversation while it rings, speaks at the answer, and ends after the last words', async () => {
    const call = new ScriptedCall();
    const { clock, leg, conversation } = call;
    leg.accept('CA1');
    await clock.advance(500);
    leg.ring();
    conversation.ready();
    conversation.say('a1', '您好，请问是王先生吗？', 2_000);
    expect(leg.given).toEqual([]);
    await clock.advance(4_500);
    leg.answer();
    expect(leg.given[0]?.at).toBe(clock.now());
    expect(conversation.answeredAt).toBe(clock.now());
    await clock.advance(2_500);
    await call.calleeSpeaks(700);
    conversation.calleeSaid('u1', '是我。', clock.now() - 700);
    await clock.advance(300);
    conversation.say('a2', '明天上午9点开会，再见。', 2_400);
    conversation.finish('completed', { goalAchieved: true, summary: '已通知' });
    await clock.advance(2_600);
    expect(leg.hungUpAt).toBeNull();
    await clock.advance(100);
    expect(leg.heardMs).toBe(4_400);
    expect(await call.running.ended).toEqual({
      endReason: 'completed',
      detail: 'The conversation came to its end.',
      answeredAt: 5_000,
      endedAt: 11_150,
      talkMs: 6_150,
      outcome: { goalAchieved: true, summary: '已通知', facts: {}, doNotCall: false },
    });
    expect(call.transcript).toEqual([
      'assistant: 您好，请问是王先生吗？',
      'user: 是我。',
      'assistant: 明天上午9点开会，再见。',
    ]);
    expect(call.of('utterance')[0]).toEqual({
      type: 'utterance',
      at: 7_000,
      utterance: {
        utteranceId: 'a1',
        role: 'assistant',
        text: '您好，请问是王先生吗？',
        startedAt: 5_000,
        endedAt: 7_000,
        interrupted: false,
      },
    });
    expect(call.of('turn').map(({ latency }) => latency)).toEqual([
      { turn: 1, toFirstAudio: 0, toCarrier: 0, toHeard: 0 },
      { turn: 2, toFirstAudio: 300, toCarrier: 300, toHeard: 300 },
    ]);
    expect(call.of('state')).toEqual([
      { type: 'state', at: 0, state: 'dialing' },
      { type: 'state', at: 0, state: 'dialing', carrierReference: 'CA1' },
      { type: 'state', at: 500, state: 'ringing' },
      { type: 'state', at: 5_000, state: 'in_progress' },
    ]);
    expect(call.events.at(-1)?.type).toBe('ended');
    expect(clock.pending).toBe(0);
    expect(conversation.closed).toBe(true);
    expect(conversation.reports).toEqual([
      { utteranceId: 'a1', heardMs: 2_000, interrupted: false },
      { utteranceId: 'a2', heardMs: 2_400, interrupted: false },
    ]);
  });

  it('gives the carrier what it dials, and the conversation what it is for', () => {
    const call = new ScriptedCall({
      request: { from: '+8675500000000' },
      dependencies: { limits: { ringTimeoutMs: 12_000 } },
    });
    expect(call.leg.request).toEqual({
      callId: 'call-1',
      to: '+8613800138000',
      from: '+8675500000000',
      ringTimeoutMs: 12_000,
      timeLimitMs: 600_000,
    });
    expect(call.conversation.request).toMatchObject({
      callId: 'call-1',
      to: '+8613800138000',
      brief: { requirement: '通知您明天上午9点开会' },
    });
    expect(call.running.state).toBe('dialing');
  });

  it('passes audio, captions and keys of the callee on as they came, from the answer to the end', async () => {
    const call = new ScriptedCall();
    const { leg, conversation, clock } = call;
    const caption = { captionId: 'c1', text: '喂', final: true, startedAt: clock.now(), endedAt: clock.now() };
    const frame = silentAudio(20);
    // The network's own sound: ringback, announcements.
    leg.sound(frame, 5);
    leg.caption(caption);
    leg.pressKey('1');
    await call.answer();
    expect([conversation.heard, conversation.captions, conversation.keys]).toEqual([[], [], []]);
    leg.sound(frame, 3);
    leg.caption(caption);
    leg.pressKey('5');
    leg.pressKey('x');
    expect(conversation.heard).toHaveLength(3);
    expect(conversation.heard[0]).toBe(frame);
    expect(conversation.captions).toEqual([caption]);
    expect(conversation.keys).toEqual(['5']);
    expect(call.of('keys')).toEqual([{ type: 'keys', at: 1_000, by: 'user', digits: '5' }]);
    leg.end();
    leg.sound(frame, 3);
    leg.pressKey('7');
    expect(conversation.heard).toHaveLength(3);
    expect(conversation.keys).toEqual(['5']);
  });

  it('tells what is being said as it is heard, a few words at a time, on both sides', async () => {
    const call = new ScriptedCall();
    const { clock, conversation } = call;
    await call.answer();
    conversation.say('a1', '您好，请问是王先生吗？', 2_000);
    await clock.advance(1_500);
    expect(call.of('partial').map(({ role, text }) => [role, text])).toEqual([
      ['assistant', '您好'],
      ['assistant', '您好，请问'],
      ['assistant', '您好，请问是王'],
    ]);
    await clock.advance(600);
    const startedAt = clock.now();
    for (const text of ['是', '是', '是我']) {
      conversation.listener.calleeSaid({
        utteranceId: 'u1',
        text,
        final: false,
        startedAt,
        endedAt: clock.now(),
      });
      await clock.advance(200);
    }
    conversation.calleeSaid('u1', '是我。', startedAt);
    conversation.calleeSaid('u1', '是我，再说一遍。', startedAt);
    expect(
      call
        .of('partial')
        .slice(3)
        .map(({ role, text }) => [role, text]),
    ).toEqual([
      ['assistant', '您好，请问是王先生'],
      ['user', '是'],
      ['user', '是我'],
    ]);
    expect(call.transcript).toEqual(['assistant: 您好，请问是王先生吗？', 'user: 是我。']);
  });

  it('tells notes as they come', async () => {
    const call = new ScriptedCall();
    await call.answer();
    call.conversation.listener.note({ attending: true });
    expect(call.of('note')).toEqual([{ type: 'note', at: 1_000, values: { attending: true } }]);
  });

  it('takes a goodbye that was prepared before the answer, and hangs up once it was heard', async () => {
    const call = new ScriptedCall();
    call.leg.ring();
    call.conversation.say('a1', '明天上午9点开会。', 1_500);
    call.conversation.finish();
    await call.clock.advance(3_000);
    expect(call.leg.hungUpAt).toBeNull();
    call.leg.answer();
    await call.clock.advance(1_800);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.leg.heardMs).toBe(1_500);
  });

  it('goes through a call without marks by the clock', async () => {
    const call = new ScriptedCall({ carrier: { capabilities: { marks: false } } });
    await call.answer();
    call.conversation.say('a1', '明天上午9点开会，再见。', 2_000);
    call.conversation.finish();
    await call.clock.advance(2_300);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.leg.marksAsked).toEqual([]);
    expect(call.leg.heardMs).toBe(2_000);
    expect(call.transcript).toEqual(['assistant: 明天上午9点开会，再见。']);
  });
});

describe('a call that is never answered', () => {
  it.each(['no_answer', 'busy', 'rejected', 'unreachable'] as const)('ends as the carrier says: %s', async (cause) => {
    const call = new ScriptedCall();
    call.leg.ring();
    call.conversation.ready();
    await call.clock.advance(3_000);
    call.leg.end(cause, 'code 480');
    const end = await call.running.ended;
    expect(end).toMatchObject({ endReason: cause, answeredAt: null, talkMs: 0, endedAt: 3_000, outcome: NO_OUTCOME });
    expect(end.detail).toContain('(code 480)');
    expect(call.conversation.closed).toBe(true);
    expect(call.clock.pending).toBe(0);
  });

  it('does not dial where the conversation cannot be opened', async () => {
    const call = new ScriptedCall({
      conversations: {
        onOpen: () => {
          throw new RingbackError('model_unreachable', 'tell +8613800138000');
        },
      },
    });
    const end = await call.running.ended;
    expect(end).toMatchObject({ endReason: 'model_failure', detail: 'The conversation failed. (model_unreachable)' });
    expect(call.carrier.legs).toEqual([]);
    expect(call.events.map((event) => event.type)).toEqual(['state', 'ended']);
  });

  it('ends as a failure of the carrier where dialling throws', async () => {
    const call = new ScriptedCall({
      carrier: {
        onDial: () => {
          throw new TypeError('+8613800138000');
        },
      },
    });
    expect(await call.running.ended).toMatchObject({
      endReason: 'carrier_failure',
      detail: 'The carrier failed. (TypeError)',
    });
    expect(call.conversation.closed).toBe(true);
    expect(call.clock.pending).toBe(0);
  });

  it('bears a carrier and a conversation that tell everything from inside', async () => {
    const call = new ScriptedCall({
      carrier: {
        onDial: (leg) => {
          leg.accept('early');
          leg.ring();
          leg.answer();
          leg.sound();
        },
      },
      conversations: {
        onOpen: (conversation) => {
          conversation.ready();
          conversation.say('a1', '您好。', 400);
        },
      },
    });
    expect(call.running.state).toBe('in_progress');
    await call.clock.advance(500);
    expect(call.transcript).toEqual(['assistant: 您好。']);
    const ended = new ScriptedCall({ carrier: { onDial: (leg) => leg.end('busy') } });
    expect((await ended.running.ended).endReason).toBe('busy');
    expect(ended.clock.pending).toBe(0);
  });

  it('gives a carrier up that tells nothing, and one that never stops ringing', async () => {
    const silent = new ScriptedCall({ dependencies: { limits: { ringTimeoutMs: 20_000 } } });
    await silent.clock.advance(49_999);
    expect(silent.leg.hungUpAt).toBeNull();
    await silent.clock.advance(1);
    expect((await silent.running.ended).endReason).toBe('no_answer');

    const ringing = new ScriptedCall({ dependencies: { limits: { ringTimeoutMs: 20_000 } } });
    await ringing.clock.advance(40_000);
    ringing.leg.ring();
    await ringing.clock.advance(29_999);
    expect(ringing.leg.hungUpAt).toBeNull();
    await ringing.clock.advance(1);
    expect((await ringing.running.ended).endReason).toBe('no_answer');
  });

  it('refuses what cannot work before anything has happened', () => {
    const opened: unknown[] = [];
    const conversations = { onOpen: (conversation: unknown) => opened.push(conversation) };
    expect(
      () =>
        new ScriptedCall({
          carrier: { capabilities: { captions: false } },
          conversations: { capabilities: { understands: 'captions' }, onOpen: (one) => opened.push(one) },
        }),
    ).toThrow(expect.objectContaining({ code: 'captions_missing' }));
    expect(() => new ScriptedCall({ conversations, dependencies: { limits: { timeLimitMs: 0 } } })).toThrow(
      expect.objectContaining({ code: 'invalid_limit' }),
    );
    expect(opened).toEqual([]);
  });
});

describe('what a carrier delivers late, twice or out of order', () => {
  it('changes nothing', async () => {
    const call = new ScriptedCall();
    const { leg, clock, conversation } = call;
    leg.answer();
    leg.ring();
    leg.accept('CA1');
    leg.accept('CA1');
    leg.answer('human');
    leg.ring();
    conversation.ready();
    conversation.say('a1', '您好。', 600);
    await clock.advance(700);
    const marks = [...leg.marksAsked];
    for (const mark of [...marks, 'unknown', ...marks]) leg.listener.mark(mark);
    leg.end('callee_hung_up');
    const told = call.events.length;
    leg.end('busy');
    leg.answer();
    leg.ring();
    leg.accept('CA2');
    leg.sound();
    leg.pressKey('1');
    leg.listener.mark('p1');
    expect(call.events.length).toBe(told);
    expect(call.of('state').map(({ state, carrierReference }) => [state, carrierReference])).toEqual([
      ['dialing', undefined],
      ['in_progress', undefined],
      ['in_progress', 'CA1'],
    ]);
    expect(conversation.answeredBy).toBe('unknown');
    expect(conversation.reports).toEqual([{ utteranceId: 'a1', heardMs: 600, interrupted: false }]);
    expect((await call.running.ended).endReason).toBe('callee_hung_up');
  });

  it('says so where the carrier changes the name of a call', () => {
    const call = new ScriptedCall();
    call.leg.accept('CA1');
    call.leg.accept('CA2');
    expect(call.of('warning').map(({ code }) => code)).toEqual(['carrier_reference_changed']);
  });
});
