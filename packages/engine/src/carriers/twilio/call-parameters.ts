import type { DialRequest } from '../carrier.js';
import type { TwilioCarrierOptions } from './twilio-options.js';
import type { CreateParameters } from './twilio-rest.js';

/** Below which all paths of this carrier are. */
export const PREFIX = '/twilio';
/** Of the media socket. Twilio takes no query in its URL: whose it is stands in its `start`. */
const MEDIA_PATH = `${PREFIX}/media`;

/** What Twilio asks us for, each with the call's id behind it in the path. */
export const WEBHOOKS = ['twiml', 'status', 'machine', 'recording', 'stream'] as const;
export type Webhook = (typeof WEBHOOKS)[number];

/** Twilio's bounds: `Timeout` from 1 to 600 s, `TimeLimit` to a day (https://www.twilio.com/docs/voice/api/call-resource). */
const LONGEST_RING_S = 600;
const LONGEST_TALK_S = 86_400;
/**
 * The bridge ends a call in time, with a goodbye that may take a while. Twilio's own limit is for a process that is gone: it need not be close, and
 * must not cut a goodbye.
 */
const TALK_GRACE_MS = 60_000;

/**
 * What a call is created with. Everything that Twilio asks later comes to a path with the call's id in it: so it is known whose it is before the
 * answer to this request, and also without it.
 */
export function createParameters(
  request: DialRequest,
  from: string,
  publicUrl: string,
  options: TwilioCarrierOptions,
): CreateParameters {
  const { machineDetection = 'off', recording = false } = options;
  const at = (webhook: Webhook): string => `${publicUrl}${PREFIX}/${webhook}/${encodeURIComponent(request.callId)}`;
  const parameters: CreateParameters = {
    to: request.to,
    from,
    url: at('twiml'),
    method: 'POST',
    statusCallback: at('status'),
    statusCallbackMethod: 'POST',
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    timeout: seconds(request.ringTimeoutMs, LONGEST_RING_S),
  };
  if (request.timeLimitMs !== undefined) {
    parameters.timeLimit = seconds(request.timeLimitMs + TALK_GRACE_MS, LONGEST_TALK_S);
  }
  if (machineDetection !== 'off') {
    parameters.machineDetection = machineDetection;
    parameters.asyncAmd = 'true';
    parameters.asyncAmdStatusCallback = at('machine');
    parameters.asyncAmdStatusCallbackMethod = 'POST';
  }
  if (recording) {
    parameters.record = true;
    parameters.recordingChannels = 'dual';
    parameters.recordingStatusCallback = at('recording');
    parameters.recordingStatusCallbackMethod = 'POST';
    parameters.recordingStatusCallbackEvent = ['completed', 'absent'];
  }
  return parameters;
}

function seconds(ms: number, most: number): number {
  return Math.min(most, Math.max(1, Math.ceil(ms / 1000)));
}

/** Where Twilio opens the media socket. */
export function mediaUrl(publicUrl: string, mediaPath: string | undefined): string {
  const url = mediaPath === undefined ? `${publicUrl}${MEDIA_PATH}` : `${new URL(publicUrl).origin}${mediaPath}`;
  return url.replace(/^http/i, 'ws');
}

/** Connects a call to its media socket. There is no verb behind it: when the stream is over, so is the call. */
export function connectTwiml(callId: string, token: string, publicUrl: string, mediaPath?: string): string {
  const socket = mediaUrl(publicUrl, mediaPath);
  const status = `${publicUrl}${PREFIX}/stream/${encodeURIComponent(callId)}`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="${xml(socket)}"` +
    ` statusCallback="${xml(status)}" statusCallbackMethod="POST">` +
    `<Parameter name="callId" value="${xml(callId)}"/><Parameter name="token" value="${xml(token)}"/>` +
    '</Stream></Connect></Response>'
  );
}

export const HANGUP_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>';

function xml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
