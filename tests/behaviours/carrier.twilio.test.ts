import { Simulator, type TwilioMachineDetection } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { type TwilioBench, twilioBench } from '../carriers/twilio/bench.js';
import type { CarrierBehaviour } from './carrier.js';
import type { CarrierRig, FarEnd } from './carrier-rig.js';
import { askedOf, CARRIER_CHECKS } from './carrier-suite.js';
import { drivenCallees, drivenNumber, evenSpeech } from './driven-callee.js';

/** The carrier over the stand-in of Twilio, whose network is the simulator with the same callees. */
async function openRig(machineDetection: TwilioMachineDetection): Promise<CarrierRig & TwilioBench> {
  const farEnds: FarEnd[] = [];
  const bench = await twilioBench({
    network: (clock) => new Simulator({ directory: drivenCallees(farEnds), synthesiser: evenSpeech, clock }),
    standin: { whoAnswers: (to) => (to === drivenNumber('answers_as_machine') ? 'machine' : 'human') },
    carrier: { machineDetection },
  });
  return Object.assign(bench, { number: drivenNumber, farEnds });
}

const WHOLE = await openRig('Enable');
const ASKED = askedOf(WHOLE.carrier);
await WHOLE.close();

describe('twilio as a carrier', () => {
  it('can do everything that is checked, but for captions', () => {
    const missing = [...CARRIER_CHECKS.keys()].filter((behaviour) => !ASKED.includes(behaviour));
    expect(missing.map((behaviour) => behaviour.split('.')[0])).toEqual(['captions', 'captions', 'captions']);
  });

  async function check(behaviour: CarrierBehaviour, machineDetection: TwilioMachineDetection): Promise<void> {
    const rig = await openRig(machineDetection);
    try {
      await CARRIER_CHECKS.get(behaviour)?.check(rig);
      await rig.carrier.close();
      expect([rig.carrier.legs, rig.refusals, rig.errors]).toEqual([0, [], []]);
    } finally {
      await rig.close();
    }
    expect(rig.carrier.sockets).toBe(0);
    expect(rig.clock.pending).toBe(0);
  }

  it.each(ASKED)('%s', (behaviour) => check(behaviour, 'Enable'));
  it.each(ASKED.filter((one) => one.startsWith('machine.')))('%s, at the end of the message', (behaviour) =>
    check(behaviour, 'DetectMessageEnd'),
  );
});
