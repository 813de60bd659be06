import { badRequest, INVALID_PARAMETER } from './api-error.js';
import type { RecordingTrack } from './call-recording.js';
import { STATUS_EVENTS, type StatusEvent } from './faults.js';
import type { Form } from './form.js';

/** Where TwiML, or anything else, is asked for. */
export interface Webhook {
  url: string;
  method: 'GET' | 'POST';
}

/** What a call does once it is answered. */
export type Instructions =
  | { kind: 'url'; webhook: Webhook; fallback: Webhook | undefined }
  | { kind: 'twiml'; twiml: string };

export interface MachineDetectionSettings {
  mode: 'Enable' | 'DetectMessageEnd';
  timeoutMs: number;
  speechThresholdMs: number;
  speechEndThresholdMs: number;
  silenceTimeoutMs: number;
  /** Set: the call goes on meanwhile. */
  async: boolean;
  callback: Webhook | undefined;
}

export const RECORDING_EVENTS = ['in-progress', 'completed', 'absent'] as const;
export type RecordingEvent = (typeof RECORDING_EVENTS)[number];

export interface RecordingSettings {
  channels: 1 | 2;
  track: RecordingTrack;
  callback: Webhook | undefined;
  events: ReadonlySet<RecordingEvent>;
}

export interface CreateParameters {
  to: string;
  from: string;
  instructions: Instructions;
  statusCallback: Webhook | undefined;
  statusEvents: ReadonlySet<StatusEvent>;
  timeoutMs: number;
  timeLimitMs: number;
  sendDigits: string | undefined;
  machineDetection: MachineDetectionSettings | undefined;
  /** Undefined: the call is not recorded. */
  recording: RecordingSettings | undefined;
}

export interface UpdateParameters {
  status: 'canceled' | 'completed' | undefined;
  instructions: Instructions | undefined;
  statusCallback: Webhook | undefined;
  timeLimitMs: number | undefined;
}

/** What is allowed to an account. */
export interface AccountLimits {
  /** E.164 that it may call from. */
  numbers: readonly string[];
  /** URLs may name the machine itself and go without TLS. */
  allowInsecure: boolean;
}

const E164 = /^\+[1-9]\d{6,14}$/;
/** `Twiml` takes no more characters (https://www.twilio.com/docs/voice/api/call-resource). */
const LONGEST_TWIML = 4000;
/** Twilio rings for one minute unless told, and for ten at most. */
const DEFAULT_TIMEOUT_S = 60;
const LONGEST_TIMEOUT_S = 600;
/** A call ends after four hours unless told, and after a day in any case. */
const DEFAULT_TIME_LIMIT_S = 14_400;
const LONGEST_TIME_LIMIT_S = 86_400;

/** @throws TwilioApiError as the REST API would, for the first thing that is wrong. */
export function createParameters(form: Form, account: AccountLimits): CreateParameters {
  const to = form.text('To');
  if (to === undefined) throw badRequest(21201, "No 'To' number is specified");
  const from = form.text('From');
  if (from === undefined) throw badRequest(21213, "'From' phone number is required");
  if (!E164.test(to)) throw badRequest(21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  checkCaller(from, account);
  const callerId = form.text('CallerId');
  if (callerId !== undefined) checkCaller(callerId, account);

  const instructions = readInstructions(form, account);
  if (instructions === undefined) throw badRequest(21205, 'Url parameter is required');
  const statusCallback = readWebhook(form, 'StatusCallback', account);
  const statusEvents = readStatusEvents(form);
  const timeout = form.whole('Timeout', 1, LONGEST_TIMEOUT_S, 21208) ?? DEFAULT_TIMEOUT_S;
  const timeLimit = form.whole('TimeLimit', 1, LONGEST_TIME_LIMIT_S) ?? DEFAULT_TIME_LIMIT_S;
  const sendDigits = form.text('SendDigits');
  if (sendDigits !== undefined && !/^[0-9A-D#*wW]{1,32}$/.test(sendDigits)) {
    throw badRequest(21206, `SendDigits is invalid: ${sendDigits}`);
  }
  const machineDetection = readMachineDetection(form, account);
  const recording = readRecording(form, account);
  for (const name of WITHOUT_EFFECT) form.all(name);
  return {
    to,
    from: callerId ?? from,
    instructions,
    statusCallback,
    statusEvents,
    timeoutMs: timeout * 1000,
    timeLimitMs: timeLimit * 1000,
    sendDigits,
    // As documented: keys at the answer and listening to who answers exclude each other.
    machineDetection: sendDigits === undefined ? machineDetection : undefined,
    recording,
  };
}

/** @throws TwilioApiError as the REST API would, for the first thing that is wrong. */
export function updateParameters(form: Form, account: AccountLimits): UpdateParameters {
  const timeLimit = form.whole('TimeLimit', 1, LONGEST_TIME_LIMIT_S);
  return {
    status: form.oneOf('Status', ['canceled', 'completed']),
    instructions: readInstructions(form, account),
    statusCallback: readWebhook(form, 'StatusCallback', account),
    timeLimitMs: timeLimit === undefined ? undefined : timeLimit * 1000,
  };
}

function checkCaller(from: string, { numbers }: AccountLimits): void {
  if (!E164.test(from)) throw badRequest(21212, `The 'From' number ${from} is not a valid phone number.`);
  if (numbers.includes(from)) return;
  throw badRequest(
    21210,
    `The source phone number provided, ${from}, is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.`,
  );
}

function readInstructions(form: Form, account: AccountLimits): Instructions | undefined {
  const webhook = readWebhook(form, 'Url', account, 'Method');
  const fallback = readWebhook(form, 'FallbackUrl', account, 'FallbackMethod');
  const twiml = form.text('Twiml');
  if (form.text('ApplicationSid') !== undefined) {
    throw badRequest(21218, 'ApplicationSid is not valid: this account has no applications');
  }
  // `Twiml` is ignored beside a `Url`.
  if (webhook !== undefined) return { kind: 'url', webhook, fallback };
  if (twiml === undefined) return undefined;
  if (twiml.length > LONGEST_TWIML)
    throw badRequest(INVALID_PARAMETER, `Twiml is longer than ${LONGEST_TWIML} characters`);
  return { kind: 'twiml', twiml };
}

function readWebhook(
  form: Form,
  name: string,
  account: AccountLimits,
  methodName = `${name}Method`,
): Webhook | undefined {
  const method = form.method(methodName) ?? 'POST';
  const url = form.url(name, account.allowInsecure);
  return url === undefined ? undefined : { url, method };
}

function readStatusEvents(form: Form): ReadonlySet<StatusEvent> {
  const events = form.all('StatusCallbackEvent').filter((event) => event !== '');
  for (const event of events) {
    if (!STATUS_EVENTS.includes(event as StatusEvent)) {
      throw badRequest(INVALID_PARAMETER, `StatusCallbackEvent ${event} is invalid: ${STATUS_EVENTS.join(', ')}`);
    }
  }
  return new Set(events.length === 0 ? ['completed'] : (events as StatusEvent[]));
}

function readMachineDetection(form: Form, account: AccountLimits): MachineDetectionSettings | undefined {
  const mode = form.oneOf('MachineDetection', ['Enable', 'DetectMessageEnd']);
  const timeout = form.whole('MachineDetectionTimeout', 3, 59) ?? 30;
  const settings = {
    timeoutMs: timeout * 1000,
    speechThresholdMs: form.whole('MachineDetectionSpeechThreshold', 1000, 6000) ?? 2400,
    speechEndThresholdMs: form.whole('MachineDetectionSpeechEndThreshold', 500, 5000) ?? 1200,
    silenceTimeoutMs: form.whole('MachineDetectionSilenceTimeout', 2000, 10_000) ?? 5000,
    async: form.flag('AsyncAmd') ?? false,
    callback: readWebhook(form, 'AsyncAmdStatusCallback', account),
  };
  return mode === undefined ? undefined : { mode, ...settings };
}

function readRecording(form: Form, account: AccountLimits): RecordingSettings | undefined {
  const dual = form.oneOf('RecordingChannels', ['mono', 'dual']) === 'dual';
  const track = form.oneOf('RecordingTrack', ['inbound', 'outbound', 'both']) ?? 'both';
  const callback = readWebhook(form, 'RecordingStatusCallback', account);
  // One parameter with spaces in it, or the parameter repeated.
  const events = form
    .all('RecordingStatusCallbackEvent')
    .flatMap((value) => value.split(' ').filter((one) => one !== ''));
  for (const event of events) {
    if (!RECORDING_EVENTS.includes(event as RecordingEvent)) {
      throw badRequest(
        INVALID_PARAMETER,
        `RecordingStatusCallbackEvent ${event} is invalid: ${RECORDING_EVENTS.join(', ')}`,
      );
    }
  }
  if (form.oneOf('Trim', ['trim-silence', 'do-not-trim']) === 'trim-silence') {
    throw badRequest(INVALID_PARAMETER, 'Trim: this stand-in of Twilio does not trim recordings. Give do-not-trim.');
  }
  if (form.flag('Record') !== true) return undefined;
  return {
    channels: dual ? 2 : 1,
    track,
    callback,
    events: new Set(events.length === 0 ? ['completed'] : (events as RecordingEvent[])),
  };
}

/** What has no meaning here, and changes nothing that a caller sees. */
const WITHOUT_EFFECT = [
  'SipAuthUsername',
  'SipAuthPassword',
  'Byoc',
  'CallReason',
  'CallToken',
  'Passports',
  'ClientNotificationUrl',
];
