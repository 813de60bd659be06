/** What can go wrong in a page. `docs/carrier-webphone.md` says what each means and what to tell the user. */
export type WebphoneErrorCode =
  | 'insecure_page'
  | 'microphone_denied'
  | 'microphone_missing'
  | 'microphone_busy'
  | 'microphone_failed'
  | 'microphone_lost'
  | 'worklet_failed'
  | 'sound_blocked'
  | 'refused'
  | 'connection_lost'
  | 'no_token'
  | 'closed';

export class WebphoneError extends Error {
  readonly code: WebphoneErrorCode;

  constructor(code: WebphoneErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WebphoneError';
    this.code = code;
  }
}
