import { Simulator, TwilioCarrier } from '@ringback/engine';
import { TwilioStandin } from '@ringback/standins';
import 'twilio';
import { describe, expect, it } from 'vitest';
import { SettlingClock } from '../carriers/settling-clock.js';
import { PublicServer } from '../carriers/twilio/public-server.js';
import type { CarrierBehaviour } from './carrier.js';
import type { CarrierRig, FarEnd } from './carrier-rig.js';
import { CARRIER_CHECKS } from './carrier-suite.js';
import { drivenCallees, drivenNumber, evenSpeech } from './driven-callee.js';

const FROM = '+15005550006';

/** The carrier over the stand-in of Twilio, whose network is the simulator with the same callees. */
async function openRig(): Promise<CarrierRig & { carrier: TwilioCarrier; clock: SettlingClock }> {
  const clock = new SettlingClock();
  const farEnds: FarEnd[] = [];
  const network = new Simulator({ directory: drivenCallees(farEnds), synthesiser: evenSpeech, clock });
  const server = await new PublicServer().start();
  const standin = new TwilioStandin({ network, clock, hosts: server.hosts, numbers: [FROM], callsPerSecond: 1000 });
  const { url } = await standin.start();
  const carrier = new TwilioCarrier({
    accountSid: standin.accountSid,
    authToken: standin.authToken,
    from: FROM,
    apiUrl: url,
    publicAddress: server,
    clock,
    onError: (error) => {
      throw error;
    },
  });
  server.serve(carrier);
  return {
    carrier,
    clock,
    number: drivenNumber,
    farEnds,
    close: async () => {
      await carrier.close();
      await standin.stop();
      await network.close();
      await server.stop();
      await clock.settle();
      clock.close();
    },
  };
}

describe('twilio as a carrier', () => {
  it.each([...CARRIER_CHECKS.keys()])('%s', async (behaviour: CarrierBehaviour) => {
    const rig = await openRig();
    try {
      const { check, needs } = CARRIER_CHECKS.get(behaviour) as NonNullable<ReturnType<typeof CARRIER_CHECKS.get>>;
      if (needs !== undefined && rig.carrier.capabilities[needs] !== true) {
        return;
      }
      await check(rig);
      await rig.carrier.close();
      expect([rig.carrier.legs, rig.carrier.refused]).toEqual([0, 0]);
    } finally {
      await rig.close();
    }
    expect(rig.carrier.sockets).toBe(0);
    expect(rig.clock.pending).toBe(0);
  });
});
