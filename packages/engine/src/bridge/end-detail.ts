import type { EndReason } from '../call/end-reason.js';

/** A sentence for people on each reason. Where the carrier said something of its own, that comes behind it. */
const SENTENCES: Readonly<Record<EndReason, string>> = {
  completed: 'The conversation came to its end.',
  callee_hung_up: 'The callee hung up.',
  hung_up: 'The call was hung up on request.',
  no_answer: 'Nobody answered.',
  busy: 'The line was busy.',
  rejected: 'The call was declined.',
  unreachable: 'The number could not be reached.',
  voicemail: 'A mailbox answered.',
  wrong_number: 'The person asked for is not at this number.',
  no_response: 'Nobody spoke.',
  time_limit: 'The time limit was reached.',
  out_of_balance: 'Another minute could not be paid for.',
  model_failure: 'The conversation failed.',
  carrier_failure: 'The carrier failed.',
  interrupted: 'The service ended the call.',
  cancelled: 'The call was taken back before anybody answered.',
};

/** @param more the carrier's own words or an error's code; holds no phone number and no spoken words. */
export function endDetail(reason: EndReason, more: string | undefined): string {
  return more === undefined || more === '' ? SENTENCES[reason] : `${SENTENCES[reason]} (${more})`;
}
