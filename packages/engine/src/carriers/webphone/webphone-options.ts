import type { Clock } from '../../clock.js';
import { RingbackError } from '../../errors.js';
import { type NewSecret, newSecret } from './hashed-token.js';
import type { PageRefusal } from './page-message.js';

/** What a page shows of it in one line. */
export const LONGEST_CALLER_NAME = 80;

export interface WebphoneCarrierOptions {
  /** What it is called in records. Default: `webphone`. */
  name?: string;
  clock: Clock;
  /** The secret part of a token: 256 random bits as 43 characters of base64url. Default: the system's randomness. */
  newSecret?: NewSecret;
  /**
   * How long a call waits for a browser whose connection broke, in milliseconds, 0 to 30,000. Default 5,000: long enough for a change from Wi-Fi to mobile data,
   * and no longer than silence is borne for.
   */
  resumeWithinMs?: number;
  /** What a page is told as to who calls where the call itself does not say (`from`), e.g. the name of the service. At most 80 characters. */
  callerName?: string;
  /** A page was opened by the link of an invitation that has no call (yet): whoever keeps the call back may let it go now. */
  onInvitationOpened?(id: string): void;
  /** An invitation was answered, declined, or ended with its call: whoever keeps its record may forget it. */
  onInvitationUsed?(id: string): void;
  /** A page was turned away. */
  onRefused?(why: PageRefusal): void;
  /** What failed beside a call's own end. */
  onError?(error: unknown, callId?: string): void;
}

export type WebphoneSetting = Required<
  Pick<WebphoneCarrierOptions, 'name' | 'clock' | 'newSecret' | 'resumeWithinMs'>
> &
  WebphoneCarrierOptions;

/** @throws RingbackError `invalid_webphone_options`. */
export function webphoneSetting(options: WebphoneCarrierOptions): WebphoneSetting {
  const setting = {
    ...options,
    name: options.name ?? 'webphone',
    newSecret: options.newSecret ?? newSecret,
    resumeWithinMs: options.resumeWithinMs ?? 5_000,
  };
  if (!Number.isFinite(setting.resumeWithinMs) || setting.resumeWithinMs < 0 || setting.resumeWithinMs > 30_000) {
    throw invalidOption('resumeWithinMs must be 0 to 30000 (milliseconds)');
  }
  if ((setting.callerName ?? '').length > LONGEST_CALLER_NAME)
    throw invalidOption('callerName must have at most 80 characters');
  return setting;
}

export function invalidOption(message: string): RingbackError {
  return new RingbackError('invalid_webphone_options', `The carrier webphone: ${message}`);
}
