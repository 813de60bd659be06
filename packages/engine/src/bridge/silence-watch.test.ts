import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.js';
import { CallTimers } from './call-timers.js';
import { SilenceWatch } from './silence-watch.js';

function watch(limitMs = 10_000) {
  const clock = new ManualClock();
  let told = 0;
  let asked = 0;
  const silence = new SilenceWatch(
    new CallTimers(clock, (error) => {
      throw error;
    }),
    limitMs,
    {
      ask: () => {
        asked += 1;
      },
      giveUp: () => {
        told += 1;
      },
    },
  );
  return { clock, silence, told: () => told, asked: () => asked };
}

describe('the silence watch', () => {
  it('tells once, when the line was silent for that long', async () => {
    const { clock, silence, told } = watch();
    silence.start();
    await clock.advance(19_999);
    expect(told()).toBe(0);
    await clock.advance(1);
    expect(told()).toBe(1);
    await clock.advance(60_000);
    expect(told()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('stands still while the assistant speaks, and goes on from there', async () => {
    const { clock, silence, told } = watch();
    silence.start();
    await clock.advance(12_000);
    silence.assistant(true);
    await clock.advance(60_000);
    silence.assistant(false);
    await clock.advance(7_999);
    expect(told()).toBe(0);
    await clock.advance(1);
    expect(told()).toBe(1);
  });

  it('begins anew when the callee is heard', async () => {
    const { clock, silence, told } = watch();
    silence.start();
    await clock.advance(10_000);
    silence.assistant(true);
    await clock.advance(1_000);
    silence.assistant(false);
    await clock.advance(9_000);
    silence.callee(true);
    await clock.advance(30_000);
    silence.callee(false);
    await clock.advance(19_000);
    silence.calleeHeard();
    await clock.advance(19_999);
    expect(told()).toBe(0);
    await clock.advance(1);
    expect(told()).toBe(1);
  });

  it('asks in the middle, once until the callee is heard again [bridge: silence.asks-then-ends]', async () => {
    const { clock, silence, told, asked } = watch();
    silence.start();
    await clock.advance(9_999);
    expect(asked()).toBe(0);
    await clock.advance(1);
    expect(asked()).toBe(1);
    silence.assistant(true);
    await clock.advance(5_000);
    silence.assistant(false);
    await clock.advance(9_999);
    expect([asked(), told()]).toEqual([1, 0]);
    silence.calleeHeard();
    await clock.advance(10_000);
    expect([asked(), told()]).toEqual([2, 0]);
    await clock.advance(10_000);
    expect([asked(), told()]).toEqual([2, 1]);
  });

  it('tells nothing before it is started, or once it is stopped', async () => {
    const { clock, silence, told } = watch();
    silence.callee(true);
    silence.callee(false);
    await clock.advance(60_000);
    silence.start();
    await clock.advance(10_000);
    silence.stop();
    await clock.advance(60_000);
    expect(told()).toBe(0);
    expect(clock.pending).toBe(0);
  });
});
