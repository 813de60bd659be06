import {
  type Carrier,
  CheckedAddress,
  type Conversations,
  OpenaiRealtimeConversations,
  PublicListener,
  Simulator,
  type Synthesiser,
  TwilioCarrier,
} from '@ringback/engine';
import { NoticeMind, RealtimeStandin, SpokenWords, simulatedCallees, TwilioStandin } from '@ringback/standins';
import type { EnginePartsOptions } from './engine-parts.js';

const FROM = '+15005550006';

/** Faster than the dispatch lets calls through: nothing queues twice. */
const CALLS_PER_SECOND = 1_000;

/**
 * The whole way of a real call on this machine, offline and without a key: the carrier `twilio` and the conversation `openai-realtime` as they
 * are, over stand-ins of both services, and simulated callees in place of phones. The model's stand-in follows the rules of the notice.
 */
export async function standinParts(
  { config, clock, logger, opened }: EnginePartsOptions,
  synthesiser: Synthesiser,
): Promise<{ carrier: Carrier; conversations: Conversations }> {
  const words = new SpokenWords();
  const network = new Simulator({
    directory: simulatedCallees(),
    synthesiser,
    clock,
    journal: config.simulatorJournal,
  });
  opened(() => network.close());
  const twilio = new TwilioStandin({
    network,
    clock,
    synthesiser,
    words,
    calleeWords: words,
    numbers: [FROM],
    callsPerSecond: CALLS_PER_SECOND,
    allowInsecure: true,
  });
  opened(() => twilio.stop());
  const { url: apiUrl } = await twilio.start();
  const model = new RealtimeStandin({ mind: new NoticeMind(), synthesiser, spokenWords: words, clock });
  opened(() => model.stop());
  const { url: baseUrl } = await model.start();

  const address = new CheckedAddress({ clock });
  const carrier = new TwilioCarrier({
    name: 'twilio-standin',
    accountSid: twilio.accountSid,
    authToken: twilio.authToken,
    from: FROM,
    apiUrl,
    publicAddress: address,
    clock,
    onError: (error, callId) => logger.error({ err: error, callId }, 'something failed at the stand-in of the carrier'),
  });
  const listener = new PublicListener({ routes: [carrier, address.routes], clock });
  opened(() => listener.close());
  const { port } = await listener.listen();
  address.change(`http://127.0.0.1:${port}`);
  opened(() => carrier.close());
  const conversations = new OpenaiRealtimeConversations({
    apiKey: 'stand-in',
    baseUrl,
    onLog: (entry) => logger.debug(entry, 'the stand-in of the model'),
  });
  return { carrier, conversations };
}
