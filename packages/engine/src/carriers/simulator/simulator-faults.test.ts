import { describe, expect, it } from 'vitest';
import { dtmfSequence } from '../../audio/dtmf.js';
import { MulawAudio } from '../../audio/mulaw-audio.js';
import { RingbackError } from '../../errors.js';
import { simulate, speechOf, synthesiser, VOICE } from './test-simulation.js';

describe('a callee that fails', () => {
  const failed = { cause: 'failed', detail: "the simulator's callee failed: TypeError" };
  const fail = (): never => {
    throw new TypeError('secret words');
  };

  it.each(['answered', 'heardSpeech', 'heardSilence', 'heardWords', 'heardKey'] as const)(
    'in `%s` ends its own leg as failed, and no other',
    async (method) => {
      const { clock, answered, errors } = simulate({ does: { [method]: fail } });
      const first = await answered('first');
      first.leg.play(MulawAudio.fromBytes(dtmfSequence('1')));
      first.leg.play(speechOf('您好'), '您好');
      await clock.advance(2000);
      expect(first.listener.end).toEqual(failed);
      expect(first.listener.told.filter((told) => told === 'ended')).toHaveLength(1);
      expect(errors).toHaveLength(1);
      expect(clock.pending).toBe(0);
      const second = simulate();
      expect((await second.answered()).listener.end).toBeUndefined();
    },
  );

  it('leaves the calls beside it alone', async () => {
    let calls = 0;
    const { clock, answered } = simulate({
      does: {
        heardSpeech: () => {
          calls += 1;
          if (calls === 1) fail();
        },
      },
    });
    const first = await answered('first');
    const second = await answered('second');
    first.leg.play(speechOf('您好'));
    await clock.advance(1000);
    second.leg.play(speechOf('您好'), '您好');
    await clock.advance(1000);
    expect(first.listener.end).toEqual(failed);
    expect(second.listener.end).toBeUndefined();
    expect(second.callee.told).toContain('您好');
  });

  it('while being made, in a timer, or later in an async method does so too', async () => {
    const made = simulate({ pickup: { kind: 'answers', afterMs: 0, callee: fail } });
    const call = made.dial();
    await made.clock.advance(1000);
    expect(call.listener.end).toEqual(failed);
    expect(call.listener.told).toEqual(['accepted', 'ringing', 'ended']);

    const timed = simulate();
    const inTimer = await timed.answered();
    inTimer.callee.line.clock.after(100, fail);
    await timed.clock.advance(1000);
    expect(inTimer.listener.end).toEqual(failed);

    const later = simulate({ does: { answered: async () => fail() } });
    const inPromise = await later.answered();
    await later.clock.advance(100);
    expect(inPromise.listener.end).toEqual(failed);
  });

  it('by an impossible key, or because nobody can speak for it, does so too', async () => {
    const { clock, answered } = simulate();
    const key = await answered();
    void key.callee.line.press('E');
    await clock.advance(0);
    expect(key.listener.end?.detail).toBe("the simulator's callee failed: invalid_key");

    const mute = simulate({
      synthesiser: { ...synthesiser, speak: () => Promise.reject(new RingbackError('speech_failed', 'no program')) },
    });
    const silent = await mute.answered();
    void silent.callee.line.say('喂', VOICE);
    await mute.clock.advance(100);
    expect(silent.listener.end?.detail).toBe("the simulator's synthesiser failed: speech_failed");
  });

  it('at the end changes nothing of the end', async () => {
    const { clock, answered, errors, simulator } = simulate({ does: { ended: fail } });
    const { leg, listener } = await answered();
    leg.hangUp();
    await clock.advance(100);
    expect(listener.end).toEqual({ cause: 'we_hung_up' });
    expect([errors.length, simulator.legs]).toEqual([1, 0]);
  });
});

describe('a listener that fails', () => {
  it.each(['accepted', 'ringing', 'answered', 'audio', 'mark', 'caption', 'key'] as const)(
    'in `%s` loses this leg, and the callee is told',
    async (event) => {
      const { clock, dial, callees, errors, simulator } = simulate();
      const { leg, listener } = dial();
      listener.does[event] = () => {
        throw new Error('no');
      };
      await clock.advance(1400);
      leg.mark('m');
      void callees[0]?.line.press('1');
      void callees[0]?.line.say('好的', VOICE);
      await clock.advance(2000);
      expect(listener.end).toEqual({ cause: 'failed', detail: "the simulator's listener failed: Error" });
      expect(errors.length).toBeGreaterThan(0);
      if (callees.length > 0) expect(callees[0]?.told.at(-1)).toBe('ended');
      expect([simulator.legs, clock.pending]).toEqual([0, 0]);
    },
  );
});
