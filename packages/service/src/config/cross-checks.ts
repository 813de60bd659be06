import type { Environment } from './config.js';
import type { VariableName } from './variables.js';

export interface ConfigProblem {
  variable: VariableName;
  /** A sentence for people, with what to write. */
  message: string;
}

/** What each variable alone cannot tell: settings that need others. `given` holds what was written, trimmed; unset is undefined. */
export function crossChecks(given: Environment): ConfigProblem[] {
  return [...ofCarrier(given), ...ofConversation(given), ...ofRecordingAndMailbox(given)];
}

function* ofCarrier(given: Environment): Generator<ConfigProblem> {
  if (given.RINGBACK_CARRIER === 'twilio') {
    const needs: [VariableName, string][] = [
      ['TWILIO_ACCOUNT_SID', 'the Account SID of the Twilio console'],
      ['TWILIO_AUTH_TOKEN', 'the Auth Token of the Twilio console; what Twilio sends is signed with it'],
      ['TWILIO_FROM', 'a number of your Twilio account, e.g. +14155550100'],
    ];
    for (const [variable, what] of needs)
      if (given[variable] === undefined)
        yield { variable, message: `RINGBACK_CARRIER=twilio needs ${variable}: write ${what}.` };
    const { TWILIO_ACCOUNT_SID: sid, TWILIO_API_URL: api } = given;
    if (sid !== undefined && api === undefined && !/^AC[0-9a-fA-F]{32}$/.test(sid))
      yield {
        variable: 'TWILIO_ACCOUNT_SID',
        message:
          'TWILIO_ACCOUNT_SID is not right: write the Account SID of the Twilio console, AC and 32 hexadecimal digits.',
      };
    if (given.RINGBACK_PUBLIC_URL === undefined && isNone(given.RINGBACK_TUNNEL))
      yield {
        variable: 'RINGBACK_PUBLIC_URL',
        message:
          'RINGBACK_CARRIER=twilio needs an address at which Twilio reaches this service: set RINGBACK_PUBLIC_URL to the https address of your ' +
          'reverse proxy, or RINGBACK_TUNNEL to ngrok or tailscale-funnel.',
      };
    if (given.RINGBACK_CONVERSATION !== 'openai-realtime')
      yield {
        variable: 'RINGBACK_CONVERSATION',
        message:
          'RINGBACK_CONVERSATION=notice understands callees by captions, which RINGBACK_CARRIER=twilio does not give: set ' +
          'RINGBACK_CONVERSATION to openai-realtime, with OPENAI_API_KEY.',
      };
  }
  if (given.RINGBACK_CARRIER === 'twilio-standin' && given.RINGBACK_CONVERSATION !== undefined)
    yield {
      variable: 'RINGBACK_CONVERSATION',
      message: 'RINGBACK_CARRIER=twilio-standin brings a stand-in of the model with it: unset RINGBACK_CONVERSATION.',
    };
  yield* pair(given, 'TWILIO_API_KEY', 'TWILIO_API_SECRET');
  // Carriers open media sockets by wss alone. A stand-in on this machine needs no TLS.
  if (/^http:/i.test(given.RINGBACK_PUBLIC_URL ?? '') && !isOnThisMachine(given.RINGBACK_PUBLIC_URL as string))
    yield {
      variable: 'RINGBACK_PUBLIC_URL',
      message: 'RINGBACK_PUBLIC_URL must begin with https://: carriers send audio over TLS only.',
    };
  if (given.RINGBACK_PUBLIC_URL !== undefined && !isNone(given.RINGBACK_TUNNEL))
    yield {
      variable: 'RINGBACK_TUNNEL',
      message: 'A tunnel makes the public address itself: unset RINGBACK_PUBLIC_URL, or set RINGBACK_TUNNEL to none.',
    };
}

function* ofConversation(given: Environment): Generator<ConfigProblem> {
  if (given.RINGBACK_CONVERSATION !== 'openai-realtime') return;
  if (given.OPENAI_API_KEY === undefined)
    yield {
      variable: 'OPENAI_API_KEY',
      message: 'RINGBACK_CONVERSATION=openai-realtime needs OPENAI_API_KEY: write the API key of the model’s service.',
    };
  if (given.RINGBACK_MODEL_PROFILE === 'azure' && given.RINGBACK_MODEL === undefined)
    yield {
      variable: 'RINGBACK_MODEL',
      message: 'RINGBACK_MODEL_PROFILE=azure needs RINGBACK_MODEL: write the name of your deployment.',
    };
  if (given.RINGBACK_MODEL_PROFILE === 'azure' && given.OPENAI_BASE_URL === undefined)
    yield {
      variable: 'OPENAI_BASE_URL',
      message:
        'RINGBACK_MODEL_PROFILE=azure needs OPENAI_BASE_URL: write the address of your resource, e.g. https://NAME.openai.azure.com/openai/v1.',
    };
}

function* ofRecordingAndMailbox(given: Environment): Generator<ConfigProblem> {
  if (given.RINGBACK_VOICEMAIL === 'message' && given.RINGBACK_VOICEMAIL_MESSAGE === undefined)
    yield {
      variable: 'RINGBACK_VOICEMAIL_MESSAGE',
      message: 'RINGBACK_VOICEMAIL=message needs RINGBACK_VOICEMAIL_MESSAGE: write the message, 1 to 1000 characters.',
    };
}

function* pair(given: Environment, one: VariableName, other: VariableName): Generator<ConfigProblem> {
  for (const [there, lacking] of [
    [one, other],
    [other, one],
  ] as const)
    if (given[there] !== undefined && given[lacking] === undefined)
      yield { variable: lacking, message: `${there} needs ${lacking}: write both, or neither.` };
}

function isNone(tunnel: string | undefined): boolean {
  return tunnel === undefined || tunnel === 'none';
}

function isOnThisMachine(url: string): boolean {
  return /^http:\/\/(localhost|127(\.\d+){3}|\[::1\])([:/]|$)/i.test(url);
}
