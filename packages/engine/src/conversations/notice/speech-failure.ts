import { isRingbackError, RingbackError } from '../../errors.js';

/** What a notice fails with where one of its sentences cannot be said: the synthesiser's own error where it has a code, else `speech_failed`. */
export function speechFailure(error: unknown): RingbackError {
  if (isRingbackError(error)) return error;
  return new RingbackError('speech_failed', 'the synthesiser could not say a sentence of the notice', { cause: error });
}
