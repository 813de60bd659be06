import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { realClock, Simulator, TonesSynthesiser } from '@ringback/engine';
import { RealtimeStandin, ScriptedMind, simulatedCallees, TwilioStandin } from '@ringback/standins';
import { type RunningService, startService } from './running-service.js';

/** Whose line is busy: the shortest call there is. */
export const BUSY = '+12025550111';

export interface RealPhones {
  service: RunningService;
  twilio: TwilioStandin;
  stop(): Promise<void>;
}

/** A service that takes itself to ring real phones: its Twilio and its model are stand-ins that it does not know to be ones. */
export async function startRealPhones(): Promise<RealPhones> {
  const clock = realClock();
  const synthesiser = new TonesSynthesiser();
  const network = new Simulator({ directory: simulatedCallees(), synthesiser, clock });
  const twilio = new TwilioStandin({ network, clock, callsPerSecond: 100, allowInsecure: true });
  const model = new RealtimeStandin({ mind: new ScriptedMind([{ say: 'Hello.' }]), synthesiser, clock });
  const [{ url: twilioUrl }, { url: modelUrl }, port] = await Promise.all([twilio.start(), model.start(), freePort()]);
  const standins = async (): Promise<void> => {
    await Promise.all([twilio.stop(), model.stop()]);
    await network.close();
  };
  try {
    const service = await startService({
      RINGBACK_SPEECH: 'tones',
      RINGBACK_COUNTRIES: 'US',
      RINGBACK_CARRIER: 'twilio',
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_API_URL: twilioUrl,
      TWILIO_FROM: '+15005550006',
      RINGBACK_PUBLIC_URL: `http://127.0.0.1:${port}`,
      RINGBACK_PUBLIC_PORT: String(port),
      RINGBACK_CALLING_HOURS: 'off',
      RINGBACK_CONVERSATION: 'openai-realtime',
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: modelUrl,
    });
    return {
      service,
      twilio,
      async stop() {
        await service.stop();
        await standins();
      },
    };
  } catch (error) {
    await standins();
    throw error;
  }
}

/** A port that was free a moment ago: the public URL is configured before the service listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
