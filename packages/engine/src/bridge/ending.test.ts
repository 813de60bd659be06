import { describe, expect, it } from 'vitest';
import type { ConcludeReason } from '../conversations/conversation.js';
import { ScriptedCall, silentAudio } from '../testing/index.js';

async function answered(options: ConstructorParameters<typeof ScriptedCall>[0] = {}): Promise<ScriptedCall> {
  const call = new ScriptedCall(options);
  await call.answer();
  return call;
}

/** A conversation that says goodbye for a second when it is asked to. */
function polite(call: ScriptedCall): void {
  call.conversation.onConclude = (reason) => {
    call.conversation.say('bye', '那先这样，再见。', 1_000);
    call.conversation.finish(reason === 'stopping' ? 'interrupted' : reason);
  };
}

describe('hanging up', () => {
  it('waits for everything given before to be heard, and for the ear [bridge: hang-up.when-heard]', async () => {
    const call = await answered();
    call.conversation.say('a1', '第一句话。', 1_000);
    call.conversation.say('a2', '第二句话。', 1_000);
    call.conversation.finish();
    call.conversation.say('a3', '这句不该有。', 1_000);
    await call.clock.advance(2_249);
    expect(call.leg.hungUpAt).toBeNull();
    await call.clock.advance(1);
    const end = await call.running.ended;
    expect(end.endReason).toBe('completed');
    expect(call.leg.heardMs).toBe(2_000);
    expect(call.transcript).toEqual(['assistant: 第一句话。', 'assistant: 第二句话。']);
    expect(call.clock.pending).toBe(0);
  });

  it('comes at once where nothing is left to be heard', async () => {
    const call = await answered();
    call.conversation.finish('wrong_number');
    await call.clock.advance(250);
    expect((await call.running.ended).endReason).toBe('wrong_number');
  });

  it('does not wait for ever for marks that were lost', async () => {
    const call = await answered();
    call.leg.losesMarks = true;
    call.conversation.say('a1', '再见。', 1_000);
    call.conversation.finish();
    await call.clock.advance(1_000 + 3_000 + 250);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.of('warning').map(({ code }) => code)).toEqual(['marks_lost']);
    expect(call.transcript).toEqual(['assistant: 再见。']);
  });

  it('by the callee tells the conversation how much was heard, for its outcome, and takes nothing more of it', async () => {
    const call = await answered();
    call.conversation.onPlayed = ({ heardMs }) => {
      call.conversation.known = { ...call.conversation.known, facts: { heardMs } };
      call.conversation.say('late', '这句太晚了。', 1_000);
      call.conversation.finish('completed', { goalAchieved: true });
    };
    call.conversation.say('a1', '会议改到九点。请问您听清楚了吗？', 3_000);
    await call.clock.advance(2_000);
    call.leg.end('callee_hung_up');
    const end = await call.running.ended;
    expect(call.conversation.reports).toEqual([{ utteranceId: 'a1', heardMs: 2_000, interrupted: true }]);
    expect(end).toMatchObject({ endReason: 'callee_hung_up', outcome: { facts: { heardMs: 2_000 } } });
    expect(call.transcript).toHaveLength(1);
    expect(call.clock.pending).toBe(0);
  });

  it('survives a conversation that throws when it is told what was heard last', async () => {
    const call = await answered();
    call.conversation.onPlayed = () => {
      throw new Error('too late for me');
    };
    call.conversation.say('a1', '会议改到九点。', 3_000);
    await call.clock.advance(2_000);
    call.leg.end('callee_hung_up');
    expect((await call.running.ended).endReason).toBe('callee_hung_up');
    expect(call.clock.pending).toBe(0);
  });

  it('by the callee during the goodbye is no cutting short', async () => {
    const call = await answered();
    call.conversation.say('a1', '谢谢您，再见。', 1_400);
    call.conversation.finish('completed', { goalAchieved: true });
    await call.clock.advance(1_000);
    call.leg.end('callee_hung_up');
    expect(await call.running.ended).toMatchObject({ endReason: 'completed', outcome: { goalAchieved: true } });
    expect(call.transcript).toEqual(['assistant: 谢谢您，…'.replace('，', '')]);
  });

  it('by the callee in the middle of a sentence keeps what was said, and what the conversation knows', async () => {
    const call = await answered();
    const { clock, conversation, leg } = call;
    conversation.known = { goalAchieved: false, summary: '对方挂断', facts: { heard: true }, doNotCall: false };
    conversation.say('a1', '一二三四五六七八。', 1_600);
    const startedAt = clock.now() + 300;
    await clock.advance(900);
    conversation.listener.calleeSaid({
      utteranceId: 'u1',
      text: '不用',
      final: false,
      startedAt,
      endedAt: clock.now(),
    });
    leg.end('callee_hung_up', 'BYE');
    const end = await call.running.ended;
    expect(end).toEqual({
      endReason: 'callee_hung_up',
      detail: 'The callee hung up. (BYE)',
      answeredAt: 1_000,
      endedAt: 1_900,
      talkMs: 900,
      outcome: conversation.known,
    });
    expect(call.transcript).toEqual(['assistant: 一二三四…', 'user: 不用']);
    expect(conversation.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('on request is immediate in every state', async () => {
    const dialing = new ScriptedCall();
    dialing.running.hangUp();
    await dialing.clock.advance(0);
    expect(await dialing.running.ended).toMatchObject({ endReason: 'cancelled', answeredAt: null });

    const ringing = new ScriptedCall();
    ringing.leg.ring();
    ringing.running.hangUp();
    ringing.leg.answer();
    await ringing.clock.advance(0);
    expect((await ringing.running.ended).endReason).toBe('cancelled');
    expect(ringing.conversation.answeredAt).toBeNull();

    const talking = await answered();
    talking.conversation.say('a1', '一二三四五六七八。', 1_600);
    await talking.clock.advance(800);
    talking.running.hangUp();
    talking.running.hangUp();
    expect(talking.leg.hungUpAt).toBe(talking.clock.now());
    await talking.clock.advance(0);
    expect(await talking.running.ended).toMatchObject({ endReason: 'hung_up', talkMs: 800 });
    expect(talking.transcript).toEqual(['assistant: 一二三四…']);
    const told = talking.events.length;
    talking.running.hangUp();
    talking.running.conclude('stopping');
    expect(talking.events.length).toBe(told);
    expect(talking.clock.pending).toBe(0);
  });

  it('is not charged for the time that a carrier needs for it, and ends without its word', async () => {
    const slow = await answered({ carrier: { hangUpDelayMs: 1_500 } });
    await slow.clock.advance(2_000);
    slow.running.hangUp();
    await slow.clock.advance(1_500);
    expect(await slow.running.ended).toMatchObject({ talkMs: 2_000, endedAt: 3_000 });
    expect(slow.events.at(-1)?.at).toBe(4_500);

    const mute = await answered({ carrier: { hangUpDelayMs: null } });
    await mute.clock.advance(2_000);
    mute.running.hangUp();
    await mute.clock.advance(4_999);
    expect(mute.running.state).toBe('in_progress');
    await mute.clock.advance(1);
    expect(await mute.running.ended).toMatchObject({ endReason: 'hung_up', talkMs: 2_000 });
    expect(mute.of('warning').map(({ code }) => code)).toEqual(['leg_end_missing']);
    expect(mute.clock.pending).toBe(0);
  });
});

describe('concluding', () => {
  it('before the answer ends the call at once', async () => {
    const call = new ScriptedCall();
    call.leg.ring();
    call.running.conclude('stopping');
    await call.clock.advance(0);
    expect((await call.running.ended).endReason).toBe('interrupted');
    expect(call.conversation.concluded).toEqual([]);
  });

  it.each([
    ['stopping', 'interrupted'],
    ['time_limit', 'time_limit'],
    ['out_of_balance', 'out_of_balance'],
    ['no_response', 'no_response'],
  ] satisfies [ConcludeReason, string][])('for %s lets the conversation say goodbye: %s', async (reason, endReason) => {
    const call = await answered();
    polite(call);
    call.running.conclude(reason);
    call.running.conclude('time_limit');
    expect(call.conversation.concluded).toEqual([reason]);
    await call.clock.advance(1_250);
    expect((await call.running.ended).endReason).toBe(endReason);
    expect(call.transcript).toEqual(['assistant: 那先这样，再见。']);
    expect(call.synthesiser.spoken).toEqual([]);
  });

  it('is done by the bridge where the conversation does not', async () => {
    const call = await answered({ request: { brief: { requirement: 'Confirm the appointment' } } });
    call.running.conclude('stopping');
    await call.clock.advance(4_999);
    expect(call.leg.given).toEqual([]);
    await call.clock.advance(1);
    expect(call.synthesiser.spoken).toEqual([
      { text: 'I am sorry, I have to end this call now. Thank you, goodbye.', voice: { language: 'en' } },
    ]);
    expect(call.conversation.closed).toBe(true);
    await call.clock.advance(20_000);
    expect((await call.running.ended).endReason).toBe('interrupted');
    expect(call.of('warning').map(({ code }) => code)).toEqual(['conversation_stuck']);
  });

  it('waits for a sentence that is still being said, but not past the deadline', async () => {
    const call = await answered();
    call.running.conclude('stopping');
    call.conversation.listener.speech('a1', silentAudio(7_000), '这次就先说到这里。');
    await call.clock.advance(8_399);
    expect(call.synthesiser.spoken).toEqual([]);
    await call.clock.advance(1);
    expect(call.synthesiser.spoken).toHaveLength(1);

    const endless = await answered();
    endless.running.conclude('stopping');
    endless.conversation.listener.speech('a1', silentAudio(60_000), '没完没了。');
    await endless.clock.advance(9_999);
    expect(endless.synthesiser.spoken).toEqual([]);
    await endless.clock.advance(1);
    expect(endless.synthesiser.spoken).toHaveLength(1);
    expect(endless.leg.clears).toHaveLength(1);
    await endless.clock.advance(5_000);
    expect((await endless.running.ended).endReason).toBe('interrupted');
    expect(endless.running.state).toBe('ended');
  });

  it('by a callee who hangs up meanwhile is the callee’s', async () => {
    const call = await answered();
    call.running.conclude('time_limit');
    await call.clock.advance(1_000);
    call.leg.end('callee_hung_up');
    expect((await call.running.ended).endReason).toBe('callee_hung_up');
  });
});

describe('several reasons to end', () => {
  it('leave the first one standing, and the nearest deadline', async () => {
    let refuse: () => void = () => undefined;
    const call = await answered({
      dependencies: {
        limits: { silenceMs: 600_000 },
        mayContinue: () =>
          new Promise((resolve) => {
            refuse = () => resolve(false);
          }),
      },
    });
    call.conversation.onConclude = () => call.conversation.listener.speech('bye', silentAudio(60_000), '再见。');
    await call.clock.advance(50_000);
    call.running.conclude('stopping');
    await call.clock.advance(1_000);
    refuse();
    await call.clock.advance(8_000);
    expect(await call.running.ended).toMatchObject({ endReason: 'interrupted', talkMs: 59_000 });
    expect(call.conversation.concluded).toEqual(['stopping']);
  });
});

describe('the time limit', () => {
  it('is told early enough for a goodbye, and holds [bridge: time-limit.goodbye]', async () => {
    const call = await answered({ dependencies: { limits: { timeLimitMs: 60_000, silenceMs: 100_000 } } });
    polite(call);
    await call.clock.advance(44_999);
    expect(call.conversation.concluded).toEqual([]);
    await call.clock.advance(1);
    expect(call.conversation.concluded).toEqual(['time_limit']);
    await call.clock.advance(1_250);
    expect(await call.running.ended).toMatchObject({ endReason: 'time_limit', talkMs: 46_250 });
  });

  it('ends a call whose goodbye takes too long', async () => {
    const call = await answered({ dependencies: { limits: { timeLimitMs: 60_000, silenceMs: 100_000 } } });
    call.conversation.onConclude = () => {
      call.conversation.say('bye', '再见。'.repeat(20), 40_000);
      call.conversation.finish('time_limit');
    };
    await call.clock.advance(60_000);
    expect(await call.running.ended).toMatchObject({ endReason: 'time_limit', talkMs: 60_000 });
  });

  it('leaves a very short call half of it', async () => {
    const call = await answered({ dependencies: { limits: { timeLimitMs: 10_000 } } });
    await call.clock.advance(5_000);
    expect(call.conversation.concluded).toEqual(['time_limit']);
    await call.clock.advance(5_000);
    expect(await call.running.ended).toMatchObject({ endReason: 'time_limit', talkMs: 10_000 });
  });
});

describe('paid minutes', () => {
  const long = { silenceMs: 600_000 };

  it('are asked for 15 s before each begins, from the second on', async () => {
    const asked: [minute: number, at: number][] = [];
    let call: ScriptedCall | undefined;
    call = await answered({
      dependencies: {
        limits: long,
        mayContinue: async (minute) => {
          asked.push([minute, (call as ScriptedCall).clock.now()]);
          return true;
        },
      },
    });
    const start = call.clock.now();
    await call.clock.advance(170_000);
    expect(asked).toEqual([
      [2, start + 45_000],
      [3, start + 105_000],
      [4, start + 165_000],
    ]);
    call.leg.end();
    await call.running.ended;
    expect(call.clock.pending).toBe(0);
  });

  it.each([
    ['refused', async () => false],
    ['rejected', () => Promise.reject(new Error('database'))],
    [
      'thrown',
      () => {
        throw new Error('database');
      },
    ],
    ['no boolean', async () => 'yes' as unknown as boolean],
  ])('%s lead to a goodbye within the paid one', async (_, mayContinue) => {
    const call = await answered({ dependencies: { limits: long, mayContinue } });
    polite(call);
    await call.clock.advance(45_000);
    expect(call.conversation.concluded).toEqual(['out_of_balance']);
    await call.clock.advance(1_250);
    expect(await call.running.ended).toMatchObject({ endReason: 'out_of_balance', talkMs: 46_250 });
  });

  it('are refused with a word that the end names', async () => {
    const call = await answered({ dependencies: { limits: long, mayContinue: async () => 'day_limit_reached' } });
    polite(call);
    await call.clock.advance(46_250);
    expect(await call.running.ended).toMatchObject({
      endReason: 'out_of_balance',
      detail: 'Another minute could not be paid for. (day_limit_reached)',
    });
  });

  it('never begin unpaid, whatever the conversation does', async () => {
    const call = await answered({ dependencies: { limits: long, mayContinue: async () => false } });
    call.conversation.onConclude = () => {
      call.conversation.say('bye', '我再说两句。'.repeat(20), 60_000);
      call.conversation.finish('out_of_balance');
    };
    await call.clock.advance(59_000);
    const end = await call.running.ended;
    expect(end).toMatchObject({ endReason: 'out_of_balance', talkMs: 59_000 });

    const deaf = await answered({ dependencies: { limits: long, mayContinue: async () => false } });
    await deaf.clock.advance(60_000);
    const other = await deaf.running.ended;
    expect(other.endReason).toBe('out_of_balance');
    expect(other.talkMs).toBeLessThanOrEqual(59_000);
    expect(deaf.transcript).toEqual(['assistant: 不好意思，这次通话只能先到这里。谢谢您，再见。']);
  });

  it('whose answer does not come are not begun, and a late answer changes nothing', async () => {
    let answer: (may: boolean) => void = () => undefined;
    const call = await answered({
      dependencies: {
        limits: long,
        mayContinue: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    });
    polite(call);
    await call.clock.advance(51_999);
    expect(call.conversation.concluded).toEqual([]);
    await call.clock.advance(1);
    expect(call.conversation.concluded).toEqual(['out_of_balance']);
    answer(true);
    await call.clock.advance(2_000);
    expect((await call.running.ended).endReason).toBe('out_of_balance');
    expect(call.clock.pending).toBe(0);
  });

  it('are not asked for again by an answer that comes after it was given up', async () => {
    const answers: ((may: boolean) => void)[] = [];
    const call = await answered({
      dependencies: { limits: long, mayContinue: () => new Promise((resolve) => answers.push(resolve)) },
    });
    call.conversation.onConclude = () => call.conversation.listener.speech('bye', silentAudio(60_000), '再见。');
    await call.clock.advance(52_000);
    answers[0]?.(true);
    await call.clock.advance(7_000);
    expect(await call.running.ended).toMatchObject({ endReason: 'out_of_balance', talkMs: 59_000 });
    expect(answers).toHaveLength(1);
    expect(call.clock.pending).toBe(0);
  });
});

describe('a silent line', () => {
  it('is ended after twice the time of silence in all, in which the conversation may ask [bridge: silence.asks-then-ends]', async () => {
    const call = await answered();
    polite(call);
    call.conversation.say('a1', '您好，请问是王先生吗？', 2_000);
    await call.clock.advance(8_000);
    call.conversation.say('a2', '喂，您在吗？', 1_000);
    await call.clock.advance(14_999);
    expect(call.conversation.concluded).toEqual([]);
    await call.clock.advance(1);
    expect(call.conversation.concluded).toEqual(['no_response']);
    await call.clock.advance(1_250);
    expect((await call.running.ended).endReason).toBe('no_response');
  });

  it('is none where the callee speaks or presses keys', async () => {
    const call = await answered();
    await call.clock.advance(19_000);
    await call.calleeSpeaks(500);
    await call.clock.advance(19_000);
    call.leg.pressKey('1');
    await call.clock.advance(19_000);
    call.conversation.calleeSaid('u1', '喂？', call.clock.now() - 300);
    await call.clock.advance(19_999);
    expect(call.conversation.concluded).toEqual([]);
    await call.clock.advance(1);
    expect(call.conversation.concluded).toEqual(['no_response']);
  });
});
