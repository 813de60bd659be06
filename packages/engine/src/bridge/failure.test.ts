import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../call/call-event.js';
import { END_REASONS } from '../call/end-reason.js';
import { ManualClock, ScriptedCall, silentAudio } from '../testing/index.js';

const APOLOGY = '非常抱歉，系统出了点问题，通话只能先到这里。打扰您了，再见。';

async function answered(options: ConstructorParameters<typeof ScriptedCall>[0] = {}): Promise<ScriptedCall> {
  const call = new ScriptedCall(options);
  await call.answer();
  return call;
}

describe('a conversation that fails', () => {
  it('before the answer leaves nobody’s phone ringing', async () => {
    const call = new ScriptedCall();
    call.leg.ring();
    call.conversation.fail('session_refused');
    expect(call.leg.hungUpAt).toBe(call.clock.now());
    await call.clock.advance(0);
    expect(await call.running.ended).toMatchObject({
      endReason: 'model_failure',
      detail: 'The conversation failed. (session_refused)',
      answeredAt: null,
    });
    expect(call.conversation.closed).toBe(true);
    expect(call.clock.pending).toBe(0);
  });

  it('on the line is apologised for at once, and the call ends politely [bridge: failure.apology]', async () => {
    const call = await answered();
    call.conversation.known = { goalAchieved: null, summary: '', facts: { name: 'ok' }, doNotCall: false };
    await call.clock.advance(3_000);
    call.conversation.fail();
    await call.clock.advance(0);
    expect(call.leg.given[0]?.at).toBe(call.clock.now());
    expect(call.leg.words).toBe(APOLOGY);
    call.conversation.say('a9', '我又好了。', 1_000);
    await call.clock.advance([...APOLOGY].length * 200 + 250);
    expect(await call.running.ended).toMatchObject({ endReason: 'model_failure', outcome: { facts: { name: 'ok' } } });
    expect(call.transcript).toEqual([`assistant: ${APOLOGY}`]);
    expect(call.of('warning').map(({ code }) => code)).toEqual(['model_failed']);
  });

  it('in the middle of a long sentence cuts it: words within two seconds', async () => {
    const call = await answered();
    call.conversation.say('a1', '一二三四五六七八九十。', 10_000);
    await call.clock.advance(5_000);
    call.conversation.fail();
    await call.clock.advance(0);
    expect(call.leg.clears).toHaveLength(1);
    expect(call.leg.given.at(-1)?.at).toBe(call.clock.now());
    await call.clock.advance(10_000);
    expect(call.transcript).toEqual(['assistant: 一二三四五…', `assistant: ${APOLOGY}`]);
  });

  it('shortly before the end of a sentence lets it be heard to its end', async () => {
    const call = await answered();
    call.conversation.say('a1', '一二三四五六七八九十。', 3_000);
    await call.clock.advance(2_000);
    call.conversation.fail();
    await call.clock.advance(20_000);
    expect(call.leg.clears).toEqual([]);
    expect(call.transcript).toEqual(['assistant: 一二三四五六七八九十。', `assistant: ${APOLOGY}`]);
  });

  it.each(['answered', 'hear', 'hearCaption', 'hearKey', 'played', 'conclude'] as const)(
    'by throwing from %s ends its own call alone, with an apology',
    async (method) => {
      const call = new ScriptedCall();
      call.conversation.ready();
      call.conversation[method] = () => {
        throw new TypeError('broken');
      };
      call.leg.answer();
      call.leg.sound();
      const at = call.clock.now();
      call.leg.caption({ captionId: 'c', text: '喂', final: true, startedAt: at, endedAt: at });
      call.leg.pressKey('1');
      call.conversation.say('a1', '您好。', 400);
      await call.clock.advance(500);
      call.running.conclude('stopping');
      await call.clock.advance(12_000);
      expect(await call.running.ended).toMatchObject({
        endReason: 'model_failure',
        detail: 'The conversation failed. (TypeError)',
      });
      expect(call.transcript.at(-1)).toBe(`assistant: ${APOLOGY}`);
      expect(call.clock.pending).toBe(0);
    },
  );

  it('by throwing from outcome and close is borne', async () => {
    const call = await answered();
    call.conversation.outcome = () => {
      throw new Error('no outcome');
    };
    call.conversation.close = () => {
      throw new Error('cannot close');
    };
    call.leg.end();
    expect((await call.running.ended).endReason).toBe('callee_hung_up');
    expect(call.of('warning')).toHaveLength(2);
  });

  it('by not being ready when the callee is on the line is given up in time for words within two seconds', async () => {
    const call = new ScriptedCall();
    call.leg.answer();
    await call.clock.advance(1_499);
    expect(call.leg.given).toEqual([]);
    await call.clock.advance(1);
    expect(call.leg.words).toBe(APOLOGY);
    expect(call.of('warning').map(({ code }) => code)).toEqual(['not_ready']);

    const late = new ScriptedCall();
    late.leg.answer();
    await late.clock.advance(1_400);
    late.conversation.ready();
    await late.clock.advance(5_000);
    expect(late.leg.given).toEqual([]);
    expect(late.running.state).toBe('in_progress');
  });

  it('while its goodbye is being said is not apologised for', async () => {
    const call = await answered();
    call.conversation.say('a1', '再见。', 1_000);
    call.conversation.finish();
    call.conversation.fail();
    await call.clock.advance(1_250);
    expect((await call.running.ended).endReason).toBe('completed');
    expect(call.synthesiser.spoken).toEqual([]);
  });

  it('ends without words where the synthesiser fails or hangs', async () => {
    const failing = await answered();
    failing.synthesiser.fails = true;
    failing.conversation.fail();
    await failing.clock.advance(250);
    expect((await failing.running.ended).endReason).toBe('model_failure');
    expect(failing.of('warning').map(({ code }) => code)).toEqual(['model_failed', 'speech_failed']);

    const hanging = await answered();
    hanging.synthesiser.hangs = true;
    hanging.conversation.fail();
    await hanging.clock.advance(3_250);
    expect((await hanging.running.ended).endReason).toBe('model_failure');
    expect(hanging.of('warning').map(({ code }) => code)).toEqual(['model_failed', 'speech_late']);
    expect(hanging.clock.pending).toBe(0);
  });

  it('and a callee who hangs up during the apology leave no trace', async () => {
    const call = await answered();
    call.conversation.fail();
    call.leg.end('callee_hung_up');
    await call.clock.advance(10_000);
    expect((await call.running.ended).endReason).toBe('model_failure');
    expect(call.events.at(-1)?.type).toBe('ended');
    expect(call.clock.pending).toBe(0);
  });
});

describe('a carrier that fails', () => {
  it('loses the line: what was said is kept', async () => {
    const call = await answered();
    call.conversation.say('a1', '一二三四五六七八。', 1_600);
    await call.clock.advance(800);
    call.leg.end('failed', 'socket closed');
    expect(await call.running.ended).toMatchObject({
      endReason: 'carrier_failure',
      detail: 'The carrier failed. (socket closed)',
      talkMs: 800,
    });
    expect(call.transcript).toEqual(['assistant: 一二三四…']);
    expect(call.clock.pending).toBe(0);
  });

  it.each(['play', 'mark', 'clear'] as const)('by throwing from %s ends its own call alone', async (method) => {
    const call = await answered();
    call.leg[method] = () => {
      throw new RangeError('broken');
    };
    call.conversation.say('a1', '一二三四五六七八。', 1_600);
    await call.clock.advance(600);
    await call.calleeSpeaks(400);
    await call.clock.advance(5_000);
    expect(await call.running.ended).toMatchObject({
      endReason: 'carrier_failure',
      detail: 'The carrier failed. (RangeError)',
    });
    expect(call.clock.pending).toBe(0);
  });

  it('by throwing from hangUp is given up', async () => {
    const call = await answered();
    call.leg.hangUp = () => {
      throw new Error('broken');
    };
    call.running.hangUp();
    await call.clock.advance(5_000);
    expect((await call.running.ended).endReason).toBe('hung_up');
  });

  it('may return marks and its end from inside', async () => {
    const call = await answered();
    const { leg } = call;
    leg.mark = (name) => leg.listener.mark(name);
    leg.hangUp = () => leg.end('we_hung_up');
    call.conversation.say('a1', '一二三四五六七八。', 1_600);
    expect(call.conversation.reports).toEqual([{ utteranceId: 'a1', heardMs: 1_600, interrupted: false }]);
    call.running.hangUp();
    expect((await call.running.ended).endReason).toBe('hung_up');
    await call.clock.advance(1_600);
    expect(call.clock.pending).toBe(0);
  });
});

describe('a listener that throws', () => {
  it.each(['dialing', 'ringing', 'in_progress', 'utterance', 'ended'])(
    'on %s ends that call, which still tells its end',
    async (when) => {
      const events: CallEvent[] = [];
      const call = new ScriptedCall({
        dependencies: {
          onEvent: (event) => {
            events.push(event);
            if (event.type === when || (event.type === 'state' && event.state === when))
              throw new SyntaxError('broken');
          },
        },
      });
      if (when !== 'dialing') {
        call.leg.ring();
        call.conversation.ready();
        call.conversation.say('a1', '您好。', 400);
        call.leg.answer();
        await call.clock.advance(500);
        if (call.running.state !== 'ended') call.running.hangUp();
      }
      await call.clock.advance(0);
      const end = await call.running.ended;
      expect(end.endReason).toBe(when === 'ended' ? 'hung_up' : 'interrupted');
      if (when !== 'ended') expect(end.detail).toContain('SyntaxError');
      expect(events.filter((event) => event.type === 'ended')).toHaveLength(1);
      expect(events.at(-1)?.type).toBe('ended');
      expect(call.clock.pending).toBe(0);
    },
  );

  it('may hang up from inside an event, and still sees one order', async () => {
    const told: string[] = [];
    const call: ScriptedCall = new ScriptedCall({
      dependencies: {
        onEvent: (event) => {
          told.push(event.type === 'state' ? event.state : event.type);
          if (event.type === 'state' && event.state === 'in_progress') call.running.hangUp();
        },
      },
    });
    call.conversation.ready();
    call.leg.answer();
    await call.clock.advance(0);
    expect((await call.running.ended).endReason).toBe('hung_up');
    expect(told).toEqual(['dialing', 'in_progress', 'ended']);
    expect(call.leg.given).toEqual([]);
  });
});

describe('whatever happens', () => {
  const ids = fc.constantFrom('a1', 'a2', 'a3');
  const step = fc.oneof(
    fc.record({ do: fc.constantFrom('accept', 'ring', 'answer', 'sound', 'key', 'oldMarks') }),
    fc.record({ do: fc.constantFrom('ready', 'began', 'stopped', 'press', 'note') }),
    fc.record({ do: fc.constantFrom('speech', 'speechEnded', 'said', 'saying'), id: ids, ms: fc.nat(3_000) }),
    fc.record({ do: fc.constant('wait'), ms: fc.nat(4_000) }),
    // Rarely, so that calls live long enough to become interesting.
    fc.record({
      do: fc.constantFrom('finish', 'fail', 'conclude', 'hangUp', 'end', 'wait', 'wait', 'wait'),
      ms: fc.nat(900),
    }),
  );

  it('a call has a legal history in order, ends once, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        async (steps, [marks, clear, begins, waits]) => {
          const call = new ScriptedCall({ carrier: { capabilities: { marks, clear }, markDelayMs: 30 } });
          const { clock, leg, conversation, running } = call;
          const { listener } = conversation;
          if (begins) leg.answer();
          for (const one of steps) {
            const ms = 'ms' in one ? one.ms : 0;
            const id = 'id' in one ? one.id : 'a1';
            const now = clock.now();
            const said = { utteranceId: `u${id}`, text: '好的', startedAt: now - ms, endedAt: now };
            const run: Record<string, () => unknown> = {
              accept: () => leg.accept(),
              ring: () => leg.ring(),
              answer: () => leg.answer(),
              sound: () => leg.sound(),
              key: () => leg.pressKey('1'),
              oldMarks: () => leg.marksAsked.slice(0, 3).forEach((mark) => void leg.listener.mark(mark)),
              ready: () => listener.ready(),
              began: () => listener.calleeSpeaking(),
              stopped: () => listener.calleeSilent(),
              press: () => listener.pressKeys('12'),
              note: () => listener.note({}),
              speech: () => listener.speech(id, silentAudio(ms), ms % 2 === 0 ? '一二三四' : undefined),
              speechEnded: () => listener.speechEnded(id, '一二三四'),
              said: () => listener.calleeSaid({ ...said, final: true }),
              saying: () => listener.calleeSaid({ ...said, final: false }),
              wait: () => clock.advance(ms),
              finish: () => conversation.finish(),
              fail: () => conversation.fail(),
              conclude: () => running.conclude('stopping'),
              hangUp: () => running.hangUp(),
              end: () => leg.end(),
            };
            await run[one.do]?.();
          }
          // Either we end it, or its own limits do.
          if (!waits) running.hangUp();
          await clock.advance(waits ? 700_000 : 0);
          const end = await running.ended;

          expect(END_REASONS).toContain(end.endReason);
          expect(end.talkMs).toBe(end.answeredAt === null ? 0 : end.endedAt - end.answeredAt);
          expect(end.talkMs).toBeGreaterThanOrEqual(0);
          const types = call.events.map((event) => event.type);
          expect(types.filter((type) => type === 'ended')).toHaveLength(1);
          expect(types.at(-1)).toBe('ended');
          const instants = call.events.map((event) => event.at);
          expect(instants).toEqual([...instants].sort((a, b) => a - b));
          const states = call.of('state').map((event) => event.state);
          const order = ['dialing', 'ringing', 'in_progress'];
          expect(states).toEqual([...states].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
          const utterances = call.of('utterance').map((event) => event.utterance);
          expect(new Set(utterances.map((one) => one.utteranceId)).size).toBe(utterances.length);
          for (const one of utterances) {
            expect(one.endedAt).toBeGreaterThanOrEqual(one.startedAt);
            expect(one.text.trim()).not.toBe('');
          }
          const assistant = utterances.filter((one) => one.role === 'assistant').map((one) => one.startedAt);
          expect(assistant).toEqual([...assistant].sort((a, b) => a - b));
          const reported = conversation.reports.map((report) => report.utteranceId);
          expect(new Set(reported).size).toBe(reported.length);
          expect(call.of('turn').map(({ latency }) => latency.turn)).toEqual(
            call.of('turn').map((_, index) => index + 1),
          );
          expect(conversation.closed).toBe(true);
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('two hundred calls on one clock leave no timer', async () => {
    const clock = new ManualClock();
    const calls = Array.from({ length: 200 }, (_, index) => {
      const call = new ScriptedCall({ clock, request: { callId: `call-${index}` } });
      call.leg.accept(`CA${index}`);
      call.leg.ring();
      call.conversation.ready();
      return call;
    });
    for (const [index, call] of calls.entries()) {
      if (index % 10 === 9) call.leg.end('busy');
      else call.leg.answer();
      call.conversation.say('a1', '您好，请问是王先生吗？', 2_000);
    }
    await clock.advance(1_000);
    for (const [index, call] of calls.entries()) {
      if (index % 10 === 1) call.leg.end('callee_hung_up');
      if (index % 10 === 2) call.running.hangUp();
      if (index % 10 === 3) call.conversation.fail();
      if (index % 10 === 4) call.conversation.listener.calleeSpeaking();
      if (index % 10 === 5) call.conversation.finish();
      if (index % 10 === 6) call.running.conclude('stopping');
      if (index % 10 === 7) call.conversation.listener.pressKeys('123');
    }
    await clock.advance(700_000);
    const ends = await Promise.all(calls.map((call) => call.running.ended));
    expect(ends.filter((end) => end.endReason === 'completed')).toHaveLength(20);
    expect(new Set(ends.map((end) => end.endReason)).size).toBeGreaterThan(5);
    expect(clock.pending).toBe(0);
    for (const call of calls) expect(call.conversation.closed).toBe(true);
  });
});
