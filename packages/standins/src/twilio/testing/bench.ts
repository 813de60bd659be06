import { EventEmitter, once } from 'node:events';
import { type Clock, realClock } from '@ringback/engine';
import { ScriptedCarrier, type ScriptedLeg } from '@ringback/engine/testing';
import twilio, { type Twilio } from 'twilio';
import { TwilioStandin, type TwilioStandinOptions } from '../twilio-standin.js';
import { Receiver } from './receiver.js';

export const TO = '+12025550100';
export const FROM = '+15005550006';
export const CONNECT =
  '<Response><Connect><Stream url="wss://calls.example.com/media"><Parameter name="token" value="t-1"/></Stream></Connect></Response>';

const ALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

/** A stand-in, a user's server and Twilio's own client, over a telephone network that the test plays by hand. */
export interface Bench {
  standin: TwilioStandin;
  receiver: Receiver;
  client: Twilio;
  clock: Clock;
  carrier: ScriptedCarrier;
  /** The leg of that number, once it was dialled. */
  leg(index?: number): Promise<ScriptedLeg>;
  /** A call to {@link TO} with TwiML from `/twiml` and all four status callbacks. */
  call(over?: Record<string, unknown>): Promise<{ sid: string }>;
  /** The same, answered, with its media socket open. */
  streaming(over?: Record<string, unknown>): Promise<{
    sid: string;
    leg: ScriptedLeg;
    stream: Awaited<ReturnType<Receiver['stream']>>;
  }>;
  stop(): Promise<void>;
}

export async function bench(options: Partial<TwilioStandinOptions> = {}): Promise<Bench> {
  const clock = options.clock ?? realClock(10);
  const dials = new EventEmitter();
  const carrier = new ScriptedCarrier(clock, { onDial: () => dials.emit('dial') });
  const authToken = options.authToken ?? 'token-of-the-bench';
  const receiver = await new Receiver(authToken).start();
  receiver.twiml.set('/twiml', CONNECT);
  const standin = new TwilioStandin({
    network: carrier,
    clock,
    authToken,
    hosts: receiver.hosts,
    callsPerSecond: 1000,
    ...options,
  });
  const { url } = await standin.start();
  const client = twilio(standin.accountSid, authToken);
  client.api.baseUrl = url;
  const leg = async (index = 0): Promise<ScriptedLeg> => {
    while (carrier.legs[index] === undefined) await once(dials, 'dial');
    return carrier.legs[index] as ScriptedLeg;
  };
  const call = (over: Record<string, unknown> = {}): Promise<{ sid: string }> =>
    client.calls.create({
      to: TO,
      from: FROM,
      url: 'https://calls.example.com/twiml',
      statusCallback: 'https://calls.example.com/status',
      statusCallbackEvent: ALL_EVENTS,
      ...over,
    });
  return {
    standin,
    receiver,
    client,
    clock,
    carrier,
    leg,
    call,
    async streaming(over) {
      const index = carrier.legs.length;
      const { sid } = await call(over);
      const dialled = await leg(index);
      dialled.ring();
      dialled.answer();
      return { sid, leg: dialled, stream: await receiver.stream(receiver.upgraded.length) };
    },
    async stop() {
      await standin.stop();
      await receiver.stop();
    },
  };
}
