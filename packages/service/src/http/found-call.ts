import type { Account } from '../accounts/account.js';
import type { CallRecordWithTranscript } from '../calls/call-record.js';
import type { CallsPort } from '../calls/calls-port.js';
import { isCallId } from './call-fields.js';
import { callNotFound } from './errors.js';

/** @throws RingbackError `call_not_found` where there is none, or it is another account's */
export async function foundCall(
  calls: Pick<CallsPort, 'find'>,
  account: Account,
  callId: string,
): Promise<CallRecordWithTranscript> {
  const record = isCallId(callId) ? await calls.find(account.id, callId) : null;
  if (record === null) throw callNotFound();
  return record;
}
