import {
  type Clock,
  createSynthesiser,
  type Ids,
  isRingbackError,
  NoticeConversations,
  placeCall,
  Simulator,
  type Synthesiser,
} from '@ringback/engine';
import { simulatedCallees } from '@ringback/standins/callees';
import type { Logger } from 'pino';
import type { Config } from './config/config.js';
import type { EngineParts } from './dispatch/call-run.js';

/** In place of what the configuration names. */
export type GivenParts = Partial<Pick<EngineParts, 'carrier' | 'conversations' | 'synthesiser' | 'recording'>>;

export interface EnginePartsOptions {
  config: Config;
  given: GivenParts | undefined;
  clock: Clock;
  /** Time as calls feel it. */
  callClock: Clock;
  ids: Ids;
  logger: Logger;
  /** Told of everything that was opened, in that order; it is closed in the opposite one. */
  opened(close: () => unknown): void;
}

/** The carrier and the conversation that the configuration names, with all that they stand on. */
export async function engineParts(options: EnginePartsOptions): Promise<EngineParts> {
  const { config, given, clock, callClock, ids, opened } = options;
  const synthesiser = given?.synthesiser ?? (await createSynthesiser({ kind: config.speech, clock }));
  opened(() => synthesiser.close());
  const carrier = given?.carrier ?? simulator(options, synthesiser);
  opened(() => carrier.close());
  const conversations = given?.conversations ?? new NoticeConversations({ synthesiser });
  opened(() => conversations.close());
  const { ringTimeoutMs, timeLimitMs, silenceMs, bargeInMs, opening, voicemail } = config;
  return {
    carrier,
    conversations,
    synthesiser,
    clock: callClock,
    ids,
    placeCall,
    limits: { ringTimeoutMs, timeLimitMs, silenceMs, bargeInMs },
    briefDefaults: { opening, ...(voicemail === undefined ? {} : { voicemail }) },
    ...(given?.recording === undefined ? {} : { recording: given.recording }),
  };
}

function simulator({ config, callClock, logger }: EnginePartsOptions, synthesiser: Synthesiser): Simulator {
  return new Simulator({
    directory: simulatedCallees(),
    synthesiser,
    clock: callClock,
    journal: config.simulatorJournal,
    // The error's own text may hold what was said.
    onError: (error, callId) => {
      logger.error({ callId, code: isRingbackError(error) ? error.code : 'fault' }, 'a simulated callee failed');
      logger.debug({ callId, err: error }, 'how the simulated callee failed');
    },
  });
}
