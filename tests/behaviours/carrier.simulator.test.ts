import { Simulator } from '@ringback/engine';
import { ManualClock } from '@ringback/engine/testing';
import { describe, expect, it } from 'vitest';
import { CARRIER_BEHAVIOURS, type CarrierBehaviour } from './carrier.js';
import type { CarrierRig, FarEnd } from './carrier-rig.js';
import { askedOf, CARRIER_CHECKS } from './carrier-suite.js';
import { drivenCallees, drivenNumber, evenSpeech } from './driven-callee.js';

function openRig(): CarrierRig {
  const clock = new ManualClock();
  const farEnds: FarEnd[] = [];
  const carrier = new Simulator({ directory: drivenCallees(farEnds), synthesiser: evenSpeech, clock });
  return { carrier, clock, number: drivenNumber, farEnds, close: () => carrier.close() };
}

describe('carrier behaviours', () => {
  it('are each cited by a check', () => {
    expect([...CARRIER_CHECKS.keys()].sort()).toEqual(Object.keys(CARRIER_BEHAVIOURS).sort());
  });
});

describe('simulator as a carrier', () => {
  it('can do everything that is checked, but for finding machines', () => {
    const { capabilities } = openRig().carrier;
    const needed = [...CARRIER_CHECKS.values()].flatMap(({ needs }) => needs ?? []);
    const missing = new Set(needed.filter((capability) => capabilities[capability] !== true));
    expect([...missing]).toEqual(['machineDetection']);
  });

  it.each(askedOf(openRig().carrier))('%s', async (behaviour: CarrierBehaviour) => {
    const rig = openRig();
    await CARRIER_CHECKS.get(behaviour)?.check(rig);
    await rig.close();
    expect(rig.clock.pending).toBe(0);
  });
});
