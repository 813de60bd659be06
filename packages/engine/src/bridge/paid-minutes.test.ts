import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.js';
import { CallTimers } from './call-timers.js';
import { PaidMinutes } from './paid-minutes.js';

describe('asking for further minutes', () => {
  it('is answered once: what comes after a refusal or the end changes nothing', async () => {
    const clock = new ManualClock();
    const timers = new CallTimers(clock, (error) => {
      throw error;
    });
    const answers: ((may: boolean) => void)[] = [];
    const refused: number[] = [];
    const start = clock.now();
    const paid = new PaidMinutes(
      timers,
      () => new Promise((resolve) => answers.push(resolve)),
      (endsAt) => refused.push(endsAt - start),
    );
    paid.start(start);
    await clock.advance(45_000);
    answers[0]?.(true);
    await clock.advance(67_000);
    expect(refused).toEqual([120_000]);
    answers[1]?.(true);
    await clock.advance(300_000);
    expect(answers).toHaveLength(2);
    expect(refused).toHaveLength(1);
    expect(clock.pending).toBe(0);

    paid.start(clock.now());
    await clock.advance(46_000);
    paid.stop();
    answers[2]?.(false);
    await clock.advance(300_000);
    expect(answers).toHaveLength(3);
    expect(refused).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
