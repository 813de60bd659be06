import { type CountryCode, getCountryCallingCode } from 'libphonenumber-js/max';

/**
 * Numbers that reach police, fire, ambulance, coastguard or a crisis line somewhere: 112 and 911 (recommended by ITU-T E.161.1), the national
 * ones that operators publish, mainland China's 110, 119, 120, 122 with their message services (12110, 12119, 12120, 12122), 12395 (rescue
 * at sea) and 95119 (forest fires). No subscriber's number has so few digits, so the numbers of all countries are refused in every one.
 */
const EMERGENCY = new Set([
  ...['000', '100', '101', '102', '103', '104', '105', '106', '107', '108', '110', '111', '112', '113', '114', '115'],
  ...['116', '117', '118', '119', '120', '122', '123', '125', '128', '129', '131', '132', '133', '140', '144', '150'],
  ...['155', '158', '160', '166', '177', '180', '185', '190', '191', '192', '193', '194', '195', '196', '197', '198'],
  ...['199', '811', '901', '902', '903', '911', '912', '933', '988', '990', '991', '992', '993', '994', '995', '996'],
  ...['997', '998', '999', '15', '17', '18', '1122', '1669', '10111', '10177', '116117'],
  ...['12110', '12119', '12120', '12122', '12395', '95119'],
]);

/** Mainland numbers that an area code in front leads to the same service in another city: 010-110. */
const BY_MAINLAND_AREA_CODE = /^0?(?:10|2\d|[3-9]\d{2})(?:110|119|120|122)$/;

/**
 * Whether these dialled digits reach an emergency service: bare, behind an international prefix (`+86`, `0086`, and `86` of the default
 * country), a trunk 0, or a mainland area code.
 * @param dialled digits, with a leading `+` where one was written
 */
export function isEmergency(dialled: string, defaultCountry: CountryCode): boolean {
  const digits = dialled.replace('+', '');
  const home = getCountryCallingCode(defaultCountry);
  if (reaches(digits, home)) return true;
  const isInternational = dialled.startsWith('+') || digits.startsWith('00');
  if (!isInternational) return digits.startsWith(home) && reaches(digits.slice(home.length), home);
  const behindPrefix = digits.replace(/^00/, '');
  // A calling code has one to three digits (ITU-T E.164).
  return [0, 1, 2, 3].some((length) => reaches(behindPrefix.slice(length), behindPrefix.slice(0, length)));
}

function reaches(digits: string, callingCode: string): boolean {
  if (EMERGENCY.has(digits) || EMERGENCY.has(digits.replace(/^0/, ''))) return true;
  return callingCode === '86' && BY_MAINLAND_AREA_CODE.test(digits);
}
