import type { Account } from '../accounts/account.js';
import type { CallRecordWithTranscript } from '../calls/call-record.js';
import type { CallsPort } from '../calls/calls-port.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import { isCallId } from './call-fields.js';
import { callNotFound } from './errors.js';

/** Who asks: an account, and the session that asks for it where one does. */
export interface Asking {
  account: Account;
  /** Null, or absent, where a key asks. */
  signedIn?: SignedIn | null;
}

/** The operator, signed in, has every account in sight; a key of the operator's own account has not. */
export function seesEveryAccount({ signedIn }: Asking): boolean {
  return signedIn?.user.role === 'operator';
}

/** @throws RingbackError `call_not_found` where there is none, or it is another account's and whoever asks is not the operator */
export async function foundCall(
  calls: Pick<CallsPort, 'find'>,
  asking: Asking,
  callId: string,
): Promise<CallRecordWithTranscript> {
  const whose = seesEveryAccount(asking) ? null : asking.account.id;
  const record = isCallId(callId) ? await calls.find(whose, callId) : null;
  if (record === null) throw callNotFound();
  return record;
}
