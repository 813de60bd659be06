import { describe, expect, it } from 'vitest';
import type { Clock, Timer } from '../../clock.js';
import { ManualClock } from '../../testing/manual-clock.js';
import { FrameTicker } from './frame-ticker.js';

/** A clock whose timers come late by what the test says, as on a busy machine. */
class LateClock implements Clock {
  readonly inner = new ManualClock();
  lateMs = 0;
  timers = 0;

  now(): number {
    return this.inner.now();
  }

  after(ms: number, run: () => void): Timer {
    this.timers += 1;
    return this.inner.after(ms + this.lateMs, run);
  }

  every(): Timer {
    throw new Error('not used');
  }
}

describe('FrameTicker', () => {
  it('gives a frame every 20 ms, the first one within 20 ms', async () => {
    const clock = new ManualClock();
    const ticker = new FrameTicker(clock);
    const start = clock.now();
    const at: number[] = [];
    ticker.add(() => at.push(clock.now() - start));
    await clock.advance(1000);
    expect(at).toEqual(Array.from({ length: 50 }, (_, index) => (index + 1) * 20));
  });

  it('sets no timer without legs, and starts anew with the next', async () => {
    const clock = new ManualClock();
    const ticker = new FrameTicker(clock);
    expect(clock.pending).toBe(0);
    let frames = 0;
    const first = ticker.add(() => {
      frames += 1;
    });
    expect(clock.pending).toBe(1);
    await clock.advance(100);
    first.cancel();
    first.cancel();
    expect(clock.pending).toBe(0);
    await clock.advance(10_013);
    expect(frames).toBe(5);
    ticker.add(() => {
      frames += 1;
    });
    await clock.advance(100);
    expect(frames).toBe(10);
  });

  it('keeps to one timer for any number of legs, and to one wake-up a frame for a few', async () => {
    const clock = new LateClock();
    const ticker = new FrameTicker(clock);
    for (let leg = 0; leg < 16; leg += 1) ticker.add(() => undefined);
    clock.timers = 0;
    await clock.inner.advance(1000);
    expect(clock.timers).toBe(50);
    for (let leg = 0; leg < 400; leg += 1) ticker.add(() => undefined);
    expect(clock.inner.pending).toBe(1);
  });

  it('spreads many legs evenly over the time of a frame', async () => {
    const clock = new ManualClock();
    const ticker = new FrameTicker(clock);
    const start = clock.now();
    const perMoment = new Map<number, number>();
    for (let leg = 0; leg < 300; leg += 1) {
      ticker.add(() => {
        const moment = (clock.now() - start) % 20;
        perMoment.set(moment, (perMoment.get(moment) ?? 0) + 1);
      });
    }
    await clock.advance(20);
    expect([...perMoment.values()]).toEqual(Array.from({ length: 10 }, () => 30));
    perMoment.clear();
    await clock.advance(200);
    expect([...perMoment.values()]).toEqual(Array.from({ length: 10 }, () => 300));
  });

  it('makes up for late ticks, so that the long-run rate is exact', async () => {
    const clock = new LateClock();
    const ticker = new FrameTicker(clock);
    let frames = 0;
    ticker.add(() => {
      frames += 1;
    });
    clock.lateMs = 7;
    await clock.inner.advance(10_000);
    expect(frames).toBeGreaterThanOrEqual(499);
    clock.lateMs = 330;
    await clock.inner.advance(10_000);
    expect(frames).toBeGreaterThanOrEqual(1000 - 17 - 1);
    clock.lateMs = 0;
    await clock.inner.advance(1000);
    expect(frames).toBe(1050);
  });

  it('owes a leg nothing from before it was there', async () => {
    const clock = new LateClock();
    const ticker = new FrameTicker(clock);
    ticker.add(() => undefined);
    clock.lateMs = 500;
    await clock.inner.advance(100);
    let frames = 0;
    await clock.inner.advance(300);
    ticker.add(() => {
      frames += 1;
    });
    clock.lateMs = 0;
    await clock.inner.advance(1000);
    expect(frames).toBeLessThanOrEqual(50);
    expect(frames).toBeGreaterThanOrEqual(24);
  });

  it('bears legs that come and go from inside a frame', async () => {
    const clock = new ManualClock();
    const ticker = new FrameTicker(clock);
    let inner = 0;
    const outer = ticker.add(() => {
      outer.cancel();
      ticker.add(() => {
        inner += 1;
      });
    });
    await clock.advance(200);
    expect(inner).toBe(9);
  });
});
