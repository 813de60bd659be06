import { isRingbackError } from '../errors.js';

/** The code of an error, or what kind it is: never its message, which may hold a number or what was said. */
export function errorCode(error: unknown): string {
  if (isRingbackError(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
