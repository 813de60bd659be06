import { type CountryCode, type NumberType, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { breathe } from '../storage/breathe.js';
import { isEmergency } from './emergency-numbers.js';
import type { BadPhoneReason, RefusedPhone } from './phone-reason.js';
import { readWebphoneNumber } from './webphone-number.js';

export interface Phone {
  /** As its caller wrote it, without the spaces around. */
  written: string;
  /** `+` and digits: ITU-T E.164. Of a browser `webphone:<line>`. */
  e164: string;
  /** ISO 3166, or null for numbers of no country (satellite phones, international networks, browsers). */
  country: string | null;
  type: NumberType | 'WEBPHONE';
}

/** One of the texts of a list: a number, or null where it is none, or an emergency number. */
export interface Mention {
  /** As in {@link ParsedPhones.bad} where it is none. */
  written: string;
  phone: Phone | null;
}

export interface ParsedPhones {
  /** Every number once, in the order of its first mention. */
  phones: Phone[];
  /** Numbers that were named more than once, as first written. */
  repeated: string[];
  /** Texts that are no callable number, and why. */
  bad: RefusedPhone[];
  /** Emergency numbers, as written. They are no subscribers' numbers, so they have no place in `phones`. */
  emergency: string[];
  /** Every text in its order; a number that is named again has the phone of its first mention. */
  mentions: Mention[];
}

/** What separates numbers: commas and semicolons (ASCII, full-width, ideographic) and line breaks. */
const SEPARATORS = /[,，、;；\n\r]/u;

/** Longer than any way to write one number; what is longer is cut in answers too. */
const LONGEST_WRITTEN = 64;

/** Digits, and what people put between them: spaces, dots, dashes of every kind, brackets, slashes. After NFKC. */
const CALLABLE = /^\+?[\d\s.\-‐-―−()[\]/~]+$/u;

/** `转`, `分机`, `ext.`, `x`, `#`, or one more dash, and an inner number at the end. */
const EXTENSION = /^(.*\d)[\s)]*(?:转|轉|分机|分機|ext(?:ension)?\.?|x|#|-)\s*\d{1,6}$/iu;

/** Numbers parsed between two turns of the event loop: about 15 µs each, so 3 ms. */
const PARSED_AT_ONCE = 200;

/** The single numbers of a list, without the spaces around; empty places (`a,,b`, a comma at the end) are passed over. */
export function splitPhones(text: string): string[] {
  return text
    .split(SEPARATORS)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * Reads a list of phone numbers as people write them. Between numbers: commas, semicolons, line breaks (ASCII or full-width). Inside one:
 * full-width digits, spaces, dots, dashes, brackets; `+86…`, `0086…` or `86…`, mobiles, landlines with their area code, 400 and 800. Numbers
 * of other countries need their `+` or `00`. Never throws for what was written: what is no number comes back in `bad`.
 *
 * @param accountId whose own browser `webphone:me` is; absent: browsers have no number here
 */
export async function parsePhones(
  text: string,
  defaultCountry: CountryCode = 'CN',
  accountId?: string,
): Promise<ParsedPhones> {
  const parsed: ParsedPhones = { phones: [], repeated: [], bad: [], emergency: [], mentions: [] };
  const first = new Map<string, { phone: Phone; repeated: boolean }>();
  const parts = splitPhones(text);
  if (parts.length === 0) parsed.bad.push({ phone: '', reason: 'not_a_number' });
  for (const [index, written] of parts.entries()) {
    if (index % PARSED_AT_ONCE === PARSED_AT_ONCE - 1) await breathe();
    const phone = parseWebphone(written, accountId) ?? parsePhone(written, defaultCountry);
    if (typeof phone === 'string') {
      const named = written.slice(0, LONGEST_WRITTEN);
      if (phone === 'emergency') parsed.emergency.push(named);
      else parsed.bad.push({ phone: named, reason: phone });
      parsed.mentions.push({ written: named, phone: null });
      continue;
    }
    const earlier = first.get(phone.e164);
    if (earlier === undefined) {
      first.set(phone.e164, { phone, repeated: false });
      parsed.phones.push(phone);
    } else if (!earlier.repeated) {
      earlier.repeated = true;
      parsed.repeated.push(earlier.phone.written);
    }
    parsed.mentions.push({ written, phone: earlier?.phone ?? phone });
  }
  return parsed;
}

function parseWebphone(written: string, accountId: string | undefined): Phone | null {
  if (accountId === undefined || written.length > LONGEST_WRITTEN) return null;
  const e164 = readWebphoneNumber(written.normalize('NFKC').trim(), accountId);
  return e164 === null ? null : { written, e164, country: null, type: 'WEBPHONE' };
}

/** One number of a phone, or why it is none. */
export function parsePhone(written: string, defaultCountry: CountryCode = 'CN'): Phone | BadPhoneReason | 'emergency' {
  if (written.length > LONGEST_WRITTEN) return 'not_a_number';
  const text = written.normalize('NFKC').trim();
  const extension = EXTENSION.exec(text);
  if (extension !== null && typeof parsePhone(extension[1] as string, defaultCountry) === 'object') return 'extension';
  if (!CALLABLE.test(text)) return 'not_a_number';
  const dialled = text.replace(/[^\d+]/g, '');
  if (!/\d/.test(dialled)) return 'not_a_number';
  if (isEmergency(dialled, defaultCountry)) return 'emergency';

  let number: ReturnType<typeof parsePhoneNumberWithError>;
  try {
    number = parsePhoneNumberWithError(dialled, { defaultCountry, extract: false });
  } catch (error) {
    return reasonOf(error, dialled);
  }
  const type = number.getType();
  if (number.isValid() && type !== undefined) {
    return { written, e164: number.number, country: number.country ?? null, type };
  }
  return whyInvalid(dialled, number.countryCallingCode, number.nationalNumber);
}

function reasonOf(error: unknown, dialled: string): BadPhoneReason {
  const code = error instanceof ParseError ? error.message : '';
  if (code === 'TOO_SHORT') return isShortNumber(dialled) ? 'short_number' : 'too_short';
  if (code === 'TOO_LONG') return 'too_long';
  if (code === 'INVALID_COUNTRY') return 'unknown_country';
  return 'not_a_number';
}

/** A hint that helps whoever wrote it; the verdict itself is the library's. */
function whyInvalid(dialled: string, callingCode: string, national: string): BadPhoneReason {
  if (isShortNumber(dialled)) return 'short_number';
  if (callingCode === '86') {
    // Mobiles have 11 digits; the library knows only that some mainland number has as many as were written.
    if (/^1[3-9]/.test(national))
      return national.length < 11 ? 'too_short' : national.length > 11 ? 'too_long' : 'invalid';
    // A landline without its area code has 7 or 8 digits.
    if (/^[2-9]\d{6,7}$/.test(national)) return 'too_short';
  }
  if (national.length < 7) return 'too_short';
  // E.164: 15 digits with the country code.
  if (callingCode.length + national.length > 15) return 'too_long';
  return 'invalid';
}

/** 10086, 95588, 12345: only reachable inside a network. */
function isShortNumber(dialled: string): boolean {
  return /^(?:1\d{2,5}|9[56]\d{3,6})$/.test(dialled);
}
