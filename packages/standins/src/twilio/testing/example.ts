import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { simulatedCallees, TwilioStandin } from '@ringback/standins';
import twilio from 'twilio';

export async function example(): Promise<string> {
  const clock = realClock(20); // twenty times as fast as life
  const synthesiser = new TonesSynthesiser();
  const network = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
  const standin = new TwilioStandin({ network, synthesiser, clock });
  const { url } = await standin.start();

  const client = twilio(standin.accountSid, standin.authToken);
  client.api.baseUrl = url;
  const { sid } = await client.calls.create({
    to: '+12025550100',
    from: '+15005550006',
    twiml: '<Response><Say>Your table is booked for eight.</Say></Response>',
  });
  const { status } = await standin.ended(sid);

  await standin.stop();
  await network.close();
  return status;
}
