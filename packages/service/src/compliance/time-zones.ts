import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { areaCodeZones } from './nanp-zones.js';

/** In which time zones a callee may be. */
export interface CalleeZones {
  /** Every one, as the IANA names them; never empty. */
  all: readonly string[];
  /** The likeliest. */
  likeliest: string;
}

/** Where most people of a country with several time zones live. */
const MOST_PEOPLE: Readonly<Record<string, string>> = {
  AR: 'America/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CL: 'America/Santiago',
  CD: 'Africa/Kinshasa',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  ID: 'Asia/Jakarta',
  KZ: 'Asia/Almaty',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  NZ: 'Pacific/Auckland',
  PG: 'Pacific/Port_Moresby',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kiev',
  US: 'America/New_York',
};

/** Of the countries of which the Unicode data tell more than the law does, or nothing. */
const BY_LAW: Readonly<Record<string, readonly string[]>> = {
  // One time for all of China since 1949; the second one that the data list is kept beside it in a part of Xinjiang.
  CN: ['Asia/Shanghai'],
  XK: ['Europe/Belgrade'],
};

/** A time zone of the IANA's database that this Node.js knows. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Za-z]+([/_+-][A-Za-z0-9_+-]+)*$/.test(text);
  } catch {
    return false;
  }
}

/** The time zone of this machine. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * Where the callee may be, by the number: the zones of the area code in the United States and Canada, else all zones of the country.
 *
 * @param preferred counts alone where it is one of several, and for numbers of no country; absent: this machine's own for the latter
 */
export function calleeZones(e164: string, preferred: string | undefined): CalleeZones {
  const country = countryOf(e164);
  const all = (e164.startsWith('+1') ? areaCodeZones(e164) : null) ?? zonesOfCountry(country);
  if (all.length === 0) return only(preferred ?? ownTimeZone());
  const own = preferred === undefined ? undefined : canonical(preferred);
  if (own !== undefined && all.includes(own)) return only(own);
  const most = country === null ? undefined : MOST_PEOPLE[country];
  const likeliest = most === undefined ? undefined : canonical(most);
  return { all, likeliest: likeliest !== undefined && all.includes(likeliest) ? likeliest : (all[0] as string) };
}

function only(zone: string): CalleeZones {
  return { all: [zone], likeliest: zone };
}

function countryOf(e164: string): string | null {
  try {
    return parsePhoneNumberWithError(e164).country ?? null;
  } catch {
    return null;
  }
}

const known = new Map<string, readonly string[]>();

function zonesOfCountry(country: string | null): readonly string[] {
  if (country === null) return [];
  let zones = known.get(country);
  if (zones === undefined) {
    zones = BY_LAW[country] ?? unicodeZones(country);
    known.set(country, zones);
  }
  return zones;
}

/** By the Unicode data of Node.js: a property until ECMA-402 made a method of it, which Node 24 has. */
function unicodeZones(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    timeZones?: string[];
    getTimeZones?(): string[] | undefined;
  };
  return (locale.getTimeZones?.() ?? locale.timeZones ?? []).map(canonical);
}

/** One name for what has had several: Asia/Calcutta and Asia/Kolkata. */
function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
}
