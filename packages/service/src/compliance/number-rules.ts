import type { ParsedPhones, Phone } from './phone-number.js';
import type { RefusedPhone, RefusedPhoneReason } from './phone-reason.js';

/** Countries that may be called where nobody said otherwise: the service's own ground. */
export const DEFAULT_COUNTRIES: readonly string[] = ['CN'];

export interface NumberRules {
  /** ISO 3166 codes that may be called. */
  countries: ReadonlySet<string>;
  /** E.164 numbers that may not. */
  doNotCall: ReadonlySet<string>;
  /** Numbers of browsers that may not, and why; all others may: the rules of phones are none for who has opened a page to be called. */
  webphones: ReadonlyMap<string, RefusedPhoneReason>;
}

/**
 * Which of the numbers are never called, whatever the brief says, and why: emergency numbers, premium-rate and other special types by
 * the numbering plan, countries that are not on the list, numbers on the do-not-call list. Empty where all may be called.
 */
export function refusals(parsed: ParsedPhones, rules: NumberRules): RefusedPhone[] {
  const refused: RefusedPhone[] = parsed.emergency.map((phone) => ({ phone, reason: 'emergency' }));
  for (const phone of parsed.phones) {
    const reason = refusal(phone, rules);
    if (reason !== null) refused.push({ phone: phone.written, reason });
  }
  return refused;
}

function refusal(phone: Phone, rules: NumberRules): RefusedPhoneReason | null {
  switch (phone.type) {
    case 'WEBPHONE':
      return rules.webphones.get(phone.e164) ?? null;
    case 'PREMIUM_RATE':
      return 'premium';
    // United Kingdom 070 and the like: forwarded at the caller's cost, and a known vehicle of fraud.
    case 'PERSONAL_NUMBER':
      return 'personal';
    case 'PAGER':
      return 'pager';
    case 'VOICEMAIL':
      return 'voicemail';
  }
  if (phone.country === null || !rules.countries.has(phone.country)) return 'country';
  return rules.doNotCall.has(phone.e164) ? 'do_not_call' : null;
}
