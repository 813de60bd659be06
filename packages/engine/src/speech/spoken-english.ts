type Replace = (...matched: string[]) => string;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const MONTH = `(?:${MONTHS.join('|')}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)`;
const DAYS: Readonly<Record<string, string>> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Tues: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Thur: 'Thursday',
  Thurs: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};
const CURRENCIES: Readonly<Record<string, [one: string, many: string, part: string]>> = {
  $: ['dollar', 'dollars', 'cents'],
  '€': ['euro', 'euros', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
  '¥': ['yuan', 'yuan', ''],
  '￥': ['yuan', 'yuan', ''],
};
const FRACTIONS: Readonly<Record<string, string>> = {
  '24/7': '24 7',
  '1/2': 'one half',
  '1/3': 'one third',
  '2/3': 'two thirds',
  '1/4': 'one quarter',
  '3/4': 'three quarters',
};

/** Each rule sees what those before it left. */
const RULES: readonly [pattern: RegExp, replace: Replace][] = [
  // A full stop that ends no sentence would be heard as one.
  [/\b(Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Mt|Ave|Rd|Dept|approx|ext)\.(?=\s)/g, (_, word) => ABBREVIATIONS[word!] ?? word!],
  [/\b([A-Z])\.(?=\s[A-Z])/g, (_, initial) => initial!],
  [
    /\b(Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun)\.?(?=,?\s+(?:at|morning|afternoon|evening|\d|[A-Z][a-z]{2}))/g,
    (_, day) => DAYS[day!]!,
  ],
  [
    /\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?(?=\s+\d)/g,
    (_, month) => MONTHS.find((name) => name.startsWith(month!.slice(0, 3)))!,
  ],
  [/\bNo\.\s?(?=\d)/g, () => 'number '],
  [/\be\.g\.,?/g, () => 'for example'],
  [/\bi\.e\.,?/g, () => 'that is'],
  [/\bvs\.?(?=\s)/g, () => 'versus'],

  // Dates and times.
  [
    /(\d\s?)([AaPp])\.\s?[Mm]\.(?=(\s+[A-Z])?)/g,
    (_, before, half, ends) => `${before}${half!.toUpperCase()}M${ends === undefined ? '' : '.'}`,
  ],
  [
    /(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])/g,
    (whole, year, month, day) => {
      const name = MONTHS[Number(month) - 1];
      return name === undefined || Number(day) < 1 || Number(day) > 31
        ? whole!
        : `${name} ${ordinal(Number(day))}, ${yearWords(year!)}`;
    },
  ],
  [
    new RegExp(`\\b(${MONTH})\\s+(\\d{1,2})(?!\\d|[:.]\\d)(?:st|nd|rd|th)?`, 'g'),
    (_, month, day) => `${month} ${ordinal(Number(day))}`,
  ],
  [
    new RegExp(
      `(\\b(?:in|of|since|by|until|during|year|${MONTH})\\s+|(?:st|nd|rd|th),?\\s+)((?:19|20)\\d\\d)(?!\\d|[,.]\\d|\\s*(?:people|items|yuan|dollars|times|percent|calls))`,
      'g',
    ),
    (_, before, year) => before! + yearWords(year!),
  ],
  [/(\d\s?[AaPp][Mm])\s*[-–—]\s*(?=\d)/g, (_, from) => `${from} to `],
  [/(?<![\d:])(\d{1,2}:\d\d\s*(?:[AaPp][Mm])?)\s*[-–—]\s*(?=\d{1,2}:\d\d)/g, (_, from) => `${from} to `],
  [
    /(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?:\s*([AaPp])[Mm]\b)?(?![\d:])/g,
    (_, hour, minute, half) => time(Number(hour), Number(minute), half),
  ],
  [/\b(\d{1,2})\s?([AaPp])[Mm]\b/g, (_, hour, half) => `${hour} ${half!.toUpperCase()}M`],

  // Phone numbers and other numbers that name something.
  [/\+\s?(86|1)(\d{10,11})(?!\d)/g, (_, country, number) => `plus ${digits(country!)}, ${groups(number!)}`],
  [/\+\s?(\d{1,3})[\s-](\d[\d\s()-]{5,16}\d)/g, (_, country, rest) => `plus ${digits(country!)}, ${groups(rest!)}`],
  [/\+\s?(\d{8,15})(?!\d)/g, (_, number) => `plus ${groups(number!)}`],
  [
    /(?<![\d$€£¥.,])(?:\(?\d{3,4}\)?[\s-]\d{3,4}[\s-]\d{3,4}|\d{3}-\d{4}|\d{3,4}-\d{7,8})(?![\d])/g,
    (number) => groups(number!),
  ],
  [/(?<![\d$€£¥.,])\d{7,}(?![\d]|[.,]\d|\s*(?:yuan|dollars|euros|people))/g, (number) => groups(number!)],
  [
    /\b((?:room|suite|flight|extension|ext|code|pin|apartment|order|booking|reference|account|number)(?:\s+(?:is|number|no))?\s*[:#]?\s*)(\d{3,6})(?!\d|[.,]\d)/gi,
    (_, before, number) => before! + digits(number!),
  ],
  [/\b([A-Z]{1,3})-?(\d{3,})\b/g, (_, letters, number) => `${letters!.split('').join(' ')} ${digits(number!)}`],
  [/#\s?(?=\d)/g, () => 'number '],

  // Amounts.
  [
    /([$€£¥￥])\s?(\d[\d,]*)(?:\.(\d\d))?(?![\d.]*\d)(\s(?:million|billion|thousand))?/g,
    (_, sign, whole, part, scale) => money(sign!, whole!, part, scale),
  ],
  [/(?<![\d-])(\d+(?:\.\d+)?%?)\s?[-–—]\s?(?=\d+(?:\.\d+)?(?:%|\s|$|[,.;?!]))/g, (_, from) => `${from} to `],
  [/(?<![\d/])([1-9]\d?)\/([1-9]\d?)(?![\d/])/g, (whole, part, of) => FRACTIONS[whole!] ?? `${part} over ${of}`],
  [/(?<=\d)\s?(?:℃|°C)/g, () => ' degrees Celsius'],
  [/(?<=\d)\s?(?:℉|°F)/g, () => ' degrees Fahrenheit'],
  [/(?<=\d)°/g, () => ' degrees'],
  [/(?<![\w-])-(?=\d)/g, () => 'minus '],
  [/(?<=\d)\s?km\b/g, () => ' kilometres'],
  [/(?<=\d)\s?kg\b/g, () => ' kilograms'],

  // Letters and signs.
  [/\bVIP\b/g, () => 'V I P'],
  [/\b(press|dial|hit)\s+(?:the\s+)?#(?:\s*key)?/gi, (_, verb) => `${verb} the pound key`],
  [/\b(press|dial|hit)\s+(?:the\s+)?\*(?:\s*key)?/gi, (_, verb) => `${verb} the star key`],
  [/(?<=[\w.-])@(?=\w)/g, () => ' at '],
  [/(?<=[a-z])\.(?=(?:com|org|net|cn|io|ai|edu|gov|uk|de|fr)\b)/g, () => ' dot '],
  [/\s*&\s*/g, () => ' and '],
  [/\b(\w+)\/(?=[A-Za-z])/g, (_, word) => `${word} `],
  [/\s*(?:…+|[—–]+|\.{3,})\s*/g, () => ', '],
  [/[“”"]/g, () => ' '],
];

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  Prof: 'Professor',
  Jr: 'Junior',
  Sr: 'Senior',
  Mt: 'Mount',
  Ave: 'Avenue',
  Rd: 'Road',
  Dept: 'Department',
  approx: 'approximately',
  ext: 'extension',
};

/** English text with numbers, dates, times, prices and abbreviations written as people say them. */
export function spokenEnglish(text: string): string {
  return RULES.reduce(
    (spoken, [pattern, replace]) => spoken.replace(pattern, replace as (...matched: string[]) => string),
    text,
  )
    .replace(/ {2,}/g, ' ')
    .trim();
}

function time(hour: number, minute: number, half: string | undefined): string {
  const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${minute}` : ` ${minute}`;
  if (half !== undefined) return `${hour}${minutes} ${half.toUpperCase()}M`;
  if (hour === 0) return `12${minutes} AM`;
  if (hour > 12) return `${hour - 12}${minutes} PM`;
  return minutes === '' ? `${hour} o'clock` : `${hour}${minutes}`;
}

/** 2026 is twenty twenty-six, 2005 two thousand five, 1900 nineteen hundred. */
function yearWords(year: string): string {
  const century = year.slice(0, 2);
  const rest = Number(year.slice(2));
  if (rest === 0) return century.endsWith('0') ? year : `${century} hundred`;
  if (century === '20' && rest < 10) return year;
  return rest < 10 ? `${century} oh ${rest}` : `${century} ${rest}`;
}

function ordinal(day: number): string {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

function digits(number: string): string {
  return number.replace(/\D/g, '').split('').join(' ');
}

/** Digits one by one in the groups they were written in, or in groups as phone numbers are said. */
function groups(number: string): string {
  const written = number.split(/[\s()-]+/).filter((part) => part !== '');
  const parts =
    written.length > 1
      ? written
      : (number.match(number.length === 11 ? /^\d{3}|\d{4}/g : /\d{1,3}(?=(?:\d{3})*\d{4}$)|\d{4}$/g) ?? [number]);
  return parts.map(digits).join(', ');
}

function money(sign: string, whole: string, part: string | undefined, scale: string | undefined): string {
  const [one, many, parts] = CURRENCIES[sign] as [string, string, string];
  const number = whole.replace(/,$/, '');
  const rest = whole.endsWith(',') ? ',' : '';
  if (scale !== undefined) return `${number}${part === undefined ? '' : `.${part}`}${scale} ${many}`;
  const unit = number === '1' ? one : many;
  if (part === undefined || part === '00') return `${number} ${unit}${rest}`;
  return parts === '' ? `${number}.${part} ${many}` : `${number} ${unit} and ${Number(part)} ${parts}`;
}
