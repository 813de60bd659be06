/** What the REST API refuses, as Twilio's errors are written: `{"code","message","more_info","status"}`. */
export class TwilioApiError extends Error {
  readonly code: number;
  readonly status: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = 'TwilioApiError';
    this.status = status;
    this.code = code;
  }

  toJSON(): { code: number; message: string; more_info: string; status: number } {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export function badRequest(code: number, message: string): TwilioApiError {
  return new TwilioApiError(400, code, message);
}

export function notFound(path: string): TwilioApiError {
  return new TwilioApiError(404, 20404, `The requested resource ${path} was not found`);
}

/** For parameters whose own code is not documented. */
export const INVALID_PARAMETER = 20001;
