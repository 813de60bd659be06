import { describe, expect, it } from 'vitest';
import { type WebphoneBench, webphoneBench } from '../carriers/webphone/bench.js';
import type { PageHabit } from '../carriers/webphone/standin-page.js';
import type { CarrierBehaviour } from './carrier.js';
import type { CarrierRig, NumberKind } from './carrier-rig.js';
import { askedOf, CARRIER_CHECKS } from './carrier-suite.js';

const HABITS: Partial<Record<NumberKind, PageHabit>> = {
  answers: { does: 'answers', afterMs: 2_000 },
  busy: { does: 'says_busy', afterMs: 500 },
  rejected: { does: 'declines', afterMs: 3_000 },
  never_answers: { does: 'nothing' },
};

/** Who is called: a page that is registered at a line of its own, or one that was opened by a link. */
const WAYS = ['a registered page', 'an invitation'] as const;

async function openRig(way: (typeof WAYS)[number]): Promise<CarrierRig & WebphoneBench> {
  const bench = await webphoneBench();
  let lines = 0;
  const number = (kind: NumberKind): string => {
    lines += 1;
    const habit = HABITS[kind];
    if (kind === 'cannot_be_dialled') return '+8613800138000';
    if (habit === undefined) return `webphone:${way === 'an invitation' ? 'invited-nobody' : 'nobody'}`;
    if (way === 'a registered page') {
      bench.page(`line-${lines}`, habit);
      return `webphone:line-${lines}`;
    }
    const { to, token } = bench.carrier.invite(3_600_000);
    bench.open(token, habit);
    return to;
  };
  return Object.assign(bench, { number });
}

const FIRST = await openRig('a registered page');
const ASKED = askedOf(FIRST.carrier);
await FIRST.close();

describe('webphone as a carrier', () => {
  it('can do everything that is checked, but for captions and finding machines', () => {
    const missing = [...CARRIER_CHECKS.keys()].filter((behaviour) => !ASKED.includes(behaviour));
    expect([...new Set(missing.map((behaviour) => behaviour.split('.')[0]))]).toEqual(['machine', 'captions']);
  });

  describe.each(WAYS)('with %s', (way) => {
    it.each(ASKED)('%s', async (behaviour: CarrierBehaviour) => {
      const rig = await openRig(way);
      try {
        await CARRIER_CHECKS.get(behaviour)?.check(rig);
        await rig.carrier.close();
        // Whoever opens the link of a call that was hung up at once comes too late.
        const late = way === 'an invitation' && behaviour === 'end.we-hang-up-before-ringing';
        expect([rig.carrier.legs, rig.refusals, rig.errors]).toEqual([0, late ? ['unknown_token'] : [], []]);
      } finally {
        await rig.close();
      }
      expect(rig.carrier.sockets).toBe(0);
      expect(rig.clock.pending).toBe(0);
    });
  });
});
