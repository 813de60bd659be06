import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { E164 } from '../config/keys.js';

/** Numbering plans keep these for services that bill their caller, or for machines. */
const REFUSED: Readonly<Record<string, string>> = {
  PREMIUM_RATE: 'is a premium-rate number, which bills its caller',
  PERSONAL_NUMBER: 'is a personal number, which is forwarded at its caller’s cost',
  PAGER: 'is a pager',
  VOICEMAIL: 'is a mailbox',
};

/** Why this number is not called; null: it may be. Emergency services have no number of this form. */
export function phoneProblem(to: string): string | null {
  if (!new RegExp(E164).test(to)) {
    return 'must be a phone number as E.164: +, the country’s code, and the number, without spaces, like +12025550100 or +8613800138000';
  }
  const parsed = parsePhoneNumberFromString(to);
  if (parsed === undefined || !parsed.isValid())
    return 'is no valid phone number: check its country’s code and its digits';
  const refused = REFUSED[parsed.getType() ?? ''];
  return refused === undefined ? null : `${refused}, and is not called`;
}

/** With its country, so that a wrong code is seen: `+12025550100 (US)`. */
export function readablePhone(to: string): string {
  const parsed = parsePhoneNumberFromString(to);
  if (parsed === undefined) return to;
  return `${to}${parsed.country === undefined ? '' : ` (${parsed.country})`}`;
}
