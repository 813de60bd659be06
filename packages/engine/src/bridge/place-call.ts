import { callLimits } from '../call/limits.js';
import { RingbackError } from '../errors.js';
import type { CallDependencies, CallRequest, PlaceCall, RunningCall } from '../place-call.js';
import { Bridge } from './bridge.js';

/**
 * Dials one call and runs it to its end. The first event (`state: dialing`) is told from inside; every later one comes as it happens,
 * and `ended` is the last. Nothing that the carrier, the conversation or a listener does makes it throw or reject after that.
 *
 * @throws RingbackError before anything has happened: `invalid_limit`, or `captions_missing` where the conversation understands the
 * callee by captions and the carrier gives none.
 */
export const placeCall: PlaceCall = (request: CallRequest, dependencies: CallDependencies): RunningCall => {
  const limits = callLimits(dependencies.limits);
  const { carrier, conversations } = dependencies;
  if (conversations.capabilities.understands === 'captions' && !carrier.capabilities.captions) {
    throw new RingbackError(
      'captions_missing',
      `the conversation ${conversations.name} understands the callee by captions, and the carrier ${carrier.name} gives none: ` +
        'choose a conversation that understands audio, or another carrier',
    );
  }
  const bridge = new Bridge(request, dependencies, limits);
  bridge.start();
  return bridge;
};
