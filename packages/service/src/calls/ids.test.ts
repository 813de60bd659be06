import { ManualClock } from '@ringback/engine/testing';
import { describe, expect, it } from 'vitest';
import { uuidIds } from './ids.js';

describe('ids', () => {
  it('are UUIDv7 of the clock, in the alphabet that callers expect', () => {
    const clock = new ManualClock();
    const id = uuidIds(clock).next();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(clock.now());
  });

  it('rise strictly, within one millisecond, over time, and when the clock steps back', async () => {
    let now = 1_767_225_600_000.25;
    const clock = Object.assign(new ManualClock(), { now: () => now });
    const ids = uuidIds(clock);
    const made: string[] = [];
    for (let index = 0; index < 20_000; index += 1) {
      if (index === 15_000) now += 1;
      if (index === 17_000) now -= 5_000;
      made.push(ids.next());
    }
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  it('of two sources at the same instant differ', () => {
    const clock = new ManualClock();
    expect(uuidIds(clock).next()).not.toBe(uuidIds(clock).next());
  });
});
