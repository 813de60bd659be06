/**
 * What became of a request that failed. Only what was `refused` or `not_sent` is known not to have been done.
 */
export interface RestFailure {
  kind: 'refused' | 'not_sent' | 'unknown';
  /** Twilio's own code, where it gave one. */
  code?: number;
  /** Of HTTP, where there was an answer. */
  status?: number;
  /** The system's word for a connection that failed, such as `ECONNREFUSED`. */
  system?: string;
}

/** Connections that never came about: nothing was sent. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|CERT_.*|.*_CERT(_.*)?|ERR_TLS_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|HOSTNAME_MISMATCH)$/;

/** Reads what the `twilio` package throws: answers with a status, and errors of the connection. */
export function restFailure(error: unknown): RestFailure {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (typeof status === 'number') {
    const failure: RestFailure = { kind: status >= 400 && status < 500 ? 'refused' : 'unknown', status };
    if (typeof code === 'number' && code > 0) failure.code = code;
    return failure;
  }
  const system = typeof code === 'string' ? code : undefined;
  if (system === undefined) return { kind: 'unknown' };
  return { kind: NOT_SENT.test(system) ? 'not_sent' : 'unknown', system };
}

/** Twilio has too much to do; the same request may succeed a little later. */
export function isBusy(failure: RestFailure): boolean {
  return failure.status === 429 || failure.code === 20429;
}

/** The call is over, or was never there: there is nothing left to hang up. */
export function isOver(failure: RestFailure): boolean {
  return failure.code === 21220 || failure.status === 404;
}
