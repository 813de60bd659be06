const DIGITS = '零一二三四五六七八九';
const PLACES = ['', '十', '百', '千'];
const MYRIADS = ['', '万', '亿', '万亿'];

/**
 * A whole number as it is counted in Mandarin: 105 is 一百零五, 12 is 十二, 22000 is 两万两千.
 *
 * @param digits one or more of `0-9`. With zeros in front, or beyond 16 digits, it is no amount and is read digit by digit.
 */
export function chineseCardinal(digits: string): string {
  if (digits.length > 16 || (digits.length > 1 && digits.startsWith('0'))) return chineseDigits(digits);
  if (digits === '0') return '零';
  let spoken = '';
  let gap = false;
  for (let group = Math.ceil(digits.length / 4) - 1; group >= 0; group -= 1) {
    const end = digits.length - group * 4;
    const four = digits.slice(Math.max(0, end - 4), end);
    if (/^0+$/.test(four)) {
      gap = true;
      continue;
    }
    if (spoken !== '' && (gap || four.startsWith('0'))) spoken += '零';
    gap = false;
    const word = MYRIADS[group] as string;
    // 两 before 万 and 亿, 二 in 十二万.
    spoken += (Number(four) === 2 && word !== '' ? '两' : upToTenThousand(four, spoken === '')) + word;
  }
  return spoken;
}

/** 1 to 9999; leading zeros were dealt with. @param first nothing stands before it: 十二, not 一十二. */
function upToTenThousand(four: string, first: boolean): string {
  const digits = four.replace(/^0+/, '');
  let spoken = '';
  let zero = false;
  for (let index = 0; index < digits.length; index += 1) {
    const place = digits.length - 1 - index;
    const digit = Number(digits[index]);
    if (digit === 0) {
      zero = true;
      continue;
    }
    if (zero) spoken += '零';
    zero = false;
    const two = digit === 2 && place === 3 ? '两' : (DIGITS[digit] as string);
    const ten = digit === 1 && place === 1 && index === 0 && first;
    spoken += (ten ? '' : two) + (PLACES[place] as string);
  }
  return spoken;
}

/**
 * Digits one by one, as numbers that name something are read.
 *
 * @param one `幺` in numbers of phones, rooms and trains, `一` in years and behind a decimal point.
 */
export function chineseDigits(digits: string, one: '一' | '幺' = '一'): string {
  return digits.replace(/\d/g, (digit) => (digit === '1' ? one : (DIGITS[Number(digit)] as string)));
}

/** A number with an optional decimal part: 3.14 is 三点一四. @param number `digits` or `digits.digits`. */
export function chineseNumber(number: string): string {
  const [whole = '', part] = number.split('.');
  return part === undefined ? chineseCardinal(whole) : `${chineseCardinal(whole)}点${chineseDigits(part)}`;
}
