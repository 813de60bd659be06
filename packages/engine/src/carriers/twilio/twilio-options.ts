import type { Clock } from '../../clock.js';
import { RingbackError } from '../../errors.js';
import type { PublicAddress } from '../../public/public-routes.js';

/**
 * Whether Twilio listens for answering machines, beside the call and without holding it up: `Enable` tells as soon as a machine is known (some 4 s
 * after the answer), `DetectMessageEnd` once its greeting is over, which is when a message may be left.
 */
export type TwilioMachineDetection = 'off' | 'Enable' | 'DetectMessageEnd';

/** What Twilio tells of a recording that it made. */
export interface TwilioRecording {
  callId: string;
  /** `CA…` */
  callSid: string;
  /** `RE…` */
  recordingSid: string;
  /** Reached with the account's credentials. */
  url: string;
  /** `absent`: there was nothing to record. */
  status: 'completed' | 'absent' | 'in-progress' | 'failed';
  durationMs: number;
  channels: number;
}

/** Somebody at the public address who was turned away. */
export interface TwilioRefusal {
  /** What was asked for. */
  at: 'twiml' | 'status' | 'machine' | 'recording' | 'stream' | 'media';
  why: 'signature' | 'token' | 'second_socket' | 'unknown_call' | 'no_start' | 'bad_message';
}

export interface TwilioCarrierOptions {
  /** What it is called in records. Default `twilio`. */
  name?: string;
  /** `AC…`; with SignalWire the project id. */
  accountSid: string;
  /** The primary auth token; webhooks are verified with it, also where requests are made with an API key. */
  authToken: string;
  /** Makes the requests in place of the auth token. */
  apiKey?: { sid: string; secret: string };
  /** E.164 numbers of the account that calls are made from, in turn; a call that names its own number uses that. */
  from: string | readonly string[];
  /** Where the API is. Default: Twilio's own; SignalWire: `https://<space>.signalwire.com/api/laml`. */
  apiUrl?: string;
  /** At which Twilio reaches us. */
  publicAddress: PublicAddress;
  /**
   * Path at the public origin, e.g. `/voice/stream`, where media sockets come in: upgrades there are given to `upgrade` as `/twilio/media`.
   * Default: `/twilio/media` below the public URL.
   */
  mediaPath?: string;
  clock: Clock;
  /** Default `off`. */
  machineDetection?: TwilioMachineDetection;
  /** Lets Twilio record, callee and caller on a channel each. Default false. */
  recording?: boolean;
  /** With what webhooks are signed, where it is not the auth token: SignalWire's signing key. */
  signingKey?: string;
  /** 128 bits or more that nobody can guess, of `A-Z a-z 0-9 _ -`: the token of one media socket. Default: from the system's randomness. */
  newToken?: () => string;
  onRecording?: (recording: TwilioRecording) => void;
  /** Told of everybody who was turned away at the public address; {@link TwilioCarrier.refused} counts them. */
  onRefused?: (refusal: TwilioRefusal) => void;
  /** Told of a call that this process does not know, such as one from before a crash, and that was ended. */
  onUnknownCall?: (call: { callId: string; callSid: string }) => void;
  /** Told what failed beside a call's own end: a listener that threw, a request that did not go through. */
  onError?: (error: unknown, callId?: string) => void;
}

/** @throws RingbackError `invalid_twilio_options`. */
export function checkOptions(options: TwilioCarrierOptions): void {
  const { accountSid, authToken, apiKey, apiUrl, from } = options;
  if (accountSid === '') throw invalid('accountSid is missing: it stands on the first page of the Twilio console');
  if (authToken === '') throw invalid('authToken is missing: it stands on the first page of the Twilio console');
  if (apiUrl === undefined && !/^AC[0-9a-fA-F]{32}$/.test(accountSid)) {
    throw invalid('accountSid must be AC and 32 hexadecimal digits; an API key (SK…) goes into apiKey');
  }
  if (apiUrl !== undefined && !(URL.canParse(apiUrl) && /^https?:$/.test(new URL(apiUrl).protocol))) {
    throw invalid('apiUrl is no http or https URL');
  }
  if (apiKey !== undefined && (apiKey.sid === '' || apiKey.secret === '')) {
    throw invalid('apiKey needs both its sid and its secret');
  }
  const numbers = typeof from === 'string' ? [from] : from;
  if (numbers.length === 0 || !numbers.every((number) => /^\+[1-9]\d{5,14}$/.test(number))) {
    throw invalid('from must be one or more numbers of the account as E.164, such as +15005550006');
  }
}

function invalid(message: string): RingbackError {
  return new RingbackError('invalid_twilio_options', `the carrier twilio: ${message}`);
}
