import {
  type Carrier,
  type Clock,
  type DialRequest,
  TwilioCarrier,
  type TwilioCarrierOptions,
  type TwilioRecording,
  type TwilioRefusal,
} from '@ringback/engine';
import { ScriptedCarrier, type ScriptedLeg } from '@ringback/engine/testing';
import { TwilioStandin, type TwilioStandinOptions } from '@ringback/standins';
// What the carrier loads when it is first needed is here already, so that the clock need not wait for the disk.
import 'twilio';
import { Line } from '../../behaviours/carrier-rig.js';
import { SettlingClock } from '../settling-clock.js';
import { PublicServer } from './public-server.js';

export const TO = '+12025550100';
export const FROM = '+15005550006';

export interface TwilioBenchOptions {
  carrier?: Partial<TwilioCarrierOptions>;
  standin?: Partial<TwilioStandinOptions>;
  /** Default: one whose legs the test plays by hand. */
  network?: (clock: Clock) => Carrier;
}

/** The carrier, its public server and the stand-in of Twilio, on a clock that the test owns. */
export interface TwilioBench {
  carrier: TwilioCarrier;
  standin: TwilioStandin;
  server: PublicServer;
  clock: SettlingClock;
  network: Carrier;
  /** Of the REST API. */
  apiUrl: string;
  refusals: TwilioRefusal[];
  unknown: { callId: string; callSid: string }[];
  recordings: TwilioRecording[];
  errors: unknown[];
  /** Those of the network, in the order in which they were dialled; where it is played by hand. */
  legs: readonly ScriptedLeg[];
  /** Another carrier with the same account and address: the process after a crash. The public address leads to it from now on. */
  restarted(options?: Partial<TwilioCarrierOptions>): TwilioCarrier;
  dial(request?: Partial<DialRequest>): Line;
  /** Dialled, ringing and answered at the callee's phone. */
  answered(request?: Partial<DialRequest>): Promise<{ line: Line; leg: ScriptedLeg }>;
  close(): Promise<void>;
}

export async function twilioBench(options: TwilioBenchOptions = {}): Promise<TwilioBench> {
  const clock = new SettlingClock();
  const network = options.network?.(clock) ?? new ScriptedCarrier(clock);
  const legs = network instanceof ScriptedCarrier ? network.legs : [];
  const server = await new PublicServer().start();
  const standin = new TwilioStandin({
    network,
    clock,
    networkClock: clock,
    hosts: server.hosts,
    numbers: [FROM],
    callsPerSecond: 1000,
    ...options.standin,
  });
  const { url } = await standin.start();
  const refusals: TwilioRefusal[] = [];
  const unknown: { callId: string; callSid: string }[] = [];
  const recordings: TwilioRecording[] = [];
  const errors: unknown[] = [];
  const carriers: TwilioCarrier[] = [];
  const make = (over?: Partial<TwilioCarrierOptions>): TwilioCarrier => {
    const carrier = new TwilioCarrier({
      accountSid: standin.accountSid,
      authToken: standin.authToken,
      from: FROM,
      apiUrl: url,
      publicAddress: server,
      clock,
      onRefused: (refusal) => refusals.push(refusal),
      onUnknownCall: (call) => unknown.push(call),
      onRecording: (recording) => recordings.push(recording),
      onError: (error) => errors.push(error),
      ...over,
    });
    carriers.push(carrier);
    server.serve(carrier);
    return carrier;
  };
  const carrier = make(options.carrier);
  const dial = (request: Partial<DialRequest> = {}): Line => {
    const whole = { callId: `call-${legs.length}`, to: TO, ringTimeoutMs: 30_000, ...request };
    return new Line({ carrier, clock, farEnds: [] }, whole);
  };
  return {
    carrier,
    standin,
    server,
    clock,
    network,
    apiUrl: url,
    refusals,
    unknown,
    recordings,
    errors,
    legs,
    restarted: make,
    dial,
    async answered(request) {
      const index = legs.length;
      const line = dial(request);
      // Calls wait for their turn, be it no time at all.
      await clock.advance(20);
      const leg = legs[index] as ScriptedLeg;
      leg.ring();
      await clock.settle();
      leg.answer();
      await clock.settle();
      return { line, leg };
    },
    async close() {
      let closed = false;
      void Promise.all(carriers.map((one) => one.close())).then(() => {
        closed = true;
      });
      await clock.advanceUntil(() => closed, 60_000);
      // A scripted leg tells its end from a timer.
      await clock.advance(0);
      await standin.stop();
      await network.close();
      await server.stop();
      await clock.settle();
      clock.close();
    },
  };
}
