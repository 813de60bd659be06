import type { LegEnd } from '@ringback/engine';
import type { CallStatus } from './call-resource.js';

type Ending = [status: CallStatus, sipResponse: string];

/** How the end of a leg that was never answered reads at Twilio, with the SIP response behind it. */
const UNANSWERED: Record<LegEnd['cause'], Ending> = {
  busy: ['busy', '486'],
  rejected: ['busy', '603'],
  no_answer: ['no-answer', '487'],
  unreachable: ['failed', '404'],
  failed: ['failed', '503'],
  callee_hung_up: ['no-answer', '487'],
  we_hung_up: ['canceled', '487'],
};

const DONE: Ending = ['completed', '200'];
/** How the end of a leg that was answered reads. */
const ANSWERED: Record<LegEnd['cause'], Ending> = {
  busy: DONE,
  rejected: DONE,
  no_answer: DONE,
  unreachable: DONE,
  failed: ['failed', '503'],
  callee_hung_up: DONE,
  we_hung_up: DONE,
};

/** Status and SIP response of a call whose leg ended so. */
export function endingOf(cause: LegEnd['cause'], answered: boolean): Ending {
  return (answered ? ANSWERED : UNANSWERED)[cause];
}
