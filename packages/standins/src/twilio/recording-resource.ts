import type { RecordingSettings } from './call-parameters.js';
import type { CallRecording } from './call-recording.js';
import { rfc2822 } from './twilio-date.js';

/** A call's recording, once the call is over. */
export interface Recording {
  sid: string;
  callSid: string;
  startedAt: number;
  settings: RecordingSettings;
  audio: CallRecording;
}

/** Whole seconds, as Twilio counts recordings. */
export function recordingSeconds({ audio }: Recording): number {
  return Math.round(audio.durationMs / 1000);
}

export function recordingPath(accountSid: string, sid: string): string {
  return `/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`;
}

/** As the REST API shows it. */
export function recordingResource(recording: Recording, accountSid: string): Record<string, unknown> {
  const { sid, callSid, settings, startedAt } = recording;
  const started = rfc2822(startedAt);
  const path = recordingPath(accountSid, sid);
  return {
    sid,
    account_sid: accountSid,
    call_sid: callSid,
    conference_sid: null,
    api_version: '2010-04-01',
    status: recordingSeconds(recording) === 0 ? 'absent' : 'completed',
    channels: settings.channels,
    source: 'OutboundAPI',
    track: settings.track,
    duration: String(recordingSeconds(recording)),
    start_time: started,
    date_created: started,
    date_updated: started,
    price: null,
    price_unit: 'USD',
    error_code: null,
    encryption_details: null,
    uri: `${path}.json`,
    media_url: path,
    subresource_uris: {},
  };
}
