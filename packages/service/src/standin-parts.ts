import {
  type Carrier,
  type Conversations,
  OpenaiRealtimeConversations,
  Simulator,
  type Synthesiser,
} from '@ringback/engine';
import { NoticeMind, RealtimeStandin, SpokenWords, simulatedCallees, TwilioStandin } from '@ringback/standins';
import type { EnginePartsOptions } from './engine-parts.js';
import { reachableCarrier } from './twilio-parts.js';

const FROM = '+15005550006';
const LOOPBACK = '127.0.0.1';

/** Faster than the dispatch lets calls through: nothing queues twice. */
const CALLS_PER_SECOND = 1_000;

/**
 * The whole way of a real call on this machine, offline and without a key: the carrier `twilio` and the conversation `openai-realtime` as they
 * are, over stand-ins of both services, and simulated callees in place of phones. The model's stand-in follows the rules of the notice.
 */
export async function standinParts(
  options: EnginePartsOptions,
  synthesiser: Synthesiser,
): Promise<{ carrier: Carrier; conversations: Conversations }> {
  const { config, clock, logger, opened } = options;
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

  const { carrier, address, port } = await reachableCarrier(
    options,
    { name: 'twilio-standin', accountSid: twilio.accountSid, authToken: twilio.authToken, from: FROM, apiUrl },
    { url: undefined, host: LOOPBACK, port: 0 },
  );
  address.change(`http://${LOOPBACK}:${port}`);
  opened(() => carrier.close());
  const conversations = new OpenaiRealtimeConversations({
    apiKey: 'stand-in',
    baseUrl,
    onLog: (entry) => logger.debug(entry, 'the stand-in of the model'),
  });
  return { carrier, conversations };
}
