import { chineseCardinal, chineseDigits, chineseNumber } from './chinese-number.js';

type Replace = (...matched: string[]) => string;

/** Words before a number that names something, and so is read digit by digit. */
const NAMED =
  '验证码|编号|单号|订单|尾号|号码|密码|卡号|账号|帐号|工号|会议号|会议室|会议ID|房号|房间号|门牌|车牌|航班|车次|邮编|代码|取件码|分机|区号|学号|证号|代号|拨打|请拨|回拨|致电|电话|手机|热线|客服|微信|QQ';
/** Words behind a number that say it is an amount. */
const AMOUNT =
  '元|块|角|分|人|个|位|名|万|亿|千|百|次|件|份|张|台|家|天|年|月|日|号楼|小时|点|秒|米|公里|千米|斤|公斤|克|吨|升|平|度|倍|步|字|条|项|套|户|美元|美金|欧元|英镑|港元|港币|日元|人民币|%|％|‰|℃|°';
/** Measure words that take 两, where the number is 2 and nothing else. */
const TAKES_TWO =
  '个|位|天|次|点|分钟|小时|年|周|块|元|名|张|份|件|条|项|家|间|台|部|双|盒|瓶|杯|斤|公斤|公里|米|种|遍|回|辆|本|套|笔|万|亿|千|百|人|倍|秒|场|站|吨|升|箱|包|封|句|页';
/** The three digits that everybody in China dials as such: police, fire, ambulance, traffic police, directory. */
const EMERGENCY = '110|119|120|122|114';

const PHONE_GROUPS: Readonly<Record<number, readonly number[]>> = {
  7: [3, 4],
  8: [4, 4],
  10: [3, 3, 4],
  11: [3, 4, 4],
  12: [4, 4, 4],
  16: [4, 4, 4, 4],
  18: [6, 4, 4, 4],
};

/** Each rule sees what those before it left; what they said in hanzi, no later rule finds as digits. */
const RULES: readonly [pattern: RegExp, replace: Replace][] = [
  // Dates and times.
  [
    /(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g,
    (whole, year, month, day) => (isDate(month, day) ? `${chineseDigits(year!)}年${date(month!, day!)}` : whole!),
  ],
  [/(?<!\d)((?:19|20|21)\d\d)\s*[-–—~～]\s*(?=(?:19|20|21)\d\d年)/g, (_, year) => `${chineseDigits(year!)}到`],
  [/(?<!\d)((?:19|20|21)\d\d)(?=年)/g, (_, year) => chineseDigits(year!)],
  [/(?<!\d)(\d\d)(?=年\d{1,2}月)/g, (_, year) => chineseDigits(year!)],
  [
    /(?<![\d/])(\d{1,2})\/(\d{1,2})(?=\s*[(（]?\s*(?:周|星期|礼拜|上午|下午|早上|晚上|中午|凌晨|\d{1,2}[:：点]))/g,
    (whole, month, day) => (isDate(month, day) ? date(month!, day!) : whole!),
  ],
  [
    /(?<![\d:：.])([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：]([0-5]\d))?\s*([AaPp])\.?[Mm]\b\.?/g,
    (_, hour, minute, second, half) => (half!.toLowerCase() === 'a' ? '上午' : '下午') + time(hour!, minute!, second),
  ],
  [
    /(?<![\d:：.])(\d{1,2})\s*([AaPp])\.?[Mm]\b\.?/g,
    (_, hour, half) => `${half!.toLowerCase() === 'a' ? '上午' : '下午'}${hour}点`,
  ],
  [/([01]?\d|2[0-4])([:：][0-5]\d)\s*[-–—~～]+\s*(?=\d{1,2}[:：][0-5]\d)/g, (_, hour, minute) => `${hour}${minute}到`],
  [
    /(?<![\d:：.])([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：]([0-5]\d))?(?![\d:：])/g,
    (_, hour, minute, second) => time(hour!, minute!, second),
  ],
  [/(?<![\d.])(\d{1,2})点(?:钟)?(\d{1,2})(?:分(?!之)|(?![\d.:]))/g, (_, hour, minute) => time(hour!, minute!)],

  // Numbers that name something.
  [
    /(?<![\d+])\+?86[-\s]?(?=1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d))/g,
    (code) => (code!.startsWith('+') ? '加八六，' : '八六，'),
  ],
  [/\+(\d[\d\s-]{5,18}\d)/g, (_, number) => `加${phone(number!)}`],
  [/(?<!\d)(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})(?!\d)/g, (_, ...groups) => phone(groups.slice(0, 3).join(' '))],
  [/(?<!\d)(0\d{2,3})[-\s]?(\d{3,4})[-\s]?(\d{4})(?!\d)/g, (_, ...groups) => phone(groups.slice(0, 3).join(' '))],
  [/(?<!\d)([48]00)[-\s]?(\d{3,4})[-\s]?(\d{3,4})(?!\d)/g, (_, ...groups) => phone(groups.slice(0, 3).join(' '))],
  [/(?<=转)(\d{2,6})(?!\d)/g, (_, number) => chineseDigits(number!, '幺')],
  [
    new RegExp(
      `((?:${NAMED})[\\s是为叫:：号码尾后四六位数了您的#]{0,6})(\\d[\\d\\s-]*\\d)(?!\\d|[.]\\d|\\s*(?:${AMOUNT}))`,
      'g',
    ),
    (whole, before, number) => (number!.length < 3 ? whole! : before! + phone(number!)),
  ],
  [
    /(?<![\d.])(\d{3,4})(?=室|房|号房|号包|包间|包厢|会议室|教室|病房|号床)/g,
    (_, number) => chineseDigits(number!, '幺'),
  ],
  [
    /(?<![A-Za-z\d])([A-Za-z]{1,3})-?(\d{3,})(?![\d.])/g,
    (_, letters, number) => `${letters!.split('').join(' ')} ${chineseDigits(number!, '幺')} `,
  ],
  [
    new RegExp(`(?<![\\d.])(?!\\d+0{4})(\\d{7,})(?!\\d|\\.\\d|,\\d|\\s*(?:${AMOUNT}))`, 'g'),
    (_, number) => phone(number!),
  ],
  [
    new RegExp(
      `(?<![\\d.])(100(?:00|1[016]|50|60|86|99)|12[13]\\d\\d|9[56]\\d(?!00)\\d\\d)(?!\\d|\\.\\d|\\s*(?:${AMOUNT}))`,
      'g',
    ),
    (_, number) => chineseDigits(number!, '幺'),
  ],
  [
    new RegExp(`(?<=[打拨报找])(${EMERGENCY})(?!\\d|\\s*(?:${AMOUNT}))`, 'g'),
    (_, number) => chineseDigits(number!, '幺'),
  ],

  // Amounts. The marks are taken away first: thousands, and the zeros that prices end in.
  [/(?<![\d.])(\d{1,3}(?:,\d{3})+)(?![\d])/g, (_, number) => number!.replace(/,/g, '')],
  [/HK\$\s?(\d+(?:\.\d+)?)([万亿]?)/g, (_, number, unit) => `${number}${unit}港元`],
  [/\$\s?(\d+(?:\.\d+)?)([万亿]?)/g, (_, number, unit) => `${number}${unit}美元`],
  [/€\s?(\d+(?:\.\d+)?)([万亿]?)/g, (_, number, unit) => `${number}${unit}欧元`],
  [/£\s?(\d+(?:\.\d+)?)([万亿]?)/g, (_, number, unit) => `${number}${unit}英镑`],
  [/(?:[¥￥]|RMB\s?|CNY\s?)\s?(\d+(?:\.\d+)?)([万亿]?)元?/g, (_, number, unit) => `${number}${unit}元`],
  [
    /(\d+)\.(\d*?)0+(?=(?:元|块|美元|欧元|英镑|港元)(?!\d))/g,
    (_, whole, part) => (part === '' ? whole! : `${whole}.${part}`),
  ],
  [/(?<=\d|元|块|℃|%)\s*[~～–—-]+\s*(?=[¥￥$]?\d)/g, (range) => (/[~～–—]/.test(range!) ? '到' : '-')],
  [/(?<![\d.-])(\d+(?:\.\d+)?[%元块万亿℃]?)-(?=\d+(?:\.\d+)?(?![\d-]))/g, (_, number) => `${number}到`],
  [
    /(?<![\d.])(-?)(\d+(?:\.\d+)?)%/g,
    (_, sign, number) => `${sign === '-' ? '负' : ''}百分之${chineseNumber(number!)}`,
  ],
  [/(\d+(?:\.\d+)?)‰/g, (_, number) => `千分之${chineseNumber(number!)}`],
  [/(?<![\d.])-(\d+(?:\.\d+)?)\s?(?:℃|°[Cc]|摄氏度)/g, (_, number) => `零下${chineseNumber(number!)}摄氏度`],
  [/(?<=\d)\s?(?:℃|°[Cc])/g, () => '摄氏度'],
  [/(?<=\d)\s?(?:℉|°[Ff])/g, () => '华氏度'],
  [/(?<=\d)°/g, () => '度'],
  [/(?<=\d)\s?km\/h\b/gi, () => '公里每小时'],
  [/(?<=\d)\s?(?:km²|平方公里)/g, () => '平方公里'],
  [/(?<=\d)\s?(?:m²|㎡)/g, () => '平方米'],
  [/(?<=\d)\s?(km|kg|cm|mm|ml|mg|m|g)\b/g, (_, unit) => UNITS[unit!]!],
  [/(元|块|次|个|人|公里|米)\/(?=[天日周月年次个人小位斤])/g, (_, unit) => `${unit}每`],

  // What is left of numbers.
  [/第\s?(\d+)/g, (_, number) => `第${chineseCardinal(number!)}`],
  [/(?<![\d.\p{L}])-(?=\d)/gu, () => '负'],
  [/(?<![\d/])24\/7(?![\d/])/g, () => '二十四小时'],
  [
    /(?<![\d./])([1-9]\d?)\/([1-9]\d?)(?![\d/])/g,
    (_, part, whole) => `${chineseCardinal(whole!)}分之${chineseCardinal(part!)}`,
  ],
  [/(?<=\d)\s*[:：]\s*(?=\d)/g, () => '比'],
  [/(?<=\d)\s*[x×*]\s*(?=\d)/g, () => '乘'],
  [/(?<=\d)\s*\+\s*(?=\d)/g, () => '加'],
  [/(?<=\d)\s*=\s*(?=\d)/g, () => '等于'],
  [
    /\d+(?:\.\d+){2,}/g,
    (version) =>
      version!
        .split('.')
        .map((part) => chineseCardinal(part))
        .join('点'),
  ],
  [/\d+\.\d+/g, (number) => chineseNumber(number!)],
  [
    new RegExp(`(?<![\\d零一二三四五六七八九十百千万亿点第])2(?=\\s?(?:${TAKES_TWO}))(?!\\s?(?:月|日|号|楼))`, 'g'),
    () => '两',
  ],
  [/\d+/g, (number) => chineseCardinal(number!)],

  // Letters and signs.
  [/(?<![A-Za-z])VIP(?![A-Za-z])/g, () => 'V I P'],
  [/([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)/g, (_, name, host) => `${name} at ${host!.replace(/\./g, ' 点 ')}`],
  [/按\s?#(?:号)?键?|#号?键/g, (whole) => (whole!.startsWith('按') ? '按井号键' : '井号键')],
  [/按\s?\*(?:号)?键?|\*号?键/g, (whole) => (whole!.startsWith('按') ? '按星号键' : '星号键')],
  [/&/g, () => '和'],
  [/\s*(?:…+|[—–]{1,}|\.{3,})\s*/g, () => '，'],
];

const UNITS: Readonly<Record<string, string>> = {
  km: '公里',
  kg: '公斤',
  cm: '厘米',
  mm: '毫米',
  ml: '毫升',
  mg: '毫克',
  m: '米',
  g: '克',
};

/**
 * Chinese text with its numbers, dates, times, prices, units and phone numbers written as people say them. What is not clear from what
 * stands beside it is read as an amount up to six digits, and digit by digit beyond.
 */
export function spokenChinese(text: string): string {
  // Full-width letters and digits, as input methods leave them, are read like the plain ones.
  const plain = text.replace(/[０-９Ａ-Ｚａ-ｚ％＋－／．＃＊＠＆＄]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
  return RULES.reduce(
    (spoken, [pattern, replace]) => spoken.replace(pattern, replace as (...matched: string[]) => string),
    plain,
  );
}

function isDate(month: string | undefined, day: string | undefined): boolean {
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}

function date(month: string, day: string): string {
  return `${chineseCardinal(String(Number(month)))}月${chineseCardinal(String(Number(day)))}日`;
}

function time(hour: string, minute: string, second?: string): string {
  const hours = Number(hour) === 2 ? '两点' : `${chineseCardinal(String(Number(hour)))}点`;
  const minutes = Number(minute);
  if (minutes === 0 && second === undefined) return hours;
  const spoken = `${hours}${minutes < 10 ? '零' : ''}${minutes === 0 ? '' : chineseCardinal(String(minutes))}分`;
  return second === undefined ? spoken : `${spoken}${chineseCardinal(String(Number(second)))}秒`;
}

/** Digits one by one, in the groups they were written in or are said in, with a short pause between. */
function phone(number: string): string {
  const written = number.trim().split(/[\s-]+/);
  const groups = written.length > 1 ? written : grouped(written[0] as string);
  return `${groups.map((group) => chineseDigits(group, '幺')).join('，')}`;
}

function grouped(digits: string): string[] {
  if (digits.length < 7) return [digits];
  const known = PHONE_GROUPS[digits.length];
  const groups: string[] = [];
  for (let from = 0, index = 0; from < digits.length; index += 1) {
    const size = known?.[index] ?? 4;
    groups.push(digits.slice(from, from + size));
    from += size;
  }
  return groups;
}
