import { describe, expect, it } from 'vitest';
import { TWILIO_BEHAVIOURS } from './behaviours.js';
import { type TwilioBench, twilioBench } from './bench.js';
import { TWILIO_CHECKS } from './checks.js';
import './dialling-checks.js';
import './ending-checks.js';
import './socket-checks.js';
import './webhook-checks.js';

describe('behaviours of the carrier twilio', () => {
  it('are each cited by a check', () => {
    const cited = new Set(TWILIO_CHECKS.map(({ behaviour }) => behaviour));
    expect([...cited].sort()).toEqual(Object.keys(TWILIO_BEHAVIOURS).sort());
  });

  it.each(TWILIO_CHECKS)(
    '$behaviour $of',
    async ({ check }) => {
      const opened: TwilioBench[] = [];
      try {
        await check(async (options) => {
          const bench = await twilioBench(options);
          opened.push(bench);
          return bench;
        });
      } finally {
        for (const bench of opened) await bench.close();
      }
      for (const { carrier, clock } of opened) {
        expect([carrier.legs, carrier.sockets, clock.pending]).toEqual([0, 0, 0]);
      }
      // Five hundred calls take some ten seconds on a machine with nothing else to do.
    },
    120_000,
  );
});
