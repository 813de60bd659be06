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
import { Carriers, type ServedCarrier } from './dispatch/carriers.js';
import type { Line } from './http/http-options.js';

/** In place of what the configuration names. */
export type GivenParts = Partial<Pick<EngineParts, 'conversations' | 'synthesiser' | 'recording'>> & {
  /** The configured one. */
  carrier?: Carrier;
};

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
  /** Beside the configured one. */
  otherCarriers: readonly ServedCarrier[];
  /** Told of everything that was opened, in that order; it is closed in the opposite one. */
  opened(close: () => unknown): void;
  /** Told of the public address at which the carrier reaches this process, where it has one. */
  reachable?(address: CheckedAddress): void;
}

/** The carriers, and the conversation that the configuration names, with all that they stand on. */
export async function engineParts(
  options: EnginePartsOptions,
): Promise<{ engine: EngineParts; carriers: Carriers; line: Line; rehearsalCarrier: string }> {
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
    conversations,
    synthesiser,
    ids,
    placeCall,
    limits: { ringTimeoutMs, timeLimitMs, silenceMs, bargeInMs },
    briefDefaults: { opening, ...(voicemail === undefined ? {} : { voicemail }) },
    ...(recording === undefined ? {} : { recording }),
  };
  const { carrierMaxRunning: maxRunning, callsPerSecond } = config;
  const line = lineOf(config, carrier, engine, usdPerMinute);
  // Where real phones ring, simulated callees have a carrier of their own.
  const rehearsals = line.simulated ? [] : [rehearsalCarrier(options, synthesiser)];
  const carriers = new Carriers({ carrier, clock: callClock, maxRunning, callsPerSecond }, [
    ...options.otherCarriers,
    ...rehearsals,
  ]);
  return { engine, carriers, line, rehearsalCarrier: (rehearsals[0]?.carrier ?? carrier).name };
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
async function recordingOf({ config, logger }: EnginePartsOptions): Promise<EngineParts['recording']> {
  if (config.recording === 'off') return undefined;
  const failed = (error: unknown, callId: string): void =>
    logger.error({ err: error, callId }, 'a recording failed, or is incomplete');
  const completed = await repairRecordings(config.recordings, failed);
  for (const callId of completed) logger.info({ callId }, 'a recording of before the crash was completed');
  const recorder = new WavRecorder({ folder: config.recordings, onError: failed });
  return { whenAsked: config.recording === 'asked', record: (callId, clock) => recorder.open(callId, clock) };
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

/** Rehearsals at once, of all accounts: each may hold a session of the model, as a call does. */
const REHEARSALS_RUNNING = 50;

function rehearsalCarrier(options: EnginePartsOptions, synthesiser: Synthesiser): ServedCarrier {
  const carrier = simulator(options, synthesiser);
  return { carrier, clock: options.callClock, maxRunning: REHEARSALS_RUNNING, callsPerSecond: 0 };
}

/**
 * Twilio's list price of a minute to the United States, $0.014, with $0.004 for the media stream (https://www.twilio.com/en-us/voice/pricing/us).
 * A guess for people, charged to nobody; other countries cost up to a hundred times as much.
 */
const TWILIO_USD_PER_MINUTE = 0.018;

/** What calls go over that ask for no other carrier, and about what that costs. */
function lineOf(
  config: Config,
  carrier: Carrier,
  { conversations, recording }: EngineParts,
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
