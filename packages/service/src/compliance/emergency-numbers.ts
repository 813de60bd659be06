import { type CountryCode, getCountryCallingCode } from 'libphonenumber-js/max';

/**
 * Numbers that reach police, fire, ambulance, coastguard or a crisis line somewhere. Sources: ITU-T E.161.1 (112 and 911 as the recommended
 * numbers), the ITU's list of national emergency numbers, the operators' pages of mainland China (110, 119, 120, 122, 12110, 12119, 12122, 12395,
 * 95119), of Hong Kong and Macau (999, 992, 993) and of Taiwan (110, 113, 118, 119). A subscriber's number never has so few digits, so
 * the list of all countries can be refused in every country.
 */
const EMERGENCY = new Set([
  ...['000', '100', '101', '102', '103', '104', '105', '106', '107', '108', '110', '111', '112', '113', '114', '115'],
  ...['116', '117', '118', '119', '120', '122', '123', '125', '128', '129', '131', '132', '133', '140', '144', '150'],
  ...['155', '158', '160', '166', '177', '180', '185', '190', '191', '192', '193', '194', '195', '196', '197', '198'],
  ...['199', '811', '900', '901', '902', '903', '911', '912', '913', '917', '933', '988', '990', '991', '992', '993'],
  ...['994', '995', '996', '997', '998', '999', '15', '17', '18'],
  ...['12110', '12119', '12120', '12122', '12395', '95119', '116117', '10111', '10177', '1122', '1669', '1717'],
]);

/** Mainland numbers that an area code in front leads to the same service in another city: 010-110. */
const BY_AREA_CODE = /^0?(?:10|2\d|[3-9]\d{2})(?:110|119|120|122)$/;

/** The longest of the list behind the longest prefix: `+` three digits of country code and an area code. */
const LONGEST = 12;

/**
 * Whether these dialled digits reach an emergency service: bare, behind an international prefix (`+86`, `0086`, and `86` of the default
 * country), a trunk 0, or a mainland area code.
 * @param dialled digits, with a leading `+` where one was written
 */
export function isEmergency(dialled: string, defaultCountry: CountryCode): boolean {
  if (dialled.length > LONGEST) return false;
  if (reaches(dialled)) return true;
  const international = dialled.startsWith('+') ? dialled.slice(1) : dialled.startsWith('00') ? dialled.slice(2) : null;
  if (international !== null) {
    if (reaches(international)) return true;
    // A calling code has one to three digits (ITU-T E.164).
    return [1, 2, 3].some((length) => reaches(international.slice(length)));
  }
  const home = getCountryCallingCode(defaultCountry);
  return dialled.startsWith(home) && reaches(dialled.slice(home.length));
}

function reaches(digits: string): boolean {
  return EMERGENCY.has(digits) || EMERGENCY.has(digits.replace(/^0/, '')) || BY_AREA_CODE.test(digits);
}
