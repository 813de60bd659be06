/** What a requirement seems to say. Each may be wrong: they are hints for people, and stop nobody. */
export interface Hints {
  time: boolean;
  place: boolean;
  person: boolean;
}

const TIME: readonly RegExp[] = [
  /\d{1,2}\s*[:：]\s*\d{2}/u,
  /[\d一二三四五六七八九十两]+\s*(?:点|时(?!候)|号|日|月|分钟|小时|天后|周后)/u,
  /今天|明天|后天|今晚|明早|上午|下午|晚上|中午|早上|周[一二三四五六日末]|星期[一二三四五六日天]|下周|本周|月底|月初/u,
  /\b\d{1,2}\s*(?:am|pm|a\.m\.|p\.m\.|o.?clock)\b/iu,
  /\b(?:noon|midnight|today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|next week|this week|(?:this|in the) (?:morning|afternoon|evening))\b/iu,
  /\b(?:at (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b/iu,
  /\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\b(?:in|on|by|until) may\b/iu,
];

const PLACE: readonly RegExp[] = [
  /会议室|办公室|公司|酒店|饭店|餐厅|医院|诊所|学校|车站|机场|门口|大厅|前台|广场|商场|小区|地址|线上|腾讯会议|现场|店里|家里/u,
  /[\p{Script=Han}\d]+(?:路|街|楼|层|室|厅|店|馆|院|栋|座|区|市|站|中心)/u,
  /\b(?:room|office|street|st\.|road|rd\.|avenue|floor|hotel|restaurant|hospital|clinic|school|station|airport|lobby|reception|hall|building|address|online|zoom|teams|shop|store|at home|desk|gate|studio|centre|center)\b/iu,
];

const PERSON: readonly RegExp[] = [
  /先生|女士|小姐|老师|经理|医生|主任|同学|师傅|教授|老板|客户|家长|[\p{Script=Han}]总(?!共|是|之|计|结|数|体|部)/u,
  /(?:通知|提醒|告诉|询问|联系|找|叫|请|问)(?!对方|他们|大家|一下|您)[\p{Script=Han}]{2,3}(?=[，,。：:\s]|今|明|后|下|上|在|于|是|来|去|把|到|参)/u,
  /\{[^{}]{1,64}\}/u,
  /\b(?:mr|mrs|ms|miss|dr|prof)\b\.?/iu,
  /\b(?:[Tt]ell|[Aa]sk|[Rr]emind|[Ii]nform|[Cc]all|[Ii]nvite|for|with)\s+(?!the\b|them\b|him\b|her\b)\p{Lu}\p{Ll}+/u,
  /\b(?:tell|ask|remind|inform|invite)\s+(?:the|our|my|your)\s+\p{L}+/iu,
];

const any = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

/** Whether a requirement names a time, a place and a person, in Chinese or English. */
export function hintsOf(requirement: string): Hints {
  return { time: any(TIME, requirement), place: any(PLACE, requirement), person: any(PERSON, requirement) };
}
