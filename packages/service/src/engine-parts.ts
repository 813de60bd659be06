import {
  type Carrier,
  type CheckedAddress,
  type Clock,
  type Conversations,
  createSynthesiser,
  type Ids,
  isRingbackError,
  NoticeConversations,
  placeCall,
  repairRecordings,
  Simulator,
  type Synthesiser,
  WavRecorder,
} from '@ringback/engine';
import { simulatedCallees } from '@ringback/standins/callees';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { formatHours } from './compliance/calling-hours.js';
import type { Config } from './config/config.js';
import type { EngineParts } from './dispatch/call-run.js';
import type { Line } from './http/http-options.js';

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
  /** Where the figures of the carrier are registered. */
  metrics: Registry;
  /** Told of everything that was opened, in that order; it is closed in the opposite one. */
  opened(close: () => unknown): void;
  /** Told of the public address at which the carrier reaches this process, where it has one. */
  reachable?(address: CheckedAddress): void;
}

/** The carrier and the conversation that the configuration names, with all that they stand on. */
export async function engineParts(options: EnginePartsOptions): Promise<{ engine: EngineParts; line: Line }> {
  const { config, given, clock, callClock, ids, opened } = options;
  const synthesiser = given?.synthesiser ?? (await createSynthesiser({ kind: config.speech, clock }));
  opened(() => synthesiser.close());
  const standins = config.carrier === 'twilio-standin' ? await standinsOf(options, synthesiser) : null;
  const carrier = given?.carrier ?? standins?.carrier ?? (await namedCarrier(options, synthesiser));
  if (given?.carrier !== undefined) opened(() => carrier.close());
  const givenConversations = given?.conversations ?? standins?.conversations;
  const { conversations, usdPerMinute } =
    givenConversations === undefined
      ? await namedConversations(options, synthesiser)
      : { conversations: givenConversations, usdPerMinute: null };
  opened(() => conversations.close());
  const recording = given?.recording ?? (await recordingOf(options));
  const { ringTimeoutMs, timeLimitMs, silenceMs, bargeInMs, opening, voicemail } = config;
  const engine: EngineParts = {
    carrier,
    conversations,
    synthesiser,
    clock: callClock,
    ids,
    placeCall,
    limits: { ringTimeoutMs, timeLimitMs, silenceMs, bargeInMs },
    briefDefaults: { opening, ...(voicemail === undefined ? {} : { voicemail }) },
    ...(recording === undefined ? {} : { recording }),
  };
  return { engine, line: lineOf(config, engine, usdPerMinute) };
}

async function namedConversations(
  { config, logger }: EnginePartsOptions,
  synthesiser: Synthesiser,
): Promise<{ conversations: Conversations; usdPerMinute: number | null }> {
  if (config.realtime === null) return { conversations: new NoticeConversations({ synthesiser }), usdPerMinute: null };
  const { realtimeConversations } = await import('./realtime-parts.js');
  return realtimeConversations(config.realtime, logger);
}

async function standinsOf(
  options: EnginePartsOptions,
  synthesiser: Synthesiser,
): Promise<{ carrier: Carrier; conversations: Conversations }> {
  const { standinParts } = await import('./standin-parts.js');
  return standinParts(options, synthesiser);
}

/** What only real calls need is loaded for them alone. */
async function namedCarrier(options: EnginePartsOptions, synthesiser: Synthesiser): Promise<Carrier> {
  const { twilio } = options.config;
  if (twilio === null) return simulator(options, synthesiser);
  const { twilioCarrier } = await import('./twilio-parts.js');
  return twilioCarrier(options, twilio);
}

/** Undefined where nothing is to be recorded. What a crash left unfinished is completed first. */
async function recordingOf({ config, callClock, logger }: EnginePartsOptions): Promise<EngineParts['recording']> {
  if (config.recording === 'off') return undefined;
  const failed = (error: unknown, callId: string): void =>
    logger.error({ err: error, callId }, 'a recording failed, or is incomplete');
  const completed = await repairRecordings(config.recordings, failed);
  for (const callId of completed) logger.info({ callId }, 'a recording of before the crash was completed');
  const recorder = new WavRecorder({ folder: config.recordings, clock: callClock, onError: failed });
  return { whenAsked: config.recording === 'asked', record: (callId) => recorder.open(callId) };
}

function simulator({ config, callClock, logger, opened }: EnginePartsOptions, synthesiser: Synthesiser): Simulator {
  const carrier = new Simulator({
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
  opened(() => carrier.close());
  return carrier;
}

/**
 * Twilio's list price of a minute to the United States, $0.014, with $0.004 for the media stream (https://www.twilio.com/en-us/voice/pricing/us).
 * A guess for people, charged to nobody; other countries cost up to a hundred times as much.
 */
const TWILIO_USD_PER_MINUTE = 0.018;

/** What calls go over, and about what that costs. */
function lineOf(
  config: Config,
  { carrier, conversations, recording }: EngineParts,
  modelUsdPerMinute: number | null,
): Line {
  const simulated = carrier.name === 'simulator' || config.carrier === 'twilio-standin';
  return {
    simulated,
    carrier: carrier.name,
    conversation: conversations.name,
    model: conversations.name === 'notice' ? null : (config.realtime?.model ?? null),
    carrierUsdPerMinute: carrier.name === 'twilio' && !simulated ? TWILIO_USD_PER_MINUTE : null,
    modelUsdPerMinute,
    callingHours: simulated || config.callingHours === null ? null : formatHours(config.callingHours),
    recording: recording === undefined ? 'off' : recording.whenAsked ? 'asked' : 'on',
  };
}
