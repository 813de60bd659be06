/** What a question is about. */
export type Asked = 'when' | 'where' | 'who';

const TELLS: Readonly<Record<Asked, readonly RegExp[]>> = {
  when: [
    /\d{1,2}\s*(?:点|时(?!间)|:|：)|[一二两三四五六七八九十]{1,3}点|\b\d{1,2}(?::\d{2})?\s*(?:a\.?m|p\.?m)\b|o['’]clock|\b(?:noon|midnight)\b|\bat (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|\d{1,2}:\d{2}/iu,
    /今[天日晚早年]|明[天日晚早年]|后天|昨天|上午|下午|晚上|早上|中午|凌晨|周[一二三四五六日天末]|星期|礼拜|\d+\s*[月号日]|[一二三四五六七八九十]+[月号日]|之前|以前|截止|\b(?:today|tomorrow|tonight|morning|afternoon|evening|weekend|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|at \d{1,2})\b/iu,
  ],
  where: [
    /在[^，,。]{0,20}(?:室|厅|楼|号|路|街|酒店|饭店|公司|学校|医院|中心|大厦|广场|机场|车站|门口|馆|院|所|店|站|局|处|层|栋|单元|小区|银行|园)|地[点址](?:是|在|为|改|：|:)?|(?:到|去|至|前往)[^，,。]{1,20}(?:室|厅|楼|路|酒店|公司|学校|医院|中心|大厦|广场|机场|站|馆|店|驿站|处|银行|园)|会议室|\b(?:room|hall|building|street|road|avenue|floor|office|hotel|hospital|school|station|airport|venue|address|location|clinic|centre|center|gate|lobby|branch)\b/iu,
    /\b(?:at|in) (?:the )?[A-Z]\w+/u,
  ],
  who: [
    /\p{Script=Han}{1,3}(?:先生|女士|小姐|老师|经理|主任|医生|总|教授|院长|校长|部长|局长)|全体|各位|所有人|员工|家长|同事|部门|客户|\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor)\b|\b(?:everyone|everybody|staff|team|manager|director|doctor|teacher|parents|employees)\b|\bwith [A-Z]\w+/u,
  ],
};

/** Which sentence of the matter answers, or null where none does. The plainest sign counts first: a clock time before a day. */
export function findAnswer(matter: readonly string[], asked: Asked): number | null {
  for (const sign of TELLS[asked]) {
    const index = matter.findIndex((sentence) => sign.test(sentence));
    if (index >= 0) return index;
  }
  return null;
}
