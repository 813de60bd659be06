/**
 * The one envelope of every JSON answer. Compact: existing callers cut fields out of it with `grep`.
 */
export interface Success<Data> {
  success: true;
  message: string;
  data: Data;
}

export interface Failure {
  success: false;
  /** A stable word for programs: `docs/errors.md` lists them all. */
  code: string;
  /** For people. Holds no double quote, so that `grep -o '"message":"[^"]*"'` cuts it out whole. */
  message: string;
  data: Record<string, unknown>;
}

export function success<Data>(message: string, data: Data): Success<Data> {
  return { success: true, message, data };
}
