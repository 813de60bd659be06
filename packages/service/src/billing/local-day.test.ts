import { describe, expect, it } from 'vitest';
import { localDay } from './local-day.js';

const at = (text: string): number => Date.parse(text);
const shown = ({ begins, ends }: { begins: number; ends: number }): string[] =>
  [begins, ends].map((one) => new Date(one).toISOString());

describe('the day of a time zone', () => {
  it('begins and ends at its own midnight', () => {
    expect(shown(localDay('Asia/Shanghai', at('2026-11-25T15:59:59.999Z')))).toEqual([
      '2026-11-24T16:00:00.000Z',
      '2026-11-25T16:00:00.000Z',
    ]);
    expect(shown(localDay('Asia/Shanghai', at('2026-11-25T16:00:00Z')))[0]).toBe('2026-11-25T16:00:00.000Z');
    expect(shown(localDay('UTC', at('2026-11-25T00:00:00Z')))).toEqual([
      '2026-11-25T00:00:00.000Z',
      '2026-11-26T00:00:00.000Z',
    ]);
  });

  it('has 23 or 25 hours where clocks change', () => {
    for (const [instant, hours] of [
      ['2026-03-08T12:00:00Z', 23],
      ['2026-03-08T05:30:00Z', 23],
      ['2026-03-09T03:30:00Z', 23],
      ['2026-11-01T12:00:00Z', 25],
      ['2026-11-01T04:30:00Z', 25],
      ['2026-11-02T04:30:00Z', 25],
      ['2026-11-03T04:30:00Z', 24],
    ] as const) {
      const { begins, ends } = localDay('America/New_York', at(instant));
      expect((ends - begins) / 3_600_000, instant).toBe(hours);
    }
  });

  it('follows the one before without a gap, also where midnight itself is skipped', () => {
    // Cairo's and Havana's clocks go forward at midnight; Lord Howe's by half an hour.
    for (const zone of ['Africa/Cairo', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Asia/Shanghai']) {
      let { begins, ends } = localDay(zone, at('2026-01-01T12:00:00Z'));
      for (let day = 0; day < 366; day += 1) {
        expect(localDay(zone, ends - 1), `${zone} ${new Date(ends).toISOString()}`).toEqual({ begins, ends });
        const next = localDay(zone, ends);
        expect(next.begins, `${zone} ${new Date(ends).toISOString()}`).toBe(ends);
        expect(next.ends).toBeGreaterThan(next.begins);
        ({ begins, ends } = next);
      }
    }
  });
});
